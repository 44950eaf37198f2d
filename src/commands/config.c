#include <stddef.h>

#include "clau/generate.h"
#include "config.h"
#include "verbs.h"

static const char *const formats[] = { "yaml", "json", "github", NULL };

#define AT(field) offsetof(struct config_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "format", 0, OPTION_CHOICE, AT(format), "FORMAT", "What to print; github: only what is wrong, as annotations of a workflow.", formats, COMPLETE_CHOICE },
	{ "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON document, and mistakes as JSON too; with -q all that was found is the document." },
	{ "output", 'o', OPTION_TEXT, AT(output), "FILE", "Write to this file instead of standard output.", .complete = COMPLETE_FILE },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "Check only." },
	{ "origins", 0, OPTION_FLAG, AT(origins), NULL, "Print where each value comes from: file, line, layer, variable, and what it overrode." },
	{ "services", 0, OPTION_FLAG, AT(names), NULL, "Print the services' names." },
	{ "networks", 0, OPTION_FLAG, AT(networks), NULL, "Print the networks' names." },
	{ "volumes", 0, OPTION_FLAG, AT(volumes), NULL, "Print the volumes' names." },
	{ "images", 0, OPTION_FLAG, AT(images), NULL, "Print the images' names." },
	{ "profiles", 0, OPTION_FLAG, AT(profiles), NULL, "Print the profiles' names." },
	{ "models", 0, OPTION_FLAG, AT(models), NULL, "Print the references of the language models." },
	{ "hash", 0, OPTION_TEXT, AT(hash), "SERVICE,...", "Print the configuration hash of each service, or of these; * is all.", .optional = true },
	{ "variables", 0, OPTION_FLAG, AT(variables), NULL, "Print the variables that the files mention, and their defaults." },
	{ "environment", 0, OPTION_FLAG, AT(environment), NULL, "Print the variables that have a value." },
	{ "no-interpolate", 0, OPTION_FLAG, AT(no_interpolate), NULL, "Leave variables as they are written." },
	{ "no-normalize", 0, OPTION_FLAG, AT(no_normalize), NULL, "Do not fill in names of resources and default networks." },
	{ "no-path-resolution", 0, OPTION_FLAG, AT(no_path_resolution), NULL, "Leave relative paths as they are written." },
	{ "no-env-resolution", 0, OPTION_FLAG, AT(no_environment_resolution), NULL, "Do not read the files of env_file." },
	{ "no-consistency", 0, OPTION_FLAG, AT(no_consistency), NULL, "Do not check the rules between keys." },
	{ "resolve-image-digests", 0, OPTION_FLAG, AT(resolve_digests), NULL, "Pin each image to its digest, from the engine's store or the registry." },
	{ "lock-image-digests", 0, OPTION_FLAG, AT(lock_digests), NULL, "Print an override file that pins each image to its digest." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services to print, with what they depend on (default: all)." },
	{ 0 },
};
// clang-format on

static bool is_json(const struct config_arguments *arguments)
{
	return arguments->json || text_equal(arguments->format, "json");
}

static bool is_annotations(const struct config_arguments *arguments)
{
	return text_equal(arguments->format, "github");
}

static void show_findings(struct command_context *context, const struct config_arguments *arguments)
{
	if (is_annotations(arguments))
		ui_findings_annotations(context->ui, &context->diags);
	else if (arguments->quiet && arguments->json)
		ui_findings_document(context->ui, &context->diags);
	else
		ui_findings(context->ui, &context->diags);
}

static struct loaded *load(struct command_context *context,
			   const struct config_arguments *arguments, int *ret_code)
{
	const struct list *services = arguments->hash ? NULL : &arguments->services;
	struct load_options load = context_load_options(context, services);
	load.no_interpolate = arguments->no_interpolate || arguments->variables;
	load.no_consistency = arguments->no_consistency || arguments->variables;
	load.no_normalize = arguments->no_normalize;
	load.no_hashes = !arguments->hash;
	load.no_path_resolution = arguments->no_path_resolution;
	load.no_environment_resolution = arguments->no_environment_resolution;
	struct loaded *loaded =
		load_project(context->arena, &context->diags, &context->sources, &load);
	show_findings(context, arguments);
	*ret_code = loaded ? EXIT_USAGE : EXIT_PROJECT;
	if (!loaded || !context_has_services(context, loaded->project, services))
		return NULL;
	return arguments->hash ? loaded : config_select(context->arena, loaded, services);
}

static int write_output(struct command_context *context, const char *path, const struct buf *out)
{
	const char *reason = NULL;
	if (file_write(path, buf_text(out), out->length, 0644, &reason))
		return EXIT_DONE;
	struct failure failure = {
		.code = EXIT_FAILED,
		.message = arena_printf(context->arena, "cannot write %s: %s", path, reason),
	};
	return context_fail(context, &failure);
}

static void print_config(struct command_context *context, const struct loaded *loaded,
			 const struct config_arguments *arguments, struct buf *out)
{
	if (arguments->lock_digests)
		config_print_lock(context->arena, loaded, is_json(arguments), out);
	else
		generate_config(context->arena, loaded, is_json(arguments) ? "json" : "yaml", out);
}

static int check_arguments(struct command_context *context,
			   const struct config_arguments *arguments)
{
	bool digests = arguments->resolve_digests || arguments->lock_digests;
	struct failure failure = {
		.code = EXIT_USAGE,
		.message = "--no-interpolate leaves images without the values that a digest needs",
		.remedy = "leave one of the two away",
	};
	return digests && arguments->no_interpolate ? context_fail(context, &failure) : EXIT_DONE;
}

static int config_run(struct command_context *context, const void *data)
{
	const struct config_arguments *arguments = data;
	AUTO_BUF struct buf out = { 0 };
	int code = check_arguments(context, arguments);
	struct loaded *loaded = code ? NULL : load(context, arguments, &code);
	if (!loaded)
		return code;
	if (arguments->quiet || is_annotations(arguments))
		return EXIT_DONE;
	struct list hashed = config_hash_names(context->arena, arguments);
	if (!context_has_services(context, loaded->project, &hashed))
		return EXIT_USAGE;
	if (config_list(context, loaded, arguments, &out)) {
		ui_print(context->ui, buf_text(&out), out.length);
		return EXIT_DONE;
	}
	if (arguments->origins) {
		config_origins(context, loaded, is_json(arguments));
		return EXIT_DONE;
	}
	if ((arguments->resolve_digests || arguments->lock_digests) &&
	    !config_resolve_digests(context, loaded, &code))
		return code;
	print_config(context, loaded, arguments, &out);
	if (arguments->output)
		return write_output(context, arguments->output, &out);
	ui_print(context->ui, buf_text(&out), out.length);
	return EXIT_DONE;
}

const struct command command_config = {
	.name = "config",
	.summary = "Check the project file and print what it means",
	.details = "Prints the project with variables filled in, overlays applied and short forms "
		   "written out. Every mistake in the files is reported, with its place.",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct config_arguments),
	.run = config_run,
	.group = "The file",
};
