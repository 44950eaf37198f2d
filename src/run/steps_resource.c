/* Networks and volumes. */
#include "task.h"

static void put_labels(struct json_writer *json, const struct map *labels, const char *project,
		       const char *kind_label, const char *key, const char *config_hash)
{
	json_key(json, "Labels");
	json_open_object(json);
	for (size_t i = 0; i < labels->count; i++)
		json_member_put_text(json, labels->entries[i].key,
				     text_or(labels->entries[i].value, ""));
	json_member_put_text(json, LABEL_PROJECT, project);
	json_member_put_text(json, kind_label, key);
	if (config_hash)
		json_member_put_text(json, LABEL_CONFIG_HASH, config_hash);
	json_member_put_text(json, LABEL_VERSION, CLAU_COMPOSE_VERSION);
	json_close_object(json);
}

static void put_texts(struct json_writer *json, const char *key, const struct map *texts)
{
	if (texts->count == 0)
		return;
	json_key(json, key);
	json_open_object(json);
	for (size_t i = 0; i < texts->count; i++)
		json_member_put_text(json, texts->entries[i].key,
				     text_or(texts->entries[i].value, ""));
	json_close_object(json);
}

static void put_pool(struct json_writer *json, const struct ipam_pool *pool)
{
	json_open_object(json);
	if (pool->subnet)
		json_member_put_text(json, "Subnet", pool->subnet);
	if (pool->gateway)
		json_member_put_text(json, "Gateway", pool->gateway);
	if (pool->ip_range)
		json_member_put_text(json, "IPRange", pool->ip_range);
	put_texts(json, "AuxiliaryAddresses", &pool->aux_addresses);
	json_close_object(json);
}

static void put_ipam(struct json_writer *json, const struct network *network)
{
	if (!network->ipam_driver && network->ipam_pools.count == 0)
		return;
	json_key(json, "IPAM");
	json_open_object(json);
	json_member_put_text(json, "Driver", text_or(network->ipam_driver, "default"));
	json_key(json, "Config");
	json_open_array(json);
	for (LIST_EACH(struct ipam_pool, pool, &network->ipam_pools))
		put_pool(json, pool);
	json_close_array(json);
	put_texts(json, "Options", &network->ipam_options);
	json_close_object(json);
}

static char *network_body(struct run_context *context, const struct network *network)
{
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, false);
	json_open_object(&json);
	json_member_put_text(&json, "Name", network->name);
	/* Engines before 25.0 make a second network of the same name without it. */
	json_member_put_bool(&json, "CheckDuplicate", true);
	json_member_put_text(&json, "Driver", text_or(network->driver, "bridge"));
	json_member_put_bool(&json, "Internal", network->internal);
	json_member_put_bool(&json, "Attachable", network->attachable);
	if (network->enable_ipv6 != UNSET)
		json_member_put_bool(&json, "EnableIPv6", network->enable_ipv6 == YES);
	if (network->enable_ipv4 != UNSET && engine_api_version(context->engine) >= 147)
		json_member_put_bool(&json, "EnableIPv4", network->enable_ipv4 == YES);
	put_ipam(&json, network);
	put_texts(&json, "Options", &network->driver_opts);
	put_labels(&json, &network->labels, context->project_name, LABEL_NETWORK, network->key,
		   network->config_hash);
	json_close_object(&json);
	char *text = buf_to_arena(&out, context->arena);
	buf_finish(&out);
	return text;
}

static void network_created(struct task *task)
{
	struct execution *execution = task->execution;
	struct arena *arena = execution->context->arena;
	const struct created *answer = task->call->result;
	map_set(arena, &execution->network_ids, task->step->name, arena_copy(arena, answer->id));
	task_finish(task);
}

void begin_create_network(struct task *task)
{
	struct run_context *context = task->execution->context;
	task_call(
		task,
		engine_create_network(context->engine, network_body(context, task->step->network)),
		network_created);
}

static char *volume_body(struct run_context *context, const struct volume *volume)
{
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, false);
	json_open_object(&json);
	json_member_put_text(&json, "Name", volume->name);
	json_member_put_text(&json, "Driver", text_or(volume->driver, "local"));
	put_texts(&json, "DriverOpts", &volume->driver_opts);
	put_labels(&json, &volume->labels, context->project_name, LABEL_VOLUME, volume->key,
		   volume->config_hash);
	json_close_object(&json);
	char *text = buf_to_arena(&out, context->arena);
	buf_finish(&out);
	return text;
}

void begin_create_volume(struct task *task)
{
	struct run_context *context = task->execution->context;
	task_call(task,
		  engine_create_volume(context->engine, volume_body(context, task->step->volume)),
		  task_finish);
}

void begin_remove_network(struct task *task)
{
	struct run_context *context = task->execution->context;
	const char *id = text_or(task->step->id_there, task->step->name);
	task_call(task, engine_remove_network(context->engine, id), task_finish);
}

void begin_remove_volume(struct task *task)
{
	task_call(task, engine_remove_volume(task->execution->context->engine, task->step->name),
		  task_finish);
}
