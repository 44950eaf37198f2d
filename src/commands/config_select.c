/* config SERVICE…: these, what they depend on, and the resources of all of them. */
#include "config.h"

struct selection {
	struct arena *arena;
	const struct project *project;
	struct map services, networks, volumes, secrets, configs; /* names -> NULL */
};

static void take(struct selection *selection, struct map *names, const char *name)
{
	if (name)
		map_set(selection->arena, names, name, NULL);
}

static void take_references(struct selection *selection, struct map *names,
			    const struct list *references)
{
	for (LIST_EACH(const struct file_reference, reference, references))
		take(selection, names, reference->source);
}

static void take_resources(struct selection *selection, const struct service *service)
{
	for (LIST_EACH(const struct service_network, network, &service->networks))
		take(selection, &selection->networks, network->network);
	for (LIST_EACH(const struct mount, mount, &service->volumes))
		if (text_equal(mount->type, "volume"))
			take(selection, &selection->volumes, mount->source);
	take_references(selection, &selection->secrets, &service->secrets);
	take_references(selection, &selection->configs, &service->configs);
	if (service->build)
		take_references(selection, &selection->secrets, &service->build->secrets);
}

static void take_service(struct selection *selection, const char *name)
{
	const struct service *service = project_service(selection->project, name);
	if (!service || map_has(&selection->services, name))
		return;
	take(selection, &selection->services, name);
	take_resources(selection, service);
	for (LIST_EACH(const struct dependency, dependency, &service->depends_on))
		take_service(selection, dependency->service);
}

/* Every struct of the model that is listed by name begins with that name. */
static struct list kept(struct selection *selection, const struct list *all,
			const struct map *names)
{
	struct list list = { 0 };
	for (size_t i = 0; i < all->count; i++)
		if (map_has(names, *(const char **)all->items[i]))
			list_add(selection->arena, &list, all->items[i]);
	return list;
}

struct loaded *config_select(struct arena *arena, const struct loaded *loaded,
			     const struct list *services)
{
	struct loaded *selected = ARENA_NEW(arena, struct loaded);
	struct selection selection = { .arena = arena, .project = loaded->project };
	*selected = *loaded;
	if (!services || !services->count)
		return selected;
	for (LIST_EACH(const char, name, services))
		take_service(&selection, name);
	struct project *project = ARENA_NEW(arena, struct project);
	*project = *loaded->project;
	project->services = kept(&selection, &project->services, &selection.services);
	project->networks = kept(&selection, &project->networks, &selection.networks);
	project->volumes = kept(&selection, &project->volumes, &selection.volumes);
	project->secrets = kept(&selection, &project->secrets, &selection.secrets);
	project->configs = kept(&selection, &project->configs, &selection.configs);
	selected->project = project;
	return selected;
}
