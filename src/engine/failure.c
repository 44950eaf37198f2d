/* A call's trouble in words for people: the thing, the reason, the next move. */
#include "private.h"

static enum exit_code exit_code_of(const struct engine *engine, enum engine_trouble trouble)
{
	static const enum exit_code codes[] = {
		[ENGINE_OK] = EXIT_DONE,
		[ENGINE_ABSENT] = EXIT_UNREACHABLE,
		[ENGINE_DENIED] = EXIT_UNREACHABLE,
		[ENGINE_SILENT] = EXIT_NOT_YET,
		[ENGINE_CUT] = EXIT_UNREACHABLE,
		[ENGINE_STRANGE] = EXIT_REFUSED,
		[ENGINE_NOT_FOUND] = EXIT_REFUSED,
		[ENGINE_CONFLICT] = EXIT_REFUSED,
		[ENGINE_REFUSED] = EXIT_REFUSED,
		[ENGINE_STOPPED] = EXIT_FAILED,
	};

	/* One that has never said a word is not late. */
	if (trouble == ENGINE_SILENT && !engine->is_alive)
		return EXIT_UNREACHABLE;
	return codes[trouble];
}

static const char *remedy_of(const struct engine *engine, enum engine_trouble trouble)
{
	switch (trouble) {
	case ENGINE_ABSENT:
		return engine->is_alive
			       ? "the engine went away and did not come back: see why dockerd "
				 "ended, "
				 "start it, and run the command again"
			       : "is dockerd running? set DOCKER_HOST or -H to use another engine";
	case ENGINE_DENIED:
		return "join the group that owns the socket (often \"docker\"), or use a rootless "
		       "engine: DOCKER_HOST=unix://$XDG_RUNTIME_DIR/docker.sock";
	case ENGINE_SILENT:
		return "the engine may be hung or overloaded: look at dockerd's log, or give a "
		       "longer --timeout";
	case ENGINE_CUT:
		return "see whether dockerd crashed or was restarted, and run the command again";
	case ENGINE_STRANGE:
		return engine->is_alive ? NULL
					: "point DOCKER_HOST or -H at a Docker Engine 20.10 or "
					  "newer";
	case ENGINE_OK:
	case ENGINE_NOT_FOUND:
	case ENGINE_CONFLICT:
	case ENGINE_REFUSED:
	case ENGINE_STOPPED:
	default:
		return NULL;
	}
}

/* The engine itself is the trouble, not what was asked of it. */
static bool is_of_the_way(enum engine_trouble trouble)
{
	return trouble == ENGINE_ABSENT || trouble == ENGINE_DENIED || trouble == ENGINE_SILENT ||
	       trouble == ENGINE_CUT || trouble == ENGINE_STRANGE;
}

struct failure engine_failure(const struct engine *engine, const struct call *call,
			      struct arena *arena, const char *what)
{
	struct failure failure = { .code = exit_code_of(engine, call->trouble) };
	const char *why = text_or(call->message, "");

	if (call->trouble == ENGINE_OK)
		return failure;
	if (!is_of_the_way(call->trouble))
		failure.message = arena_printf(arena, "cannot %s: %s", what, why);
	else if (engine->is_alive)
		failure.message = arena_printf(arena, "cannot %s: the Docker Engine at %s: %s",
					       what, engine->host, why);
	else
		failure.message = arena_printf(arena, "cannot reach the Docker Engine at %s: %s",
					       engine->host, why);
	failure.remedy = remedy_of(engine, call->trouble);
	return failure;
}
