/* Waiting for the replicas of a service, from what the health watch knows. */
#include "task.h"

#define STEADY_MS 5000
#define PATIENCE_MS 120000

enum outlook { OUTLOOK_WELL, OUTLOOK_WAIT, OUTLOOK_LOST };

static enum outlook judge_healthy(const struct health_subject *subject, bool fail_fast)
{
	switch (subject->verdict) {
	case HEALTH_HEALTHY:
		return OUTLOOK_WELL;
	case HEALTH_STARTING:
	case HEALTH_PAUSED:
		return OUTLOOK_WAIT;
	case HEALTH_UNHEALTHY:
		/* It may still recover: final only at the deadline, unless asked otherwise. */
		return fail_fast ? OUTLOOK_LOST : OUTLOOK_WAIT;
	case HEALTH_RUNNING: /* no check: it can never become healthy */
	case HEALTH_DONE:
	case HEALTH_LOOPING:
	case HEALTH_EXITED:
	case HEALTH_MISSING:
	case HEALTH_VERDICT_COUNT:
		break;
	}
	return OUTLOOK_LOST;
}

static enum outlook judge_started(const struct health_subject *subject,
				  const struct health_watch *watch)
{
	switch (subject->verdict) {
	case HEALTH_HEALTHY:
	case HEALTH_DONE:
		return OUTLOOK_WELL;
	case HEALTH_RUNNING:
		return health_watch_running_for(watch, subject->id) >= STEADY_MS ? OUTLOOK_WELL
										 : OUTLOOK_WAIT;
	case HEALTH_STARTING:
	case HEALTH_PAUSED:
	case HEALTH_UNHEALTHY: /* the image has a check of its own, which may still pass */
		return OUTLOOK_WAIT;
	case HEALTH_LOOPING:
	case HEALTH_EXITED:
	case HEALTH_MISSING:
	case HEALTH_VERDICT_COUNT:
		break;
	}
	return OUTLOOK_LOST;
}

static enum outlook judge_completed(const struct health_subject *subject)
{
	switch (subject->verdict) {
	case HEALTH_DONE:
		return OUTLOOK_WELL;
	case HEALTH_EXITED:
	case HEALTH_LOOPING:
	case HEALTH_MISSING:
		return OUTLOOK_LOST;
	case HEALTH_HEALTHY:
	case HEALTH_RUNNING:
	case HEALTH_STARTING:
	case HEALTH_PAUSED:
	case HEALTH_UNHEALTHY:
	case HEALTH_VERDICT_COUNT:
		break;
	}
	return OUTLOOK_WAIT;
}

static enum outlook judge(const struct task *task, const struct health_subject *subject)
{
	const struct execution *execution = task->execution;
	if (task->step->kind == STEP_WAIT_HEALTHY)
		return judge_healthy(subject, execution->context->fail_fast);
	if (task->step->kind == STEP_WAIT_COMPLETED)
		return judge_completed(subject);
	return judge_started(subject, execution->watch);
}

static bool is_mine(const struct task *task, const struct health_subject *subject)
{
	return text_equal(subject->service, task->step->service->name);
}

/* Whether the watch has seen every container that this run started for the service. */
static bool sees_all(const struct task *task)
{
	const struct execution *execution = task->execution;
	for (LIST_EACH(const struct task, other, &execution->tasks))
		if (other->step->kind == STEP_START_CONTAINER &&
		    other->step->service == task->step->service && other->started_it &&
		    !health_watch_subject(execution->watch, other->container_id))
			return false;
	return true;
}

/* How long a check may take: the file's own figures, or PATIENCE_MS where they allow less. A job
 * has no bound but the run's deadline. */
static int64_t patience_ms(const struct step *step)
{
	const struct healthcheck *check = step->service->healthcheck;
	if (step->kind == STEP_WAIT_COMPLETED)
		return 0;
	if (!check)
		return PATIENCE_MS;
	int64_t probe = (check->interval ? check->interval : 30000000000) +
			(check->timeout ? check->timeout : 30000000000);
	int64_t probes = (check->retries ? check->retries : 3) + 1;
	int64_t needed = (check->start_period + probes * probe) / 1000000;
	return needed > PATIENCE_MS ? needed : PATIENCE_MS;
}

static const char *reason_of(const struct task *task, const struct health_subject *subject)
{
	if (task->step->kind == STEP_WAIT_HEALTHY && subject->verdict == HEALTH_RUNNING)
		return "it has no health check, so it can never become healthy";
	if (text_is_empty(subject->reason))
		return health_verdict_text(subject->verdict);
	return subject->reason;
}

static void fail_wait(struct task *task, enum exit_code code, const struct health_subject *subject,
		      const char *verb)
{
	struct arena *arena = task->execution->context->arena;
	struct failure failure = { .code = code, .at = task->step->at };
	failure.message =
		subject ? arena_printf(arena, "%s %s: %s", subject->container, verb,
				       reason_of(task, subject))
			: arena_printf(arena, "service %s %s", task->step->service->name, verb);
	task_fail(task, &failure);
}

static void check_deadline(struct task *task, const struct health_subject *pending)
{
	const struct run_context *context = task->execution->context;
	int64_t now = loop_now(context->loop);
	int64_t patience = patience_ms(task->step);
	bool late = context->deadline && now >= context->deadline;
	if (!late && (!patience || now - task->began < patience))
		return;
	fail_wait(task, EXIT_NOT_YET, pending, "is not ready in time");
}

static void show(struct task *task, const struct health_subject *subject)
{
	if (task->shown == subject->verdict)
		return;
	task->shown = subject->verdict;
	task_show(task, task_kind(task)->doing, UI_WORKING, health_verdict_text(subject->verdict));
}

void begin_wait(struct task *task)
{
	poll_wait(task);
	if (task->state == STEP_RUNNING)
		task_show(task, task_kind(task)->doing, UI_WORKING, NULL);
}

void poll_wait(struct task *task)
{
	struct execution *execution = task->execution;
	const struct failure *trouble = health_watch_trouble(execution->watch);
	const struct health_subject *pending = NULL;
	size_t seen = 0;
	if (trouble) {
		task_fail(task, trouble);
		return;
	}
	if (!health_watch_ready(execution->watch)) {
		check_deadline(task, NULL);
		return;
	}
	for (LIST_EACH(const struct health_subject, subject,
		       health_watch_subjects(execution->watch))) {
		if (!is_mine(task, subject))
			continue;
		seen++;
		enum outlook outlook = judge(task, subject);
		if (outlook == OUTLOOK_LOST) {
			fail_wait(task, EXIT_FAILED, subject, "failed");
			return;
		}
		if (outlook == OUTLOOK_WAIT)
			pending = subject;
	}
	if (pending)
		show(task, pending);
	if (pending || !sees_all(task))
		check_deadline(task, pending);
	else if (seen > 0)
		task_finish(task);
	else
		/* What should have started it was left out: it will not come. */
		fail_wait(task, EXIT_FAILED, NULL, "has no container");
}
