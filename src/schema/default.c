#include "clau/schema.h"
#include "table.h"

#include <string.h>

struct defaults {
	struct arena *arena;
	const char *project_name;
};

static void set(struct defaults *defaults, struct node *mapping, const char *key,
		enum scalar_kind kind, const char *text)
{
	struct node *value = node_scalar(defaults->arena, mapping->at, kind, text);
	value->layer = LAYER_DEFAULT;
	entry_set(defaults->arena, mapping, key, value, NULL);
}

static void fill_object(struct defaults *defaults, const struct rule *rule, struct node *mapping)
{
	for (size_t i = 0; i < rule->child_count; i++) {
		const struct rule *child = rule->children[i];
		const struct node *value = node_get(mapping, child->name);
		/* An empty text is not printed: read again it would be the default. */
		bool is_empty = !value || (child->key->type == KEY_TEXT &&
					   value_is_empty(child->key, value));
		if (rule_has(child, FILL) && is_empty)
			set(defaults, mapping, child->name,
			    child->key->type == KEY_BOOL ? SCALAR_BOOL : SCALAR_TEXT,
			    child->key->default_text);
	}
}

/* What the rows alone say. */
static void fill(struct defaults *defaults, const struct rule *rule, struct node *node)
{
	if (!rule || rule_has(rule, HIDDEN))
		return;
	if (node->kind == NODE_MAPPING && rule->key->type == KEY_OBJECT)
		fill_object(defaults, rule, node);
	for (size_t i = 0; i < node->entries.count; i++)
		fill(defaults, rule_child(rule, node->entries.entries[i].key),
		     node->entries.entries[i].value);
	for (LIST_EACH(struct node, item, &node->items))
		fill(defaults, rule_child(rule, "*"), item);
}

static void default_build(struct defaults *defaults, struct node *service)
{
	struct node *build = node_get(service, "build");
	if (build && build->kind == NODE_MAPPING && text_is_empty(text_at(build, "dockerfile")) &&
	    text_is_empty(text_at(build, "dockerfile_inline")))
		set(defaults, build, "dockerfile", SCALAR_TEXT, "Dockerfile");
}

static void default_devices(struct defaults *defaults, const struct node *requests)
{
	if (!requests)
		return;
	for (LIST_EACH(struct node, request, &requests->items))
		if (request->kind == NODE_MAPPING && !node_get(request, "count") &&
		    !node_get(request, "device_ids"))
			set(defaults, request, "count", SCALAR_INT, "-1");
}

static void default_secrets(struct defaults *defaults, const struct node *service)
{
	const struct node *secrets = node_get(service, "secrets");
	if (!secrets)
		return;
	for (LIST_EACH(struct node, secret, &secrets->items)) {
		const char *source = text_at(secret, "source");
		if (source && !node_get(secret, "target"))
			set(defaults, secret, "target", SCALAR_TEXT,
			    arena_printf(defaults->arena, "/run/secrets/%s", source));
	}
}

static void clean_targets(struct defaults *defaults, const struct node *service)
{
	const struct node *volumes = node_get(service, "volumes");
	if (!volumes)
		return;
	for (LIST_EACH(struct node, mount, &volumes->items)) {
		struct node *target = node_get(mount, "target");
		if (target && target->kind == NODE_SCALAR && *target->text)
			target->text = path_clean(defaults->arena, target->text);
	}
}

/* A dependency that another key implies. */
static void imply(struct defaults *defaults, struct node *service, const struct node *from,
		  const char *name, bool restart)
{
	struct arena *arena = defaults->arena;
	if (!node_get(service, "depends_on"))
		entry_set(arena, service, "depends_on", node_mapping(arena, from->at), from);
	struct node *depends = node_get(service, "depends_on");
	if (depends->kind != NODE_MAPPING || node_get(depends, name))
		return;
	struct node *dependency = node_mapping(arena, from->at);
	set(defaults, dependency, "condition", SCALAR_TEXT, "service_started");
	if (restart)
		set(defaults, dependency, "restart", SCALAR_BOOL, "true");
	set(defaults, dependency, "required", SCALAR_BOOL, "true");
	entry_set(arena, depends, name, dependency, from);
}

static void imply_each(struct defaults *defaults, struct node *service, const char *key,
		       bool restart)
{
	const struct node *list = node_get(service, key);
	if (!list)
		return;
	for (LIST_EACH(struct node, item, &list->items)) {
		if (item->kind != NODE_SCALAR || text_starts(item->text, "container:"))
			continue;
		size_t length = strcspn(item->text, ":");
		imply(defaults, service, item, arena_copy_n(defaults->arena, item->text, length),
		      restart);
	}
}

static void default_dependencies(struct defaults *defaults, struct node *service)
{
	static const char *const spaces[] = { "network_mode", "ipc", "pid", "uts", "cgroup" };
	imply_each(defaults, service, "links", true);
	for (size_t i = 0; i < COUNT_OF(spaces); i++) {
		const struct node *space = node_get(service, spaces[i]);
		const char *text = text_at(service, spaces[i]);
		if (text && text_starts(text, "service:"))
			imply(defaults, service, space, text + strlen("service:"), true);
	}
	imply_each(defaults, service, "volumes_from", false);
}

static void default_hooks(struct defaults *defaults, const struct node *service)
{
	const struct node *hooks = node_get(service, "pre_start");
	const char *image = text_at(service, "image");
	if (!hooks || !image)
		return;
	for (LIST_EACH(struct node, hook, &hooks->items))
		if (hook->kind == NODE_MAPPING && !node_get(hook, "image"))
			set(defaults, hook, "image", SCALAR_TEXT, image);
}

/* True when it is on the network called default. */
static bool default_networks(struct defaults *defaults, struct node *service)
{
	const struct node *networks = node_get(service, "networks");
	if (node_get(service, "provider") || node_get(service, "network_mode"))
		return false;
	if (networks && networks->entries.count)
		return node_get(networks, "default") != NULL;
	struct node *made = node_mapping(defaults->arena, service->at);
	set(defaults, made, "default", SCALAR_NULL, "");
	entry_set(defaults->arena, service, "networks", made, NULL);
	return true;
}

static bool default_service(struct defaults *defaults, struct node *service)
{
	const char *policy = text_at(service, "pull_policy");
	if (policy && text_equal(policy, "if_not_present"))
		node_get(service, "pull_policy")->text = "missing";
	default_build(defaults, service);
	default_devices(defaults, node_get(service, "gpus"));
	default_devices(defaults, node_at(service, "deploy.resources.reservations.devices"));
	clean_targets(defaults, service);
	default_dependencies(defaults, service);
	default_hooks(defaults, service);
	return default_networks(defaults, service);
}

static void name_resource(struct defaults *defaults, struct node *section, size_t index)
{
	struct arena *arena = defaults->arena;
	struct map_entry *entry = &section->entries.entries[index];
	struct node *resource = entry->value;
	if (key_is_extension(entry->key))
		return;
	if (node_is_null(resource)) {
		struct node *made = container_like(arena, resource, NODE_MAPPING);
		entry->value = resource = made;
	}
	const struct node *external = node_get(resource, "external");
	bool outside = false;
	if (resource->kind != NODE_MAPPING || node_get(resource, "name"))
		return;
	if (external && cast_bool(external, &outside) && outside)
		set(defaults, resource, "name", SCALAR_TEXT, entry->key);
	else
		set(defaults, resource, "name", SCALAR_TEXT,
		    arena_printf(arena, "%s_%s", defaults->project_name, entry->key));
}

static void name_resources(struct defaults *defaults, const struct node *root)
{
	static const char *const sections[] = { "networks", "volumes", "secrets", "configs" };
	for (size_t i = 0; i < COUNT_OF(sections); i++) {
		struct node *section = node_get(root, sections[i]);
		for (size_t j = 0; section && j < section->entries.count; j++)
			name_resource(defaults, section, j);
	}
}

static void add_default_network(struct defaults *defaults, struct node *root)
{
	struct node *networks = node_get(root, "networks");
	if (!networks || networks->kind != NODE_MAPPING) {
		networks = node_mapping(defaults->arena, root->at);
		entry_set(defaults->arena, root, "networks", networks, NULL);
	}
	if (!node_get(networks, "default"))
		set(defaults, networks, "default", SCALAR_NULL, "");
}

void schema_fill(struct arena *arena, struct node *root)
{
	struct defaults defaults = { .arena = arena };
	if (!node_get(root, "services"))
		entry_set(arena, root, "services", node_mapping(arena, root->at), NULL);
	const struct node *services = node_get(root, "services");
	fill(&defaults, rule_root(), root);
	for (size_t i = 0; services && i < services->entries.count; i++)
		default_secrets(&defaults, services->entries.entries[i].value);
}

void schema_default(struct arena *arena, struct node *root, const char *project_name)
{
	struct defaults defaults = { .arena = arena, .project_name = project_name };
	bool used = false;
	schema_fill(arena, root);
	const struct node *services = node_get(root, "services");
	for (size_t i = 0; services && i < services->entries.count; i++) {
		struct node *service = services->entries.entries[i].value;
		if (service->kind == NODE_MAPPING)
			used |= default_service(&defaults, service);
	}
	if (used)
		add_default_network(&defaults, root);
	name_resources(&defaults, root);
}
