/* Rules between keys of one service or resource. */
#include "clau/schema.h"
#include "table.h"

#include <arpa/inet.h>
#include <string.h>

static bool conflict(struct ruling *ruling, const struct node *at, const struct node *other,
		     const char *message)
{
	diag_error(ruling->diags, at->at, "conflicting-keys", "%s", message);
	if (other)
		diag_note(ruling->diags, other->at, "the other one");
	return false;
}

static bool check_source(struct ruling *ruling, const char *name, const struct node *service)
{
	const struct node *services = node_get(ruling->root, "services");
	/* `extends` is still there when nobody knows what it would have brought */
	if (!text_is_empty(text_at(service, "image")) || node_get(service, "build") ||
	    node_get(service, "provider") || node_get(service, "extends"))
		return true;
	diag_error(ruling->diags, node_key_span(services, name), "no-image",
		   "service `%s` has neither `image` nor `build`", name);
	diag_remedy(ruling->diags, "say what it runs: `image: NAME`, or `build: DIRECTORY`");
	return false;
}

static bool check_build(struct ruling *ruling, const struct node *service)
{
	const struct node *build = node_get(service, "build");
	const struct node *file = node_get(build, "dockerfile");
	const struct node *text = node_get(build, "dockerfile_inline");
	const struct node *platforms = node_get(build, "platforms");
	const char *platform = text_at(service, "platform");
	bool good = true, found = !platforms || !platforms->items.count || !platform;
	if (file && text)
		good = conflict(ruling, text, file,
				"`dockerfile` and `dockerfile_inline` exclude each other");
	for (size_t i = 0; !found && i < platforms->items.count; i++)
		found = text_equal(((const struct node *)platforms->items.items[i])->text,
				   platform);
	if (!found)
		good = conflict(ruling, platforms, node_get(service, "platform"),
				"`build.platforms` must hold the service's `platform`");
	return good;
}

static bool check_network_mode(struct ruling *ruling, const struct node *service)
{
	const struct node *mode = node_get(service, "network_mode");
	const struct node *networks = node_get(service, "networks");
	if (!mode || !networks || !networks->entries.count)
		return true;
	conflict(ruling, mode, networks, "`network_mode` and `networks` exclude each other");
	diag_remedy(ruling->diags, "leave one of them out");
	return false;
}

static bool check_health(struct ruling *ruling, const struct node *service)
{
	const struct node *health = node_get(service, "healthcheck");
	const struct node *test = node_get(health, "test");
	const struct node *interval = node_get(health, "start_interval");
	bool good = true;
	if (test && test->kind == NODE_SEQUENCE && test->items.count) {
		const struct node *first = test->items.items[0];
		if (!choice_matches("CMD CMD-SHELL NONE", first->text, NULL)) {
			good = diag_error(ruling->diags, first->at, "bad-value",
					  "the test must begin with CMD, CMD-SHELL or NONE, not "
					  "\"%s\"",
					  first->text);
			diag_remedy(ruling->diags, "put CMD first, or write the test as one text");
		}
	}
	if (interval && !node_get(health, "start_period")) {
		good = diag_error(ruling->diags, interval->at, "missing-key",
				  "`start_interval` needs `start_period`");
		diag_remedy(ruling->diags, "give the service a `start_period`");
	}
	return good;
}

static int64_t wanted_scale(const struct node *service, const struct node **ret_node)
{
	int64_t scale = 1;
	const struct node *direct = node_get(service, "scale");
	const struct node *replicas = node_at(service, "deploy.replicas");
	*ret_node = direct ? direct : replicas;
	if (*ret_node)
		cast_int(*ret_node, &scale);
	return scale;
}

static bool check_scale(struct ruling *ruling, const struct node *service)
{
	const struct node *direct = node_get(service, "scale"), *said;
	const struct node *replicas = node_at(service, "deploy.replicas");
	const struct node *name = node_get(service, "container_name");
	int64_t one = 0, other = 0, scale = wanted_scale(service, &said);
	bool good = true;
	if (direct && replicas && cast_int(direct, &one) && cast_int(replicas, &other) &&
	    one != other)
		good = conflict(ruling, direct, replicas, "`scale` and `deploy.replicas` differ");
	if (scale < 0)
		good = diag_error(ruling->diags, said->at, "bad-value",
				  "the number of containers cannot be negative");
	if (scale > 1 && name) {
		good = conflict(ruling, name, said,
				"with `container_name` there can be only one container");
		diag_remedy(ruling->diags, "leave `container_name` out");
	}
	return good;
}

static bool same_amount(const struct key *key, const struct node *one, const struct node *other)
{
	double left = 0, right = 0;
	int64_t whole = 0, fraction = 0;
	if (key->type == KEY_NUMBER) {
		cast_number(one, &left);
		if (other)
			cast_number(other, &right);
		return !((float)left < (float)right) && !((float)left > (float)right);
	}
	cast_bytes(one, &whole);
	if (other)
		cast_bytes(other, &fraction);
	return whole == fraction;
}

/* Compose wants the two places to agree once the second is there at all. */
static bool check_limits(struct ruling *ruling, const struct node *service)
{
	static const char *const pairs[][3] = {
		{ "cpus", "deploy.resources.limits", "cpus" },
		{ "mem_limit", "deploy.resources.limits", "memory" },
		{ "pids_limit", "deploy.resources.limits", "pids" },
		{ "mem_reservation", "deploy.resources.reservations", "memory" },
	};
	bool good = true;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		const struct node *one = node_get(service, pairs[i][0]);
		const struct node *group = node_at(service, pairs[i][1]);
		if (!one || !group || group->kind != NODE_MAPPING)
			continue;
		const struct node *other = node_get(group, pairs[i][2]);
		const struct rule *rule = rule_child(rule_find("services.*"), pairs[i][0]);
		if (same_amount(rule->key, one, other))
			continue;
		good = diag_error(ruling->diags, one->at, "conflicting-keys",
				  "`%s` and `%s.%s` differ", pairs[i][0], pairs[i][1], pairs[i][2]);
		diag_note(ruling->diags, other ? other->at : group->at, "the other one");
		diag_remedy(ruling->diags, "say it once");
	}
	return good;
}

static bool check_mount(struct ruling *ruling, struct map *seen, const struct node *at,
			const char *target)
{
	const struct node *first = map_get(seen, target);
	if (first) {
		diag_error(ruling->diags, at->at, "duplicate-mount", "%s is mounted twice", target);
		diag_note(ruling->diags, first->at, "here first");
		diag_remedy(ruling->diags, "leave one of the two out");
		return false;
	}
	union {
		const struct node *read;
		void *item;
	} value = { at };
	map_set(ruling->arena, seen, target, value.item);
	return true;
}

static bool check_mounts(struct ruling *ruling, const struct node *service)
{
	const struct node *tmpfs = node_get(service, "tmpfs");
	const struct node *volumes = node_get(service, "volumes");
	struct map seen = { 0 };
	bool good = true;
	for (size_t i = 0; tmpfs && i < tmpfs->items.count; i++) {
		const struct node *item = tmpfs->items.items[i];
		good &= check_mount(
			ruling, &seen, item,
			arena_copy_n(ruling->arena, item->text, strcspn(item->text, ":")));
	}
	for (size_t i = 0; volumes && i < volumes->items.count; i++) {
		const struct node *mount = volumes->items.items[i];
		const char *target = text_at(mount, "target"), *type = text_at(mount, "type");
		if (target)
			good &= check_mount(ruling, &seen, mount, target);
		if (text_equal(type, "bind") && text_is_empty(text_at(mount, "source")))
			good = diag_error(ruling->diags, mount->at, "missing-key",
					  "a bind mount needs the key `source`");
	}
	return good;
}

static bool check_requests(struct ruling *ruling, const struct node *requests, bool is_deploy)
{
	bool good = true;
	for (size_t i = 0; requests && i < requests->items.count; i++) {
		const struct node *request = requests->items.items[i];
		const struct node *count = node_get(request, "count");
		const struct node *ids = node_get(request, "device_ids");
		if (count && ids)
			good = conflict(ruling, count, ids,
					"`count` and `device_ids` exclude each other");
		if (is_deploy && !node_get(request, "capabilities")) {
			good = diag_error(ruling->diags, request->at, "missing-key",
					  "a device request needs the key `capabilities`");
			diag_remedy(ruling->diags, "for a GPU: `capabilities: [gpu]`");
		}
	}
	return good;
}

static bool check_watch(struct ruling *ruling, const struct node *service)
{
	const struct node *watch = node_at(service, "develop.watch");
	bool good = true;
	for (size_t i = 0; watch && i < watch->items.count; i++) {
		const struct node *rule = watch->items.items[i];
		const char *action = text_at(rule, "action");
		if (action && text_is_empty(text_at(rule, "target")) &&
		    choice_matches("sync sync+restart sync+exec", action, NULL))
			good = diag_error(ruling->diags, rule->at, "missing-key",
					  "the action `%s` needs the key `target`", action);
	}
	return good;
}

static bool check_ports(struct ruling *ruling, const struct node *service)
{
	const struct node *ports = node_get(service, "ports");
	unsigned char address[sizeof(struct in6_addr)];
	bool good = true;
	for (size_t i = 0; ports && i < ports->items.count; i++) {
		const struct node *port = ports->items.items[i];
		const struct node *host = node_get(port, "host_ip");
		if (host && *host->text && inet_pton(AF_INET, host->text, address) != 1 &&
		    inet_pton(AF_INET6, host->text, address) != 1)
			good = diag_error(ruling->diags, host->at, "bad-value",
					  "\"%s\" is no IP address", host->text);
		if (port->kind == NODE_MAPPING && !node_get(port, "target"))
			good = diag_error(ruling->diags, port->at, "missing-key",
					  "a port needs the key `target`");
	}
	return good;
}

bool rules_check_service(struct ruling *ruling, const char *name, const struct node *service)
{
	bool good = check_source(ruling, name, service);
	good &= check_build(ruling, service);
	good &= check_network_mode(ruling, service);
	good &= check_health(ruling, service);
	good &= check_scale(ruling, service);
	good &= check_limits(ruling, service);
	good &= check_mounts(ruling, service);
	good &= check_requests(ruling, node_get(service, "gpus"), false);
	good &= check_requests(ruling, node_at(service, "deploy.resources.reservations.devices"),
			       true);
	good &= check_watch(ruling, service);
	return good & check_ports(ruling, service);
}

/* ---- the top level */

static bool is_external(const struct node *resource)
{
	bool external = false;
	const struct node *node = node_get(resource, "external");
	return node && cast_bool(node, &external) && external;
}

/* A secret or config comes from one place. */
static bool check_object(struct ruling *ruling, const char *kind, const char *name,
			 const struct node *object)
{
	static const char *const places[] = { "file", "environment", "content" };
	const struct node *first = NULL;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		const struct node *place = node_get(object, places[i]);
		if (place && first)
			return conflict(ruling, place, first,
					"`file`, `environment` and `content` exclude each other");
		first = place ? place : first;
	}
	if (first || is_external(object))
		return true;
	diag_error(ruling->diags, object->at, "missing-key", "%s `%s` has no content", kind, name);
	diag_remedy(ruling->diags, "give it one of `file` and `environment`");
	return false;
}

static bool check_volume(struct ruling *ruling, const struct node *volume)
{
	bool good = true;
	for (size_t i = 0; is_external(volume) && i < volume->entries.count; i++) {
		const char *key = volume->entries.entries[i].key;
		if (text_equal(key, "name") || text_equal(key, "external") || key_is_extension(key))
			continue;
		good = diag_error(ruling->diags, node_key_span(volume, key), "conflicting-keys",
				  "an external volume is not managed here, `%s` has no effect",
				  key);
	}
	return good;
}

static bool check_resources(struct ruling *ruling)
{
	const struct node *secrets = node_get(ruling->root, "secrets");
	const struct node *configs = node_get(ruling->root, "configs");
	const struct node *volumes = node_get(ruling->root, "volumes");
	bool good = true;
	for (size_t i = 0; secrets && i < secrets->entries.count; i++)
		good &= check_object(ruling, "secret", secrets->entries.entries[i].key,
				     secrets->entries.entries[i].value);
	for (size_t i = 0; configs && i < configs->entries.count; i++)
		good &= check_object(ruling, "config", configs->entries.entries[i].key,
				     configs->entries.entries[i].value);
	for (size_t i = 0; volumes && i < volumes->entries.count; i++)
		good &= check_volume(ruling, volumes->entries.entries[i].value);
	return good;
}

bool rules_check(struct ruling *ruling)
{
	const struct node *services = node_get(ruling->root, "services");
	bool good = check_complete(ruling->arena, ruling->diags, ruling->root);
	good &= check_resources(ruling);
	for (size_t i = 0; i < ruling->active->count; i++) {
		const char *name = ruling->active->entries[i].key;
		const struct node *service = node_get(services, name);
		if (service->kind != NODE_MAPPING)
			continue;
		good &= rules_check_service(ruling, name, service);
		good &= rules_check_references(ruling, name, service);
	}
	return good & rules_check_cycles(ruling);
}
