#include "clau/generate.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "context.h"
#include "verbs.h"

#define GENERATED_LIMIT ((size_t)4 << 20)

struct generate_arguments {
	bool check;
	const char *output;
};

#define AT(field) offsetof(struct generate_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "check", 0, OPTION_FLAG, AT(check), NULL, "Write nothing; exit code 3 when a file is missing or stale." },
	{ "output", 'o', OPTION_TEXT, AT(output), "DIR", "Write into this folder (default: compose beside the project file).", .complete = COMPLETE_DIRECTORY },
	{ 0 },
};
// clang-format on

static bool is_current(struct command_context *context, const char *path,
		       const struct generated_file *file)
{
	char *text;
	size_t length;
	return file_read(context->arena, path, GENERATED_LIMIT, &text, &length) == FILE_OK &&
	       text_equal(text, file->text);
}

static int check(struct command_context *context, const char *directory, const struct list *files)
{
	int code = EXIT_DONE;
	for (LIST_EACH(const struct generated_file, file, files)) {
		const char *path = path_join(context->arena, directory, file->name);
		if (is_current(context, path, file))
			continue;
		struct failure failure = {
			.code = EXIT_PROJECT,
			.message = arena_printf(context->arena, "%s is %s", path,
						path_exists(path) ? "stale" : "missing"),
			.remedy = "run `clau generate` and commit what it writes",
		};
		code = context_fail(context, &failure);
	}
	return code;
}

static int write_files(struct command_context *context, const char *directory,
		       const struct list *files)
{
	const char *reason = NULL;
	if (mkdir(directory, 0755) != 0 && errno != EEXIST)
		reason = strerror(errno);
	for (LIST_EACH(const struct generated_file, file, files)) {
		const char *path = path_join(context->arena, directory, file->name);
		if (is_current(context, path, file))
			continue;
		if (reason || !file_write(path, file->text, strlen(file->text), 0644, &reason)) {
			struct failure failure = {
				.code = EXIT_FAILED,
				.message = arena_printf(context->arena, "cannot write %s: %s", path,
							reason),
			};
			return context_fail(context, &failure);
		}
		ui_note(context->ui, "wrote %s",
			path_relative(context->arena, path_current(context->arena), path));
	}
	return EXIT_DONE;
}

static int generate_run(struct command_context *context, const void *data)
{
	const struct generate_arguments *arguments = data;
	int code = EXIT_DONE;
	struct loaded *loaded = context_load(context, NULL, &code);
	if (!loaded)
		return code;
	const char *base =
		arguments->output ? path_current(context->arena) : loaded->project->directory;
	const char *directory =
		path_join(context->arena, base, text_or(arguments->output, "compose"));
	const struct list *files =
		generate_files(context->arena, &context->diags, loaded, directory);
	ui_findings(context->ui, &context->diags);
	if (!files)
		return EXIT_PROJECT;
	return arguments->check ? check(context, directory, files)
				: write_files(context, directory, files);
}

const struct command command_generate = {
	.name = "generate",
	.summary = "Write the Compose files: the base and one for each overlay",
	.details = "For those who run the stack with docker compose. Files that are current are "
		   "left alone.",
	.options = options,
	.arguments_size = sizeof(struct generate_arguments),
	.run = generate_run,
	.group = "The file",
};
