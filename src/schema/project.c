/* Which services are on, what they use, and where each key stands. */
#include "clau/schema.h"
#include "decode.h"

#include <string.h>

static bool has_text(const struct list *list, const char *text)
{
	for (LIST_EACH(const char, item, list))
		if (text_equal(item, text))
			return true;
	return false;
}

static void add_name(struct arena *arena, struct list *list, const char *name)
{
	if (!has_text(list, name))
		list_add(arena, list, arena_copy(arena, name));
}

/* The profiles asked for, and those of services named on the command line. */
static struct list wanted_profiles(struct arena *arena, const char *const *profiles,
				   const char *const *named, const struct list *services)
{
	struct list wanted = { 0 };
	for (size_t i = 0; profiles && profiles[i]; i++)
		add_name(arena, &wanted, profiles[i]);
	for (LIST_EACH(struct service, service, services))
		for (size_t i = 0; named && named[i]; i++)
			if (text_equal(service->name, named[i]))
				for (LIST_EACH(const char, profile, &service->profiles))
					add_name(arena, &wanted, profile);
	return wanted;
}

static bool is_active(const struct service *service, const struct list *profiles)
{
	if (!service->profiles.count || has_text(profiles, "*"))
		return true;
	for (LIST_EACH(const char, profile, &service->profiles))
		if (has_text(profiles, profile))
			return true;
	return false;
}

static int by_service_name(const void *left, const void *right)
{
	const struct service *one = left, *other = right;
	return strcmp(one->name, other->name);
}

static void split_services(struct arena *arena, struct project *project,
			   const struct list *profiles)
{
	struct list all = project->services;
	project->services = project->disabled_services = (struct list){ 0 };
	for (LIST_EACH(struct service, service, &all))
		list_add(arena,
			 is_active(service, profiles) ? &project->services
						      : &project->disabled_services,
			 service);
	list_sort(&project->services, by_service_name);
	list_sort(&project->disabled_services, by_service_name);
}

static void add_spans(struct arena *arena, struct service *service, const struct node *node,
		      struct buf *path)
{
	size_t length = path->length;
	for (size_t i = 0; i < node->entries.count; i++) {
		const char *key = node->entries.entries[i].key;
		struct span *span = ARENA_NEW(arena, struct span);
		*span = node_key_span(node, key);
		buf_add(path, length ? "." : "");
		buf_add(path, key);
		map_set(arena, &service->spans, buf_to_arena(path, arena), span);
		add_spans(arena, service, node->entries.entries[i].value, path);
		path->length = length;
		path->data[length] = '\0';
	}
}

static void finish_service(struct arena *arena, struct service *service, const struct node *node)
{
	AUTO_BUF struct buf path = { 0 };
	add_spans(arena, service, node, &path);
	if (service->scale < 0 && service->deploy)
		service->scale = service->deploy->replicas;
	if (service->scale < 0)
		service->scale = 1;
}

/* Dependencies that may be absent, and are. */
static void drop_absent(const struct map *active, struct service *service)
{
	for (size_t i = service->depends_on.count; i-- > 0;) {
		const struct dependency *dependency = service->depends_on.items[i];
		if (!dependency->required && !map_has(active, dependency->service))
			list_remove(&service->depends_on, i);
	}
}

/* ---- what is used: the rest of the top level is not made */

struct used {
	struct map networks, volumes, secrets, configs;
};

static void use(struct arena *arena, struct map *used, const char *name)
{
	static bool yes = true;
	if (name)
		map_set(arena, used, name, &yes);
}

static void use_all(struct arena *arena, struct map *used, const struct list *references)
{
	for (LIST_EACH(struct file_reference, reference, references))
		use(arena, used, reference->source);
}

static struct used find_used(struct arena *arena, const struct list *services)
{
	struct used used = { 0 };
	for (LIST_EACH(struct service, service, services)) {
		for (LIST_EACH(struct service_network, network, &service->networks))
			use(arena, &used.networks, network->network);
		for (LIST_EACH(struct mount, mount, &service->volumes))
			if (text_equal(mount->type, "volume"))
				use(arena, &used.volumes, mount->source);
		use_all(arena, &used.secrets, &service->secrets);
		use_all(arena, &used.configs, &service->configs);
		if (service->build)
			use_all(arena, &used.secrets, &service->build->secrets);
	}
	return used;
}

/* The key is the first member of every struct of the model that is stored by name. */
static void keep_used(struct arena *arena, const struct map *used, struct list *list)
{
	struct list kept = { 0 };
	for (size_t i = 0; i < list->count; i++)
		if (map_has(used, *(const char **)list->items[i]))
			list_add(arena, &kept, list->items[i]);
	*list = kept;
}

static struct map by_name(struct arena *arena, const struct list *services)
{
	struct map map = { 0 };
	for (LIST_EACH(struct service, service, services))
		map_set(arena, &map, service->name, service);
	return map;
}

bool schema_decode(struct arena *arena, struct diags *diags, struct node *root,
		   const char *const *profiles, const char *const *named, struct project *project)
{
	const struct node *services = node_get(root, "services");
	decode_project(arena, root, project);
	struct list all = project->services;
	struct list wanted = wanted_profiles(arena, profiles, named, &all);
	for (LIST_EACH(struct service, service, &all))
		finish_service(arena, service, node_get(services, service->name));
	split_services(arena, project, &wanted);
	struct map active = by_name(arena, &project->services);
	struct ruling ruling = { arena, diags, root, &active };
	bool good = rules_check(&ruling);
	for (LIST_EACH(struct service, service, &project->services))
		drop_absent(&active, service);
	struct used used = find_used(arena, &project->services);
	keep_used(arena, &used.networks, &project->networks);
	keep_used(arena, &used.volumes, &project->volumes);
	keep_used(arena, &used.secrets, &project->secrets);
	keep_used(arena, &used.configs, &project->configs);
	return good;
}
