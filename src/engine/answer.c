/* What a reply means. */
#include <string.h>
#include <strings.h>

#include "private.h"

#define WORDS_LIMIT 2000

enum engine_trouble trouble_of(enum http_result result)
{
	switch (result) {
	case HTTP_OK:
		return ENGINE_OK;
	case HTTP_ABSENT:
	case HTTP_NOT_A_SOCKET:
	case HTTP_REFUSED:
		return ENGINE_ABSENT;
	case HTTP_DENIED:
		return ENGINE_DENIED;
	case HTTP_TIMEOUT:
		return ENGINE_SILENT;
	case HTTP_TOO_LARGE:
	case HTTP_GARBAGE:
		return ENGINE_STRANGE;
	case HTTP_STOPPED:
		return ENGINE_STOPPED;
	case HTTP_CUT:
	case HTTP_FAILED:
	default:
		return ENGINE_CUT;
	}
}

bool reply_is_html(const struct http_reply *reply)
{
	const char *body = reply->body + strspn(reply->body, " \t\r\n");

	return strncasecmp(reply->content_type, "text/html", 9) == 0 ||
	       strncasecmp(body, "<!doctype", 9) == 0 || strncasecmp(body, "<html", 5) == 0;
}

const char *reply_message(struct arena *arena, const struct http_reply *reply)
{
	const char *reason;
	const struct json *document = json_parse(arena, reply->body, reply->length, &reason);
	const char *words = json_text(document, "message", json_text(document, "cause", NULL));
	size_t length;

	if (text_is_empty(words) && document == NULL)
		words = text_trim(arena, reply->body, reply->length);
	if (text_is_empty(words))
		return arena_printf(arena, "it answered with status %d", reply->status);
	length = strlen(words);
	if (length > WORDS_LIMIT)
		length = WORDS_LIMIT;
	return text_printable(arena, words, length, true);
}

static void judge_refusal(struct engine_call *call, const struct http_reply *reply)
{
	struct arena *arena = call->call.arena;
	enum engine_trouble trouble = ENGINE_REFUSED;

	if (reply->status == 404 && call->gone_is_fine) {
		call_trouble(call, ENGINE_OK, NULL);
		return;
	}
	if (reply_is_html(reply)) {
		call_trouble(call, ENGINE_STRANGE,
			     "this is not a Docker Engine: it answers with HTML");
		return;
	}
	if (reply->status == 404)
		trouble = ENGINE_NOT_FOUND;
	else if (reply->status == 409)
		trouble = ENGINE_CONFLICT;
	call_trouble(call, trouble, reply_message(arena, reply));
}

/* Whether text begins as a document of ours does and then simply stops. */
static bool looks_cut(const char *text, size_t length)
{
	char last;

	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		length--;
	if (length == 0)
		return true;
	last = text[length - 1];
	return (*text == '{' && last != '}') || (*text == '[' && last != ']');
}

static void judge_document(struct engine_call *call, const struct http_reply *reply)
{
	struct arena *arena = call->call.arena;
	const char *reason = "";
	const struct json *document = json_parse(arena, reply->body, reply->length, &reason);
	bool (*take)(struct engine_call *, const struct json *) =
		call->is_looking ? look_take : call->take;

	if (document == NULL && reply_is_html(reply))
		call_trouble(call, ENGINE_STRANGE,
			     "this is not a Docker Engine: it answers with HTML");
	else if (document == NULL && looks_cut(reply->body, reply->length))
		call_trouble(call, ENGINE_CUT,
			     arena_printf(arena, "the answer broke off: %s", reason));
	else if (document == NULL)
		call_trouble(call, ENGINE_STRANGE,
			     arena_printf(arena, "the answer is not JSON: %s", reason));
	else if (take(call, document))
		call_trouble(call, ENGINE_OK, NULL);
	else if (call->call.trouble == ENGINE_OK)
		call_trouble(call, ENGINE_STRANGE,
			     "the answer has not the shape of a Docker Engine's");
}

static void judge_stream(struct engine_call *call, const struct http_reply *reply)
{
	if (reply_is_html(reply)) {
		call_trouble(call, ENGINE_STRANGE,
			     "this is not a Docker Engine: it answers with HTML");
		return;
	}
	if (reply->result == HTTP_OK && call->read_end != NULL)
		call->read_end(call);
	/* Words found in the stream tell more than how it ended. */
	if (call->call.trouble == ENGINE_OK)
		call_trouble(call, trouble_of(reply->result), reply->reason);
}

void call_judge(struct engine_call *call, const struct http_reply *reply)
{
	struct arena *arena = call->call.arena;
	bool is_good = reply->status < 300 || reply->status == 304;

	call->call.status = reply->status;
	if (call->read != NULL && reply->status != 0 && is_good)
		judge_stream(call, reply);
	else if (reply->result != HTTP_OK)
		call_trouble(call, trouble_of(reply->result),
			     arena_copy(arena, text_or(reply->reason, "the request failed")));
	else if (!is_good)
		judge_refusal(call, reply);
	else if (call->take != NULL || call->is_looking)
		judge_document(call, reply);
	else
		call_trouble(call, ENGINE_OK, NULL);
	call->call.message = arena_copy(arena, call->call.message);
}
