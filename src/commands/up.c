#include <stddef.h>

#include "context.h"
#include "verbs.h"

#define STOP_MS 4000

struct up_arguments {
	struct list services;
	bool detach, wait, build, no_build, force_recreate, no_recreate, no_dependencies, no_start,
		remove_orphans, fail_fast;
	const char *pull;
	struct list scale;
	int64_t lock_timeout;
};

static const char *const pull_kinds[] = { "missing", "always", "never", NULL };

#define AT(field) offsetof(struct up_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "detach", 'd', OPTION_FLAG, AT(detach), NULL, "Return once everything is started; do not follow the logs." },
	{ "wait", 0, OPTION_FLAG, AT(wait), NULL, "Return once everything is healthy." },
	{ "fail-fast", 0, OPTION_FLAG, AT(fail_fast), NULL, "Take unhealthy as final instead of waiting for it to recover." },
	{ "build", 0, OPTION_FLAG, AT(build), NULL, "Build images before starting, also those that are there." },
	{ "no-build", 0, OPTION_FLAG, AT(no_build), NULL, "Do not build, even what is missing." },
	{ "pull", 0, OPTION_CHOICE, AT(pull), "WHEN", "When to pull images.", pull_kinds, COMPLETE_CHOICE },
	{ "force-recreate", 0, OPTION_FLAG, AT(force_recreate), NULL, "Make the containers anew even when nothing changed." },
	{ "no-recreate", 0, OPTION_FLAG, AT(no_recreate), NULL, "Leave containers that exist as they are." },
	{ "no-deps", 0, OPTION_FLAG, AT(no_dependencies), NULL, "Leave out the services that the named ones depend on." },
	{ "no-start", 0, OPTION_FLAG, AT(no_start), NULL, "Make everything, start nothing." },
	{ "scale", 0, OPTION_LIST, AT(scale), "SERVICE=N", "Run N replicas of a service.", .complete = COMPLETE_SERVICE },
	{ "remove-orphans", 0, OPTION_FLAG, AT(remove_orphans), NULL, "Remove containers whose service is no longer in the file." },
	{ "lock-timeout", 0, OPTION_SECONDS, AT(lock_timeout), "SECONDS", "Wait this long for another clau on the project (default 60)." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services to bring up, with what they depend on (default: all)." },
	{ 0 },
};
// clang-format on

static bool parse_scale(struct command_context *context, const struct project *project,
			const struct list *texts, struct map *ret_scale)
{
	for (LIST_EACH(const char, text, texts)) {
		struct list parts = text_split(context->arena, text, '=');
		int64_t count = -1;
		if (parts.count == 2 && text_to_int64(parts.items[1], &count) && count >= 0 &&
		    count <= 10000 && project_service(project, parts.items[0])) {
			map_set(context->arena, ret_scale, parts.items[0], (void *)(intptr_t)count);
			continue;
		}
		struct failure failure = {
			.code = EXIT_USAGE,
			.message =
				arena_printf(context->arena,
					     "--scale %s: SERVICE=N is needed, with a service of "
					     "the file and a number",
					     text),
		};
		context_fail(context, &failure);
		return false;
	}
	return true;
}

static void fill_plan_options(const struct up_arguments *arguments, struct plan_options *how)
{
	how->services = arguments->services;
	how->no_dependencies = arguments->no_dependencies;
	how->force_recreate = arguments->force_recreate;
	how->no_recreate = arguments->no_recreate;
	how->no_start = arguments->no_start;
	/* Attached, the logs tell; detached, `up` means started and steady only with --wait. */
	how->wait = arguments->wait;
	how->remove_orphans = arguments->remove_orphans;
	how->build = arguments->build      ? BUILD_ALWAYS
		     : arguments->no_build ? BUILD_NEVER
					   : BUILD_MISSING;
	how->pull = arguments->pull;
	how->stop_grace_seconds = -1;
}

static int preflight(struct command_context *context, struct run_context *run,
		     const struct plan_options *how)
{
	enum exit_code code = EXIT_DONE;
	const struct plan *plan = plan_up(context->arena, run->project, run->there, how);
	if (!run_preflight(run, run->there, plan, &context->diags, &code))
		ui_findings(context->ui, &context->diags);
	return code;
}

/* Builds and pulls what is missing, then looks again: an image's id decides about recreation. */
static int bring_images(struct run_context *run, const struct plan_options *how,
			struct failure *ret_failure)
{
	const struct plan *plan = plan_images(run->arena, run->project, run->there, how);
	struct run_result result = run_plan(run, plan, false);
	if (result.code != EXIT_DONE || plan->steps.count == 0)
		return result.code;
	run->there = run_observe(run, ret_failure);
	return run->there ? EXIT_DONE : (int)ret_failure->code;
}

static size_t count_changes(const struct plan *plan)
{
	size_t count = 0;
	for (LIST_EACH(const struct step, step, &plan->steps))
		count += step->kind != STEP_WAIT_STARTED && step->kind != STEP_WAIT_HEALTHY &&
			 step->kind != STEP_WAIT_COMPLETED;
	return count;
}

static int converge(struct command_context *context, struct run_context *run,
		    const struct plan_options *how)
{
	const struct plan *plan = plan_up(context->arena, run->project, run->there, how);
	context_show_orphans(context, plan);
	struct run_result result = run_plan(run, plan, false);
	if (result.code != EXIT_DONE && !context->interruption.number)
		run_explain(run, &result);
	if (result.code == EXIT_DONE && count_changes(plan) == 0)
		ui_note(context->ui, "nothing to do: all is as the file wants it (%zu container%s)",
			plan->unchanged.count, plan->unchanged.count == 1 ? "" : "s");
	return result.code;
}

static void print_urls(struct command_context *context, const struct project *project)
{
	for (LIST_EACH(const struct service, service, &project->services))
		if (service->url)
			ui_printf(context->ui, "%s  %s\n", service->name, service->url);
}

static int locked(struct command_context *context, struct run_context *run,
		  const struct plan_options *how)
{
	struct failure failure = { 0 };
	run->there = run_observe(run, &failure);
	if (!run->there)
		return context_fail(context, &failure);
	int code = preflight(context, run, how);
	if (code == EXIT_DONE)
		code = bring_images(run, how, &failure);
	if (code == EXIT_DONE)
		code = converge(context, run, how);
	else if (failure.message)
		context_fail(context, &failure);
	return code;
}

/* Ctrl-C while the logs are followed: the project is stopped, as its user expects of an attached
 * `up`. What takes longer than STOP_MS is left to the engine, which goes on by itself. */
static void stop_all(struct command_context *context, const char *project)
{
	int code;
	struct list calls = { 0 };
	ui_note(context->ui, "stopping (once more Ctrl-C leaves at once)");
	engine_set_deadline(context->engine, loop_now(context->loop) + STOP_MS);
	const struct list *containers = context_containers(context, project, false, NULL, &code);
	if (!containers)
		return;
	for (LIST_EACH(const struct container_summary, container, containers))
		list_add(context->arena, &calls,
			 engine_stop_container(context->engine, container->id, -1));
	for (size_t i = 0; i < calls.count; i++) {
		const struct container_summary *container = containers->items[i];
		if (!engine_wait(context->engine, calls.items[i]))
			ui_note(context->ui, "still stopping: %s", container->name);
		call_destroy(calls.items[i]);
	}
}

static int follow(struct command_context *context, const char *project, const struct list *services,
		  int64_t began)
{
	struct follow how = {
		.project = project,
		.services = services,
		.follow = true,
		.split = true,
		.until_stopped = true,
		.tail = -1,
		.from_start = began,
	};
	/* --timeout was for bringing it up. */
	context->deadline = 0;
	engine_set_deadline(context->engine, 0);
	context->interruption.deferred = true;
	int code = follow_logs(context, &how);
	if (context->interruption.number)
		stop_all(context, project);
	return code;
}

static int up_run(struct command_context *context, const void *data)
{
	const struct up_arguments *arguments = data;
	struct plan_options how = { 0 };
	int code = EXIT_DONE;
	struct loaded *loaded = context_load(context, &arguments->services, &code);
	if (!loaded)
		return code;
	fill_plan_options(arguments, &how);
	if (!parse_scale(context, loaded->project, &arguments->scale, &how.scale))
		return EXIT_USAGE;
	if (!context_open(context, &code))
		return code;
	struct run_context *run = context_run(context, loaded->project->name, loaded);
	run->fail_fast = arguments->fail_fast;
	struct run_lock *lock = context_lock(context, run, arguments->lock_timeout, &code);
	if (!lock)
		return code;
	int64_t began = loop_date(context->loop);
	code = locked(context, run, &how);
	run_lock_drop(lock);
	if (code != EXIT_DONE)
		return code;
	print_urls(context, loaded->project);
	if (arguments->detach || arguments->wait || arguments->no_start)
		return EXIT_DONE;
	return follow(context, loaded->project->name, &arguments->services, began);
}

const struct command command_up = {
	.name = "up",
	.summary = "Build what is missing, create and start the services",
	.details =
		"Brings the project to what the file says: builds or pulls missing images, makes "
		"networks, volumes and containers, starts them by their dependencies, and follows "
		"the logs. What is already as wanted is left alone.",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct up_arguments),
	.run = up_run,
	.group = "The project's life",
};
