/* Networks. */
#include <string.h>

#include "private.h"

static void *decode_network(struct arena *arena, const struct json *item)
{
	struct network_summary *network = ARENA_NEW(arena, struct network_summary);

	network->id = json_text(item, "Id", "");
	network->name = json_text(item, "Name", "");
	network->driver = json_text(item, "Driver", "");
	network->internal = json_bool(item, "Internal", false);
	network->labels = decode_labels(arena, item, "Labels");
	return network->id[0] != 0 ? network : NULL;
}

/* The engine's name filter matches parts of names; the context is the whole one, or NULL. */
static bool take_networks(struct engine_call *call, const struct json *document)
{
	struct list *exact = ARENA_NEW(call->call.arena, struct list);

	if (!take_list(call, document, decode_network))
		return false;
	if (call->context == NULL)
		return true;
	for (LIST_EACH(struct network_summary, network, (const struct list *)call->call.result)) {
		if (text_equal(network->name, call->context))
			list_add(call->call.arena, exact, network);
	}
	call->call.result = exact;
	return true;
}

static struct engine_call *list_networks(struct engine *engine)
{
	struct engine_call *call = call_create(engine, &class_list, "GET");

	call->repeat = REPEAT_SAFE;
	call->take = take_networks;
	return call;
}

struct call *engine_list_networks(struct engine *engine, const char *const *labels)
{
	struct engine_call *call = list_networks(engine);

	call->path = arena_printf(call->call.arena, "/networks%s", call_filters(call, labels, '?'));
	return call_start(call);
}

struct call *engine_find_network(struct engine *engine, const char *name)
{
	struct engine_call *call = list_networks(engine);
	struct json_writer writer;
	struct buf filters = { 0 };

	json_begin(&writer, &filters, false);
	json_open_object(&writer);
	json_key(&writer, "name");
	json_open_array(&writer);
	json_put_text(&writer, name);
	json_close_array(&writer);
	json_close_object(&writer);
	call->path = arena_printf(call->call.arena, "/networks?filters=%s",
				  call_escape(call, buf_text(&filters)));
	buf_finish(&filters);
	call->context = arena_copy(call->call.arena, name);
	return call_start(call);
}

struct call *engine_create_network(struct engine *engine, const char *body)
{
	struct engine_call *call = call_create(engine, &class_write, "POST");
	struct arena *arena = call->call.arena;
	const char *reason;
	const struct json *document = json_parse(arena, body, strlen(body), &reason);

	call->path = "/networks/create";
	call->body = arena_copy(arena, body);
	call->repeat = REPEAT_LOOK;
	call->look_name = json_text(document, "Name", "");
	call->look_path = arena_printf(arena, "/networks/%s", call_escape(call, call->look_name));
	call->look_labels = "Labels";
	call->take = take_created;
	return call_start(call);
}

struct call *engine_remove_network(struct engine *engine, const char *id)
{
	struct engine_call *call = call_create(engine, &class_write, "DELETE");

	call->path = arena_printf(call->call.arena, "/networks/%s", call_escape(call, id));
	call->repeat = REPEAT_SAFE;
	call->gone_is_fine = true;
	return call_start(call);
}

struct call *engine_connect_network(struct engine *engine, const char *network, const char *body)
{
	struct engine_call *call = call_create(engine, &class_write, "POST");

	call->path =
		arena_printf(call->call.arena, "/networks/%s/connect", call_escape(call, network));
	call->body = arena_copy(call->call.arena, body);
	return call_start(call);
}
