/* The watch, inside: what is known of each container, and how the news of it comes in. */
#ifndef HEALTH_WATCH_H
#define HEALTH_WATCH_H

#include "inside.h"

struct known {
	struct health_watch *watch;
	struct arena *arena; /* of the subject */
	struct health_subject *subject; /* NULL until the first answer */
	bool runs;
	int64_t running_since; /* loop_now, when it runs; may lie before the loop's own start */
	struct call *inspect; /* under way, or NULL */
	bool again; /* something happened after the inspect was sent */
	uint64_t touched; /* watch->serial of its last event */
	char id[];
};

/* The sorted view handed out; apart, so that a const watch can still refresh it. */
struct view {
	struct arena *arena;
	struct list subjects;
	bool is_stale;
};

struct health_watch {
	struct engine *engine;
	struct loop *loop;
	struct arena *arena; /* of the tables and names that live as long as the watch */
	const char *project_label; /* "com.docker.compose.project=…" */
	struct map known; /* id -> struct known * */
	struct map jobs;
	struct view *view;
	struct call *events, *list;
	bool is_open; /* the event stream has answered */
	bool list_again;
	struct timer *retry, *publish;
	unsigned tries; /* to get a stream that lasts */
	int64_t opened_at; /* loop_now */
	int64_t lost_at; /* loop_now of the first failure since; -1 = in reach */
	uint64_t serial, list_serial; /* counts events; its value when the list was asked for */
	bool is_ready;
	struct failure trouble;
	bool in_trouble;
	void (*changed)(void *data);
	void *data;
};

/* ---- known.c */
struct known *known_find(const struct health_watch *watch, const char *id);
struct known *known_add(struct health_watch *watch, const char *id);
void known_forget(struct known *known);
void known_inspect(struct known *known);
void known_take_summary(struct known *known, const struct container_summary *container);
/* The event says so itself: no need to ask. */
void known_set_healthy(struct known *known, int64_t since);
void known_settle_job(struct known *known);
/* The inspect could not be had though the container may be there: list again, later. */
void watch_retry(struct health_watch *watch);
/* Something readable has changed: tells the owner once, from the next turn. */
void watch_touch(struct health_watch *watch);

#endif
