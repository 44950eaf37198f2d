/* A call's life: made, queued, finished, destroyed. */
#include <assert.h>

#include "private.h"

void ring_init(struct ring *head)
{
	head->next = head->previous = head;
}

void ring_leave(struct ring *member)
{
	if (member->next == NULL)
		return;
	member->next->previous = member->previous;
	member->previous->next = member->next;
	member->next = member->previous = NULL;
}

void ring_append(struct ring *head, struct ring *member)
{
	ring_leave(member);
	member->next = head;
	member->previous = head->previous;
	head->previous->next = member;
	head->previous = member;
}

void ring_splice(struct ring *from, struct ring *to)
{
	ring_init(to);
	while (from->next != from)
		ring_append(to, from->next);
}

static struct engine_call *owner_of(struct call *call)
{
	return (struct engine_call *)call;
}

struct engine_call *call_create(struct engine *engine, const struct call_class *class,
				const char *method)
{
	struct engine_call *call = base_alloc(sizeof(*call));

	call->call.arena = arena_create();
	call->call.message = "";
	call->engine = engine;
	call->loop = engine->loop;
	call->class = class;
	call->method = method;
	return call;
}

const char *call_escape(struct engine_call *call, const char *text)
{
	return url_escape(call->call.arena, text);
}

const char *call_filters(struct engine_call *call, const char *const *labels, char lead)
{
	struct json_writer writer;
	struct buf text = { 0 };
	const char *query;

	if (labels == NULL || labels[0] == NULL)
		return "";
	json_begin(&writer, &text, false);
	json_open_object(&writer);
	json_key(&writer, "label");
	json_open_array(&writer);
	for (; *labels != NULL; labels++)
		json_put_text(&writer, *labels);
	json_close_array(&writer);
	json_close_object(&writer);
	query = arena_printf(call->call.arena, "%cfilters=%s", lead,
			     call_escape(call, buf_text(&text)));
	buf_finish(&text);
	return query;
}

struct call *call_start(struct engine_call *call)
{
	struct engine *engine = call->engine;

	ring_append(&engine->waiting[call->class->lane], &call->ring);
	engine_pump(engine);
	return &call->call;
}

void call_trouble(struct engine_call *call, enum engine_trouble trouble, const char *message)
{
	call->call.trouble = trouble;
	call->call.message = text_or(message, "");
	if (trouble != ENGINE_OK)
		call->call.result = NULL;
}

void call_stop_request(struct engine_call *call)
{
	http_cancel(call->http);
	timer_cancel(call->timer);
	call->http = NULL;
	call->timer = NULL;
}

/* Gives up its place, so that the next one can go. */
static void leave_lane(struct engine_call *call)
{
	struct engine *engine = call->engine;

	call_stop_request(call);
	ring_leave(&call->ring);
	if (!call->is_sent)
		return;
	call->is_sent = false;
	engine->in_flight[call->class->lane]--;
	if (call->class->has_heartbeat)
		heartbeat_leave(engine);
	engine_pump(engine);
}

void call_pin(struct engine_call *call)
{
	call->pins++;
}

bool call_unpin(struct engine_call *call)
{
	if (--call->pins > 0 || !call->is_dead)
		return !call->is_dead;
	call_free(call);
	return false;
}

static void tell(struct engine_call *call)
{
	if (call->done == NULL)
		return;
	call_pin(call);
	call->done(call->data, &call->call);
	call_unpin(call);
}

void call_finish(struct engine_call *call, enum engine_trouble trouble, const char *message)
{
	call_trouble(call, trouble, message);
	call->call.done = true;
	leave_lane(call);
	tell(call);
}

void call_free(struct engine_call *call)
{
	buf_finish(&call->rest);
	arena_destroy(call->call.arena);
	base_free(call);
}

static void tell_late(void *data)
{
	struct engine_call *call = data;

	call->timer = NULL;
	tell(call);
}

void call_then(struct call *view, void (*done)(void *data, struct call *call), void *data)
{
	struct engine_call *call = owner_of(view);

	call->done = done;
	call->data = data;
	if (view->done && call->timer == NULL)
		call->timer = loop_timer(call->loop, 0, 0, tell_late, call);
}

void call_destroy(struct call *view)
{
	struct engine_call *call = owner_of(view);

	if (view == NULL || call->is_dead)
		return;
	call->is_dead = true;
	if (!view->done)
		leave_lane(call);
	timer_cancel(call->timer);
	call->timer = NULL;
	if (call->pins == 0)
		call_free(call);
}

void call_auto_destroy(struct call **call)
{
	call_destroy(*call);
}

bool engine_wait(struct engine *engine, struct call *call)
{
	bool is_more = true;

	assert(!loop_in_callback(engine->loop));
	while (!call->done && is_more)
		is_more = loop_turn(engine->loop);
	assert(call->done);
	return call->trouble == ENGINE_OK;
}
