/* Commands inside a running container. */
#include "frames.h"
#include "private.h"

#define HEADERS_MS 10000

struct call *engine_create_exec(struct engine *engine, const char *container, const char *body)
{
	struct engine_call *call = call_create(engine, &class_write, "POST");

	call->path =
		arena_printf(call->call.arena, "/containers/%s/exec", call_escape(call, container));
	call->body = arena_copy(call->call.arena, body);
	/* One that was never started is nothing but an entry that goes with its container. */
	call->repeat = REPEAT_SAFE;
	call->take = take_created;
	return call_start(call);
}

struct call *engine_inspect_exec(struct engine *engine, const char *exec)
{
	struct engine_call *call = call_create(engine, &class_read, "GET");

	call->path = arena_printf(call->call.arena, "/exec/%s/json", call_escape(call, exec));
	call->repeat = REPEAT_SAFE;
	call->take = take_json;
	return call_start(call);
}

struct call *engine_resize_exec(struct engine *engine, const char *exec, unsigned columns,
				unsigned rows)
{
	struct engine_call *call = call_create(engine, &class_write, "POST");

	call->path = arena_printf(call->call.arena, "/exec/%s/resize?h=%u&w=%u",
				  call_escape(call, exec), rows, columns);
	call->repeat = REPEAT_SAFE;
	return call_start(call);
}

struct exec_session {
	struct exec_stream how;
	struct stream *stream;
	struct engine *engine;
	struct arena *arena;
	struct frames frames;
	int64_t started;
	const char *path;
	unsigned pins;
	bool is_open, is_over, is_dead;
};

static void session_free(struct exec_session *session)
{
	stream_close(session->stream);
	arena_destroy(session->arena);
	base_free(session);
}

static void unpin(struct exec_session *session)
{
	if (--session->pins == 0 && session->is_dead)
		session_free(session);
}

static void over(struct exec_session *session, const char *trouble)
{
	if (session->is_over || session->is_dead)
		return;
	session->is_over = true;
	session->how.on_close(session->how.data, trouble);
}

static void on_open(void *data, int status)
{
	struct exec_session *session = data;

	session->is_open = true;
	engine_note(session->engine, "POST", session->path, status, session->started);
}

static bool give(void *data, int stream, const char *bytes, size_t length)
{
	struct exec_session *session = data;

	session->how.on_bytes(session->how.data, stream, bytes, length);
	return !session->is_dead;
}

static void on_bytes(void *data, const char *bytes, size_t length)
{
	struct exec_session *session = data;

	if (session->is_over)
		return;
	session->pins++;
	if (session->how.tty)
		give(session, 1, bytes, length);
	else if (frames_feed(&session->frames, bytes, length, give, session) == FRAMES_BROKEN)
		over(session, "the stream is not made of frames");
	unpin(session);
}

static const char *trouble_in(struct exec_session *session, const struct http_reply *reply)
{
	if (reply->result != HTTP_OK)
		return arena_copy(session->arena, reply->reason);
	if (!session->is_open)
		return reply_message(session->arena, reply);
	return frames_are_whole(&session->frames) ? NULL : "the connection broke off";
}

static void on_close(void *data, const struct http_reply *reply)
{
	struct exec_session *session = data;

	if (!session->is_open)
		engine_note(session->engine, "POST", session->path,
			    reply->result == HTTP_OK ? reply->status : -1, session->started);
	session->pins++;
	over(session, trouble_in(session, reply));
	unpin(session);
}

struct exec_session *engine_start_exec(struct engine *engine, const char *exec,
				       const struct exec_stream *how)
{
	struct exec_session *session = base_alloc(sizeof(*session));
	int version = engine->version > 0 ? engine->version : 141;
	struct stream_request request = { .endpoint = &engine->endpoint,
					  .method = "POST",
					  .protocol = "tcp",
					  .first_byte_ms = HEADERS_MS,
					  .on_open = on_open,
					  .on_bytes = on_bytes,
					  .on_close = on_close,
					  .data = session };

	session->how = *how;
	session->engine = engine;
	session->arena = arena_create();
	session->started = loop_now(engine->loop);
	session->path =
		arena_printf(session->arena, "/exec/%s/start", url_escape(session->arena, exec));
	request.path = arena_printf(session->arena, "/v%d.%d%s", version / 100, version % 100,
				    session->path);
	request.body =
		how->tty ? "{\"Detach\":false,\"Tty\":true}" : "{\"Detach\":false,\"Tty\":false}";
	session->stream = stream_open(engine->loop, &request);
	return session;
}

bool exec_write(struct exec_session *session, const char *bytes, size_t length)
{
	return !session->is_over && stream_write(session->stream, bytes, length);
}

void exec_end_input(struct exec_session *session)
{
	stream_end_write(session->stream);
}

void exec_close(struct exec_session *session)
{
	if (session == NULL || session->is_dead)
		return;
	session->is_dead = true;
	if (session->pins == 0)
		session_free(session);
}
