/* Containers: what is asked of the engine about and for them. */
#include "decode_container.h"
#include "private.h"

static bool take_summaries(struct engine_call *call, const struct json *document)
{
	return take_list(call, document, decode_container_summary);
}

struct call *engine_list_containers(struct engine *engine, bool all, const char *const *labels)
{
	struct engine_call *call = call_create(engine, &class_list, "GET");

	call->path = arena_printf(call->call.arena, "/containers/json?all=%d%s", all,
				  call_filters(call, labels, '&'));
	call->repeat = REPEAT_SAFE;
	call->take = take_summaries;
	return call_start(call);
}

static bool take_details(struct engine_call *call, const struct json *document)
{
	struct container_details *details = decode_container_details(call->call.arena, document);

	call->call.result = details;
	return details->id[0] != 0;
}

struct call *engine_inspect_container(struct engine *engine, const char *id)
{
	struct engine_call *call = call_create(engine, &class_read, "GET");

	call->path = arena_printf(call->call.arena, "/containers/%s/json", call_escape(call, id));
	call->repeat = REPEAT_SAFE;
	call->take = take_details;
	return call_start(call);
}

struct call *engine_create_container(struct engine *engine, const char *name, const char *platform,
				     const char *body)
{
	struct engine_call *call = call_create(engine, &class_write, "POST");
	struct arena *arena = call->call.arena;
	const char *escaped = call_escape(call, name);

	call->path = arena_printf(arena, "/containers/create?name=%s", escaped);
	if (!text_is_empty(platform))
		call->path = arena_printf(arena, "%s&platform=%s", call->path,
					  call_escape(call, platform));
	call->body = arena_copy(arena, body);
	call->repeat = REPEAT_LOOK;
	call->look_path = arena_printf(arena, "/containers/%s/json", escaped);
	call->look_name = arena_copy(arena, name);
	call->look_labels = "Config.Labels";
	call->take = take_created;
	return call_start(call);
}

/* POST /containers/{id}/<verb>; the caller adds what is particular. */
static struct engine_call *act(struct engine *engine, const struct call_class *class,
			       const char *id, const char *verb)
{
	struct engine_call *call = call_create(engine, class, "POST");

	call->path =
		arena_printf(call->call.arena, "/containers/%s/%s", call_escape(call, id), verb);
	return call;
}

struct call *engine_start_container(struct engine *engine, const char *id)
{
	struct engine_call *call = act(engine, &class_write, id, "start");

	call->repeat = REPEAT_SAFE;
	return call_start(call);
}

struct call *engine_stop_container(struct engine *engine, const char *id, int64_t grace_seconds)
{
	struct engine_call *call = act(engine, &class_stop, id, "stop");

	if (grace_seconds >= 0) {
		call->path = arena_printf(call->call.arena, "%s?t=%lld", call->path,
					  (long long)grace_seconds);
		call->total_ms = grace_seconds * 1000 + 15000;
	}
	call->repeat = REPEAT_SAFE;
	call->gone_is_fine = true;
	return call_start(call);
}

struct call *engine_kill_container(struct engine *engine, const char *id, const char *signal)
{
	struct engine_call *call = act(engine, &class_write, id, "kill");

	if (!text_is_empty(signal))
		call->path = arena_printf(call->call.arena, "%s?signal=%s", call->path,
					  call_escape(call, signal));
	return call_start(call);
}

struct call *engine_remove_container(struct engine *engine, const char *id, bool force,
				     bool volumes)
{
	struct engine_call *call = call_create(engine, &class_write, "DELETE");

	call->path = arena_printf(call->call.arena, "/containers/%s?force=%d&v=%d",
				  call_escape(call, id), force, volumes);
	call->repeat = REPEAT_SAFE;
	call->gone_is_fine = true;
	call->waits_for_removal = true;
	return call_start(call);
}

struct call *engine_rename_container(struct engine *engine, const char *id, const char *name)
{
	struct engine_call *call = act(engine, &class_write, id, "rename");

	call->path =
		arena_printf(call->call.arena, "%s?name=%s", call->path, call_escape(call, name));
	return call_start(call);
}
