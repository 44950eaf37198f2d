/* Private to option: what the words of a command line mean, one word at a time. Parsing and
 * completion both walk with it, so they cannot disagree. */
#ifndef OPTION_PARSER_H
#define OPTION_PARSER_H

#include "clau/option.h"

/* An option as it was met: where its value goes, and how it was written. */
struct met_option {
	const struct option *option; /* NULL: none */
	char *target; /* the struct its offset is in; NULL: nothing is stored */
	const char *shown; /* "--timeout", "-t (--timeout)" */
};

struct parser {
	struct arena *arena;
	const struct option *global_options;
	char *globals;
	bool dry; /* nothing is stored, which is how completion walks; globals is NULL then */
	const struct command *const *commands;
	const struct command *command;
	char *arguments;
	const struct operand *operand; /* the row the next operand goes to; NULL: no table */
	bool operand_filled; /* that row repeats and has one */
	struct met_option waiting; /* for its value, which is the next word */
	bool options_ended;
	bool help;
	struct usage_error error;
};

/* False: parser->error says why. */
bool parser_take(struct parser *parser, char *word);
/* What only shows at the end: a value or an operand that is missing. */
bool parser_finish(struct parser *parser);
/* The command's option of that name, else the global one; its option is NULL when there is none. */
struct met_option parser_find_name(const struct parser *parser, const char *name, size_t length);

/* Files an error and returns false; remedy may be NULL. */
bool parser_fail(struct parser *parser, const char *remedy, const char *format, ...)
	PRINTF_LIKE(3, 4);
/* "did you mean X?", or NULL when nothing is near. */
const char *parser_nearest(struct parser *parser, const char *word, const struct list *candidates);
/* The word as it may be shown. */
const char *parser_show(struct parser *parser, const char *word);

/* Writes the value into the option's field (value.c). */
bool parser_store(struct parser *parser, const struct met_option *met, const char *value);

#endif
