/* schema and explain: the table of keys, for editors and for people. */
#include <stddef.h>

#include "clau/schema.h"
#include "context.h"
#include "verbs.h"

static int schema_run(struct command_context *context, const void *data)
{
	AUTO_BUF struct buf out = { 0 };
	(void)data;
	schema_editor(&out);
	ui_print(context->ui, buf_text(&out), out.length);
	return EXIT_DONE;
}

const struct command command_schema = {
	.name = "schema",
	.summary = "Print the JSON Schema of the project file, for editors",
	.details = "clau schema > clau.schema.json, then in the first line of clau.yaml: "
		   "# yaml-language-server: $schema=clau.schema.json",
	.arguments_size = sizeof(char),
	.run = schema_run,
	.group = "The file",
};

struct explain_arguments {
	const char *path;
	bool reference;
};

#define AT(field) offsetof(struct explain_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "reference", 0, OPTION_FLAG, AT(reference), NULL, "Print all keys as one page in Markdown." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "PATH", .offset = AT(path), .sentence = "A key, such as services.web.healthcheck.interval (default: list the top)." },
	{ 0 },
};
// clang-format on

static int refuse(struct command_context *context, const char *path)
{
	const struct list paths = schema_suggest(context->arena, path);
	struct failure failure = {
		.code = EXIT_USAGE,
		.message = arena_printf(context->arena, "no such key: %s", path),
		.remedy =
			"`clau explain` lists the top, `clau explain services.*` a service's keys",
	};
	if (paths.count)
		failure.remedy = arena_printf(context->arena, "did you mean %s?",
					      text_join(context->arena, &paths, " or "));
	return context_fail(context, &failure);
}

static int explain_run(struct command_context *context, const void *data)
{
	const struct explain_arguments *arguments = data;
	const char *path = text_or(arguments->path, "");
	AUTO_BUF struct buf out = { 0 };
	if (arguments->reference)
		schema_reference(&out);
	else if (!schema_explain(context->arena, path, &out))
		return refuse(context, path);
	ui_print(context->ui, buf_text(&out), out.length);
	return EXIT_DONE;
}

const struct command command_explain = {
	.name = "explain",
	.summary = "Explain a key of the project file",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct explain_arguments),
	.run = explain_run,
	.group = "The file",
};
