/* health: one verdict for a project from what the engine says; the watch that follows it on
 * /events. */
#ifndef CLAU_HEALTH_H
#define CLAU_HEALTH_H

#include "clau/base.h"
#include "clau/engine.h"
#include "clau/loop.h"

enum verdict {
	HEALTH_HEALTHY, /* its check says so */
	HEALTH_RUNNING, /* runs, has no check */
	HEALTH_DONE, /* a job that ended 0 */
	HEALTH_STARTING, /* its check has not decided; created, not started yet; restarted once or
			    twice, and may yet come up */
	HEALTH_PAUSED,
	HEALTH_UNHEALTHY,
	HEALTH_LOOPING, /* restarted three times or more, and up for less than a minute since */
	HEALTH_EXITED, /* ended, and should not have (or not with this code) */
	HEALTH_MISSING, /* the file wants it, the engine has none */
	HEALTH_VERDICT_COUNT
};
const char *health_verdict_text(enum verdict verdict); /* "healthy", "crash loop", … */
bool health_is_well(enum verdict verdict); /* HEALTHY, RUNNING, DONE */
bool health_is_pending(enum verdict verdict); /* STARTING */

struct health_subject {
	const char *service, *container, *id;
	unsigned number;
	enum verdict verdict;
	int64_t since; /* ms since 1970, 0 = unknown */
	const char *reason; /* why it is not well: "exited with code 3", "killed: out of memory",
			       "last probe: …"; "" when well */
	const char *probe_output; /* of the last probe, trimmed, or "" */
	int64_t probe_at; /* ms since 1970 */
	int exit_code;
	int64_t restarts;
	int64_t failing_streak;
	bool has_check;
	bool job; /* exit 0 is its success */
};
/* What the file wants; empty list when there is no file. */
struct health_expected {
	const char *service;
	int64_t replicas;
	bool job; /* restart "no"/unset and something waits for its completion */
};
struct health_report {
	struct list subjects; /* struct health_subject *, by service then number */
	enum exit_code code; /* 0 all well, 1 something is not, 6 still starting */
};
/* From a list alone (container_summary): verdict as far as the list tells; *ret_needs_inspect when
 * more must be asked (unhealthy, exited, restarting, just started without check). */
struct health_subject *health_judge_summary(struct arena *arena,
					    const struct container_summary *container,
					    bool *ret_needs_inspect);
/* Refines it with an inspect. now: ms since 1970. */
void health_judge_details(struct arena *arena, struct health_subject *subject,
			  const struct container_details *details, int64_t now);

/* One list call, inspects only for what is not well. Straight-line: waits. Containers of `project`
 * that are no one-offs; `services` (char *) restricts, empty = all. False: *ret_failure. */
bool health_ask(struct engine *engine, struct arena *arena, const char *project,
		const struct list *expected, const struct list *services,
		struct health_report *ret_report, struct failure *ret_failure);

/* ---- the watch: readiness from /events, re-listed on each (re)connect */
struct health_watch;
/* Follows one project's containers. `changed` after each change of what is known (coalesced per
 * loop turn). On podman and on a broken stream it polls each second until events are back. */
struct health_watch *health_watch_create(struct engine *engine, const char *project,
					 void (*changed)(void *data), void *data);
void health_watch_destroy(struct health_watch *watch); /* NULL-safe */
/* Exit 0 is success (HEALTH_DONE) for this service. Known by itself of services whose completion
 * the depends_on label of another container waits for; otherwise exit 0 is HEALTH_EXITED. */
void health_watch_expect_job(struct health_watch *watch, const char *service);
bool health_watch_ready(const struct health_watch *watch); /* has listed at least once */
/* What is known now of a container by id (64 hex), or NULL; valid until the next turn of the loop.
 */
const struct health_subject *health_watch_subject(const struct health_watch *watch, const char *id);
/* struct list of struct health_subject *, by service then number. */
const struct list *health_watch_subjects(const struct health_watch *watch);
/* Milliseconds (loop_now) since which the container has run without interruption as seen by the
 * watch; -1 when it does not run. For services without a check: up after 5 000 ms. */
int64_t health_watch_running_for(const struct health_watch *watch, const char *id);
/* The engine has been out of reach past the reconnect window, or answered strangely: the reason,
 * else NULL. */
const struct failure *health_watch_trouble(const struct health_watch *watch);

#endif
