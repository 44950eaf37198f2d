/* build: one image built through BuildKit (POST /build?version=2, tar body). Ignore rules, context
 * walk, query, trace decoded into progress. */
#ifndef CLAU_BUILD_H
#define CLAU_BUILD_H

#include "clau/base.h"
#include "clau/engine.h"
#include "clau/ui.h"

struct build_request {
	const char *subject; /* for progress: "Image clau-doom-nats" */
	const char *context; /* absolute directory */
	const char *dockerfile; /* relative to the context, or absolute (may lie outside: sent under
				   a name of its own) */
	const char *dockerfile_inline; /* or NULL */
	const char *target, *network, *platform; /* or NULL */
	struct map args; /* key -> text; NULL value = take it from the environment */
	struct map labels;
	struct list tags; /* const char * */
	struct list cache_from, extra_hosts; /* const char * */
	int64_t shm_size;
	bool no_cache, pull;
	struct span context_at, dockerfile_at; /* for failures */
};
struct build_result {
	const char *image_id; /* "sha256:…" */
	unsigned steps, cached; /* vertexes finished, of these from cache */
	int64_t bytes_sent;
};
struct build;
/* Starts it. `done` once, from loop_turn: *failure is NULL when it was built (then *result is set).
 * The failure's message holds the failing step, the Dockerfile's lines around it when known, and
 * the last log lines. Before any request: a context or Dockerfile that is not there is a failure
 * with the place in the file. Progress goes to ui as "Building" of the subject; the last word
 * ("Built", failed) is the caller's. What the request points to must live as long as the build;
 * the results live until build_destroy. */
struct build *build_start(struct engine *engine, struct ui *ui, const struct build_request *request,
			  void (*done)(void *data, const struct failure *failure,
				       const struct build_result *result),
			  void *data);
/* Cancels when under way (the engine stops its work). NULL-safe. */
void build_destroy(struct build *build);

/* ---- parts with a face of their own, for tests and fuzzing */
/* A .dockerignore as docker reads it: comments, `!`, `**`, the last rule that matches wins. */
struct ignore_rules;
struct ignore_rules *ignore_parse(struct arena *arena, const char *text, size_t length);
/* "line 3: not a pattern: [a" for the first line that is none (docker refuses to build then), else
 * NULL. */
const char *ignore_trouble(const struct ignore_rules *rules);
/* Whether the path (relative, '/' separated) is left out of the context. The Dockerfile is sent
 * all the same; that is the walk's business. */
bool ignore_matches(const struct ignore_rules *rules, const char *path);

#endif
