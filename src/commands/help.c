/* help, completion, man and the hidden __complete: all read from the option tables. */
#include <stddef.h>

#include "context.h"
#include "verbs.h"

struct help_arguments {
	const char *command;
};
static const struct operand help_operands[] = {
	{ "COMMAND", .offset = offsetof(struct help_arguments, command),
	  .complete = COMPLETE_COMMAND,
	  .sentence = "The command to explain (default: list them)." },
	{ 0 },
};

static void print_and_finish(struct command_context *context, struct buf *out)
{
	ui_print(context->ui, buf_text(out), out->length);
	buf_finish(out);
}

static int unknown(struct command_context *context, const char *what, const char *name,
		   const char *remedy)
{
	struct failure failure = {
		.code = EXIT_USAGE,
		.message = arena_printf(context->arena, "unknown %s: %s", what, name),
		.remedy = remedy,
	};
	return context_fail(context, &failure);
}

static int help_run(struct command_context *context, const void *data)
{
	const struct help_arguments *arguments = data;
	struct buf out = { 0 };
	const struct command *found = NULL;
	for (size_t i = 0; arguments->command && all_commands[i]; i++)
		if (text_equal(all_commands[i]->name, arguments->command))
			found = all_commands[i];
	if (arguments->command && !found)
		return unknown(context, "command", arguments->command, "`clau help` lists them");
	if (found)
		option_help(&out, found, global_options, ui_width(context->ui));
	else
		option_overview(&out, CLAU_TAGLINE, all_commands, global_options,
				ui_width(context->ui));
	print_and_finish(context, &out);
	return EXIT_DONE;
}

const struct command command_help = {
	.name = "help",
	.summary = "Explain a command",
	.operands = help_operands,
	.arguments_size = sizeof(struct help_arguments),
	.run = help_run,
	.group = "Help",
};

struct completion_arguments {
	const char *shell;
};
static const struct operand completion_operands[] = {
	{ "SHELL", .required = true, .offset = offsetof(struct completion_arguments, shell),
	  .sentence = "bash, zsh or fish." },
	{ 0 },
};

static int completion_run(struct command_context *context, const void *data)
{
	const struct completion_arguments *arguments = data;
	struct buf out = { 0 };
	if (!option_completion_script(&out, arguments->shell))
		return unknown(context, "shell", arguments->shell, "bash, zsh and fish are known");
	print_and_finish(context, &out);
	return EXIT_DONE;
}

const struct command command_completion = {
	.name = "completion",
	.summary = "Print a script that completes clau's words in your shell",
	.details = "bash: source <(clau completion bash)",
	.operands = completion_operands,
	.arguments_size = sizeof(struct completion_arguments),
	.run = completion_run,
	.group = "Help",
};

static const char *const exit_codes[] = {
	"0\tdone; for health: everything is well; for a finished job: success",
	"1\tthe work failed; for health: something is unhealthy, crashed, looping or missing",
	"2\twrong usage",
	"3\tthe project is wrong, or generate --check found stale files",
	"4\tthe engine is out of reach",
	"5\tthe engine refused",
	"6\tnot yet: the deadline passed; for health: still starting",
	"7\tpartly done: what is left is listed",
	"8\tanother clau holds the project",
	"9\tintegrity: something is not what it says it is",
	"10\tthere is something to do",
	"130, 143\tended by SIGINT, SIGTERM, after cleaning up",
	NULL,
};

static int man_run(struct command_context *context, const void *data)
{
	struct buf out = { 0 };
	(void)data;
	option_man(&out, CLAU_TAGLINE, clau_version, all_commands, global_options, exit_codes);
	print_and_finish(context, &out);
	return EXIT_DONE;
}

const struct command command_man = {
	.name = "man",
	.summary = "Print the manual page",
	.details = "clau man | man -l -",
	.arguments_size = sizeof(char),
	.run = man_run,
	.group = "Help",
};

struct complete_arguments {
	struct list words;
};
static const struct operand complete_operands[] = {
	{ "WORD", .takes_rest = true, .offset = offsetof(struct complete_arguments, words),
	  .sentence = "The words so far; the last one is completed." },
	{ 0 },
};

static void print_names(struct command_context *context, enum completion kind)
{
	struct load_options options = {
		.files = context->globals->files,
		.project_directory = context->globals->project_directory,
	};
	struct list services = { 0 }, overlays = { 0 }, profiles = { 0 };
	load_names(context->arena, &options, &services, &overlays, &profiles);
	const struct list *names = kind == COMPLETE_SERVICE   ? &services
				   : kind == COMPLETE_OVERLAY ? &overlays
				   : kind == COMPLETE_PROFILE ? &profiles
							      : NULL;
	for (size_t i = 0; names && i < names->count; i++)
		ui_printf(context->ui, "%s\n", (const char *)names->items[i]);
}

static int complete_run(struct command_context *context, const void *data)
{
	const struct complete_arguments *arguments = data;
	enum completion dynamic = COMPLETE_NONE;
	struct buf out = { 0 };
	option_candidates(&out, (int)arguments->words.count, (char **)arguments->words.items,
			  global_options, all_commands, &dynamic);
	print_and_finish(context, &out);
	print_names(context, dynamic);
	return EXIT_DONE;
}

/* The scripts of `completion` call it; it is not listed. */
const struct command command_complete = {
	.name = "__complete",
	.summary = "List what may stand at the last word",
	.operands = complete_operands,
	.arguments_size = sizeof(struct complete_arguments),
	.run = complete_run,
};
