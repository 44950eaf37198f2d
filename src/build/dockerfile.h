/* Finds the lines of a Dockerfile that a failed step or an error speaks of. */
#ifndef BUILD_DOCKERFILE_H
#define BUILD_DOCKERFILE_H

#include "clau/base.h"

/* What the step that asks a registry for a base image is called; the image's name follows. */
#define DOCKERFILE_METADATA "[internal] load metadata for "

struct lines {
	unsigned first, last; /* 1-based; 0 = not found */
};

/* step: a vertex's name, as "[build 3/7] RUN make all". */
struct lines dockerfile_find_step(struct arena *arena, const char *text, const char *step);
/* From the engine's words: "dockerfile parse error line 3: …", "Dockerfile:3". */
struct lines dockerfile_find_error(const char *message);
/* The lines, one before and one after, each with its number, those meant marked with `>`. */
void dockerfile_excerpt(struct arena *arena, const char *text, struct lines lines, struct buf *out);

#endif
