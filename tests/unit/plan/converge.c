/* Random projects, random engines, runs killed anywhere: `up` again ends where it should, whatever
 * order the steps took, and then finds nothing to do. */
#include <string.h>

#include "engine.h"
#include "inside.h"

#define SERVICES 5

static void tie(struct simulation *simulation, struct service *service, struct service **earlier,
		unsigned count, const bool *is_job)
{
	for (unsigned i = 0; i < count; i++) {
		enum dependency_condition condition = is_job[i]             ? SERVICE_COMPLETED
						      : roll(simulation, 2) ? SERVICE_HEALTHY
									    : SERVICE_STARTED;
		if (roll(simulation, 3) == 0)
			add_dependency(&simulation->world, service, earlier[i]->name, condition)
				->restart = roll(simulation, 2);
	}
}

static void furnish(struct simulation *simulation, struct service *service,
		    struct service **earlier, unsigned count, const bool *is_job)
{
	struct world *world = &simulation->world;
	unsigned host = roll(simulation, SERVICES * 2);

	if (host < count && !is_job[host]) {
		service->network_mode =
			arena_printf(world->arena, "service:%s", earlier[host]->name);
		add_dependency(world, service, earlier[host]->name, SERVICE_STARTED)->restart =
			true;
	} else {
		add_network(world, service, "bus");
		if (roll(simulation, 2))
			add_network(world, service, "edge");
		service->scale = 1 + roll(simulation, 2);
	}
	if (roll(simulation, 2))
		add_volume(world, service, "data");
}

static void make_project(struct simulation *simulation)
{
	static const char *const names[SERVICES] = { "a", "b", "c", "d", "e" };
	struct service *services[SERVICES];
	bool is_job[SERVICES];

	for (unsigned i = 0; i < SERVICES; i++) {
		is_job[i] = roll(simulation, 4) == 0;
		services[i] = add_service(&simulation->world, names[i]);
		tie(simulation, services[i], services, i, is_job);
		furnish(simulation, services[i], services, i, is_job);
	}
}

static struct service *any_service(struct simulation *simulation)
{
	return simulation->world.project.services.items[roll(simulation, SERVICES)];
}

static void edit_project(struct simulation *simulation)
{
	struct arena *arena = simulation->world.arena;
	struct service *service = any_service(simulation);
	struct list *networks = &simulation->world.project.networks;
	const char *fresh = arena_printf(arena, "fresh-%u", ++simulation->ids);

	switch (roll(simulation, 5)) {
	case 0:
		service->config_hash = service->content_hash = fresh;
		break;
	case 1:
		service->content_hash = fresh;
		break;
	case 2:
		map_set(arena, &simulation->world.there.images, service->image,
			arena_copy(arena, fresh));
		break;
	case 3:
		if (networks->count)
			((struct network *)
				 networks->items[roll(simulation, (unsigned)networks->count)])
				->config_hash = fresh;
		break;
	default:
		if (!service->network_mode)
			service->scale = 1 + roll(simulation, 3);
		break;
	}
}

static bool is_in_use(const struct simulation *simulation, const char *network)
{
	for (LIST_EACH(struct made, made, &simulation->world.there.containers))
		if (text_equal(made->seen.state, "running") &&
		    list_has_text(&made->network_ids, network))
			return true;
	return false;
}

/* What others do to an engine: things end, vanish, are paused. */
static void disturb(struct simulation *simulation)
{
	struct observed *there = &simulation->world.there;
	struct made *made;

	if (there->networks.count && roll(simulation, 4) == 0) {
		unsigned index = roll(simulation, (unsigned)there->networks.count);

		if (!is_in_use(simulation,
			       ((struct observed_network *)there->networks.items[index])->id))
			list_remove(&there->networks, index);
		return;
	}
	if (!there->containers.count)
		return;
	made = there->containers.items[roll(simulation, (unsigned)there->containers.count)];
	switch (roll(simulation, 4)) {
	case 0:
		simulation_drop(simulation, made->seen.id);
		break;
	case 1:
		made->seen.state = "dead";
		break;
	case 2:
		if (text_equal(made->seen.state, "running"))
			made->seen.state = "paused";
		break;
	default:
		made->seen.state = "exited";
		made->seen.exit_code = 1;
		break;
	}
}

static struct plan *plan_again(struct simulation *simulation)
{
	struct world *world = &simulation->world;

	return plan_up(world->arena, &world->project, &world->there, &world->how);
}

static void check_end(struct simulation *simulation)
{
	struct world *world = &simulation->world;
	size_t count = 0;

	assert_int_equal(plan_again(simulation)->steps.count, 0);
	for (LIST_EACH(struct service, service, &world->project.services))
		count += (size_t)service->scale;
	assert_int_equal(world->there.containers.count, count);
	for (LIST_EACH(struct made, made, &world->there.containers)) {
		assert_true(text_starts(made->seen.name, "p-"));
		assert_string_equal(made->seen.state, simulation_is_job(simulation, made->made_for)
							      ? "exited"
							      : "running");
	}
}

static void settle(struct simulation *simulation)
{
	while (!simulation_run(simulation, plan_again(simulation), roll(simulation, 60)))
		;
	check_end(simulation);
}

static void live(struct simulation *simulation)
{
	struct world *world = &simulation->world;

	make_project(simulation);
	settle(simulation);
	for (int round = 0; round < 12; round++) {
		for (unsigned i = roll(simulation, 3); i > 0; i--)
			edit_project(simulation);
		for (unsigned i = roll(simulation, 3); i > 0; i--)
			disturb(simulation);
		settle(simulation);
	}
	world->how.volumes = true;
	while (!simulation_run(simulation,
			       plan_down(world->arena, &world->project, &world->there, &world->how),
			       roll(simulation, 20)))
		;
	assert_int_equal(world->there.containers.count, 0);
	assert_int_equal(world->there.networks.count, 0);
	assert_int_equal(world->there.volumes.count, 0);
}

void test_plan__runs_killed_anywhere_converge(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 300; seed++) {
		struct simulation simulation = { .random = seed * 0x9e3779b97f4a7c15ULL };

		world_begin(&simulation.world);
		live(&simulation);
		world_end(&simulation.world);
	}
}
