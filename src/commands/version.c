#include <stddef.h>

#include "context.h"
#include "verbs.h"

const char clau_version[] = CLAU_VERSION;

struct version_arguments {
	bool json, brief;
};

#define AT(field) offsetof(struct version_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON document." },
	{ "short", 0, OPTION_FLAG, AT(brief), NULL, "Print the number only." },
	{ 0 },
};
// clang-format on

static int version_run(struct command_context *context, const void *data)
{
	const struct version_arguments *arguments = data;
	if (arguments->json) {
		struct buf out = { 0 };
		struct json_writer json;
		json_begin(&json, &out, true);
		json_open_object(&json);
		json_member_put_int(&json, "schema", 1);
		json_member_put_text(&json, "version", clau_version);
		json_close_object(&json);
		context_print_document(context, &out);
	} else {
		ui_printf(context->ui, arguments->brief ? "%s\n" : "clau %s\n", clau_version);
	}
	return EXIT_DONE;
}

const struct command command_version = {
	.name = "version",
	.summary = "Print clau's version",
	.options = options,
	.arguments_size = sizeof(struct version_arguments),
	.run = version_run,
	.group = "Help",
};
