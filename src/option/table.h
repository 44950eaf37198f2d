/* Private to option: looking things up in the tables, and how their rows are written. */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include "clau/option.h"

/* All take NULL for an absent table and give NULL when there is no such row. */
const struct option *option_find_name(const struct option *options, const char *name,
				      size_t length);
const struct option *option_find_letter(const struct option *options, char letter);
const struct command *option_find_command(const struct command *const *commands, const char *name);

bool option_takes_value(const struct option *option);
/* A command without a group is for scripts and shown nowhere. */
bool option_is_listed(const struct command *command);
/* A global option counts at a command unless the command has one of that name. */
bool option_is_shadowed(const struct option *option, const struct command *command);
/* "clau exec [OPTIONS] SERVICE COMMAND..." */
void option_add_usage(struct buf *out, const struct command *command);
/* "SERVICE...", in brackets where it may be left out. */
void option_add_operand(struct buf *out, const struct operand *operand);
/* The row's sentence, and what follows from its kind. */
void option_add_sentence(struct buf *out, const struct option *option);
void option_add_choices(struct buf *out, const char *const *choices);

#endif
