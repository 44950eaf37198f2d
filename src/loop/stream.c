/* Hijacked connections: an upgrade request on a pipe or a TCP connection, then bytes both ways. */
#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "stream.h"

struct stream {
	struct item item;
	struct loop *loop;
	struct arena *arena;
	struct stream_request request;
	struct endpoint endpoint;
	union {
		uv_handle_t any;
		uv_stream_t stream;
		uv_pipe_t pipe;
		uv_tcp_t tcp;
	} uv;
	uv_connect_t connecting;
	uv_getaddrinfo_t looking;
	uv_shutdown_t ending;
	struct timer *deadline;
	struct buf head; /* the request, then the answer until it is open */
	struct buf early; /* written before it was open */
	struct stream_head answer;
	bool is_looking, is_connected, is_open, is_over, is_closing, is_closed, must_end;
	char bytes[32768];
};

static void stream_free(struct stream *stream)
{
	buf_finish(&stream->head);
	buf_finish(&stream->early);
	arena_destroy(stream->arena);
	base_free(stream);
}

static void on_closed(uv_handle_t *handle)
{
	struct stream *stream = handle->data;

	/* A look-up under way cannot be taken back: its callback frees then. */
	stream->is_closed = true;
	if (!stream->is_looking)
		stream_free(stream);
}

/* Tells the user once; the memory stays until stream_close. */
static void over(struct stream *stream, struct http_reply reply)
{
	struct loop *loop = stream->loop;

	if (stream->is_over)
		return;
	stream->is_over = true;
	timer_cancel(stream->deadline);
	stream->deadline = NULL;
	if (stream->is_connected)
		uv_read_stop(&stream->uv.stream);
	reply.status = stream->answer.status;
	reply.body = text_or(reply.body, "");
	reply.content_type = text_or(stream->answer.content_type, "");
	reply.api_version = reply.server = reply.libpod_version = "";
	loop_enter(loop);
	stream->request.on_close(stream->request.data, &reply);
	loop_leave(loop);
}

static void fail(struct stream *stream, enum http_result result, const char *reason)
{
	over(stream, (struct http_reply){ .result = result, .reason = reason });
}

static void on_deadline(void *data)
{
	struct stream *stream = data;
	const char *limit = duration_short(stream->arena, stream->request.first_byte_ms);

	stream->deadline = NULL;
	over(stream, (struct http_reply){
			     .result = HTTP_TIMEOUT,
			     .timeout = "first byte",
			     .reason = arena_printf(stream->arena, "no answer within %s", limit) });
}

static void give(struct stream *stream, const char *bytes, size_t length)
{
	loop_enter(stream->loop);
	stream->request.on_bytes(stream->request.data, bytes, length);
	loop_leave(stream->loop);
}

/* Each of the two callbacks may close the stream; its memory lasts until the loop's next round. */
static void open_up(struct stream *stream)
{
	size_t behind = stream->head.length - stream->answer.length;

	stream->is_open = true;
	timer_cancel(stream->deadline);
	stream->deadline = NULL;
	if (stream->early.length > 0)
		stream_write(stream, stream->early.data, stream->early.length);
	if (stream->must_end)
		stream_end_write(stream);
	loop_enter(stream->loop);
	stream->request.on_open(stream->request.data, stream->answer.status);
	loop_leave(stream->loop);
	if (behind > 0 && !stream->is_closing)
		give(stream, stream->head.data + stream->answer.length, behind);
}

static void refuse(struct stream *stream)
{
	struct buf body;

	buf_init(&body, STREAM_BODY_LIMIT);
	stream_body_take(&stream->answer, stream->head.data + stream->answer.length,
			 stream->head.length - stream->answer.length, &body);
	over(stream, (struct http_reply){ .result = HTTP_OK,
					  .body = buf_to_arena(&body, stream->arena),
					  .length = body.length });
	buf_finish(&body);
}

static void on_answer(struct stream *stream, const char *bytes, size_t length)
{
	struct stream_head *answer = &stream->answer;
	enum head_state state;

	if (!buf_append(&stream->head, bytes, length)) {
		fail(stream, HTTP_TOO_LARGE, "the answer is too large");
		return;
	}
	state = stream_head_read(stream->arena, &stream->head, answer);
	if (state == HEAD_BAD)
		fail(stream, HTTP_GARBAGE, "the answer is not HTTP");
	else if (state == HEAD_MORE && stream->head.length > STREAM_HEAD_LIMIT)
		fail(stream, HTTP_TOO_LARGE, "the answer's headers are too large");
	else if (state == HEAD_READY && (answer->status == 101 || answer->status == 200))
		open_up(stream);
	else if (state == HEAD_READY &&
		 stream_body_whole(answer, stream->head.data + answer->length,
				   stream->head.length - answer->length))
		refuse(stream);
}

static void on_end(struct stream *stream, int error)
{
	if (stream->is_open && error == UV_EOF)
		over(stream, (struct http_reply){ .result = HTTP_OK });
	else if (stream->answer.status >= 300 && error == UV_EOF)
		refuse(stream);
	else
		fail(stream, HTTP_CUT,
		     error == UV_EOF ? "the connection was closed without an answer"
				     : "the connection broke");
}

static void on_read(uv_stream_t *uv, ssize_t length, const uv_buf_t *into)
{
	struct stream *stream = uv->data;

	if (length < 0)
		on_end(stream, (int)length);
	else if (length > 0 && stream->is_open)
		give(stream, into->base, (size_t)length);
	else if (length > 0)
		on_answer(stream, into->base, (size_t)length);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *ret_into)
{
	struct stream *stream = handle->data;

	(void)wanted;
	*ret_into = uv_buf_init(stream->bytes, sizeof(stream->bytes));
}

struct outgoing {
	uv_write_t uv;
	char bytes[];
};

static void on_written(uv_write_t *uv, int status)
{
	(void)status;
	base_free(uv->data);
}

static bool send_bytes(struct stream *stream, const void *bytes, size_t length)
{
	struct outgoing *outgoing = base_alloc(sizeof(*outgoing) + length);
	uv_buf_t piece = uv_buf_init(outgoing->bytes, (unsigned)length);

	memcpy(outgoing->bytes, bytes, length);
	outgoing->uv.data = outgoing;
	if (uv_write(&outgoing->uv, &stream->uv.stream, &piece, 1, on_written) == 0)
		return true;
	base_free(outgoing);
	return false;
}

static void on_connect(uv_connect_t *connecting, int status)
{
	struct stream *stream = connecting->data;
	const char *reason;

	if (status == UV_ECANCELED || stream->is_over)
		return;
	if (status < 0) {
		enum http_result result = connect_result(&stream->endpoint, -status, &reason);

		fail(stream, result, reason);
		return;
	}
	stream->is_connected = true;
	send_bytes(stream, stream->head.data, stream->head.length);
	buf_reset(&stream->head);
	uv_read_start(&stream->uv.stream, on_room, on_read);
}

static void on_address(uv_getaddrinfo_t *looking, int status, struct addrinfo *found)
{
	struct stream *stream = looking->data;

	stream->is_looking = false;
	if (stream->is_closed)
		stream_free(stream);
	else if (!stream->is_over && status < 0)
		fail(stream, HTTP_ABSENT, "no such host");
	else if (!stream->is_over)
		uv_tcp_connect(&stream->connecting, &stream->uv.tcp, found->ai_addr, on_connect);
	uv_freeaddrinfo(found);
}

static void on_too_long(void *data)
{
	struct stream *stream = data;

	stream->deadline = NULL;
	fail(stream, HTTP_ABSENT, "the socket's path is longer than 107 bytes");
}

static void start_connect(struct stream *stream)
{
	const struct endpoint *endpoint = &stream->endpoint;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };

	stream->connecting.data = stream->looking.data = stream;
	if (endpoint->unix_path != NULL) {
		uv_pipe_init(&stream->loop->uv, &stream->uv.pipe, 0);
		if (strlen(endpoint->unix_path) <= UNIX_PATH_LONGEST) {
			uv_pipe_connect(&stream->connecting, &stream->uv.pipe, endpoint->unix_path,
					on_connect);
		} else {
			timer_cancel(stream->deadline);
			stream->deadline = loop_timer(stream->loop, 0, 0, on_too_long, stream);
		}
	} else {
		uv_tcp_init(&stream->loop->uv, &stream->uv.tcp);
		stream->is_looking = true;
		uv_getaddrinfo(&stream->loop->uv, &stream->looking, on_address, endpoint->host,
			       arena_printf(stream->arena, "%u", endpoint->port), &hints);
	}
	stream->uv.any.data = stream;
}

static void write_request(struct stream *stream)
{
	const struct stream_request *request = &stream->request;
	const struct http_header *header = request->headers;
	const char *body = text_or(request->body, "");

	buf_printf(&stream->head, "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: clau\r\n",
		   request->method, request->path, text_or(stream->endpoint.host, "localhost"));
	for (; header != NULL && header->name != NULL; header++)
		buf_printf(&stream->head, "%s: %s\r\n", header->name, header->value);
	if (request->body != NULL)
		buf_add(&stream->head, "Content-Type: application/json\r\n");
	buf_printf(&stream->head,
		   "Connection: Upgrade\r\nUpgrade: %s\r\nContent-Length: %zu\r\n\r\n%s",
		   request->protocol, strlen(body), body);
}

static void stream_end(struct item *item)
{
	stream_close(OWNER_OF(item, struct stream, item));
}

struct stream *stream_open(struct loop *loop, const struct stream_request *request)
{
	struct stream *stream = base_alloc(sizeof(*stream));

	stream->loop = loop;
	stream->arena = arena_create();
	stream->request = *request;
	stream->endpoint = *request->endpoint;
	stream->endpoint.unix_path = arena_copy(stream->arena, request->endpoint->unix_path);
	stream->endpoint.host = arena_copy(stream->arena, request->endpoint->host);
	buf_init(&stream->head, STREAM_BODY_LIMIT + STREAM_HEAD_LIMIT);
	write_request(stream);
	item_add(loop, &stream->item, stream_end);
	if (request->first_byte_ms > 0)
		stream->deadline = loop_timer(loop, request->first_byte_ms, 0, on_deadline, stream);
	start_connect(stream);
	return stream;
}

bool stream_write(struct stream *stream, const void *bytes, size_t length)
{
	if (stream->is_over || stream->is_closing)
		return false;
	if (!stream->is_open)
		return buf_append(&stream->early, bytes, length);
	return send_bytes(stream, bytes, length);
}

size_t stream_unsent(const struct stream *stream)
{
	size_t queued =
		stream->is_connected ? uv_stream_get_write_queue_size(&stream->uv.stream) : 0;

	return queued + (stream->is_open ? 0 : stream->early.length);
}

void stream_end_write(struct stream *stream)
{
	stream->must_end = true;
	if (stream->is_open && !stream->is_over)
		uv_shutdown(&stream->ending, &stream->uv.stream, NULL);
}

void stream_close(struct stream *stream)
{
	if (stream == NULL || stream->is_closing)
		return;
	stream->is_closing = stream->is_over = true;
	item_remove(&stream->item);
	timer_cancel(stream->deadline);
	stream->deadline = NULL;
	if (stream->is_looking)
		uv_cancel((uv_req_t *)&stream->looking);
	uv_close(&stream->uv.any, on_closed);
}
