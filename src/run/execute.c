/* The pump: counts blockers down, begins what is ready, ends the run cleanly. */
#include <signal.h>

#include "task.h"

#define IMAGES_AT_ONCE 4
#define TICK_MS 100
/* Together under the 5 s in which an interrupted run ends. */
#define GRACE_AFTER_SIGNAL_MS 2000
#define ANSWER_MS 700
#define CLEAN_UP_MS 1500

static bool is_image_step(const struct task *task)
{
	return task->step->kind == STEP_PULL_IMAGE || task->step->kind == STEP_BUILD_IMAGE;
}

static bool is_wait_step(const struct task *task)
{
	return task_kind(task)->poll != NULL;
}

static struct task *task_of(const struct execution *execution, const struct step *step)
{
	return execution->tasks.items[step->id - 1];
}

/* A container that is made under a temporary name is still the one of its final name. */
static const char *shown_name(const struct task *task)
{
	bool container = text_equal(task_kind(task)->noun, "Container");
	return container ? task->step->subject : task->step->name;
}

static void add_task(struct execution *execution, const struct step *step)
{
	struct arena *arena = execution->context->arena;
	struct task *task = ARENA_NEW(arena, struct task);
	task->execution = execution;
	task->step = step;
	task->shown = HEALTH_VERDICT_COUNT;
	task->container_id = step->id_there;
	task->ui_subject = arena_printf(arena, "%s %s", task_kind(task)->noun, shown_name(task));
	list_add(arena, &execution->tasks, task);
	for (LIST_EACH(const struct step, before, &step->after)) {
		list_add(arena, &task_of(execution, before)->dependents, task);
		task->blockers++;
	}
	task->state = task->blockers ? STEP_BLOCKED : STEP_READY;
	execution->unfinished++;
}

static void know_what_is_there(struct execution *execution)
{
	struct arena *arena = execution->context->arena;
	const struct observed *there = execution->context->there;
	if (!there)
		return;
	for (LIST_EACH(struct observed_network, network, &there->networks))
		if (network->ours || !map_has(&execution->network_ids, network->name))
			map_set(arena, &execution->network_ids, network->name,
				arena_copy(arena, network->id));
	for (LIST_EACH(struct observed_container, container, &there->containers))
		if (!container->oneoff && !map_has(&execution->container_ids, container->service))
			map_set(arena, &execution->container_ids, container->service,
				arena_copy(arena, container->id));
}

static void begin(struct task *task)
{
	task->state = STEP_RUNNING;
	task->began = loop_now(task->execution->context->loop);
	if (is_image_step(task))
		task->execution->images_running++;
	if (!is_wait_step(task))
		task_show(task, task_kind(task)->doing, UI_WORKING, NULL);
	task_kind(task)->begin(task);
}

/* Begins all that is ready; tasks may finish inside, so it goes on until nothing moves. */
static void pump(struct execution *execution)
{
	for (bool moved = true; moved && !execution->stopping;) {
		moved = false;
		for (LIST_EACH(struct task, task, &execution->tasks)) {
			bool held =
				is_image_step(task) && execution->images_running >= IMAGES_AT_ONCE;
			if (task->state != STEP_READY || held || execution->stopping)
				continue;
			begin(task);
			moved = true;
		}
	}
}

static void poll_tasks(struct execution *execution)
{
	for (LIST_EACH(struct task, task, &execution->tasks))
		if (task->state == STEP_RUNNING && task_kind(task)->poll)
			task_kind(task)->poll(task);
}

static void drop(struct task *task)
{
	call_destroy(task->call);
	build_destroy(task->build);
	task->call = NULL;
	task->build = NULL;
	if (task->state != STEP_RUNNING)
		return;
	task->state = STEP_CANCELLED;
	task->execution->unfinished--;
	task_show(task, "Cancelled", UI_SKIPPED, NULL);
}

static bool is_under_way(const struct execution *execution)
{
	for (LIST_EACH(const struct task, task, &execution->tasks))
		if (task->state == STEP_RUNNING)
			return true;
	return false;
}

/* Nothing new starts; long waits and image work are dropped, short calls are let finish. */
static void stop(struct execution *execution)
{
	execution->stopping = true;
	for (LIST_EACH(struct task, task, &execution->tasks))
		if (task->state == STEP_RUNNING && task_kind(task)->drop_on_stop)
			drop(task);
}

static void check_interruption(struct execution *execution)
{
	struct run_context *context = execution->context;
	if (!context->interruption->number || execution->abandon_at)
		return;
	execution->abandon_at = loop_now(context->loop) + GRACE_AFTER_SIGNAL_MS;
	stop(execution);
}

static void check_abandon(struct execution *execution)
{
	if (!execution->abandon_at || loop_now(execution->context->loop) < execution->abandon_at)
		return;
	for (LIST_EACH(struct task, task, &execution->tasks))
		drop(task);
}

static void tick(void *data)
{
	struct execution *execution = data;
	ui_tick(execution->context->ui, loop_now(execution->context->loop));
}

static void turn_until_done(struct execution *execution)
{
	struct loop *loop = execution->context->loop;
	struct timer *timer = loop_timer(loop, TICK_MS, TICK_MS, tick, execution);
	while (execution->unfinished > 0) {
		pump(execution);
		if (execution->unfinished == 0 || (execution->stopping && !is_under_way(execution)))
			break;
		loop_turn(loop);
		poll_tasks(execution);
		check_interruption(execution);
		if (execution->code != EXIT_DONE && !execution->keep_going && !execution->stopping)
			stop(execution);
		check_abandon(execution);
	}
	timer_cancel(timer);
}

static void tell_removed(struct task *maker, struct call *call)
{
	struct run_context *context = maker->execution->context;
	if (engine_wait(context->engine, call))
		task_show(maker, "Removed", UI_SKIPPED, "it was not started");
	else
		ui_warn(context->ui, "%s is left, made and not started: %s", maker->step->name,
			call->message);
	call_destroy(call);
}

/* A container that this run made and could not start is half-made: it goes again. A container
 * whose start step was never planned (`create`) is a finished thing. */
static void remove_half_made(struct execution *execution)
{
	struct run_context *context = execution->context;
	struct list calls = { 0 }, makers = { 0 };
	/* The run's own deadline may have passed; cleaning up has a little time of its own. */
	engine_set_deadline(context->engine, loop_now(context->loop) + CLEAN_UP_MS);
	for (LIST_EACH(const struct task, task, &execution->tasks)) {
		const struct step *made_by = task->step->made_by;
		struct task *maker = made_by ? task_of(execution, made_by) : NULL;
		if (task->step->kind != STEP_START_CONTAINER || !maker || task->started_it ||
		    !maker->container_id)
			continue;
		list_add(context->arena, &calls,
			 engine_remove_container(context->engine, maker->container_id, true, true));
		list_add(context->arena, &makers, maker);
	}
	for (size_t i = 0; i < calls.count; i++)
		tell_removed(makers.items[i], calls.items[i]);
}

/* A run that failed for want of an engine must not wait for one again and again. */
static bool engine_answers(struct run_context *context)
{
	engine_set_deadline(context->engine, loop_now(context->loop) + ANSWER_MS);
	AUTO_CALL struct call *call = engine_get_version(context->engine);
	return engine_wait(context->engine, call);
}

static void end_cleanly(struct execution *execution)
{
	struct run_context *context = execution->context;
	context->is_deserted = !engine_answers(context);
	if (!context->is_deserted)
		remove_half_made(execution);
	else
		ui_warn(context->ui,
			"the Docker Engine at %s does not answer any more: what was under way is "
			"left as it is",
			engine_host(context->engine));
	engine_set_deadline(context->engine, context->deadline);
}

static void collect(struct execution *execution, struct run_result *result)
{
	for (LIST_EACH(const struct task, task, &execution->tasks)) {
		struct step_outcome *outcome =
			ARENA_NEW(execution->context->arena, struct step_outcome);
		bool waiting = task->state == STEP_BLOCKED || task->state == STEP_READY;
		outcome->step = task->step;
		outcome->state = waiting ? STEP_SKIPPED : task->state;
		outcome->failure = task->failure;
		list_add(execution->context->arena, &result->outcomes, outcome);
		result->done += outcome->state == STEP_DONE;
		result->failed += outcome->state == STEP_FAILED;
		result->skipped +=
			outcome->state == STEP_SKIPPED || outcome->state == STEP_CANCELLED;
	}
}

static enum exit_code code_of(const struct execution *execution, const struct run_result *result)
{
	int number = execution->context->interruption->number;
	if (number)
		return number == SIGTERM ? EXIT_TERMINATED : EXIT_INTERRUPTED;
	if (execution->keep_going && result->failed)
		return EXIT_PARTLY;
	return execution->code;
}

static void nothing_to_do(void *data)
{
	/* The watch's news is read by poll_wait on the same turn of the loop. */
	(void)data;
}

/* Opened before anything starts, so that no event is missed. */
static void open_watch(struct execution *execution)
{
	struct run_context *context = execution->context;
	for (LIST_EACH(const struct task, task, &execution->tasks)) {
		if (!is_wait_step(task))
			continue;
		if (!execution->watch)
			execution->watch = health_watch_create(
				context->engine, context->project_name, nothing_to_do, NULL);
		/* The file says so; no label does before those who wait for it exist. */
		if (task->step->kind == STEP_WAIT_COMPLETED)
			health_watch_expect_job(execution->watch, task->step->service->name);
	}
}

struct run_result run_plan(struct run_context *context, const struct plan *plan, bool keep_going)
{
	struct run_result result = { 0 };
	struct execution execution = { .context = context, .plan = plan, .keep_going = keep_going };
	for (LIST_EACH(const char, note, &plan->notes))
		ui_warn(context->ui, "%s", note);
	for (LIST_EACH(const struct step, step, &plan->steps))
		add_task(&execution, step);
	know_what_is_there(&execution);
	context->interruption->deferred = true;
	open_watch(&execution);
	turn_until_done(&execution);
	health_watch_destroy(execution.watch);
	if (execution.stopping)
		end_cleanly(&execution);
	context->interruption->deferred = false;
	collect(&execution, &result);
	result.code = code_of(&execution, &result);
	ui_settle(context->ui);
	return result;
}
