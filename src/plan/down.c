#include <string.h>

#include "inside.h"

struct down {
	struct draft draft;
	const struct project *project; /* or NULL */
	const struct observed *there;
	const struct plan_options *how;
	struct map groups; /* service -> struct group * */
	struct list ordered; /* struct group *, dependencies first */
};
struct group {
	const char *name;
	const struct service *service; /* or NULL */
	struct list containers; /* const struct observed_container * */
	struct list depends_on; /* const char * */
	struct list stops, removes; /* struct step * */
	bool is_listed, is_closed;
};

/* ---- which containers */
static bool goes_down(const struct down *down, const struct observed_container *container)
{
	const struct plan_options *how = down->how;

	if (how->services.count)
		return !container->oneoff && list_has_text(&how->services, container->service);
	/* One-offs would hold the networks that go with the rest. */
	return container->oneoff || !down->project || how->remove_orphans ||
	       !service_is_unknown(down->project, container->service);
}

static const struct service *service_of(const struct project *project, const char *name)
{
	const struct service *service = project ? project_service(project, name) : NULL;

	if (service || !project)
		return service;
	for (LIST_EACH(struct service, disabled, &project->disabled_services))
		if (text_equal(disabled->name, name))
			return disabled;
	return NULL;
}

/* "db:service_healthy:true,nats:service_started:false" */
static void add_label_dependencies(struct arena *arena, struct list *names, const char *label)
{
	struct list parts = text_split(arena, text_or(label, ""), ',');

	for (LIST_EACH(const char, part, &parts)) {
		const char *end = strchrnul(part, ':');

		if (end != part)
			list_add(arena, names, arena_copy_n(arena, part, (size_t)(end - part)));
	}
}

static struct group *group_for(struct down *down, const char *name)
{
	struct group *group = map_get(&down->groups, name);

	if (group)
		return group;
	group = ARENA_NEW(down->draft.arena, struct group);
	group->name = name;
	group->service = service_of(down->project, name);
	if (group->service)
		for (LIST_EACH(struct dependency, edge, &group->service->depends_on))
			list_add(down->draft.arena, &group->depends_on,
				 arena_copy(down->draft.arena, edge->service));
	map_set(down->draft.arena, &down->groups, name, group);
	return group;
}

static void sort_out(struct down *down)
{
	for (LIST_EACH(struct observed_container, container, &down->there->containers)) {
		struct group *group;

		if (!goes_down(down, container)) {
			if (!down->how->services.count)
				list_add(down->draft.arena, &down->draft.plan->orphans,
					 arena_copy(down->draft.arena, container->name));
			continue;
		}
		group = group_for(down, text_or(container->service, ""));
		list_add(down->draft.arena, &group->containers, container);
		if (!group->service)
			add_label_dependencies(down->draft.arena, &group->depends_on,
					       container->depends_on);
	}
}

/* ---- in which order: labels of old containers may contradict each other, so a cycle is cut where
 * it is met, as an edge that no step follows */
static void append(struct down *down, struct group *group)
{
	if (group->is_listed)
		return;
	group->is_listed = true;
	for (LIST_EACH(const char, name, &group->depends_on)) {
		struct group *other = map_get(&down->groups, name);

		if (other)
			append(down, other);
	}
	list_add(down->draft.arena, &down->ordered, group);
}

static void stop_after_dependents(struct down *down, struct group *group)
{
	for (LIST_EACH(const char, name, &group->depends_on)) {
		struct group *other = map_get(&down->groups, name);

		if (!other || other == group || other->is_closed)
			continue;
		for (LIST_EACH(struct step, stop, &other->stops))
			draft_after_all(&down->draft, stop, &group->stops);
	}
}

static const char *reason_for(const struct down *down, const struct observed_container *container)
{
	if (container->oneoff)
		return "a one-off of the project";
	if (down->project && service_is_unknown(down->project, container->service))
		return "its service is not in the file";
	return "down";
}

static void take_down(struct down *down, struct group *group)
{
	for (LIST_EACH(struct observed_container, container, &group->containers)) {
		const char *reason = reason_for(down, container);
		struct step *stop = draft_stop(&down->draft, container, group->service, reason);
		struct step *remove = draft_remove(&down->draft, container, group->service, reason);

		draft_after(&down->draft, remove, stop);
		if (stop)
			list_add(down->draft.arena, &group->stops, stop);
		list_add(down->draft.arena, &group->removes, remove);
	}
}

static void plan_containers(struct down *down)
{
	for (size_t i = 0; i < down->groups.count; i++)
		append(down, down->groups.entries[i].value);
	for (size_t i = down->ordered.count; i-- > 0;)
		take_down(down, down->ordered.items[i]);
	for (size_t i = down->ordered.count; i-- > 0;) {
		struct group *group = down->ordered.items[i];

		group->is_closed = true;
		stop_after_dependents(down, group);
	}
}

/* ---- networks and volumes, once nothing of ours holds them */
static bool is_external(const struct down *down, const char *network, const char *volume)
{
	if (!down->project)
		return false;
	for (LIST_EACH(struct network, one, &down->project->networks))
		if (one->external && network && text_equal(one->name, network))
			return true;
	for (LIST_EACH(struct volume, one, &down->project->volumes))
		if (one->external && volume && text_equal(one->name, volume))
			return true;
	return false;
}

static const struct observed_container *holder(const struct down *down, const char *network,
					       const char *volume)
{
	for (LIST_EACH(struct observed_container, container, &down->there->containers))
		if (!goes_down(down, container) &&
		    (network ? container_runs(container) &&
				       list_has_text(&container->networks, network)
			     : list_has_text(&container->volumes, volume)))
			return container;
	return NULL;
}

static void after_users(struct down *down, struct step *step, const char *network,
			const char *volume)
{
	for (LIST_EACH(struct group, group, &down->ordered)) {
		for (size_t i = 0; i < group->containers.count; i++) {
			const struct observed_container *container = group->containers.items[i];
			bool uses = network ? list_has_text(&container->networks, network)
					    : list_has_text(&container->volumes, volume);

			if (uses)
				draft_after(&down->draft, step, group->removes.items[i]);
		}
	}
}

static void plan_network(struct down *down, const struct observed_network *network)
{
	const struct observed_container *user = holder(down, network->name, NULL);
	struct step *step;

	if (user) {
		draft_note(&down->draft, "network %s stays: %s still runs on it", network->name,
			   user->name);
		return;
	}
	step = draft_step(&down->draft, STEP_REMOVE_NETWORK, network->name, "down");
	step->subject = arena_printf(down->draft.arena, "network %s", network->name);
	step->id_there = network->id;
	step->network = down->project ? project_network(down->project, network->key) : NULL;
	after_users(down, step, network->name, NULL);
}

static void plan_volume(struct down *down, const struct observed_volume *volume)
{
	const struct observed_container *user = holder(down, NULL, volume->name);
	struct step *step;

	if (user) {
		draft_note(&down->draft, "volume %s stays: %s still uses it", volume->name,
			   user->name);
		return;
	}
	step = draft_step(&down->draft, STEP_REMOVE_VOLUME, volume->name, "down --volumes");
	step->subject = arena_printf(down->draft.arena, "volume %s", volume->name);
	step->id_there = volume->name;
	step->volume = down->project ? project_volume(down->project, volume->key) : NULL;
	after_users(down, step, NULL, volume->name);
}

struct plan *plan_down(struct arena *arena, const struct project *project,
		       const struct observed *there, const struct plan_options *how)
{
	struct down down = {
		.draft = draft_begin(arena), .project = project, .there = there, .how = how
	};

	sort_out(&down);
	plan_containers(&down);
	if (how->services.count)
		return draft_finish(&down.draft);
	for (LIST_EACH(struct observed_network, network, &there->networks))
		if (network->ours && !is_external(&down, network->name, NULL))
			plan_network(&down, network);
	if (how->volumes)
		for (LIST_EACH(struct observed_volume, volume, &there->volumes))
			if (volume->ours && !is_external(&down, NULL, volume->name))
				plan_volume(&down, volume);
	return draft_finish(&down.draft);
}
