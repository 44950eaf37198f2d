#include <string.h>

#include "inside.h"

/* A container that the engine has restarted this often is looping until it has lived this long:
 * longer than the engine's own longest pause between two restarts. */
#define LOOP_RESTARTS 3
#define STEADY_LIFE_MS 60000
#define OUTPUT_LIMIT 300

const char *health_verdict_text(enum verdict verdict)
{
	static const char *const texts[HEALTH_VERDICT_COUNT] = {
		[HEALTH_HEALTHY] = "healthy",    [HEALTH_RUNNING] = "running",
		[HEALTH_DONE] = "done",          [HEALTH_STARTING] = "starting",
		[HEALTH_PAUSED] = "paused",      [HEALTH_UNHEALTHY] = "unhealthy",
		[HEALTH_LOOPING] = "crash loop", [HEALTH_EXITED] = "exited",
		[HEALTH_MISSING] = "missing",
	};

	return verdict < HEALTH_VERDICT_COUNT ? texts[verdict] : "unknown";
}

bool health_is_well(enum verdict verdict)
{
	return verdict == HEALTH_HEALTHY || verdict == HEALTH_RUNNING || verdict == HEALTH_DONE;
}

bool health_is_pending(enum verdict verdict)
{
	return verdict == HEALTH_STARTING;
}

/* ---- labels */
void jobs_add_label(struct arena *arena, struct map *jobs, const char *label)
{
	static const char condition[] = ":service_completed_successfully";
	struct list parts = text_split(arena, text_or(label, ""), ',');

	for (LIST_EACH(char, part, &parts)) {
		const char *found = strstr(part, condition);

		if (found)
			map_set(arena, jobs, arena_copy_n(arena, part, (size_t)(found - part)),
				jobs);
	}
}

void health_settle_job(struct health_subject *subject, const struct map *jobs)
{
	subject->job |= map_has(jobs, subject->service);
	if (subject->job && subject->verdict == HEALTH_EXITED && subject->exit_code == 0) {
		subject->verdict = HEALTH_DONE;
		subject->reason = "";
	}
}

bool is_oneoff(const struct map *labels)
{
	return text_equal(map_get(labels, LABEL_ONEOFF), "True");
}

struct health_subject *health_subject_new(struct arena *arena, const char *id, const char *name,
					  const struct map *labels)
{
	struct health_subject *subject = ARENA_NEW(arena, struct health_subject);
	int64_t number = 0;

	text_to_int64(text_or(map_get(labels, LABEL_NUMBER), ""), &number);
	subject->id = arena_copy(arena, id);
	subject->container = arena_copy(arena, name);
	subject->service = arena_copy(arena, text_or(map_get(labels, LABEL_SERVICE), ""));
	subject->number = (unsigned)number;
	subject->reason = subject->probe_output = "";
	return subject;
}

int health_compare_subjects(const void *left, const void *right)
{
	const struct health_subject *one = left, *other = right;
	int order = strcmp(one->service, other->service);

	if (order)
		return order;
	if (one->number != other->number)
		return one->number < other->number ? -1 : 1;
	return strcmp(one->container, other->container);
}

/* ---- from a list */
static enum verdict judge_up(const struct status *status, bool *ret_needs_inspect)
{
	switch (status->check) {
	case CHECK_HEALTHY:
		return HEALTH_HEALTHY;
	case CHECK_UNHEALTHY:
		*ret_needs_inspect = true;
		return HEALTH_UNHEALTHY;
	case CHECK_STARTING:
		*ret_needs_inspect = true;
		return HEALTH_STARTING;
	case CHECK_NONE:
		break;
	}
	*ret_needs_inspect = status->up_ms < STEADY_LIFE_MS;
	return HEALTH_RUNNING;
}

static enum verdict judge_state(const char *state, const struct status *status,
				bool *ret_needs_inspect)
{
	*ret_needs_inspect = false;
	if (text_equal(state, "running"))
		return judge_up(status, ret_needs_inspect);
	if (text_equal(state, "paused"))
		return HEALTH_PAUSED;
	*ret_needs_inspect = true;
	if (text_equal(state, "restarting"))
		return HEALTH_LOOPING;
	/* podman: "configured", "initialized" */
	if (text_equal(state, "created") || text_equal(state, "configured") ||
	    text_equal(state, "initialized"))
		return HEALTH_STARTING;
	return HEALTH_EXITED;
}

struct health_subject *health_judge_summary(struct arena *arena,
					    const struct container_summary *container,
					    bool *ret_needs_inspect)
{
	struct health_subject *subject =
		health_subject_new(arena, container->id, container->name, &container->labels);
	struct status status = status_parse(container->status);

	subject->verdict = judge_state(container->state, &status, ret_needs_inspect);
	subject->exit_code = status.exit_code;
	subject->has_check = status.check != CHECK_NONE;
	if (!health_is_well(subject->verdict))
		subject->reason = text_is_empty(container->status)
					  ? health_verdict_text(subject->verdict)
					  : arena_copy(arena, container->status);
	return subject;
}

/* ---- from an inspect */
static const char *signal_text(int exit_code)
{
	switch (exit_code) {
	case 128 + 6:
		return " (SIGABRT)";
	case 128 + 9:
		return " (SIGKILL)";
	case 128 + 11:
		return " (SIGSEGV)";
	case 128 + 15:
		return " (SIGTERM)";
	default:
		return "";
	}
}

/* " 12s ago"; nothing for an unknown time, or one that a clock apart puts into the future. */
static const char *ago(struct arena *arena, int64_t then, int64_t now)
{
	return then > 0 && now >= then
		       ? arena_printf(arena, " %s ago", duration_short(arena, now - then))
		       : "";
}

static const char *restarts_text(struct arena *arena, int64_t count)
{
	if (count <= 0)
		return "";
	return arena_printf(arena, " after %lld restart%s", (long long)count,
			    count == 1 ? "" : "s");
}

static const char *end_text(struct arena *arena, const struct container_details *details,
			    int64_t now)
{
	const char *when = ago(arena, details->finished, now);

	if (details->oom_killed)
		return arena_printf(arena, "killed: out of memory%s", when);
	return arena_printf(arena, "exited with code %d%s%s", details->exit_code,
			    signal_text(details->exit_code), when);
}

static const char *last_line(struct arena *arena, const char *text)
{
	const char *line = strrchr(text, '\n');

	line = line ? line + 1 : text;
	return strlen(line) > OUTPUT_LIMIT ? arena_copy_n(arena, line, OUTPUT_LIMIT) : line;
}

/* ", last probe: connection refused" */
static const char *probe_text(struct arena *arena, const struct health_subject *subject,
			      const struct probe_result *probe)
{
	if (!probe || probe->exit_code == 0)
		return "";
	if (text_is_empty(subject->probe_output))
		return arena_printf(arena, ", last probe: exit code %d without a word",
				    probe->exit_code);
	return arena_printf(arena, ", last probe: %s", last_line(arena, subject->probe_output));
}

/* The first of the failed probes behind the last good one, as far back as the engine remembers. */
static const struct probe_result *first_failure(const struct container_details *details,
						int64_t *ret_count)
{
	const struct probe_result *first = NULL;

	*ret_count = 0;
	for (size_t i = details->probes.count; i-- > 0; (*ret_count)++) {
		const struct probe_result *probe = details->probes.items[i];

		if (probe->exit_code == 0)
			break;
		first = probe;
	}
	return first;
}

static void judge_unhealthy(struct arena *arena, struct health_subject *subject,
			    const struct container_details *details, int64_t now, const char *probe)
{
	int64_t remembered;
	const struct probe_result *first = first_failure(details, &remembered);

	subject->verdict = HEALTH_UNHEALTHY;
	subject->since = first ? first->started : 0;
	if (!first || now < first->started)
		subject->reason = arena_printf(arena, "%lld probes failed%s",
					       (long long)details->failing_streak, probe);
	else
		subject->reason =
			arena_printf(arena, "unhealthy for %s%s, %lld probes failed%s",
				     details->failing_streak > remembered ? "more than " : "",
				     duration_short(arena, now - first->started),
				     (long long)details->failing_streak, probe);
}

static void judge_check(struct arena *arena, struct health_subject *subject,
			const struct container_details *details, int64_t now)
{
	const struct probe_result *last =
		details->probes.count ? details->probes.items[details->probes.count - 1] : NULL;
	/* After a restart the engine shows the old life's health until the first new probe. */
	bool is_stale = last && details->started && last->ended < details->started;
	const char *probe = is_stale ? "" : probe_text(arena, subject, last);

	if (text_equal(details->health, "healthy") && !is_stale) {
		subject->verdict = HEALTH_HEALTHY;
		subject->reason = "";
	} else if (text_equal(details->health, "unhealthy") && !is_stale) {
		judge_unhealthy(arena, subject, details, now, probe);
	} else {
		subject->verdict = HEALTH_STARTING;
		subject->reason = arena_printf(arena, "its check has not decided yet%s", probe);
	}
}

static void judge_running(struct arena *arena, struct health_subject *subject,
			  const struct container_details *details, int64_t now)
{
	int64_t life = details->started && now > details->started ? now - details->started : 0;

	subject->since = details->started;
	subject->verdict = HEALTH_RUNNING;
	subject->reason = "";
	if (subject->has_check)
		judge_check(arena, subject, details, now);
	if (subject->verdict != HEALTH_HEALTHY && details->restart_count >= LOOP_RESTARTS &&
	    life < STEADY_LIFE_MS) {
		subject->verdict = HEALTH_LOOPING;
		subject->reason = arena_printf(arena, "restarted %lld times, last started%s",
					       (long long)details->restart_count,
					       ago(arena, details->started, now));
	}
}

static void judge_restarting(struct arena *arena, struct health_subject *subject,
			     const struct container_details *details, int64_t now)
{
	bool is_loop = details->restart_count >= LOOP_RESTARTS;

	subject->verdict = is_loop ? HEALTH_LOOPING : HEALTH_STARTING;
	subject->since = details->finished;
	subject->reason =
		arena_printf(arena, "%s, is being restarted%s", end_text(arena, details, now),
			     restarts_text(arena, details->restart_count));
}

static void judge_ended(struct arena *arena, struct health_subject *subject,
			const struct container_details *details, int64_t now)
{
	bool is_kept_up = text_equal(details->restart_policy, "always") ||
			  text_equal(details->restart_policy, "unless-stopped");

	subject->verdict = HEALTH_EXITED;
	subject->since = details->finished;
	if (subject->job && details->exit_code == 0 && !details->oom_killed) {
		subject->verdict = HEALTH_DONE;
		subject->reason = "";
		return;
	}
	subject->reason = arena_printf(arena, "%s%s%s", end_text(arena, details, now),
				       restarts_text(arena, details->restart_count),
				       is_kept_up ? ", stopped by hand or with its engine" : "");
}

static void judge_created(struct arena *arena, struct health_subject *subject,
			  const struct container_details *details)
{
	bool failed = !text_is_empty(details->error);

	subject->verdict = failed ? HEALTH_EXITED : HEALTH_STARTING;
	subject->since = details->created;
	subject->reason = failed ? arena_printf(arena, "could not start: %s", details->error)
				 : "created, not started yet";
}

static void take_probe(struct arena *arena, struct health_subject *subject,
		       const struct container_details *details)
{
	const struct probe_result *last;

	if (details->probes.count == 0)
		return;
	last = details->probes.items[details->probes.count - 1];
	subject->probe_output =
		text_trim(arena, text_or(last->output, ""), strlen(text_or(last->output, "")));
	subject->probe_at = last->ended;
}

void health_judge_details(struct arena *arena, struct health_subject *subject,
			  const struct container_details *details, int64_t now)
{
	subject->exit_code = details->exit_code;
	subject->restarts = details->restart_count;
	subject->failing_streak = details->failing_streak;
	subject->has_check =
		!text_is_empty(details->health) && !text_equal(details->health, "none");
	take_probe(arena, subject, details);
	if (text_equal(details->state, "running")) {
		judge_running(arena, subject, details, now);
	} else if (text_equal(details->state, "paused")) {
		subject->verdict = HEALTH_PAUSED;
		subject->since = details->started;
		subject->reason = "paused";
	} else if (text_equal(details->state, "restarting")) {
		judge_restarting(arena, subject, details, now);
	} else if (text_equal(details->state, "exited") || text_equal(details->state, "stopped")) {
		judge_ended(arena, subject, details, now);
	} else if (text_equal(details->state, "dead") || text_equal(details->state, "removing")) {
		subject->verdict = HEALTH_EXITED;
		subject->since = details->finished;
		subject->reason = text_equal(details->state, "dead")
					  ? "dead: it could not be removed"
					  : "is being removed";
	} else {
		judge_created(arena, subject, details);
	}
}
