/* health, inside: what the engine's words mean. */
#ifndef HEALTH_INSIDE_H
#define HEALTH_INSIDE_H

#include "clau/health.h"

/* ---- status.c: the `Status` text of the container list */
enum status_check { CHECK_NONE, CHECK_STARTING, CHECK_HEALTHY, CHECK_UNHEALTHY };
struct status {
	enum status_check check;
	int exit_code; /* of "Exited (3) …" and "Restarting (3) …" */
	int64_t up_ms; /* up for at least this long by the engine's clock; -1 = not up */
	bool up_is_exact; /* to a second */
};
struct status status_parse(const char *text);

/* ---- judge.c */
/* Adds the services whose completion this depends_on label waits for: name -> non-NULL. */
void jobs_add_label(struct arena *arena, struct map *jobs, const char *label);
void health_settle_job(struct health_subject *subject, const struct map *jobs);
/* A subject with the names that the labels give, its verdict still to be judged. */
struct health_subject *health_subject_new(struct arena *arena, const char *id, const char *name,
					  const struct map *labels);
bool is_oneoff(const struct map *labels);
int health_compare_subjects(const void *left, const void *right); /* by service, then number */

#endif
