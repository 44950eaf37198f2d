#include "decode_container.h"

#include <string.h>

#include "private.h"

/* A container may bear "/name" and, from links, "/other/name". */
static const char *own_name(const struct json *item)
{
	const char *first = "";

	for (LIST_EACH(struct json, name, json_items(item, "Names"))) {
		const char *text = name->kind == JSON_TEXT ? name->text : "";

		text += *text == '/';
		if (*text != 0 && strchr(text, '/') == NULL)
			return text;
		if (*first == 0)
			first = text;
	}
	return first;
}

static unsigned port_number(const struct json *port, const char *key)
{
	int64_t number = json_int(port, key, 0);

	return number > 0 && number <= 65535 ? (unsigned)number : 0;
}

static struct list decode_ports(struct arena *arena, const struct json *item)
{
	struct list ports = { 0 };

	for (LIST_EACH(struct json, port, json_items(item, "Ports"))) {
		struct published_port *published = ARENA_NEW(arena, struct published_port);

		published->ip = json_text(port, "IP", "");
		published->public_port = port_number(port, "PublicPort");
		published->private_port = port_number(port, "PrivatePort");
		published->protocol = json_text(port, "Type", "");
		list_add(arena, &ports, published);
	}
	return ports;
}

static struct list decode_mounts(struct arena *arena, const struct json *item)
{
	struct list mounts = { 0 };

	for (LIST_EACH(struct json, mount, json_items(item, "Mounts"))) {
		struct container_mount *decoded = ARENA_NEW(arena, struct container_mount);

		decoded->type = json_text(mount, "Type", "");
		decoded->name = json_text(mount, "Name", "");
		decoded->source = json_text(mount, "Source", "");
		decoded->destination = json_text(mount, "Destination", "");
		decoded->writable = json_bool(mount, "RW", false);
		list_add(arena, &mounts, decoded);
	}
	return mounts;
}

void *decode_container_summary(struct arena *arena, const struct json *item)
{
	struct container_summary *summary = ARENA_NEW(arena, struct container_summary);
	const struct map *networks = json_members(item, "NetworkSettings.Networks");

	summary->id = json_text(item, "Id", "");
	summary->name = own_name(item);
	summary->image = json_text(item, "Image", "");
	summary->image_id = json_text(item, "ImageID", "");
	summary->command = json_text(item, "Command", "");
	summary->created = json_int(item, "Created", 0);
	summary->state = json_text(item, "State", "");
	summary->status = json_text(item, "Status", "");
	summary->labels = decode_labels(arena, item, "Labels");
	summary->ports = decode_ports(arena, item);
	summary->mounts = decode_mounts(arena, item);
	for (size_t i = 0; i < networks->count; i++)
		list_add(arena, &summary->networks, arena_copy(arena, networks->entries[i].key));
	return summary->id[0] != 0 ? summary : NULL;
}

static struct list decode_probes(struct arena *arena, const struct json *document)
{
	struct list probes = { 0 };

	for (LIST_EACH(struct json, item, json_items(document, "State.Health.Log"))) {
		struct probe_result *probe = ARENA_NEW(arena, struct probe_result);
		const char *output = json_text(item, "Output", "");

		probe->started = time_parse(json_text(item, "Start", NULL));
		probe->ended = time_parse(json_text(item, "End", NULL));
		probe->exit_code = (int)json_int(item, "ExitCode", 0);
		probe->output = text_printable(arena, output, strlen(output), true);
		list_add(arena, &probes, probe);
	}
	return probes;
}

static void decode_state(struct container_details *details, const struct json *document)
{
	const char *health = json_text(document, "State.Health.Status", "");

	details->state = json_text(document, "State.Status", "");
	details->running = json_bool(document, "State.Running", false);
	details->paused = json_bool(document, "State.Paused", false);
	details->restarting = json_bool(document, "State.Restarting", false);
	details->dead = json_bool(document, "State.Dead", false);
	details->oom_killed = json_bool(document, "State.OOMKilled", false);
	details->exit_code = (int)json_int(document, "State.ExitCode", 0);
	details->error = json_text(document, "State.Error", "");
	details->started = time_parse(json_text(document, "State.StartedAt", NULL));
	details->finished = time_parse(json_text(document, "State.FinishedAt", NULL));
	details->health = text_equal(health, "none") ? "" : health;
	details->failing_streak = json_int(document, "State.Health.FailingStreak", 0);
}

struct container_details *decode_container_details(struct arena *arena, const struct json *document)
{
	struct container_details *details = ARENA_NEW(arena, struct container_details);
	const struct map *networks = json_members(document, "NetworkSettings.Networks");

	details->id = json_text(document, "Id", "");
	details->name = decode_name(document, "Name");
	details->image = json_text(document, "Config.Image", "");
	details->image_id = json_text(document, "Image", "");
	details->tty = json_bool(document, "Config.Tty", false);
	details->stdin_open = json_bool(document, "Config.OpenStdin", false);
	details->created = time_parse(json_text(document, "Created", NULL));
	details->restart_count = json_int(document, "RestartCount", 0);
	details->restart_policy = json_text(document, "HostConfig.RestartPolicy.Name", "");
	if (details->restart_policy[0] == 0)
		details->restart_policy = "no";
	decode_state(details, document);
	details->probes = decode_probes(arena, document);
	details->labels = decode_labels(arena, document, "Config.Labels");
	for (size_t i = 0; i < networks->count; i++)
		map_set(arena, &details->networks, networks->entries[i].key,
			networks->entries[i].value);
	details->raw = document;
	return details;
}
