/* From words to a verb: parses, makes the context, runs, ends it. */
#include "clau/commands.h"

#include <stddef.h>

#include "context.h"
#include "verbs.h"

static const char *const progress_kinds[] = { "auto", "tty", "plain", "json", "quiet", NULL };
static const char *const color_kinds[] = { "auto", "always", "never", NULL };
static const char *const overlay_dev[] = { "dev", NULL };
static const char *const overlay_gpu[] = { "gpu", NULL };
static const char *const overlay_prod[] = { "prod", NULL };

#define AT(field) offsetof(struct global_arguments, field)
// clang-format off
const struct option global_options[] = {
	{ "file", 'f', OPTION_LIST, AT(files), "FILE", "Read this project file; - is standard input.", .complete = COMPLETE_FILE },
	{ "project-name", 'p', OPTION_TEXT, AT(project_name), "NAME", "Name of the project." },
	{ "project-directory", 0, OPTION_TEXT, AT(project_directory), "DIR", "Folder that relative paths start from.", .complete = COMPLETE_DIRECTORY },
	{ "env-file", 0, OPTION_LIST, AT(environment_files), "FILE", "Read variables from this file instead of .env.", .complete = COMPLETE_FILE },
	{ "profile", 0, OPTION_LIST, AT(profiles), "NAME", "Activate this profile.", .complete = COMPLETE_PROFILE },
	{ "overlay", 0, OPTION_LIST, AT(overlays), "NAME", "Apply this overlay of the project file.", .complete = COMPLETE_OVERLAY },
	{ "dev", 0, OPTION_SET, AT(overlays), NULL, "Apply the overlay dev.", overlay_dev, .adds = true },
	{ "gpu", 0, OPTION_SET, AT(overlays), NULL, "Apply the overlay gpu.", overlay_gpu, .adds = true },
	{ "prod", 0, OPTION_SET, AT(overlays), NULL, "Apply the overlay prod.", overlay_prod, .adds = true },
	{ "host", 'H', OPTION_TEXT, AT(host), "URL", "Engine to talk to: unix:///path or tcp://host:port (else DOCKER_HOST)." },
	{ "progress", 0, OPTION_CHOICE, AT(progress), "KIND", "How progress is shown.", progress_kinds, COMPLETE_CHOICE },
	{ "color", 0, OPTION_CHOICE, AT(color), "WHEN", "Whether colours are used.", color_kinds, COMPLETE_CHOICE },
	{ "timeout", 0, OPTION_SECONDS, AT(timeout), "SECONDS", "Give up after this long (exit code 6)." },
	{ "trace", 0, OPTION_TEXT, AT(trace), "FILE", "Write a timeline of the run in Chrome trace format.", .complete = COMPLETE_FILE },
	{ "verbose", 'v', OPTION_REPEAT, AT(verbose), NULL, "Show each request to the engine." },
	{ 0 },
};
// clang-format on

static enum ui_progress progress_of(const char *name)
{
	for (size_t i = 0; name && progress_kinds[i]; i++)
		if (text_equal(progress_kinds[i], name))
			return (enum ui_progress)i;
	return UI_AUTO;
}

/* A command with `--json` says everything as data then, mistakes too. */
static bool asks_json(const struct command *command, const void *arguments)
{
	const struct option *option = command ? command->options : NULL;
	for (; arguments && option && option->name; option++)
		if (text_equal(option->name, "json") && option->kind == OPTION_FLAG)
			return *(const bool *)((const char *)arguments + option->offset);
	return false;
}

static int usage(struct command_context *context, const struct command *command,
		 const struct usage_error *error)
{
	struct failure failure = {
		.code = EXIT_USAGE,
		.message = error->message,
		.remedy = error->remedy,
	};
	if (!failure.remedy)
		failure.remedy =
			command ? arena_printf(context->arena, "see `clau help %s`", command->name)
				: "see `clau help`";
	return context_fail(context, &failure);
}

static int show_help(struct command_context *context, const struct command *command)
{
	struct buf out = { 0 };
	if (command)
		option_help(&out, command, global_options, ui_width(context->ui));
	else
		option_overview(&out, CLAU_TAGLINE, all_commands, global_options,
				ui_width(context->ui));
	ui_print(context->ui, buf_text(&out), out.length);
	buf_finish(&out);
	return EXIT_DONE;
}

static int run(struct command_context *context, const struct command *command,
	       const void *arguments)
{
	int code = command->run(context, arguments);
	/* A run that was interrupted says so, whatever it had reached. */
	if (context->interruption.number)
		code = 128 + context->interruption.number;
	return code;
}

static int finish(struct command_context *context, int code)
{
	for (LIST_EACH(struct call, call, &context->answers))
		call_destroy(call);
	engine_destroy(context->engine);
	loop_destroy(context->loop);
	if (!ui_destroy(context->ui) && code == EXIT_DONE)
		code = EXIT_FAILED;
	arena_destroy(context->arena);
	return code;
}

int commands_main(int count, char **words, void (*leave)(int code))
{
	struct command_context context = { .arena = arena_create(), .leave = leave };
	struct global_arguments globals = { 0 };
	const struct command *command = NULL;
	void *arguments = NULL;
	bool help = false;
	struct usage_error error = { 0 };
	bool parsed = option_parse(context.arena, count - 1, words + 1, global_options, &globals,
				   all_commands, &command, &arguments, &help, &error);
	struct ui_options options = {
		.progress = progress_of(globals.progress),
		.color = text_or(globals.color, "auto"),
		.verbose = globals.verbose > 0,
		.trace_path = globals.trace,
		.json_errors = asks_json(command, arguments),
	};
	context.globals = &globals;
	context.ui = ui_create(&options);
	sources_init(&context.sources, context.arena);
	diags_init(&context.diags, context.arena, &context.sources);
	if (help || (parsed && !command))
		return finish(&context, show_help(&context, command));
	if (!parsed)
		return finish(&context, usage(&context, command, &error));
	return finish(&context, run(&context, command, arguments));
}
