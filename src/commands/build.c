#include <stddef.h>
#include <string.h>

#include "context.h"
#include "verbs.h"

struct build_arguments {
	struct list services, build_args;
	bool no_cache, pull;
};

#define AT(field) offsetof(struct build_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "build-arg", 0, OPTION_LIST, AT(build_args), "NAME=VALUE", "Set a build argument, over the file's." },
	{ "no-cache", 0, OPTION_FLAG, AT(no_cache), NULL, "Run every step again." },
	{ "pull", 0, OPTION_FLAG, AT(pull), NULL, "Ask the registry for newer base images." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services whose images to build (default: all that have a build section)." },
	{ 0 },
};
// clang-format on

/* "NAME=VALUE", or "NAME" to take it from the environment. */
static struct map *parse_build_args(struct command_context *context, const struct list *texts)
{
	struct map *args = ARENA_NEW(context->arena, struct map);
	for (LIST_EACH(char, text, texts)) {
		const char *equals = strchr(text, '=');
		if (equals)
			map_set(context->arena, args,
				arena_copy_n(context->arena, text, (size_t)(equals - text)),
				arena_copy(context->arena, equals + 1));
		else
			map_set(context->arena, args, text, NULL);
	}
	return args;
}

static struct list buildable(struct command_context *context, const struct project *project,
			     const struct list *named)
{
	struct list services = { 0 };
	for (LIST_EACH(const struct service, service, &project->services)) {
		bool wanted = named->count == 0;
		for (LIST_EACH(const char, name, named))
			wanted = wanted || text_equal(name, service->name);
		if (wanted && service->build)
			list_add(context->arena, &services,
				 arena_copy(context->arena, service->name));
	}
	return services;
}

static int build_run(struct command_context *context, const void *data)
{
	const struct build_arguments *arguments = data;
	struct failure failure = { 0 };
	int code = EXIT_DONE;
	struct loaded *loaded = context_load(context, &arguments->services, &code);
	if (!loaded)
		return code;
	struct plan_options how = {
		.services = buildable(context, loaded->project, &arguments->services),
		.no_dependencies = true,
		.build = BUILD_ALWAYS,
		.stop_grace_seconds = -1,
	};
	if (how.services.count == 0) {
		ui_note(context->ui, "nothing to do: no service has a build section");
		return EXIT_DONE;
	}
	if (!context_open(context, &code))
		return code;
	struct run_context *run = context_run(context, loaded->project->name, loaded);
	run->build_args = parse_build_args(context, &arguments->build_args);
	run->build_no_cache = arguments->no_cache;
	run->build_pull = arguments->pull;
	run->there = run_observe(run, &failure);
	if (!run->there)
		return context_fail(context, &failure);
	const struct plan *plan = plan_images(context->arena, run->project, run->there, &how);
	return run_plan(run, plan, false).code;
}

const struct command command_build = {
	.name = "build",
	.summary = "Build the services' images",
	.details = "Builds through the engine's BuildKit, independent images in parallel.",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct build_arguments),
	.run = build_run,
	.group = "Images",
};
