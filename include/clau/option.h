/* option: one table a command gives its arguments, help, completion and man page. */
#ifndef CLAU_OPTION_H
#define CLAU_OPTION_H

#include "clau/base.h"

enum option_kind {
	OPTION_FLAG, /* bool: true when given; `--no-NAME` is not derived */
	OPTION_TEXT, /* const char *: the last one wins */
	OPTION_LIST, /* struct list of char *: each use adds one */
	OPTION_COUNT, /* int64_t: a whole number >= 0, or "all" which gives -1 where all_allowed */
	OPTION_SECONDS, /* int64_t milliseconds: "30", "1.5", "2m", "500ms" */
	OPTION_CHOICE, /* const char *: one of `choices` */
	OPTION_REPEAT, /* int64_t: how often the flag was given (-v -v) */
	OPTION_SET, /* const char *: a flag that sets its `choices[0]` into the field (or adds it,
		       when `adds`) */
};

/* What completes an argument or a value: names the shell script asks `clau __complete` for. */
enum completion {
	COMPLETE_NONE,
	COMPLETE_FILE,
	COMPLETE_DIRECTORY,
	COMPLETE_SERVICE,
	COMPLETE_OVERLAY,
	COMPLETE_PROFILE,
	COMPLETE_COMMAND,
	COMPLETE_CHOICE
};

struct option {
	const char *name; /* long name without dashes; a row with NULL ends the table */
	char letter; /* or 0 */
	enum option_kind kind;
	size_t offset; /* of the field in the arguments struct */
	const char *value_name; /* "SECONDS", NULL for flags */
	const char *sentence; /* ends in a full stop; shown in help and man page */
	const char *const *choices; /* NULL-ended, for OPTION_CHOICE and OPTION_SET; help names
				       those of a CHOICE itself */
	enum completion complete;
	bool adds; /* OPTION_SET: the field is a list, add to it (keeps the order with another
		      OPTION_LIST on it) */
	bool all_allowed;
	bool optional; /* OPTION_TEXT: `--name` alone gives "", a value stands behind `=` only */
	bool hidden;
};

/* Arguments without a dash; the last one of a command may repeat. */
struct operand {
	const char *name; /* "SERVICE"; a row with NULL ends the table */
	bool required;
	bool repeats; /* field is struct list of char *, else const char * */
	bool takes_rest; /* as repeats, and everything behind the first operand is taken as it is,
			    dashes too (exec) */
	size_t offset;
	enum completion complete;
	const char *sentence;
};

struct command_context; /* commands' own: loop, ui, global arguments */
struct command {
	const char *name;
	const char *summary; /* one line, no full stop */
	const char *details; /* paragraphs for --help and the man page, or NULL */
	const struct option *options;
	const struct operand *operands;
	size_t arguments_size; /* of the struct the offsets are in */
	/* What the verb does; the exit code. `arguments` is the filled struct. */
	int (*run)(struct command_context *context, const void *arguments);
	const char
		*group; /* heading in `clau help`; NULL: for scripts, shown and offered nowhere */
};

struct usage_error {
	const char *message; /* "unknown option --detatch" */
	const char *remedy; /* "did you mean --detach?" */
};

/* `words` are those behind the program's name. Fills `globals` (not zeroed here) and, from the
 * command on, the command's own arguments (allocated in arena, zeroed first). Global options are
 * taken before and behind the command's name, unless the command has an option of the same name.
 * `--help`/`-h` anywhere (before `--` and rest operands) sets *ret_help.
 * `--name=value`, `--name value`, `-n5`, `-n 5`, `-dt` clusters, `--` ends options. Nearest names
 * are offered on a typo. With a `takes_rest` operand options end at the first operand. `help CMD`
 * is `CMD --help` when no command is named help; with *ret_help missing and wrong words behind it
 * are no error. False: *ret_error says what, printable, remedy may be NULL; *ret_command may then
 * be set. No command given: *ret_command is NULL and the result true. */
bool option_parse(struct arena *arena, int count, char **words, const struct option *global_options,
		  void *globals, const struct command *const *commands,
		  const struct command **ret_command, void **ret_arguments, bool *ret_help,
		  struct usage_error *ret_error);

/* Texts made from the tables. `commands` is NULL-ended. width = columns to fill (80 when unknown).
 */
void option_help(struct buf *out, const struct command *command,
		 const struct option *global_options, unsigned width);
void option_overview(struct buf *out, const char *tagline, const struct command *const *commands,
		     const struct option *global_options, unsigned width);
/* A thin script for "bash", "zsh" or "fish" that calls `clau __complete -- WORDS…`, the last word
 * being the one to complete (maybe ""); false for another shell. */
bool option_completion_script(struct buf *out, const char *shell);
/* What may stand at the last of `words` (may be ""): one candidate a line, "word\tsentence";
 * *ret_dynamic tells which names the caller must add (SERVICE, OVERLAY, PROFILE: as lines of the
 * same shape, the scripts filter them). Files and directories are left to the shell by a line
 * ":file" or
 * ":directory". Of `--name=value` only values are offered. */
void option_candidates(struct buf *out, int count, char **words,
		       const struct option *global_options, const struct command *const *commands,
		       enum completion *ret_dynamic);
/* The man page of everything, in roff; exit_codes is a NULL-ended list of "code\tmeaning". */
void option_man(struct buf *out, const char *tagline, const char *version,
		const struct command *const *commands, const struct option *global_options,
		const char *const *exit_codes);

#endif
