#include "inside.h"

/* ---- networks */
static const struct observed_network *find_network(const struct observed *there, const char *name)
{
	const struct observed_network *found = NULL;

	for (LIST_EACH(struct observed_network, network, &there->networks))
		if (text_equal(network->name, name) && (!found || network->ours))
			found = network;
	return found;
}

static bool hash_differs(const char *wanted, const char *there)
{
	return !text_is_empty(wanted) && !text_is_empty(there) && !text_equal(wanted, there);
}

/* Who is attached and not this run's business: it holds the old network while it runs, and could
 * not start again without it. */
static bool is_outsider(const struct up *up, const struct observed_container *container)
{
	bool is_unknown = container->oneoff || service_is_unknown(up->project, container->service);

	if (!container->oneoff && map_has(&up->by_name, container->service))
		return false;
	if (!container_runs(container))
		return !is_unknown;
	return container->oneoff || !is_unknown || !up->how->remove_orphans;
}

static const struct observed_container *outsider_on(const struct up *up, const char *network)
{
	for (LIST_EACH(struct observed_container, container, &up->there->containers))
		if (list_has_text(&container->networks, network) && is_outsider(up, container))
			return container;
	return NULL;
}

static struct step *network_step(struct up *up, enum step_kind kind, const struct network *network,
				 const char *reason)
{
	struct step *step = draft_step(&up->draft, kind, network->name, reason);

	step->subject = arena_printf(up->draft.arena, "network %s", network->name);
	step->network = network;
	step->at = network->at;
	return step;
}

static void recreate_network(struct up *up, struct network_fate *fate,
			     const struct observed_network *there)
{
	const struct observed_container *outsider = outsider_on(up, there->name);
	const char *reason = "configuration changed";

	if (up->how->no_recreate) {
		draft_note(&up->draft,
			   "network %s is kept with its old configuration: --no-recreate",
			   there->name);
	} else if (outsider) {
		draft_note(&up->draft,
			   "network %s is kept with its old configuration: %s is attached to it",
			   there->name, outsider->name);
	} else {
		fate->remove = network_step(up, STEP_REMOVE_NETWORK, fate->network, reason);
		fate->remove->id_there = there->id;
		fate->create = network_step(up, STEP_CREATE_NETWORK, fate->network, reason);
		draft_after(&up->draft, fate->create, fate->remove);
	}
}

static void plan_network(struct up *up, const struct network *network, bool optional)
{
	const struct observed_network *there = find_network(up->there, network->name);
	struct network_fate *fate = ARENA_NEW(up->draft.arena, struct network_fate);

	fate->network = network;
	map_set(up->draft.arena, &up->networks, network->key, fate);
	if (network->external)
		return;
	if (!there) {
		fate->create = network_step(up, STEP_CREATE_NETWORK, network, "not there yet");
		fate->create->optional = optional;
	} else if (there->ours && hash_differs(network->config_hash, there->config_hash)) {
		recreate_network(up, fate, there);
	}
}

void plan_networks(struct up *up)
{
	for (LIST_EACH(struct wanted, wanted, &up->services)) {
		for (LIST_EACH(struct service_network, use, &wanted->service->networks)) {
			const struct network *network = project_network(up->project, use->network);
			struct network_fate *fate = map_get(&up->networks, use->network);

			if (network && !fate)
				plan_network(up, network, wanted->optional);
			else if (fate && fate->create)
				fate->create->optional &= wanted->optional;
		}
	}
}

const struct network_fate *lost_network(const struct up *up,
					const struct observed_container *container)
{
	for (size_t i = 0; i < up->networks.count; i++) {
		const struct network_fate *fate = up->networks.entries[i].value;

		if (fate->create && list_has_text(&container->networks, fate->network->name))
			return fate;
	}
	return NULL;
}

/* ---- volumes: data, so an existing one is never replaced */
static const struct observed_volume *find_volume(const struct observed *there, const char *name)
{
	for (LIST_EACH(struct observed_volume, volume, &there->volumes))
		if (text_equal(volume->name, name))
			return volume;
	return NULL;
}

static void plan_volume(struct up *up, const struct volume *volume, bool optional)
{
	const struct observed_volume *there = find_volume(up->there, volume->name);
	struct step *step = NULL;

	if (there && there->ours && !volume->external &&
	    hash_differs(volume->config_hash, there->config_hash))
		draft_note(&up->draft,
			   "volume %s is kept with its old configuration: its data would be lost",
			   volume->name);
	if (!there && !volume->external) {
		step = draft_step(&up->draft, STEP_CREATE_VOLUME, volume->name, "not there yet");
		step->subject = arena_printf(up->draft.arena, "volume %s", volume->name);
		step->volume = volume;
		step->at = volume->at;
		step->optional = optional;
	}
	map_set(up->draft.arena, &up->volumes, volume->key, step);
}

void plan_volumes(struct up *up)
{
	for (LIST_EACH(struct wanted, wanted, &up->services)) {
		for (LIST_EACH(struct mount, mount, &wanted->service->volumes)) {
			const struct volume *volume;
			struct step *step;

			if (!text_equal(mount->type, "volume") || text_is_empty(mount->source))
				continue;
			volume = project_volume(up->project, mount->source);
			step = map_get(&up->volumes, mount->source);
			if (step)
				step->optional &= wanted->optional;
			else if (volume && !map_has(&up->volumes, mount->source))
				plan_volume(up, volume, wanted->optional);
		}
	}
}
