/* Containers as the engine tells of them. Never NULL, whatever is missing or of another type. */
#ifndef ENGINE_DECODE_CONTAINER_H
#define ENGINE_DECODE_CONTAINER_H

#include "clau/engine.h"

void *decode_container_summary(struct arena *arena, const struct json *item);
struct container_details *decode_container_details(struct arena *arena,
						   const struct json *document);

#endif
