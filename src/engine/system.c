/* GET /version and /info. */
#include "private.h"

static bool take_version(struct engine_call *call, const struct json *document)
{
	struct engine_version *version = ARENA_NEW(call->call.arena, struct engine_version);

	version->version = json_text(document, "Version", "");
	version->api_version = json_text(document, "ApiVersion", "");
	version->minimum_api_version = json_text(document, "MinAPIVersion", "");
	version->os = json_text(document, "Os", "");
	version->architecture = json_text(document, "Arch", "");
	version->kernel = json_text(document, "KernelVersion", "");
	call->call.result = version;
	return version->api_version[0] != 0;
}

struct call *engine_get_version(struct engine *engine)
{
	struct engine_call *call = call_create(engine, &class_read, "GET");

	call->path = "/version";
	call->repeat = REPEAT_SAFE;
	call->take = take_version;
	return call_start(call);
}

static bool take_info(struct engine_call *call, const struct json *document)
{
	struct arena *arena = call->call.arena;
	struct engine_info *info = ARENA_NEW(arena, struct engine_info);
	const struct map *runtimes = json_members(document, "Runtimes");

	for (size_t i = 0; i < runtimes->count; i++)
		list_add(arena, &info->runtimes, arena_copy(arena, runtimes->entries[i].key));
	for (LIST_EACH(struct json, device, json_items(document, "DiscoveredDevices"))) {
		const char *id = json_text(device, "ID", NULL);

		if (id != NULL)
			list_add(arena, &info->discovered_devices, arena_copy(arena, id));
	}
	info->cdi_spec_directories = decode_texts(arena, document, "CDISpecDirs");
	info->name = json_text(document, "Name", "");
	info->storage_driver = json_text(document, "Driver", "");
	info->cgroup_version = json_text(document, "CgroupVersion", "");
	info->server_version = json_text(document, "ServerVersion", "");
	info->processors = json_int(document, "NCPU", 0);
	info->memory = json_int(document, "MemTotal", 0);
	call->call.result = info;
	return document->kind == JSON_OBJECT;
}

struct call *engine_get_info(struct engine *engine)
{
	struct engine_call *call = call_create(engine, &class_read, "GET");

	call->path = "/info";
	call->repeat = REPEAT_SAFE;
	call->take = take_info;
	return call_start(call);
}

struct call *engine_get_json(struct engine *engine, const char *path)
{
	struct engine_call *call = call_create(engine, &class_list, "GET");

	call->path = arena_copy(call->call.arena, path);
	call->repeat = REPEAT_SAFE;
	call->take = take_json;
	return call_start(call);
}
