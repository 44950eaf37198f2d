#include <string.h>

#include "engine.h"
#include "inside.h"

unsigned roll(struct simulation *simulation, unsigned sides)
{
	simulation->random ^= simulation->random << 13;
	simulation->random ^= simulation->random >> 7;
	simulation->random ^= simulation->random << 17;
	return (unsigned)(simulation->random >> 11) % sides;
}

bool simulation_is_job(const struct simulation *simulation, const struct service *service)
{
	for (LIST_EACH(struct service, other, &simulation->world.project.services))
		for (LIST_EACH(struct dependency, edge, &other->depends_on))
			if (edge->condition == SERVICE_COMPLETED &&
			    text_equal(edge->service, service->name))
				return true;
	return false;
}

struct made *simulation_find(struct simulation *simulation, const char *id)
{
	for (LIST_EACH(struct made, made, &simulation->world.there.containers))
		if (text_equal(made->seen.id, id))
			return made;
	return NULL;
}

static struct made *find_named(struct simulation *simulation, const char *name)
{
	for (LIST_EACH(struct made, made, &simulation->world.there.containers))
		if (text_equal(made->seen.name, name))
			return made;
	return NULL;
}

static struct observed_network *find_network(struct simulation *simulation, const char *name,
					     const char *id)
{
	for (LIST_EACH(struct observed_network, network, &simulation->world.there.networks))
		if (name ? text_equal(network->name, name) : text_equal(network->id, id))
			return network;
	return NULL;
}

static bool has_volume(struct simulation *simulation, const char *name)
{
	for (LIST_EACH(struct observed_volume, volume, &simulation->world.there.volumes))
		if (text_equal(volume->name, name))
			return true;
	return false;
}

static bool is_up(const struct observed_container *container)
{
	return text_equal(container->state, "running");
}

static void drop_item(struct list *list, const void *item)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == item)
			list_remove(list, i--);
}

void simulation_drop(struct simulation *simulation, const char *id)
{
	drop_item(&simulation->world.there.containers, simulation_find(simulation, id));
}

static const char *new_id(struct simulation *simulation)
{
	return arena_printf(simulation->world.arena, "%012x%052d", ++simulation->ids, 0);
}

/* ---- create */
static void create_network(struct simulation *simulation, const struct step *step)
{
	struct observed_network *network;

	assert_null(find_network(simulation, step->name, NULL));
	network = observe_network(&simulation->world, step->network->key);
	network->id = new_id(simulation);
	network->config_hash = step->network->config_hash;
}

static void attach(struct simulation *simulation, struct made *made, const struct service *service)
{
	struct arena *arena = simulation->world.arena;

	for (LIST_EACH(struct service_network, use, &service->networks)) {
		const struct network *network =
			project_network(&simulation->world.project, use->network);
		const struct observed_network *there =
			find_network(simulation, network->name, NULL);

		assert_non_null(there);
		list_add(arena, &made->seen.networks, arena_copy(arena, there->name));
		list_add(arena, &made->network_ids, arena_copy(arena, there->id));
	}
	for (LIST_EACH(struct mount, mount, &service->volumes)) {
		char *name = arena_printf(arena, "p_%s", mount->source);

		assert_true(has_volume(simulation, name));
		list_add(arena, &made->seen.volumes, name);
	}
	if (service->network_mode) {
		const char *parent = service->network_mode + strlen("service:");
		const struct made *host =
			find_named(simulation, arena_printf(arena, "p-%s-1", parent));

		assert_non_null(host);
		list_add(arena, &made->parents, arena_copy(arena, host->seen.id));
	}
}

static struct made *create_container(struct simulation *simulation, const struct step *step)
{
	struct made *made = ARENA_NEW(simulation->world.arena, struct made);
	const struct service *service = step->service;

	assert_null(find_named(simulation, step->name));
	assert_true(!step->replaces || simulation_find(simulation, step->replaces));
	made->made_for = service;
	made->seen = (struct observed_container){
		.id = new_id(simulation),
		.name = step->name,
		.service = service->name,
		.number = step->number,
		.state = "created",
		.config_hash = service->config_hash,
		.content_hash = service->content_hash,
		.image_label = map_get(&simulation->world.there.images, service->image),
		.image_id = map_get(&simulation->world.there.images, service->image),
		.depends_on = "",
	};
	attach(simulation, made, service);
	list_add(simulation->world.arena, &simulation->world.there.containers, made);
	return made;
}

/* ---- start */
static void check_references(struct simulation *simulation, const struct made *made)
{
	for (LIST_EACH(const char, id, &made->network_ids))
		assert_non_null(find_network(simulation, NULL, id));
	for (LIST_EACH(const char, id, &made->parents))
		assert_non_null(simulation_find(simulation, id));
}

static bool goes_away(const struct simulation *simulation, const struct made *made)
{
	for (LIST_EACH(struct step, step, &simulation->plan->steps))
		if (step->kind == STEP_REMOVE_CONTAINER &&
		    text_equal(step->id_there, made->seen.id))
			return true;
	return false;
}

static void check_dependency(struct simulation *simulation, const struct dependency *edge)
{
	for (LIST_EACH(struct made, made, &simulation->world.there.containers)) {
		if (!text_equal(made->seen.service, edge->service) || goes_away(simulation, made))
			continue;
		if (edge->condition == SERVICE_COMPLETED)
			assert_string_equal(made->seen.state, "exited");
		else
			assert_true(is_up(&made->seen));
	}
}

static void start_container(struct simulation *simulation, struct made *made,
			    const struct step *step)
{
	assert_non_null(made);
	assert_string_equal(made->seen.name, step->name);
	check_references(simulation, made);
	for (LIST_EACH(struct dependency, edge, &step->service->depends_on))
		check_dependency(simulation, edge);
	made->seen.exit_code = 0;
	made->seen.state = simulation_is_job(simulation, step->service) ? "exited" : "running";
}

/* ---- stop, remove, wait */
static void remove_network(struct simulation *simulation, const char *id)
{
	struct observed_network *network = find_network(simulation, NULL, id);

	assert_non_null(network);
	for (LIST_EACH(struct made, made, &simulation->world.there.containers))
		assert_false(list_has_text(&made->network_ids, id));
	drop_item(&simulation->world.there.networks, network);
}

static void wait_for(struct simulation *simulation, const struct step *step)
{
	const char *wanted = step->kind == STEP_WAIT_COMPLETED ? "exited" : "running";
	unsigned count = 0;

	for (LIST_EACH(struct made, made, &simulation->world.there.containers)) {
		if (!text_equal(made->seen.service, step->service->name))
			continue;
		assert_string_equal(made->seen.state, wanted);
		count++;
	}
	assert_true(count > 0);
}

static void change(struct simulation *simulation, struct made *made, const struct step *step)
{
	assert_non_null(made);
	if (step->kind == STEP_STOP_CONTAINER) {
		made->seen.state = "exited";
		made->seen.exit_code = 143;
	} else if (step->kind == STEP_REMOVE_CONTAINER) {
		assert_false(is_up(&made->seen));
		simulation_drop(simulation, made->seen.id);
	} else if (step->kind == STEP_RENAME_CONTAINER) {
		assert_null(find_named(simulation, step->name));
		made->seen.name = step->name;
	} else {
		assert_int_equal(step->kind, STEP_START_CONTAINER);
		start_container(simulation, made, step);
	}
}

static void drop_volume(struct simulation *simulation, const struct step *step)
{
	struct list *volumes = &simulation->world.there.volumes;

	for (size_t i = volumes->count; i-- > 0;)
		if (text_equal(((struct observed_volume *)volumes->items[i])->name, step->name))
			list_remove(volumes, i);
}

static void carry_out(struct simulation *simulation, const struct step *step, struct made **makers)
{
	if (step->kind == STEP_CREATE_NETWORK)
		create_network(simulation, step);
	else if (step->kind == STEP_CREATE_VOLUME)
		observe_volume(&simulation->world, step->volume->key);
	else if (step->kind == STEP_CREATE_CONTAINER)
		makers[step->id] = create_container(simulation, step);
	else if (step->kind == STEP_REMOVE_NETWORK)
		remove_network(simulation, step->id_there);
	else if (step->kind == STEP_REMOVE_VOLUME)
		drop_volume(simulation, step);
	else if (step->kind >= STEP_WAIT_STARTED && step->kind <= STEP_WAIT_COMPLETED)
		wait_for(simulation, step);
	else
		change(simulation,
		       step->made_by ? makers[step->made_by->id]
				     : simulation_find(simulation, step->id_there),
		       step);
}

static bool is_ready(const struct step *step, const bool *done)
{
	for (LIST_EACH(struct step, before, &step->after))
		if (!done[before->id])
			return false;
	return !done[step->id];
}

bool simulation_run(struct simulation *simulation, const struct plan *plan, unsigned limit)
{
	struct arena *arena = simulation->world.arena;
	size_t count = plan->steps.count;
	bool *done = arena_alloc(arena, (count + 1) * sizeof(*done));
	struct made **makers = arena_alloc(arena, (count + 1) * sizeof(struct made *));

	simulation->plan = plan;
	for (size_t carried = 0; carried < count; carried++) {
		const struct step *step = NULL;

		if (carried == limit)
			return false;
		while (!step || !is_ready(step, done))
			step = plan->steps.items[roll(simulation, (unsigned)count)];
		carry_out(simulation, step, makers);
		done[step->id] = true;
	}
	return true;
}
