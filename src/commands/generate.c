#include "clau/generate.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "context.h"
#include "verbs.h"

#define GENERATED_LIMIT ((size_t)4 << 20)

struct generate_arguments {
	bool check, json;
	const char *output;
};
/* What became of a file. */
enum outcome { CURRENT, WRITTEN, STALE, MISSING };
struct generated {
	const struct generated_file *file;
	const char *path;
	enum outcome outcome;
};

#define AT(field) offsetof(struct generate_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "check", 0, OPTION_FLAG, AT(check), NULL, "Write nothing; exit code 3 when a file is missing or stale." },
	{ "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON document: each file and what became of it; mistakes as JSON too." },
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

static int check(struct command_context *context, struct generated *made)
{
	made->outcome = path_exists(made->path) ? STALE : MISSING;
	struct failure failure = {
		.code = EXIT_PROJECT,
		.message = arena_printf(context->arena, "%s is %s", made->path,
					made->outcome == STALE ? "stale" : "missing"),
		.remedy = "run `clau generate` and commit what it writes",
	};
	return context_fail(context, &failure);
}

static int write_file(struct command_context *context, const char *directory,
		      struct generated *made)
{
	const char *reason = NULL, *text = made->file->text;
	if (mkdir(directory, 0755) != 0 && errno != EEXIST)
		reason = strerror(errno);
	if (reason || !file_write(made->path, text, strlen(text), 0644, &reason)) {
		struct failure failure = {
			.code = EXIT_FAILED,
			.message = arena_printf(context->arena, "cannot write %s: %s", made->path,
						reason),
		};
		return context_fail(context, &failure);
	}
	made->outcome = WRITTEN;
	ui_note(context->ui, "wrote %s",
		path_relative(context->arena, path_current(context->arena), made->path));
	return EXIT_DONE;
}

static void print_document(struct command_context *context, const struct list *all)
{
	static const char *const outcomes[] = { "current", "written", "stale", "missing" };
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, true);
	json_open_object(&json);
	json_member_put_int(&json, "schema", 1);
	json_key(&json, "files");
	json_open_array(&json);
	for (LIST_EACH(const struct generated, made, all)) {
		json_open_object(&json);
		json_member_put_text(&json, "path", made->path);
		json_member_put_text(&json, "state", outcomes[made->outcome]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	context_print_document(context, &out);
}

/* Every file that is not current: written, or with --check told. */
static int settle(struct command_context *context, const struct generate_arguments *arguments,
		  const char *directory, const struct list *files)
{
	struct list all = { 0 };
	int code = EXIT_DONE;
	for (LIST_EACH(const struct generated_file, file, files)) {
		struct generated *made = ARENA_NEW(context->arena, struct generated);
		made->file = file;
		made->path = path_join(context->arena, directory, file->name);
		list_add(context->arena, &all, made);
		if (is_current(context, made->path, file))
			continue;
		code = arguments->check ? check(context, made)
					: write_file(context, directory, made);
		if (code == EXIT_FAILED)
			return code;
	}
	if (arguments->json)
		print_document(context, &all);
	return code;
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
	return files ? settle(context, arguments, directory, files) : EXIT_PROJECT;
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
