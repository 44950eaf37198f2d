/* A long stream that is silent may be quiet or dead: a ping beside it tells. One for all streams of
 * an engine. */
#include "private.h"

#define MISSES_LIMIT 3

static void end_all(struct engine *engine)
{
	struct ring *at;

	engine->misses = 0;
	for (at = engine->active.next; at != &engine->active; at = at->next)
		call_of(at)->is_doomed = call_of(at)->class->has_heartbeat;
	/* Each one's callback may change the ring: look again from the start. */
	for (at = engine->active.next; at != &engine->active;) {
		if (call_of(at)->is_doomed) {
			call_finish(call_of(at), ENGINE_SILENT,
				    "the engine stopped answering (three pings in a row)");
			at = &engine->active;
		}
		at = at->next;
	}
}

static void on_beat(void *data, const struct http_reply *reply)
{
	struct engine *engine = data;

	engine->beat = NULL;
	if (reply->result == HTTP_OK)
		engine->misses = 0;
	else if (++engine->misses >= MISSES_LIMIT)
		end_all(engine);
}

static void beat(void *data)
{
	struct engine *engine = data;
	struct http_request request = { .endpoint = &engine->endpoint,
					.method = "GET",
					.path = "/_ping",
					.total_ms = engine->beat_ms - engine->beat_ms / 5,
					.on_done = on_beat,
					.data = engine };

	if (engine->beat == NULL)
		engine->beat = http_start(engine->loop, &request);
}

void heartbeat_join(struct engine *engine)
{
	if (engine->beating++ > 0)
		return;
	engine->misses = 0;
	engine->beat_timer =
		loop_timer(engine->loop, engine->beat_ms, engine->beat_ms, beat, engine);
}

void heartbeat_leave(struct engine *engine)
{
	if (--engine->beating > 0)
		return;
	http_cancel(engine->beat);
	timer_cancel(engine->beat_timer);
	engine->beat = NULL;
	engine->beat_timer = NULL;
}
