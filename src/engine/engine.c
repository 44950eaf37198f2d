/* The engine object: where it is, what is known of it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define DEFAULT_HOST "unix:///var/run/docker.sock"
#define DEFAULT_WINDOW_MS 60000
#define HEARTBEAT_MS 5000

static bool refuse_host(struct arena *arena, struct failure *ret_failure, const char *host,
			const char *reason)
{
	*ret_failure = (struct failure){
		.code = EXIT_USAGE,
		.message = arena_printf(arena, "cannot use the Docker Engine at \"%s\": %s",
					text_printable(arena, host, strlen(host), false), reason),
		.remedy =
			"give -H or DOCKER_HOST as unix:///path/to/docker.sock or tcp://host:port",
	};
	return false;
}

/* "host", "host:port", "[::1]:port". */
static bool read_address(struct arena *arena, const char *text, struct endpoint *ret_endpoint)
{
	const char *end = text + strcspn(text, "/");
	const char *colon = memrchr(text, ':', (size_t)(end - text));
	const char *bracket = memrchr(text, ']', (size_t)(end - text));
	int64_t port = 2375;

	if (*end != 0 && end[1] != 0)
		return false;
	if (colon != NULL && (bracket == NULL || colon > bracket)) {
		if (!text_to_int64(arena_copy_n(arena, colon + 1, (size_t)(end - colon - 1)),
				   &port) ||
		    port < 1 || port > 65535)
			return false;
		end = colon;
	}
	if (*text == '[' && bracket == end - 1) {
		text++;
		end--;
	}
	ret_endpoint->host = arena_copy_n(arena, text, (size_t)(end - text));
	ret_endpoint->port = (unsigned)port;
	return end > text && strpbrk(ret_endpoint->host, "[]@?# \t\r\n") == NULL;
}

static bool read_host(struct arena *arena, const char *host, struct endpoint *ret_endpoint,
		      struct failure *ret_failure)
{
	if (text_starts(host, "unix://")) {
		ret_endpoint->unix_path = arena_copy(arena, host + 7);
		return host[7] != 0 || refuse_host(arena, ret_failure, host, "the path is missing");
	}
	if (text_starts(host, "tcp://")) {
		if (!text_is_empty(getenv("DOCKER_TLS_VERIFY")))
			return refuse_host(arena, ret_failure, host, "TLS is not supported");
		return read_address(arena, host + 6, ret_endpoint) ||
		       refuse_host(arena, ret_failure, host, "the address cannot be read");
	}
	return refuse_host(arena, ret_failure, host, "only unix:// and tcp:// are supported");
}

struct engine *engine_create(struct loop *loop, const char *host, struct arena *arena,
			     struct failure *ret_failure)
{
	const char *from_environment = getenv("DOCKER_HOST");
	struct endpoint endpoint = { .unix_path = NULL };
	struct engine *engine;

	if (text_is_empty(host))
		host = text_is_empty(from_environment) ? DEFAULT_HOST : from_environment;
	if (!read_host(arena, host, &endpoint, ret_failure))
		return NULL;
	engine = base_alloc(sizeof(*engine));
	engine->loop = loop;
	engine->host = arena_copy(arena, host);
	engine->endpoint = endpoint;
	engine->window = DEFAULT_WINDOW_MS;
	engine->beat_ms = HEARTBEAT_MS;
	for (int lane = 0; lane < LANE_COUNT; lane++)
		ring_init(&engine->waiting[lane]);
	ring_init(&engine->active);
	return engine;
}

static void destroy_all(struct ring *head)
{
	while (head->next != head) {
		struct engine_call *call = call_of(head->next);

		call_stop_request(call);
		ring_leave(&call->ring);
		call_free(call);
	}
}

void engine_destroy(struct engine *engine)
{
	if (engine == NULL)
		return;
	assert(!loop_in_callback(engine->loop));
	for (int lane = 0; lane < LANE_COUNT; lane++)
		destroy_all(&engine->waiting[lane]);
	destroy_all(&engine->active);
	http_cancel(engine->ping);
	http_cancel(engine->beat);
	timer_cancel(engine->ping_timer);
	timer_cancel(engine->beat_timer);
	base_free(engine);
}

const char *engine_host(const struct engine *engine)
{
	return engine->host;
}

struct loop *engine_loop(const struct engine *engine)
{
	return engine->loop;
}

void engine_set_deadline(struct engine *engine, int64_t at)
{
	engine->deadline = at;
}

int engine_api_version(const struct engine *engine)
{
	return engine->version;
}

bool engine_is_podman(const struct engine *engine)
{
	return engine->is_podman;
}

void engine_set_reconnect_window(struct engine *engine, int64_t milliseconds)
{
	engine->window = milliseconds;
}

void engine_on_trace(struct engine *engine,
		     void (*trace)(void *data, const char *method, const char *path, int status,
				   int64_t started, int64_t ended),
		     void *data)
{
	engine->trace = trace;
	engine->trace_data = data;
}
