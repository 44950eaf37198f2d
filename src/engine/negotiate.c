/* First contact: an unversioned ping tells whether this is a Docker Engine, and which API it
 * speaks. Calls wait for it; when it fails they fail, and the next one asks anew. */
#include <ctype.h>
#include <stdlib.h>

#include "private.h"

#define SPOKEN_MOST 144
#define SPOKEN_LEAST 141
#define PING_FIRST_BYTE_MS 2000
#define PING_TOTAL_MS 4000
#define PING_ATTEMPTS 3
#define PING_BODY_LIMIT 4096

static void ping(void *data);

int version_number(const char *text)
{
	char *end;
	long major, minor;

	if (!isdigit((unsigned char)text[0]))
		return 0;
	major = strtol(text, &end, 10);
	if (*end != '.' || !isdigit((unsigned char)end[1]))
		return 0;
	minor = strtol(end + 1, &end, 10);
	return *end != 0 || major > 99 || minor > 99 ? 0 : (int)(major * 100 + minor);
}

static void fail_waiting(struct engine *engine, enum engine_trouble trouble, int status,
			 const char *message)
{
	struct ring failed[LANE_COUNT];

	engine->state = STATE_UNKNOWN;
	/* What the callbacks start now waits for the next ping. */
	for (int lane = 0; lane < LANE_COUNT; lane++)
		ring_splice(&engine->waiting[lane], &failed[lane]);
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		while (failed[lane].next != &failed[lane]) {
			struct engine_call *call = call_of(failed[lane].next);

			call->call.status = status;
			call_finish(call, trouble, arena_copy(call->call.arena, message));
		}
	}
}

static void fail_reply(struct engine *engine, const struct http_reply *reply)
{
	struct arena *arena = arena_create();
	enum engine_trouble trouble = trouble_of(reply->result);
	const char *message = reply->reason;

	if (trouble == ENGINE_OK && reply->api_version[0] != 0 && reply->status >= 400) {
		trouble = ENGINE_REFUSED;
		message = reply_message(arena, reply);
	} else if (trouble == ENGINE_OK || trouble == ENGINE_STRANGE) {
		const char *why = reply->result != HTTP_OK ? reply->reason
				  : reply_is_html(reply)   ? "it answers with HTML"
							   : "it names no API version";

		trouble = ENGINE_STRANGE;
		message = arena_printf(arena, "this is not a Docker Engine: %s", why);
	}
	fail_waiting(engine, trouble, reply->status, message);
	arena_destroy(arena);
}

static void fail_version(struct engine *engine, int theirs)
{
	struct arena *arena = arena_create();

	fail_waiting(engine, ENGINE_STRANGE, 200,
		     arena_printf(arena,
				  "it speaks API %d.%d at most, and %d.%d is the oldest that works",
				  theirs / 100, theirs % 100, SPOKEN_LEAST / 100,
				  SPOKEN_LEAST % 100));
	arena_destroy(arena);
}

static bool is_worth_another(struct engine *engine, const struct http_reply *reply)
{
	if (reply->result == HTTP_CUT)
		return engine->ping_attempts < PING_ATTEMPTS;
	return reply->result == HTTP_OK && reply->status >= 500 && engine->ping_attempts < 2;
}

static void on_pong(void *data, const struct http_reply *reply)
{
	struct engine *engine = data;
	int theirs = version_number(reply->api_version);

	engine->ping = NULL;
	engine_note(engine, "GET", "/_ping", reply->result == HTTP_OK ? reply->status : -1,
		    engine->ping_at);
	if (is_worth_another(engine, reply)) {
		engine->ping_timer =
			loop_timer(engine->loop, jitter(engine->loop, engine->ping_attempts, 500),
				   0, ping, engine);
		return;
	}
	if (reply->result != HTTP_OK || reply->status != 200 || theirs == 0) {
		fail_reply(engine, reply);
		return;
	}
	if (theirs < SPOKEN_LEAST) {
		fail_version(engine, theirs);
		return;
	}
	engine->version = theirs < SPOKEN_MOST ? theirs : SPOKEN_MOST;
	engine->is_podman = reply->libpod_version[0] != 0;
	engine->is_alive = true;
	engine->state = STATE_READY;
	engine_pump(engine);
}

static void on_too_late(void *data)
{
	struct engine *engine = data;

	engine->ping_timer = NULL;
	fail_waiting(engine, ENGINE_SILENT, 0, "the time for this command is over");
}

static void ping(void *data)
{
	struct engine *engine = data;
	struct http_request request = { .endpoint = &engine->endpoint,
					.method = "GET",
					.path = "/_ping",
					.first_byte_ms = PING_FIRST_BYTE_MS,
					.body_limit = PING_BODY_LIMIT,
					.on_done = on_pong,
					.data = engine };

	engine->ping_timer = NULL;
	if (!engine_time_left(engine, PING_TOTAL_MS, &request.total_ms)) {
		engine->ping_timer = loop_timer(engine->loop, 0, 0, on_too_late, engine);
		return;
	}
	engine->ping_attempts++;
	engine->ping_at = loop_now(engine->loop);
	engine->ping = http_start(engine->loop, &request);
}

void negotiate(struct engine *engine)
{
	if (engine->state != STATE_UNKNOWN)
		return;
	engine->state = STATE_PINGING;
	engine->ping_attempts = 0;
	ping(engine);
}
