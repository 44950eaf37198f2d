/* The tables the tests of option work on. */
#ifndef TEST_OPTION_FIXTURE_H
#define TEST_OPTION_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clau/option.h"

struct globals {
	struct list files;
	struct list overlays;
	const char *progress;
	const char *host;
	int64_t verbose;
};
struct up_arguments {
	bool detach;
	bool wait;
	const char *pull;
	int64_t timeout;
	int64_t tail;
	struct list scale;
	struct list services;
};
struct exec_arguments {
	bool no_terminal;
	const char *user;
	const char *service;
	struct list command;
};

extern const struct option global_options[];
extern const struct command *const commands[];

/* One parse and all that came of it. */
struct parsed {
	struct arena *arena;
	struct globals globals;
	const struct command *command;
	void *arguments;
	bool help;
	bool good;
	struct usage_error error;
};
/* `line` is split at blanks; "''" stands for an empty word. Ended by parsed_finish. */
void parsed_make(struct parsed *parsed, const char *line);
void parsed_finish(struct parsed *parsed);

#endif
