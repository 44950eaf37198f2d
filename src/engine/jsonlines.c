/* Streams of one JSON document a line. Each line has a scratch arena of its own, so that a stream
 * may run for days. */
#include <string.h>

#include "lines.h"
#include "private.h"

struct line_reader {
	size_t limit;
	bool (*line)(struct engine_call *call, struct arena *scratch, const struct json *document);
};

static bool on_line(void *data, const char *text, size_t length)
{
	struct engine_call *call = data;
	struct line_reader *reader = call->reader;
	struct arena *scratch = arena_create();
	const char *reason = "";
	const struct json *document = json_parse(scratch, text, length, &reason);
	bool go_on = false;

	if (document != NULL)
		go_on = reader->line(call, scratch, document) && !call->is_dead;
	else
		call_trouble(call, ENGINE_STRANGE,
			     arena_printf(call->call.arena, "a line of the stream is not JSON: %s",
					  reason));
	arena_destroy(scratch);
	return go_on;
}

static bool read_lines(struct engine_call *call, const char *bytes, size_t length)
{
	struct line_reader *reader = call->reader;

	switch (lines_feed(&call->rest, reader->limit, bytes, length, on_line, call)) {
	case LINES_GOOD:
		return true;
	case LINES_TOO_LONG:
		call_trouble(call, ENGINE_STRANGE, "a line of the stream is too long");
		return false;
	case LINES_STOPPED:
	default:
		return false;
	}
}

static void read_rest(struct engine_call *call)
{
	if (call->rest.length == 0 || call->call.trouble != ENGINE_OK)
		return;
	/* The last line need not have an end; but if it is no document, the stream was cut in it.
	 */
	if (lines_feed(&call->rest, call->rest.length, "\n", 1, on_line, call) != LINES_GOOD &&
	    call->call.trouble == ENGINE_STRANGE)
		call_trouble(call, ENGINE_CUT, "the stream broke off in the middle of a line");
}

void call_read_lines(struct engine_call *call, size_t limit,
		     bool (*line)(struct engine_call *call, struct arena *scratch,
				  const struct json *document))
{
	struct line_reader *reader = ARENA_NEW(call->call.arena, struct line_reader);

	reader->limit = limit;
	reader->line = line;
	call->reader = reader;
	call->read = read_lines;
	call->read_end = read_rest;
}

bool line_is_error(struct engine_call *call, const struct json *document)
{
	const char *words =
		json_text(document, "errorDetail.message", json_text(document, "error", NULL));

	if (words == NULL)
		return false;
	call_trouble(call, ENGINE_REFUSED,
		     text_printable(call->call.arena, words, strlen(words), true));
	return true;
}
