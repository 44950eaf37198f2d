/* An HTTP request from start to its one on_done: deadlines of our own, because curl's do not cover
 * a server that takes a connection and says nothing. */
#include <string.h>

#include "http.h"

static void late(struct http_call *call, const char *which, int64_t limit)
{
	const char *what = "no answer within";

	if (call->headers_done)
		what = strcmp(which, "stall") == 0 ? "the answer stopped coming for"
						   : "the answer was not whole within";
	call->timeout = which;
	call->reason = arena_printf(call->arena, "%s %s", what, duration_short(call->arena, limit));
	http_finish(call, HTTP_TIMEOUT);
}

static void on_total(void *data)
{
	struct http_call *call = data;

	call->total = NULL;
	late(call, "total", call->request.total_ms);
}

/* The moment counts from the last byte that moved, so a deadline that comes too early is set anew;
 * that is cheaper than a timer for every piece. */
static void on_first_byte(void *data)
{
	struct http_call *call = data;
	int64_t left = call->last_sent + call->request.first_byte_ms - loop_now(call->loop);

	call->first_byte = NULL;
	if (left > 0)
		call->first_byte = loop_timer(call->loop, left, 0, on_first_byte, call);
	else
		late(call, "first byte", call->request.first_byte_ms);
}

static void on_stall(void *data)
{
	struct http_call *call = data;
	int64_t left = call->last_received + call->request.stall_ms - loop_now(call->loop);

	call->stall = NULL;
	if (left > 0)
		call->stall = loop_timer(call->loop, left, 0, on_stall, call);
	else
		late(call, "stall", call->request.stall_ms);
}

void http_headers_done(struct http_call *call)
{
	call->headers_done = true;
	timer_cancel(call->first_byte);
	call->first_byte = NULL;
	call->last_received = loop_now(call->loop);
	if (call->request.on_headers != NULL) {
		loop_enter(call->loop);
		call->request.on_headers(call->request.data, call->status);
		loop_leave(call->loop);
	}
	if (call->request.stall_ms > 0 && !call->is_cancelled)
		call->stall = loop_timer(call->loop, call->request.stall_ms, 0, on_stall, call);
}

static void start_deadlines(struct http_call *call)
{
	call->last_sent = loop_now(call->loop);
	if (call->request.first_byte_ms > 0)
		call->first_byte =
			loop_timer(call->loop, call->request.first_byte_ms, 0, on_first_byte, call);
	if (call->request.total_ms > 0)
		call->total = loop_timer(call->loop, call->request.total_ms, 0, on_total, call);
}

static void end_deadlines(struct http_call *call)
{
	timer_cancel(call->first_byte);
	timer_cancel(call->total);
	timer_cancel(call->stall);
	call->first_byte = call->total = call->stall = NULL;
}

static void http_end(struct item *item)
{
	http_cancel(OWNER_OF(item, struct http_call, item));
}

struct http_call *http_start(struct loop *loop, const struct http_request *request)
{
	struct http_call *call = base_alloc(sizeof(*call));
	const struct endpoint *endpoint = request->endpoint;

	call->loop = loop;
	call->arena = arena_create();
	call->request = *request;
	call->endpoint = *endpoint;
	call->endpoint.unix_path = arena_copy(call->arena, endpoint->unix_path);
	call->endpoint.host = arena_copy(call->arena, endpoint->host);
	call->reply.content_type = call->reply.api_version = call->reply.server =
		call->reply.libpod_version = "";
	buf_init(&call->body, request->body_limit > 0 ? request->body_limit : HTTP_BODY_LIMIT);
	item_add(loop, &call->item, http_end);
	web_of(loop);
	http_setup(call);
	start_deadlines(call);
	web_add(call);
	return call;
}

void http_free(struct http_call *call)
{
	curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->headers);
	buf_finish(&call->body);
	arena_destroy(call->arena);
	base_free(call);
}

void http_finish(struct http_call *call, enum http_result result)
{
	struct http_reply *reply = &call->reply;

	call->is_finished = true;
	end_deadlines(call);
	item_remove(&call->item);
	reply->result = result;
	reply->status = call->status;
	reply->body = buf_text(&call->body);
	reply->length = call->body.length;
	reply->reason = result == HTTP_OK ? NULL : text_or(call->reason, "the request failed");
	reply->timeout = call->timeout;
	web_remove(call);
	loop_enter(call->loop);
	call->request.on_done(call->request.data, reply);
	loop_leave(call->loop);
	http_free(call);
}

void http_cancel(struct http_call *call)
{
	/* Inside its own on_done there is nothing left to cancel. */
	if (call == NULL || call->is_finished || call->is_cancelled)
		return;
	call->is_cancelled = true;
	end_deadlines(call);
	item_remove(&call->item);
	if (web_remove(call))
		http_free(call);
}
