/* The steps of a build as its trace tells them: what the ui sees, and what a failure is told by. */
#ifndef BUILD_PROGRESS_H
#define BUILD_PROGRESS_H

#include "clau/json.h"
#include "clau/loop.h"
#include "clau/ui.h"
#include "trace.h"

#define PROGRESS_TAIL_LINES 20

struct vertex {
	const char *digest, *name, *error;
	bool cached, internal;
	bool counted; /* its end was told */
	int64_t started, completed; /* ms since 1970 */
	struct buf log; /* the end of its output */
};
struct progress {
	struct arena *arena;
	struct ui *ui;
	struct loop *loop;
	const char *subject;
	struct map vertexes; /* digest -> struct vertex *, in order of appearance */
	struct vertex *current; /* started last */
	struct buf text; /* output that belongs to no vertex (podman) */
	const char *error; /* the engine's last words, or NULL */
	const char *image_id; /* or NULL */
	unsigned finished, cached;
	unsigned strange; /* records that could not be read */
};

void progress_init(struct progress *progress, struct arena *arena, struct ui *ui, struct loop *loop,
		   const char *subject);
void progress_finish(struct progress *progress);
/* Says that the work has begun. */
void progress_begin(struct progress *progress);
/* One line of the engine's answer. */
void progress_take(struct progress *progress, const struct json *line);
/* Bytes of context that are on their way. */
void progress_sent(struct progress *progress, int64_t bytes);
/* The step that failed first, or NULL. */
struct vertex *progress_culprit(const struct progress *progress);
/* Its log, or the loose text when vertex is NULL: at most `lines` of its last lines (0 = all),
 * each with two blanks and a bar before it. */
void progress_tail(const struct progress *progress, const struct vertex *vertex, unsigned lines,
		   struct buf *out);

#endif
