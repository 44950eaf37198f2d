#include <stdlib.h>
#include <string.h>

#include "body.h"

static void put_port_bindings_of(struct body *body, const char *key)
{
	json_key(&body->json, key);
	json_open_array(&body->json);
	for (LIST_EACH(struct port, port, &body->service->ports)) {
		const char *own = arena_printf(body->arena, "%lld/%s", (long long)port->target,
					       text_or(port->protocol, "tcp"));
		if (!text_equal(own, key))
			continue;
		json_open_object(&body->json);
		json_member_put_text(&body->json, "HostIp", text_or(port->host_ip, ""));
		json_member_put_text(&body->json, "HostPort", text_or(port->published, ""));
		json_close_object(&body->json);
	}
	json_close_array(&body->json);
}

static void put_port_bindings(struct body *body)
{
	struct map seen = { 0 };
	if (body->service->ports.count == 0)
		return;
	json_key(&body->json, "PortBindings");
	json_open_object(&body->json);
	for (LIST_EACH(struct port, port, &body->service->ports)) {
		const char *key = arena_printf(body->arena, "%lld/%s", (long long)port->target,
					       text_or(port->protocol, "tcp"));
		if (map_has(&seen, key))
			continue;
		map_set(body->arena, &seen, key, NULL);
		put_port_bindings_of(body, key);
	}
	json_close_object(&body->json);
}

struct restart {
	const char *name;
	int64_t attempts;
};

/* deploy.restart_policy beats `restart`, as Compose has it. */
static struct restart restart_of(const struct service *service)
{
	const char *condition = service->deploy ? service->deploy->restart_condition : NULL;
	if (condition) {
		int64_t attempts = service->deploy->restart_max_attempts;
		if (text_equal(condition, "none"))
			return (struct restart){ "no", 0 };
		if (text_equal(condition, "any"))
			return (struct restart){ "always", 0 };
		return (struct restart){ condition, attempts > 0 ? attempts : 0 };
	}
	const char *text = service->restart;
	if (text && text_starts(text, "on-failure:"))
		return (struct restart){ "on-failure", strtoll(strchr(text, ':') + 1, NULL, 10) };
	return (struct restart){ text, 0 };
}

static void put_restart_policy(struct body *body)
{
	struct restart restart = restart_of(body->service);
	if (!restart.name)
		return;
	json_key(&body->json, "RestartPolicy");
	json_open_object(&body->json);
	json_member_put_text(&body->json, "Name", restart.name);
	body_int(body, "MaximumRetryCount", restart.attempts);
	json_close_object(&body->json);
}

static void put_logging(struct body *body)
{
	const struct logging *logging = body->service->logging;
	if (!logging)
		return;
	json_key(&body->json, "LogConfig");
	json_open_object(&body->json);
	json_member_put_text(&body->json, "Type", text_or(logging->driver, ""));
	body_map(body, "Config", &logging->options);
	json_close_object(&body->json);
}

/* A seccomp profile travels as its content: the engine does not read the client's files. */
static const char *security_option(struct body *body, const char *text)
{
	static const size_t limit = 1 << 20;
	if (!text_starts(text, "seccomp=") && !text_starts(text, "seccomp:"))
		return text;
	const char *path = text + strlen("seccomp=");
	char *profile;
	size_t length;
	if (text_equal(path, "unconfined") || text_equal(path, "builtin"))
		return arena_printf(body->arena, "seccomp=%s", path);
	path = path_join(body->arena, body->input->project->directory, path);
	enum file_result result = file_read(body->arena, path, limit, &profile, &length);
	const char *reason = file_result_text(result);
	struct json *document =
		result == FILE_OK ? json_parse(body->arena, profile, length, &reason) : NULL;
	if (!document) {
		body_fail(body, "security_opt: seccomp profile %s: %s", path, reason);
		return text;
	}
	struct buf compact = { 0 };
	struct json_writer writer;
	json_begin(&writer, &compact, false);
	json_put(&writer, document);
	const char *option = arena_printf(body->arena, "seccomp=%s", buf_text(&compact));
	buf_finish(&compact);
	return option;
}

static void put_security(struct body *body)
{
	struct list options = { 0 };
	bool unmasked = false;
	for (LIST_EACH(const char, text, &body->service->security_opt)) {
		if (text_equal(text, "systempaths=unconfined"))
			unmasked = true;
		else
			list_add(body->arena, &options,
				 arena_copy(body->arena, security_option(body, text)));
	}
	body_list(body, "SecurityOpt", &options);
	if (unmasked) {
		json_key(&body->json, "MaskedPaths");
		json_put_raw(&body->json, "[]");
		json_key(&body->json, "ReadonlyPaths");
		json_put_raw(&body->json, "[]");
	}
}

static void put_namespaces(struct body *body)
{
	const struct service *service = body->service;
	body_text(body, "NetworkMode", body_network_mode(body));
	body_text(body, "IpcMode", body_namespace(body, service->ipc));
	body_text(body, "PidMode", body_namespace(body, service->pid));
	body_text(body, "UTSMode", service->uts);
	body_text(body, "CgroupnsMode", service->cgroup);
	body_text(body, "CgroupParent", service->cgroup_parent);
	body_text(body, "UsernsMode", service->userns_mode);
	body_text(body, "Isolation", service->isolation);
	body_text(body, "Runtime", service->runtime);
}

void body_host_config(struct body *body)
{
	const struct service *service = body->service;
	json_key(&body->json, "HostConfig");
	json_open_object(&body->json);
	put_namespaces(body);
	put_port_bindings(body);
	put_restart_policy(body);
	put_logging(body);
	put_security(body);
	body_list(body, "CapAdd", &service->cap_add);
	body_list(body, "CapDrop", &service->cap_drop);
	body_list(body, "GroupAdd", &service->group_add);
	body_list(body, "Dns", &service->dns);
	body_list(body, "DnsOptions", &service->dns_opt);
	body_list(body, "DnsSearch", &service->dns_search);
	body_list(body, "ExtraHosts", &service->extra_hosts);
	body_map(body, "Sysctls", &service->sysctls);
	body_map(body, "StorageOpt", &service->storage_opt);
	body_map(body, "Annotations", &service->annotations);
	body_true(body, "Privileged", service->privileged);
	body_true(body, "ReadonlyRootfs", service->read_only);
	if (service->init != UNSET)
		json_member_put_bool(&body->json, "Init", service->init == YES);
	body_mounts(body);
	body_resources(body);
	json_close_object(&body->json);
}
