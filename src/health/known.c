#include <string.h>

#include "watch.h"

struct known *known_find(const struct health_watch *watch, const char *id)
{
	return map_get(&watch->known, id);
}

struct known *known_add(struct health_watch *watch, const char *id)
{
	size_t length = strlen(id);
	struct known *known = base_alloc(sizeof(*known) + length + 1);

	known->watch = watch;
	memcpy(known->id, id, length + 1);
	map_set(watch->arena, &watch->known, known->id, known);
	return known;
}

void known_forget(struct known *known)
{
	struct health_watch *watch = known->watch;

	map_remove(&watch->known, known->id);
	watch->view->is_stale = true;
	watch_touch(watch);
	call_destroy(known->inspect);
	arena_destroy(known->arena);
	base_free(known);
}

static bool is_same(const struct health_subject *one, const struct health_subject *other)
{
	return one && one->verdict == other->verdict && one->exit_code == other->exit_code &&
	       one->restarts == other->restarts && one->probe_at == other->probe_at &&
	       one->since == other->since && text_equal(one->reason, other->reason) &&
	       text_equal(one->container, other->container);
}

/* Takes the new subject and the arena it lives in. */
static void replace(struct known *known, struct arena *arena, struct health_subject *subject)
{
	bool is_news;

	health_settle_job(subject, &known->watch->jobs);
	is_news = !is_same(known->subject, subject);
	arena_destroy(known->arena);
	known->arena = arena;
	known->subject = subject;
	known->watch->view->is_stale = true;
	if (is_news)
		watch_touch(known->watch);
}

static void set_running(struct known *known, bool runs)
{
	if (runs && !known->runs)
		known->running_since = loop_now(known->watch->loop);
	known->runs = runs;
}

/* ---- inspect */
static void take_details(struct known *known, const struct container_details *details)
{
	struct arena *arena = arena_create();
	struct health_subject *subject =
		health_subject_new(arena, known->id, details->name, &details->labels);

	subject->job = map_has(&known->watch->jobs, subject->service);
	health_judge_details(arena, subject, details, loop_date(known->watch->loop));
	set_running(known, text_equal(details->state, "running"));
	replace(known, arena, subject);
}

static void on_inspected(void *data, struct call *call)
{
	struct known *known = data;
	const struct container_details *details = call->result;

	known->inspect = NULL;
	if (call->trouble == ENGINE_OK && is_oneoff(&details->labels)) {
		known_forget(known);
	} else if (call->trouble == ENGINE_NOT_FOUND) {
		known_forget(known);
	} else if (call->trouble != ENGINE_OK) {
		watch_retry(known->watch);
	} else if (known->again) {
		known_inspect(known);
	} else {
		take_details(known, details);
	}
	call_destroy(call);
}

void known_inspect(struct known *known)
{
	if (known->inspect) {
		known->again = true;
		return;
	}
	known->again = false;
	known->inspect = engine_inspect_container(known->watch->engine, known->id);
	call_then(known->inspect, on_inspected, known);
}

/* ---- list */
/* By the engine's clock, which its events and ours need not agree with. */
static void take_life(struct known *known, const struct status *status)
{
	int64_t since = loop_now(known->watch->loop) - status->up_ms;
	bool restarted_unseen = status->up_is_exact && since > known->running_since + 2000;

	if (!known->runs || restarted_unseen || since < known->running_since)
		known->running_since = since;
	known->runs = true;
}

void known_take_summary(struct known *known, const struct container_summary *container)
{
	struct status status = status_parse(container->status);
	struct arena *arena = arena_create();
	bool needs_inspect;
	struct health_subject *subject = health_judge_summary(arena, container, &needs_inspect);

	if (text_equal(container->state, "running") && status.up_ms >= 0)
		take_life(known, &status);
	else
		known->runs = false;
	if (needs_inspect)
		known_inspect(known);
	if (!needs_inspect || !known->subject) {
		/* What the list alone says of a failing one may be less than the truth: the
		 * inspect under way decides. */
		if (needs_inspect && subject->verdict != HEALTH_RUNNING) {
			subject->verdict = HEALTH_STARTING;
			subject->reason = "";
		}
		replace(known, arena, subject);
	} else {
		arena_destroy(arena);
	}
}

/* ---- events */
void known_set_healthy(struct known *known, int64_t since)
{
	if (known->inspect)
		known->again = true;
	if (!known->subject || !known->runs) {
		known_inspect(known);
		return;
	}
	known->subject->verdict = HEALTH_HEALTHY;
	known->subject->reason = known->subject->probe_output = "";
	known->subject->since = since;
	known->subject->has_check = true;
	known->subject->failing_streak = 0;
	watch_touch(known->watch);
}

void known_settle_job(struct known *known)
{
	enum verdict before;

	if (!known->subject)
		return;
	before = known->subject->verdict;
	health_settle_job(known->subject, &known->watch->jobs);
	if (known->subject->verdict != before)
		watch_touch(known->watch);
}
