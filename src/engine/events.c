/* GET /events. */
#include "private.h"

#define LINE_LIMIT ((size_t)1 << 20)

struct listener {
	void (*opened)(void *data);
	void (*event)(void *data, const struct engine_event *event);
	void *data;
};

static bool on_event(struct engine_call *call, struct arena *scratch, const struct json *document)
{
	const struct listener *listener = call->context;
	struct engine_event event = {
		.type = json_text(document, "Type", ""),
		.action = json_text(document, "Action", json_text(document, "status", "")),
		.id = json_text(document, "Actor.ID", json_text(document, "id", "")),
		.attributes = decode_labels(scratch, document, "Actor.Attributes"),
		.time = json_int(document, "timeNano", 0),
	};
	int64_t seconds = json_int(document, "time", 0);

	if (line_is_error(call, document))
		return false;
	if (event.time == 0 && seconds > 0 && seconds < INT64_MAX / 1000000000)
		event.time = seconds * 1000000000;
	listener->event(listener->data, &event);
	return true;
}

static void on_opened(struct engine_call *call)
{
	const struct listener *listener = call->context;

	listener->opened(listener->data);
}

struct call *engine_stream_events(struct engine *engine, const char *const *labels, int64_t since,
				  void (*opened)(void *data),
				  void (*event)(void *data, const struct engine_event *event),
				  void *data)
{
	struct engine_call *call = call_create(engine, &class_follow, "GET");
	struct listener *listener = ARENA_NEW(call->call.arena, struct listener);
	struct arena *arena = call->call.arena;
	const char *from = since > 0 ? arena_printf(arena, "?since=%lld", (long long)since) : "";

	listener->opened = opened;
	listener->event = event;
	listener->data = data;
	call->context = listener;
	call->path = arena_printf(arena, "/events%s%s", from,
				  call_filters(call, labels, since > 0 ? '&' : '?'));
	call->opened = opened == NULL ? NULL : on_opened;
	call_read_lines(call, LINE_LIMIT, on_event);
	return call_start(call);
}
