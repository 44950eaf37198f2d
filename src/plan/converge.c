#include <string.h>

#include "inside.h"

/* ---- what differs */
static const char *hash_difference(const struct service *service,
				   const struct observed_container *container)
{
	bool content_known =
		!text_is_empty(container->content_hash) && !text_is_empty(service->content_hash);
	bool same_configuration = text_is_empty(service->config_hash) ||
				  text_equal(service->config_hash, container->config_hash) ||
				  text_equal(service->config_hash_older, container->config_hash);

	if (content_known && text_equal(service->content_hash, container->content_hash))
		return NULL;
	if (content_known && same_configuration)
		return "the content of a secret or config changed";
	return same_configuration ? NULL : "configuration changed";
}

static const char *image_difference(const struct up *up, const struct service *service,
				    const struct observed_container *container)
{
	const char *image =
		map_get(&up->there->images, service_image(up->draft.arena, up->project, service));
	bool known = !text_is_empty(container->image_id) || !text_is_empty(container->image_label);

	if (!image || !known || text_equal(image, container->image_id) ||
	    text_equal(image, container->image_label))
		return NULL;
	return "image changed";
}

static const char *network_difference(const struct up *up, const struct service *service,
				      const struct observed_container *container)
{
	const struct network_fate *lost = lost_network(up, container);
	bool told = container_runs(container) || container->networks.count;

	if (lost)
		return arena_printf(up->draft.arena, "network %s %s", lost->network->name,
				    lost->remove ? "changed" : "was missing");
	for (LIST_EACH(struct service_network, use, &service->networks)) {
		const struct network_fate *fate = map_get(&up->networks, use->network);

		if (fate && (told || fate->create) &&
		    !list_has_text(&container->networks, fate->network->name))
			return arena_printf(up->draft.arena, "not attached to network %s",
					    fate->network->name);
	}
	return NULL;
}

static const char *volume_difference(const struct up *up, const struct service *service,
				     const struct observed_container *container)
{
	for (LIST_EACH(struct mount, mount, &service->volumes)) {
		const struct volume *volume;

		if (!text_equal(mount->type, "volume") || text_is_empty(mount->source))
			continue;
		volume = project_volume(up->project, mount->source);
		if (volume && !list_has_text(&container->volumes, volume->name))
			return arena_printf(up->draft.arena, "volume %s is not mounted",
					    volume->name);
	}
	return NULL;
}

/* ---- namespaces shared with other services */
static void add_parent(const struct up *up, struct list *parents, const char *text,
		       const char *prefix)
{
	struct wanted *wanted;
	const char *end;

	if (!text || !text_starts(text, prefix))
		return;
	text += strlen(prefix);
	end = strchr(text, ':'); /* volumes_from: "service:ro" */
	wanted = map_get(&up->by_name,
			 end ? arena_copy_n(up->draft.arena, text, (size_t)(end - text)) : text);
	if (wanted)
		list_add(up->draft.arena, parents, wanted);
}

struct list namespace_parents(const struct up *up, const struct service *service)
{
	const char *modes[] = { service->network_mode, service->ipc, service->pid, service->uts,
				service->cgroup };
	struct list parents = { 0 };

	for (size_t i = 0; i < COUNT_OF(modes); i++)
		add_parent(up, &parents, modes[i], "service:");
	for (LIST_EACH(const char, from, &service->volumes_from))
		if (!text_starts(from, "container:"))
			add_parent(up, &parents, from, "");
	return parents;
}

static const struct wanted *new_parent(const struct up *up, const struct service *service)
{
	struct list parents = namespace_parents(up, service);

	for (LIST_EACH(struct wanted, parent, &parents))
		if (parent->is_new)
			return parent;
	return NULL;
}

static const char *parent_difference(const struct up *up, const struct service *service)
{
	const struct wanted *parent = new_parent(up, service);

	return parent ? arena_printf(up->draft.arena, "dependency %s recreated",
				     parent->service->name)
		      : NULL;
}

static const struct wanted *interrupted_dependency(const struct up *up,
						   const struct service *service)
{
	for (LIST_EACH(struct dependency, edge, &service->depends_on)) {
		const struct wanted *other = map_get(&up->by_name, edge->service);

		if (other && edge->restart && other->interrupted)
			return other;
	}
	return NULL;
}

/* ---- the fate of one container */
static const char *recreate_reason(const struct up *up, const struct wanted *wanted,
				   const struct observed_container *container)
{
	const struct service *service = wanted->service;
	const struct plan_options *how = up->how;
	const char *reason;

	if (how->no_recreate)
		return NULL;
	if (wanted->targeted ? how->force_recreate : how->always_recreate_dependencies)
		return "recreation was asked for";
	reason = hash_difference(service, container);
	if (!reason)
		reason = image_difference(up, service, container);
	if (!reason)
		reason = network_difference(up, service, container);
	if (!reason)
		reason = volume_difference(up, service, container);
	return reason ? reason : parent_difference(up, service);
}

bool job_is_done(const struct wanted *wanted, const struct observed_container *container)
{
	return wanted->job && text_equal(container->state, "exited") && container->exit_code == 0;
}

static void decide_same(struct up *up, const struct wanted *wanted, struct replica *replica)
{
	const struct observed_container *container = replica->there;
	const struct wanted *dependency = interrupted_dependency(up, wanted->service);
	struct arena *arena = up->draft.arena;

	if (up->how->no_start || job_is_done(wanted, container))
		return;
	if (text_equal(container->state, "paused")) {
		/* No step unpauses: stopping and starting gets it running again. */
		replica->fate = FATE_RESTART;
		replica->reason = "it is paused";
	} else if (container_runs(container) && dependency) {
		replica->fate = FATE_RESTART;
		replica->reason =
			arena_printf(arena, "dependency %s restarted", dependency->service->name);
	} else if (text_equal(container->state, "exited")) {
		replica->fate = FATE_START;
		replica->reason = arena_printf(arena, "exited with code %d", container->exit_code);
	} else if (!container_runs(container)) {
		replica->fate = FATE_START;
		replica->reason = "created, not started yet";
	}
}

static void decide(struct up *up, const struct wanted *wanted, struct replica *replica)
{
	const struct observed_container *container = replica->there;

	if (text_equal(container->state, "dead") || text_equal(container->state, "removing")) {
		replica->fate = FATE_REPLACE;
		replica->reason =
			arena_printf(up->draft.arena, "the old one is %s", container->state);
		return;
	}
	replica->reason = recreate_reason(up, wanted, container);
	if (replica->reason) {
		/* Beside its successor it would, after a run that was killed, look whole and
		 * refer to a network or container that is gone. */
		bool refers = lost_network(up, container) || new_parent(up, wanted->service);

		replica->fate = refers ? FATE_REPLACE : FATE_RECREATE;
	} else {
		replica->fate = FATE_KEEP;
		decide_same(up, wanted, replica);
	}
}

/* ---- the replicas of one service */
static bool is_hexadecimal(const char *text, size_t length)
{
	return strspn(text, "0123456789abcdef") >= length;
}

/* "<12 of an id>_<name>": made by a recreate that did not come to its end. */
static bool has_temporary_name(const struct observed_container *container, const char *final_name)
{
	const char *name = container->name;

	return !text_equal(name, final_name) && is_hexadecimal(name, 12) && name[12] == '_' &&
	       text_equal(name + 13, final_name);
}

static bool predecessor_is_there(const struct up *up, const struct observed_container *container)
{
	for (LIST_EACH(struct observed_container, other, &up->there->containers))
		if (other != container && strncmp(other->id, container->name, 12) == 0)
			return true;
	return false;
}

static struct replica *add_replica(struct up *up, struct wanted *wanted,
				   const struct observed_container *container, unsigned number)
{
	struct replica *replica = ARENA_NEW(up->draft.arena, struct replica);

	replica->there = container;
	replica->number = number;
	replica->name =
		service_container_name(up->draft.arena, up->project, wanted->service, number);
	list_add(up->draft.arena, &wanted->replicas, replica);
	return replica;
}

static int by_number(const void *left, const void *right)
{
	const struct observed_container *one = left, *other = right;

	if (!one->number != !other->number)
		return one->number ? -1 : 1; /* those without a number are the first to go */
	return one->number < other->number ? -1 : one->number > other->number;
}

static struct list containers_of(const struct up *up, const char *service)
{
	struct list found = { 0 };

	for (LIST_EACH(struct observed_container, container, &up->there->containers))
		if (!container->oneoff && text_equal(container->service, service))
			list_add(up->draft.arena, &found, container);
	list_sort(&found, by_number);
	return found;
}

static unsigned lowest_free_number(struct wanted *wanted, const struct list *found)
{
	for (;;) {
		unsigned number = ++wanted->last_number;
		bool is_taken = false;

		for (LIST_EACH(struct observed_container, container, found))
			is_taken |= container->number == number;
		if (!is_taken)
			return number;
	}
}

/* Moves what an interrupted recreate left beside its predecessor out of `found`. */
static void remove_leftovers(struct up *up, struct wanted *wanted, struct list *found)
{
	for (size_t i = found->count; i-- > 0;) {
		const struct observed_container *container = found->items[i];
		const char *name = service_container_name(up->draft.arena, up->project,
							  wanted->service, container->number);
		struct replica *replica;

		if (!has_temporary_name(container, name) || !predecessor_is_there(up, container))
			continue;
		list_remove(found, i);
		replica = add_replica(up, wanted, container, container->number);
		replica->fate = FATE_REMOVE;
		replica->reason = "left over from an interrupted recreate";
	}
}

static int64_t replicas_wanted(const struct up *up, const struct service *service)
{
	if (map_has(&up->how->scale, service->name))
		return (int64_t)(intptr_t)map_get(&up->how->scale, service->name);
	return service->scale;
}

static void converge_existing(struct up *up, struct wanted *wanted,
			      const struct observed_container *container, const struct list *found,
			      bool is_first, bool is_excess)
{
	unsigned number = container->number ? container->number : lowest_free_number(wanted, found);
	struct replica *replica = add_replica(up, wanted, container, number);

	if (is_excess) {
		replica->fate = FATE_REMOVE;
		replica->reason = arena_printf(up->draft.arena, "more than the %lld wanted",
					       (long long)replicas_wanted(up, wanted->service));
		return;
	}
	decide(up, wanted, replica);
	replica->rename = replica->fate != FATE_RECREATE && replica->fate != FATE_REPLACE &&
			  has_temporary_name(container, replica->name);
	wanted->is_new |=
		is_first && (replica->fate == FATE_RECREATE || replica->fate == FATE_REPLACE);
	wanted->interrupted |= replica->fate == FATE_RECREATE || replica->fate == FATE_REPLACE ||
			       replica->fate == FATE_RESTART;
}

void converge_service(struct up *up, struct wanted *wanted)
{
	struct list found = containers_of(up, wanted->service->name);
	int64_t count = replicas_wanted(up, wanted->service), have = 0;
	unsigned first = UINT32_MAX; /* of those that are there: others live in its namespaces */

	remove_leftovers(up, wanted, &found);
	if (found.count)
		first = ((const struct observed_container *)found.items[0])->number;
	for (LIST_EACH(struct observed_container, container, &found)) {
		converge_existing(up, wanted, container, &found, have == 0, have >= count);
		have++;
	}
	for (; have < count; have++) {
		struct replica *replica =
			add_replica(up, wanted, NULL, lowest_free_number(wanted, &found));

		replica->fate = FATE_CREATE;
		replica->reason = "not there yet";
		wanted->is_new |= replica->number < first;
	}
}
