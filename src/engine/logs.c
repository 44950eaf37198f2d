/* GET /containers/{id}/logs. */
#include "frames.h"
#include "private.h"

struct log_reader {
	struct frames frames;
	struct engine_call *call;
	bool tty;
	bool (*bytes)(void *data, int stream, const char *bytes, size_t length);
	void *data;
};

static bool give(void *data, int stream, const char *bytes, size_t length)
{
	struct log_reader *reader = data;

	return reader->bytes(reader->data, stream, bytes, length) && !reader->call->is_dead;
}

static bool read_logs(struct engine_call *call, const char *bytes, size_t length)
{
	struct log_reader *reader = call->reader;

	if (reader->tty)
		return give(reader, 1, bytes, length);
	switch (frames_feed(&reader->frames, bytes, length, give, reader)) {
	case FRAMES_GOOD:
		return true;
	case FRAMES_BROKEN:
		call_trouble(call, ENGINE_STRANGE, "the log stream is not made of frames");
		return false;
	case FRAMES_STOPPED:
	default:
		return false;
	}
}

static void end_logs(struct engine_call *call)
{
	struct log_reader *reader = call->reader;

	if (!frames_are_whole(&reader->frames))
		call_trouble(call, ENGINE_CUT, "the log broke off in the middle of a frame");
}

static const char *option(struct engine_call *call, const char *name, const char *value)
{
	if (text_is_empty(value))
		return "";
	return arena_printf(call->call.arena, "&%s=%s", name, call_escape(call, value));
}

struct call *engine_stream_logs(
	struct engine *engine, const char *id, const struct log_options *options,
	bool (*bytes)(void *data, int stream, const char *bytes, size_t length), void *data)
{
	struct engine_call *call = call_create(engine, &class_follow, "GET");
	struct arena *arena = call->call.arena;
	struct log_reader *reader = ARENA_NEW(arena, struct log_reader);
	const char *tail = "all";

	if (options->tail >= 0)
		tail = arena_printf(arena, "%lld", (long long)options->tail);
	reader->call = call;
	reader->tty = options->tty;
	reader->bytes = bytes;
	reader->data = data;
	call->reader = reader;
	call->read = read_logs;
	call->read_end = end_logs;
	call->path = arena_printf(arena,
				  "/containers/%s/logs?stdout=1&stderr=1&follow=%d&timestamps=%d"
				  "&tail=%s%s%s",
				  call_escape(call, id), options->follow, options->timestamps, tail,
				  option(call, "since", options->since),
				  option(call, "until", options->until));
	return call_start(call);
}
