/* Volumes. */
#include "private.h"

static void *decode_volume(struct arena *arena, const struct json *item)
{
	struct volume_summary *volume = ARENA_NEW(arena, struct volume_summary);

	volume->name = json_text(item, "Name", "");
	volume->driver = json_text(item, "Driver", "");
	volume->labels = decode_labels(arena, item, "Labels");
	return volume->name[0] != 0 ? volume : NULL;
}

static bool take_volume(struct engine_call *call, const struct json *document)
{
	call->call.result = decode_volume(call->call.arena, document);
	return call->call.result != NULL;
}

/* {"Volumes": [...] or null} */
static bool take_volumes(struct engine_call *call, const struct json *document)
{
	static const struct json none = { .kind = JSON_ARRAY };
	const struct json *volumes = json_member(document, "Volumes");

	if (document->kind != JSON_OBJECT)
		return false;
	if (volumes == NULL || volumes->kind == JSON_NULL)
		volumes = &none;
	return take_list(call, volumes, decode_volume);
}

struct call *engine_list_volumes(struct engine *engine, const char *const *labels)
{
	struct engine_call *call = call_create(engine, &class_list, "GET");

	call->path = arena_printf(call->call.arena, "/volumes%s", call_filters(call, labels, '?'));
	call->repeat = REPEAT_SAFE;
	call->take = take_volumes;
	return call_start(call);
}

struct call *engine_inspect_volume(struct engine *engine, const char *name)
{
	struct engine_call *call = call_create(engine, &class_read, "GET");

	call->path = arena_printf(call->call.arena, "/volumes/%s", call_escape(call, name));
	call->repeat = REPEAT_SAFE;
	call->take = take_volume;
	return call_start(call);
}

struct call *engine_create_volume(struct engine *engine, const char *body)
{
	struct engine_call *call = call_create(engine, &class_write, "POST");

	call->path = "/volumes/create";
	call->body = arena_copy(call->call.arena, body);
	/* A second create of a name answers with the first's volume. */
	call->repeat = REPEAT_SAFE;
	call->take = take_volume;
	return call_start(call);
}

struct call *engine_remove_volume(struct engine *engine, const char *name)
{
	struct engine_call *call = call_create(engine, &class_write, "DELETE");

	call->path = arena_printf(call->call.arena, "/volumes/%s", call_escape(call, name));
	call->repeat = REPEAT_SAFE;
	call->gone_is_fine = true;
	return call_start(call);
}
