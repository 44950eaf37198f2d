/* Whether to try again. Only what cannot do harm twice; inside the call's own deadline; with
 * jitter; at most three times a call and for one in ten of all; longer only for an engine that was
 * there and vanished. */
#include <string.h>

#include "private.h"

#define ATTEMPTS 3
#define BASE_MS 100
#define CAP_MS 5000
/* A restarted engine should be noticed when it is back, not seconds later. */
#define WINDOW_CAP_MS 1000
#define REMOVAL_MS 10000

int64_t jitter(struct loop *loop, unsigned attempt, int64_t cap)
{
	int64_t bound = BASE_MS;

	while (attempt-- > 1 && bound < cap)
		bound *= 2;
	return 1 + loop_random(loop, (uint32_t)(bound < cap ? bound : cap));
}

static bool has_budget(struct engine_call *call)
{
	struct engine *engine = call->engine;

	if (call->attempts >= ATTEMPTS || engine->repeated >= engine->sent / 10 + 5)
		return false;
	engine->repeated++;
	return true;
}

static int64_t after_backoff(struct engine_call *call)
{
	return has_budget(call) ? jitter(call->loop, call->attempts, CAP_MS) : -1;
}

static bool is_inside_window(struct engine *engine)
{
	int64_t now = loop_now(engine->loop);

	if (!engine->is_alive)
		return false;
	if (engine->lost_since == 0)
		engine->lost_since = now;
	return now - engine->lost_since < engine->window;
}

/* Nobody there: nothing was sent, so any call may be sent again. */
static int64_t after_absence(struct engine_call *call)
{
	if (call->class->is_reopened_by_caller || !is_inside_window(call->engine))
		return -1;
	call->deadline = 0;
	call->attempts--;
	return jitter(call->loop, ++call->absences, WINDOW_CAP_MS);
}

static int64_t after_cut(struct engine_call *call)
{
	if (call->is_looking || call->repeat == REPEAT_SAFE)
		return after_backoff(call);
	if (call->repeat == REPEAT_NEVER || !has_budget(call))
		return -1;
	call->is_looking = true;
	return jitter(call->loop, call->attempts, CAP_MS);
}

static int64_t after_refusal(struct engine_call *call)
{
	int64_t now = loop_now(call->loop);
	int status = call->call.status;
	bool is_read = call->is_looking || strcmp(call->method, "GET") == 0;

	if (status == 409 && call->waits_for_removal &&
	    strstr(call->call.message, "already in progress") != NULL) {
		if (call->removal_until == 0)
			call->removal_until = now + REMOVAL_MS;
		return now < call->removal_until ? 200 : -1;
	}
	/* 500 is the engine's word for lasting trouble too: once more, and only to ask. */
	if (status == 500 && is_read && call->attempts < 2)
		return after_backoff(call);
	if ((status == 429 || status == 503) && (is_read || call->repeat == REPEAT_SAFE))
		return after_backoff(call);
	return -1;
}

int64_t call_repeat_in(struct engine_call *call, const struct http_reply *reply)
{
	if (reply->result == HTTP_ABSENT || reply->result == HTTP_REFUSED)
		return after_absence(call);
	switch (call->call.trouble) {
	case ENGINE_CUT:
		return after_cut(call);
	case ENGINE_REFUSED:
	case ENGINE_CONFLICT:
		return call->is_looking || call->read == NULL ? after_refusal(call) : -1;
	case ENGINE_NOT_FOUND:
		if (!call->is_looking)
			return -1;
		/* It never took effect: now the call itself again. */
		call->is_looking = false;
		return 0;
	case ENGINE_OK:
	case ENGINE_ABSENT:
	case ENGINE_DENIED:
	case ENGINE_SILENT:
	case ENGINE_STRANGE:
	case ENGINE_STOPPED:
	default:
		return -1;
	}
}

static bool has_labels(const struct json *found, const struct map *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct json *label = wanted->entries[i].value;

		if (label->kind != JSON_TEXT ||
		    !text_equal(json_member_text(found, wanted->entries[i].key, NULL), label->text))
			return false;
	}
	return true;
}

/* Ours is what bears the name and every label that was asked for. */
bool look_take(struct engine_call *call, const struct json *document)
{
	const char *reason;
	const struct json *asked =
		json_parse(call->call.arena, call->body, strlen(call->body), &reason);
	const struct json *labels = json_get(document, call->look_labels);
	const char *name = decode_name(document, "Name");

	if (!text_equal(name, call->look_name) ||
	    !has_labels(labels, json_members(asked, "Labels"))) {
		call_trouble(call, ENGINE_CONFLICT,
			     arena_printf(call->call.arena, "the name %s is taken by another",
					  call->look_name));
		return false;
	}
	return take_created(call, document);
}
