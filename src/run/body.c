#include "body.h"

#include <stdio.h>
#include <string.h>

#include "clau/run.h"

void body_text(struct body *body, const char *key, const char *text)
{
	if (!text_is_empty(text))
		json_member_put_text(&body->json, key, text);
}

void body_int(struct body *body, const char *key, int64_t value)
{
	if (value != 0)
		json_member_put_int(&body->json, key, value);
}

void body_true(struct body *body, const char *key, bool value)
{
	if (value)
		json_member_put_bool(&body->json, key, true);
}

static void put_list(struct body *body, const char *key, const struct list *texts)
{
	json_key(&body->json, key);
	json_open_array(&body->json);
	for (LIST_EACH(const char, text, texts))
		json_put_text(&body->json, text);
	json_close_array(&body->json);
}

void body_list(struct body *body, const char *key, const struct list *texts)
{
	if (texts->count > 0)
		put_list(body, key, texts);
}

void body_map(struct body *body, const char *key, const struct map *texts)
{
	if (texts->count == 0)
		return;
	json_key(&body->json, key);
	json_open_object(&body->json);
	for (size_t i = 0; i < texts->count; i++)
		json_member_put_text(&body->json, texts->entries[i].key,
				     text_or(texts->entries[i].value, ""));
	json_close_object(&body->json);
}

void body_fail(struct body *body, const char *format, ...)
{
	va_list arguments;
	if (body->reason)
		return;
	va_start(arguments, format);
	body->reason = arena_vprintf(body->arena, format, arguments);
	va_end(arguments);
}

const char *body_namespace(struct body *body, const char *text)
{
	if (text_is_empty(text) || !text_starts(text, "service:"))
		return text;
	const char *id = map_get(body->input->container_ids, text + strlen("service:"));
	if (!id) {
		body_fail(body, "%s: that service has no container", text);
		return text;
	}
	return arena_printf(body->arena, "container:%s", id);
}

static const char *const condition_texts[] = {
	[SERVICE_STARTED] = "service_started",
	[SERVICE_HEALTHY] = "service_healthy",
	[SERVICE_COMPLETED] = "service_completed_successfully",
};

static char *depends_on_label(struct body *body)
{
	struct list parts = { 0 };
	for (LIST_EACH(struct dependency, dependency, &body->service->depends_on))
		list_add(body->arena, &parts,
			 arena_printf(body->arena, "%s:%s:%s", dependency->service,
				      condition_texts[dependency->condition],
				      dependency->restart ? "true" : "false"));
	return text_join(body->arena, &parts, ",");
}

/* Compose's labels come last: they win over the file's. */
static void put_labels(struct body *body)
{
	const struct body_input *input = body->input;
	const struct project *project = input->project;
	struct map labels = { 0 };
	struct arena *arena = body->arena;
	for (size_t i = 0; i < body->service->labels.count; i++)
		map_set(arena, &labels, body->service->labels.entries[i].key,
			body->service->labels.entries[i].value);
	char number[16];
	snprintf(number, sizeof(number), "%u", input->number);
	struct {
		const char *key, *value;
	} ours[] = {
		{ LABEL_PROJECT, project->name },
		{ LABEL_SERVICE, body->service->name },
		{ LABEL_NUMBER, arena_copy(arena, number) },
		{ LABEL_ONEOFF, "False" },
		{ LABEL_CONFIG_HASH, body->service->config_hash_older },
		{ LABEL_CONTENT_HASH, body->service->content_hash },
		{ LABEL_IMAGE, input->image_id },
		{ LABEL_DEPENDS_ON, depends_on_label(body) },
		{ LABEL_DIRECTORY, project->directory },
		{ LABEL_CONFIG_FILES, text_join(arena, &project->config_files, ",") },
		{ LABEL_ENVIRONMENT_FILE,
		  project->environment_files.count
			  ? text_join(arena, &project->environment_files, ",")
			  : NULL },
		{ LABEL_OVERLAYS,
		  project->overlays.count ? text_join(arena, &project->overlays, ",") : NULL },
		{ LABEL_VERSION, CLAU_COMPOSE_VERSION },
		{ LABEL_REPLACE, input->replaces },
	};
	for (size_t i = 0; i < COUNT_OF(ours); i++)
		if (ours[i].value)
			map_set(arena, &labels, ours[i].key, arena_copy(arena, ours[i].value));
	body_map(body, "Labels", &labels);
}

static void put_environment(struct body *body)
{
	const struct map *environment = &body->service->environment;
	struct list lines = { 0 };
	for (size_t i = 0; i < environment->count; i++) {
		const char *key = environment->entries[i].key;
		const char *value = environment->entries[i].value;
		/* A bare key removes what the image sets. */
		list_add(body->arena, &lines,
			 value ? arena_printf(body->arena, "%s=%s", key, value)
			       : arena_copy(body->arena, key));
	}
	body_list(body, "Env", &lines);
}

static void put_healthcheck(struct body *body)
{
	const struct healthcheck *check = body->service->healthcheck;
	if (!check)
		return;
	json_key(&body->json, "Healthcheck");
	json_open_object(&body->json);
	if (check->disable) {
		json_key(&body->json, "Test");
		json_put_raw(&body->json, "[\"NONE\"]");
	} else if (check->test) {
		body_list(body, "Test", check->test);
	}
	body_int(body, "Interval", check->interval);
	body_int(body, "Timeout", check->timeout);
	body_int(body, "StartPeriod", check->start_period);
	/* Older engines would drop it silently: they probe at `interval` from the start. */
	if (body->input->api_version >= 144)
		body_int(body, "StartInterval", check->start_interval);
	body_int(body, "Retries", check->retries);
	json_close_object(&body->json);
}

static void put_exposed(struct body *body)
{
	struct map ports = { 0 };
	for (LIST_EACH(struct port, port, &body->service->ports))
		map_set(body->arena, &ports,
			arena_printf(body->arena, "%lld/%s", (long long)port->target,
				     text_or(port->protocol, "tcp")),
			NULL);
	for (LIST_EACH(const char, text, &body->service->expose))
		map_set(body->arena, &ports,
			strchr(text, '/') ? text : arena_printf(body->arena, "%s/tcp", text), NULL);
	if (ports.count == 0)
		return;
	json_key(&body->json, "ExposedPorts");
	json_open_object(&body->json);
	for (size_t i = 0; i < ports.count; i++) {
		json_key(&body->json, ports.entries[i].key);
		json_put_raw(&body->json, "{}");
	}
	json_close_object(&body->json);
}

static void put_config(struct body *body)
{
	const struct service *service = body->service;
	body_text(body, "Hostname", service->hostname);
	body_text(body, "Domainname", service->domainname);
	body_text(body, "User", service->user);
	body_text(body, "WorkingDir", service->working_dir);
	body_text(body, "StopSignal", service->stop_signal);
	body_text(body, "MacAddress", service->mac_address);
	json_member_put_text(&body->json, "Image", body->input->image);
	body_true(body, "Tty", service->tty);
	body_true(body, "OpenStdin", service->stdin_open);
	json_member_put_bool(&body->json, "AttachStdout", true);
	json_member_put_bool(&body->json, "AttachStderr", true);
	if (service->command)
		put_list(body, "Cmd", service->command);
	if (service->entrypoint)
		put_list(body, "Entrypoint", service->entrypoint);
	/* The engine counts whole seconds; rounding up never cuts a grace period short. */
	body_int(body, "StopTimeout", (service->stop_grace_period + 999999999) / 1000000000);
	put_environment(body);
	put_healthcheck(body);
	put_exposed(body);
	put_labels(body);
}

char *body_of_container(struct arena *arena, const struct body_input *input,
			struct list *ret_connect_later, const char **ret_reason)
{
	struct buf out = { 0 };
	struct body body = { .arena = arena, .input = input, .service = input->service };
	json_begin(&body.json, &out, false);
	json_open_object(&body.json);
	put_config(&body);
	body_host_config(&body);
	body_networking(&body, ret_connect_later);
	json_close_object(&body.json);
	char *text = body.reason ? NULL : buf_to_arena(&out, arena);
	if (body.reason)
		*ret_reason = body.reason;
	buf_finish(&out);
	return text;
}
