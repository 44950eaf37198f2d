/* curl's callbacks: headers, body, and the body we send. To end a transfer they return short and
 * leave their own verdict; the handle itself is never touched here. */
#include <string.h>
#include <strings.h>

#include "http.h"

static size_t give_up(struct http_call *call, enum http_result verdict, const char *reason)
{
	call->verdict = verdict;
	call->reason = reason;
	return 0;
}

static void on_status(struct http_call *call, const char *line, size_t length)
{
	const char *blank = memchr(line, ' ', length);
	size_t left = blank == NULL ? 0 : (size_t)(line + length - blank);

	call->status = 0;
	for (size_t at = 1; at < left && at < 4; at++) {
		if (blank[at] < '0' || blank[at] > '9')
			break;
		call->status = call->status * 10 + (blank[at] - '0');
	}
}

static void keep(struct http_call *call, const char *line, size_t length, const char *name,
		 const char **ret_value)
{
	size_t named = strlen(name);

	if (length > named && line[named] == ':' && strncasecmp(line, name, named) == 0)
		*ret_value = text_trim(call->arena, line + named + 1, length - named - 1);
}

size_t http_on_header(char *line, size_t size, size_t count, void *data)
{
	struct http_call *call = data;
	size_t length = size * count;

	if (call->is_cancelled)
		return 0;
	call->header_bytes += length;
	if (call->header_bytes > HTTP_HEADER_LIMIT)
		return give_up(call, HTTP_TOO_LARGE, "the answer's headers are too large");
	if (length > 5 && memcmp(line, "HTTP/", 5) == 0) {
		on_status(call, line, length);
		return length;
	}
	if (line[0] == '\r' || line[0] == '\n') {
		if (call->status >= 200 && !call->headers_done)
			http_headers_done(call);
		return length;
	}
	keep(call, line, length, "Content-Type", &call->reply.content_type);
	keep(call, line, length, "Api-Version", &call->reply.api_version);
	keep(call, line, length, "Server", &call->reply.server);
	keep(call, line, length, "Libpod-Api-Version", &call->reply.libpod_version);
	return length;
}

static bool hand_on(struct http_call *call, const char *bytes, size_t length)
{
	bool go_on;

	loop_enter(call->loop);
	go_on = call->request.on_bytes(call->request.data, call->status, bytes, length);
	loop_leave(call->loop);
	return go_on;
}

size_t http_on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct http_call *call = data;
	size_t length = size * count;

	if (call->is_cancelled)
		return 0;
	call->last_received = loop_now(call->loop);
	if (call->request.on_bytes != NULL && call->status >= 200 && call->status < 300) {
		if (!hand_on(call, bytes, length))
			return give_up(call, HTTP_STOPPED, "stopped by its reader");
		return length;
	}
	if (!buf_append(&call->body, bytes, length))
		return give_up(call, HTTP_TOO_LARGE, "the answer is too large");
	return length;
}

size_t http_on_produce(char *into, size_t size, size_t count, void *data)
{
	struct http_call *call = data;
	int64_t made;

	if (call->is_cancelled)
		return CURL_READFUNC_ABORT;
	loop_enter(call->loop);
	made = call->request.produce(call->request.produce_data, into, size * count);
	loop_leave(call->loop);
	call->last_sent = loop_now(call->loop);
	if (made >= 0)
		return (size_t)made;
	give_up(call, HTTP_STOPPED, "stopped by its producer");
	return CURL_READFUNC_ABORT;
}
