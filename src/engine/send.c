/* Requests on their way: what each class of call may take, whose turn it is, sending. */
#include <string.h>

#include "private.h"

#define MEBI ((size_t)1 << 20)

const struct call_class class_read = { LANE_QUICK, 10000, 10000, 0, 4 * MEBI, false, false };
const struct call_class class_list = { LANE_QUICK, 10000, 30000, 10000, 64 * MEBI, false, false };
const struct call_class class_write = { LANE_QUICK, 0, 60000, 0, 4 * MEBI, false, false };
/* Its total is the grace and more; without a known grace the heartbeat watches over it. */
const struct call_class class_stop = { LANE_SLOW, 0, 0, 0, 4 * MEBI, true, false };
const struct call_class class_follow = { LANE_STREAM, 10000, 0, 0, 4 * MEBI, true, true };
/* A pull's first words come when its registry has answered: long is not dead. */
const struct call_class class_work = { LANE_STREAM, 120000, 0, 0, 4 * MEBI, true, false };

static const unsigned lane_room[LANE_COUNT] = { 16, 128, 1024 };

bool engine_time_left(const struct engine *engine, int64_t longest, int64_t *ret_milliseconds)
{
	int64_t left = engine->deadline - loop_now(engine->loop);

	*ret_milliseconds = longest;
	if (engine->deadline == 0)
		return true;
	if (left <= 0)
		return false;
	if (longest == 0 || left < longest)
		*ret_milliseconds = left;
	return true;
}

void engine_note(struct engine *engine, const char *method, const char *path, int status,
		 int64_t started)
{
	char shown[256];
	size_t length = strcspn(path, "?");

	if (engine->trace == NULL)
		return;
	/* Queries may hold build arguments, so they are left out. */
	if (length >= sizeof(shown))
		length = sizeof(shown) - 1;
	memcpy(shown, path, length);
	shown[length] = 0;
	engine->trace(engine->trace_data, method, shown, status, started, loop_now(engine->loop));
}

static void send_again(void *data)
{
	struct engine_call *call = data;

	call->timer = NULL;
	call_send(call);
}

static void on_reply(void *data, const struct http_reply *reply)
{
	struct engine_call *call = data;
	struct engine *engine = call->engine;
	int64_t pause;

	call->http = NULL;
	engine_note(engine, call->is_looking ? "GET" : call->method,
		    call->is_looking ? call->look_path : call->path,
		    reply->result == HTTP_OK ? reply->status : -1, call->sent_at);
	if (reply->result == HTTP_OK)
		engine->lost_since = 0;
	/* The end of a stream may hand on its last line. */
	call_pin(call);
	call_judge(call, reply);
	if (!call_unpin(call))
		return;
	pause = call_repeat_in(call, reply);
	if (pause < 0) {
		call_finish(call, call->call.trouble, call->call.message);
		return;
	}
	buf_reset(&call->rest);
	call->timer = loop_timer(call->loop, pause, 0, send_again, call);
}

static bool on_bytes(void *data, int status, const char *bytes, size_t length)
{
	struct engine_call *call = data;
	bool go_on;

	(void)status;
	call_pin(call);
	go_on = call->read(call, bytes, length);
	return call_unpin(call) && go_on;
}

static void on_headers(void *data, int status)
{
	struct engine_call *call = data;

	if (status < 200 || status > 299)
		return;
	call_pin(call);
	call->opened(call);
	call_unpin(call);
}

static void on_too_late(void *data)
{
	struct engine_call *call = data;

	call->timer = NULL;
	call_finish(call, ENGINE_SILENT, "the time for this command is over");
}

/* How long this attempt may take; false when it is too late for one. */
static bool time_for(struct engine_call *call, const struct call_class *class, int64_t *ret_total)
{
	int64_t now = loop_now(call->loop);
	int64_t total = call->total_ms > 0 ? call->total_ms : class->total_ms;

	if (total > 0 && call->deadline == 0)
		call->deadline = now + total;
	if (total > 0)
		total = call->deadline - now;
	return (total > 0 || call->deadline == 0) &&
	       engine_time_left(call->engine, total, ret_total);
}

static void fill_body(struct engine_call *call, struct http_request *request,
		      struct http_header *headers)
{
	if (call->is_looking) {
		request->method = "GET";
		return;
	}
	request->method = call->method;
	request->body = call->body;
	request->body_length = call->body == NULL ? 0 : strlen(call->body);
	request->produce = call->produce;
	request->produce_data = call->produce_data;
	request->on_bytes = call->read == NULL ? NULL : on_bytes;
	request->on_headers = call->opened == NULL ? NULL : on_headers;
	if (call->content_type != NULL || call->body != NULL)
		headers[0] = (struct http_header){ "Content-Type", text_or(call->content_type,
									   "application/json") };
}

void call_send(struct engine_call *call)
{
	struct engine *engine = call->engine;
	const struct call_class *class = call->is_looking ? &class_read : call->class;
	struct http_header headers[2] = { { NULL, NULL }, { NULL, NULL } };
	struct http_request request = { .endpoint = &engine->endpoint,
					.headers = headers,
					.first_byte_ms = class->first_byte_ms,
					.stall_ms = class->stall_ms,
					.body_limit = class->body_limit,
					.on_done = on_reply,
					.data = call };

	call_trouble(call, ENGINE_OK, NULL);
	if (!time_for(call, class, &request.total_ms)) {
		call->timer = loop_timer(call->loop, 0, 0, on_too_late, call);
		return;
	}
	fill_body(call, &request, headers);
	request.path = arena_printf(call->call.arena, "/v%d.%d%s", engine->version / 100,
				    engine->version % 100,
				    call->is_looking ? call->look_path : call->path);
	call->attempts++;
	engine->sent++;
	call->sent_at = loop_now(call->loop);
	call->http = http_start(call->loop, &request);
}

static void send_first(struct engine_call *call)
{
	struct engine *engine = call->engine;

	ring_append(&engine->active, &call->ring);
	call->is_sent = true;
	engine->in_flight[call->class->lane]++;
	if (call->class->has_heartbeat)
		heartbeat_join(engine);
	call_send(call);
}

void engine_pump(struct engine *engine)
{
	for (int lane = 0; lane < LANE_COUNT; lane++) {
		struct ring *waiting = &engine->waiting[lane];

		if (waiting->next != waiting && engine->state != STATE_READY) {
			negotiate(engine);
			return;
		}
		while (waiting->next != waiting && engine->in_flight[lane] < lane_room[lane])
			send_first(call_of(waiting->next));
	}
}
