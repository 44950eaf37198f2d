#include <stddef.h>

#include "clau/generate.h"
#include "context.h"
#include "verbs.h"

struct config_arguments {
	const char *format, *output;
	bool quiet, services, networks, volumes, images, profiles, hash;
};

static const char *const formats[] = { "yaml", "json", NULL };

#define AT(field) offsetof(struct config_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "format", 0, OPTION_CHOICE, AT(format), "FORMAT", "What to print.", formats, COMPLETE_CHOICE },
	{ "output", 'o', OPTION_TEXT, AT(output), "FILE", "Write to this file instead of standard output.", .complete = COMPLETE_FILE },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "Check only; print nothing." },
	{ "services", 0, OPTION_FLAG, AT(services), NULL, "Print the services' names." },
	{ "networks", 0, OPTION_FLAG, AT(networks), NULL, "Print the networks' names." },
	{ "volumes", 0, OPTION_FLAG, AT(volumes), NULL, "Print the volumes' names." },
	{ "images", 0, OPTION_FLAG, AT(images), NULL, "Print the images' names." },
	{ "profiles", 0, OPTION_FLAG, AT(profiles), NULL, "Print the profiles' names." },
	{ "hash", 0, OPTION_FLAG, AT(hash), NULL, "Print each service's configuration hash." },
	{ 0 },
};
// clang-format on

static void print_services(struct command_context *context, const struct project *project,
			   const struct config_arguments *what)
{
	for (LIST_EACH(const struct service, service, &project->services)) {
		if (what->images)
			ui_printf(context->ui, "%s\n",
				  service_image(context->arena, project, service));
		else if (what->hash)
			ui_printf(context->ui, "%s %s\n", service->name, service->config_hash);
		else
			ui_printf(context->ui, "%s\n", service->name);
	}
}

static void add_profiles(struct arena *arena, struct map *names, const struct list *services)
{
	for (LIST_EACH(const struct service, service, services))
		for (LIST_EACH(const char, profile, &service->profiles))
			map_set(arena, names, profile, NULL);
}

static void print_profiles(struct command_context *context, const struct project *project)
{
	struct map names = { 0 };
	add_profiles(context->arena, &names, &project->services);
	add_profiles(context->arena, &names, &project->disabled_services);
	map_sort(&names);
	for (size_t i = 0; i < names.count; i++)
		ui_printf(context->ui, "%s\n", names.entries[i].key);
}

/* False when the whole configuration is wanted. */
static bool print_names(struct command_context *context, const struct project *project,
			const struct config_arguments *what)
{
	if (what->services || what->images || what->hash)
		print_services(context, project, what);
	else if (what->networks)
		for (LIST_EACH(const struct network, network, &project->networks))
			ui_printf(context->ui, "%s\n", network->key);
	else if (what->volumes)
		for (LIST_EACH(const struct volume, volume, &project->volumes))
			ui_printf(context->ui, "%s\n", volume->key);
	else if (what->profiles)
		print_profiles(context, project);
	else
		return false;
	return true;
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

static int config_run(struct command_context *context, const void *data)
{
	const struct config_arguments *arguments = data;
	int code = EXIT_DONE;
	struct loaded *loaded = context_load(context, NULL, &code);
	if (!loaded)
		return code;
	if (arguments->quiet || print_names(context, loaded->project, arguments))
		return EXIT_DONE;
	AUTO_BUF struct buf out = { 0 };
	generate_config(context->arena, loaded, text_or(arguments->format, "yaml"), &out);
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
	.arguments_size = sizeof(struct config_arguments),
	.run = config_run,
	.group = "The file",
};
