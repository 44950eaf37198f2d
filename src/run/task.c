#include <string.h>

#include "task.h"

static const struct task_kind kinds[STEP_KIND_COUNT] = {
	[STEP_PULL_IMAGE] = { "Image", "Pulling", "Pulled", begin_pull, NULL, true },
	[STEP_BUILD_IMAGE] = { "Image", "Building", "Built", begin_build, NULL, true },
	[STEP_CREATE_NETWORK] = { "Network", "Creating", "Created", begin_create_network, NULL,
				  false },
	[STEP_CREATE_VOLUME] = { "Volume", "Creating", "Created", begin_create_volume, NULL,
				 false },
	[STEP_CREATE_CONTAINER] = { "Container", "Creating", "Created", begin_create_container,
				    NULL, false },
	[STEP_STOP_CONTAINER] = { "Container", "Stopping", "Stopped", begin_stop_container, NULL,
				  true },
	[STEP_REMOVE_CONTAINER] = { "Container", "Removing", "Removed", begin_remove_container,
				    NULL, false },
	[STEP_RENAME_CONTAINER] = { "Container", "Renaming", "Renamed", begin_rename_container,
				    NULL, false },
	[STEP_START_CONTAINER] = { "Container", "Starting", "Started", begin_start_container, NULL,
				   false },
	[STEP_WAIT_STARTED] = { "Service", "Waiting", "Running", begin_wait, poll_wait, true },
	[STEP_WAIT_HEALTHY] = { "Service", "Waiting", "Healthy", begin_wait, poll_wait, true },
	[STEP_WAIT_COMPLETED] = { "Service", "Waiting", "Completed", begin_wait, poll_wait, true },
	[STEP_REMOVE_NETWORK] = { "Network", "Removing", "Removed", begin_remove_network, NULL,
				  false },
	[STEP_REMOVE_VOLUME] = { "Volume", "Removing", "Removed", begin_remove_volume, NULL,
				 false },
};

const struct task_kind *task_kind(const struct task *task)
{
	return &kinds[task->step->kind];
}

void task_show(struct task *task, const char *verb, enum ui_state state, const char *detail)
{
	struct run_context *context = task->execution->context;
	struct ui_event event = {
		.subject = task->ui_subject,
		.verb = verb,
		.state = state,
		.detail = detail,
		.now = loop_now(context->loop),
	};
	ui_event(context->ui, &event);
}

static void leave(struct task *task, enum step_state state)
{
	struct execution *execution = task->execution;
	struct run_context *context = execution->context;
	task->state = state;
	execution->unfinished--;
	build_destroy(task->build);
	task->build = NULL;
	if (task->step->kind == STEP_PULL_IMAGE || task->step->kind == STEP_BUILD_IMAGE)
		execution->images_running--;
	ui_trace(context->ui, task->ui_subject, plan_kind_text(task->step->kind), task->began,
		 loop_now(context->loop));
}

static void release_dependents(struct task *task)
{
	for (LIST_EACH(struct task, dependent, &task->dependents)) {
		bool ready = --dependent->blockers == 0 && dependent->state == STEP_BLOCKED;
		bool without = task->state != STEP_DONE && dependent->step->made_by == task->step;
		if (without && dependent->state == STEP_BLOCKED) {
			/* Its container was not made: it is left out, and does not hold up others.
			 */
			dependent->state = STEP_SKIPPED;
			dependent->execution->unfinished--;
			release_dependents(dependent);
		} else if (ready) {
			dependent->state = STEP_READY;
		}
	}
}

void task_finish(struct task *task)
{
	leave(task, STEP_DONE);
	task_show(task, task_kind(task)->did, UI_DONE, NULL);
	release_dependents(task);
}

/* What hangs on a failed step is left out, so that a run that goes on can end. */
static void skip_dependents(struct task *task)
{
	for (LIST_EACH(struct task, dependent, &task->dependents)) {
		if (dependent->state != STEP_BLOCKED)
			continue;
		dependent->state = STEP_SKIPPED;
		dependent->execution->unfinished--;
		skip_dependents(dependent);
	}
}

void task_fail(struct task *task, const struct failure *failure)
{
	struct execution *execution = task->execution;
	struct run_context *context = execution->context;
	/* Every call under way meets the same lost engine: one error tells. */
	bool said = execution->code == EXIT_UNREACHABLE && failure->code == EXIT_UNREACHABLE;
	/* The words outlive the call, the build or the watch that they came from. */
	task->failure = *failure;
	task->failure.message = arena_copy(context->arena, failure->message);
	task->failure.remedy = arena_copy(context->arena, failure->remedy);
	leave(task, STEP_FAILED);
	if (task->step->optional) {
		task_show(task, "Failed", UI_WARNING, "not required");
		ui_warn(context->ui, "%s (not required: going on)", task->failure.message);
		release_dependents(task);
		return;
	}
	task_show(task, "Failed", UI_FAILED, NULL);
	if (execution->code == EXIT_DONE)
		execution->code = task->failure.code;
	if (!said)
		ui_failure(context->ui, context->sources, &task->failure);
	skip_dependents(task);
}

/* The key of the file that the engine's words are about. */
static const struct {
	const char *words;
	const char *key;
} places[] = {
	{ "port is already allocated", "ports" },
	{ "address already in use", "ports" },
	{ "ports are not available", "ports" },
	{ "device driver", "deploy.resources.reservations.devices" },
	{ "CDI", "deploy.resources.reservations.devices" },
	{ "GPU", "deploy.resources.reservations.devices" },
	{ "bind source path", "volumes" },
	{ "mount path", "volumes" },
	{ "invalid mount", "volumes" },
	{ "runtime name", "runtime" },
	{ "Unknown runtime", "runtime" },
	{ "executable file not found", "command" },
	{ "pull access denied", "image" },
	{ "manifest unknown", "image" },
	{ "No such image", "image" },
	{ "cgroup", "mem_limit" },
};

static struct span place_of(const struct step *step, const char *message)
{
	for (size_t i = 0; step->service && message && i < COUNT_OF(places); i++)
		if (strstr(message, places[i].words))
			return service_span(step->service, places[i].key);
	return step->at;
}

void task_fail_call(struct task *task, const struct call *call)
{
	struct run_context *context = task->execution->context;
	const char *name = task->ui_subject + strlen(task_kind(task)->noun) + 1;
	const char *what =
		arena_printf(context->arena, "%s %s", plan_kind_text(task->step->kind), name);
	struct failure failure = engine_failure(context->engine, call, context->arena, what);
	failure.at = place_of(task->step, failure.message);
	task_fail(task, &failure);
}

struct continuation {
	struct task *task;
	void (*next)(struct task *task);
};

static void on_call(void *data, struct call *call)
{
	struct continuation *continuation = data;
	struct task *task = continuation->task;
	if (call->trouble != ENGINE_OK) {
		task_fail_call(task, call);
		task->call = NULL;
		call_destroy(call);
		return;
	}
	continuation->next(task);
	/* `next` may have begun another call; then that one is task->call. */
	if (task->call == call)
		task->call = NULL;
	call_destroy(call);
}

void task_call(struct task *task, struct call *call, void (*next)(struct task *task))
{
	struct continuation *continuation =
		ARENA_NEW(task->execution->context->arena, struct continuation);
	continuation->task = task;
	continuation->next = next;
	task->call = call;
	call_then(call, on_call, continuation);
}
