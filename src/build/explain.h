/* The story of a build that failed. */
#ifndef BUILD_EXPLAIN_H
#define BUILD_EXPLAIN_H

#include "clau/build.h"
#include "context.h"
#include "progress.h"

/* The message: what failed, the Dockerfile's lines, the step's last output, the engine's words. */
char *explain_failure(struct arena *arena, const struct build_request *request,
		      const struct context *context, const struct progress *progress,
		      const char *engine_words);
/* How a failure speaks of a subject: "image x" for "Image x". */
const char *explain_subject(struct arena *arena, const char *subject);
/* The next move for a step (or NULL) and words that are well known, or NULL. */
const char *explain_remedy(const struct vertex *culprit, const char *engine_words);

#endif
