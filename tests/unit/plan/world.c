#include <string.h>

#include "world.h"

void world_begin(struct world *world)
{
	*world = (struct world){ .arena = arena_create() };
	world->project.name = "p";
	world_forget(world);
}

void world_end(struct world *world)
{
	arena_destroy(world->arena);
}

void world_forget(struct world *world)
{
	world->there = (struct observed){ .project = "p" };
	world->how = (struct plan_options){ .stop_grace_seconds = -1 };
	world->ids = 0;
	for (LIST_EACH(struct service, service, &world->project.services))
		if (service->image)
			map_set(world->arena, &world->there.images, service->image,
				arena_printf(world->arena, "id-%s", service->name));
}

static int by_name(const void *left, const void *right)
{
	const struct service *one = left, *other = right;

	return strcmp(one->name, other->name);
}

struct service *add_service(struct world *world, const char *name)
{
	struct service *service = ARENA_NEW(world->arena, struct service);

	service->name = name;
	service->image = arena_printf(world->arena, "%s:1", name);
	service->scale = 1;
	service->config_hash = arena_printf(world->arena, "config-%s", name);
	service->content_hash = arena_printf(world->arena, "content-%s", name);
	service->at = (struct span){ 1, (uint32_t)world->project.services.count + 10, 3, 1 };
	list_add(world->arena, &world->project.services, service);
	list_sort(&world->project.services, by_name);
	map_set(world->arena, &world->there.images, service->image,
		arena_printf(world->arena, "id-%s", name));
	return service;
}

struct dependency *add_dependency(struct world *world, struct service *service, const char *other,
				  enum dependency_condition condition)
{
	struct dependency *edge = ARENA_NEW(world->arena, struct dependency);

	edge->service = other;
	edge->condition = condition;
	edge->required = true;
	edge->at = (struct span){ 1, 77, 5, 2 };
	list_add(world->arena, &service->depends_on, edge);
	return edge;
}

struct network *add_network(struct world *world, struct service *service, const char *key)
{
	struct network *network = project_network(&world->project, key);
	struct service_network *use = ARENA_NEW(world->arena, struct service_network);

	if (!network) {
		network = ARENA_NEW(world->arena, struct network);
		network->key = key;
		network->name = arena_printf(world->arena, "p_%s", key);
		network->config_hash = arena_printf(world->arena, "network-%s", key);
		list_add(world->arena, &world->project.networks, network);
	}
	use->network = key;
	list_add(world->arena, &service->networks, use);
	return network;
}

struct volume *add_volume(struct world *world, struct service *service, const char *key)
{
	struct volume *volume = project_volume(&world->project, key);
	struct mount *mount = ARENA_NEW(world->arena, struct mount);

	if (!volume) {
		volume = ARENA_NEW(world->arena, struct volume);
		volume->key = key;
		volume->name = arena_printf(world->arena, "p_%s", key);
		volume->config_hash = arena_printf(world->arena, "volume-%s", key);
		list_add(world->arena, &world->project.volumes, volume);
	}
	mount->type = "volume";
	mount->source = key;
	mount->target = "/data";
	list_add(world->arena, &service->volumes, mount);
	return volume;
}

struct build *add_build(struct world *world, struct service *service)
{
	service->build = ARENA_NEW(world->arena, struct build);
	service->build->context = "/src";
	service->build->at = (struct span){ 1, 50, 5, 5 };
	return service->build;
}

void add_check(struct world *world, struct service *service)
{
	service->healthcheck = ARENA_NEW(world->arena, struct healthcheck);
}

struct observed_container *observe_named(struct world *world, const char *service, const char *name,
					 const char *state)
{
	struct observed_container *container = ARENA_NEW(world->arena, struct observed_container);

	container->id = arena_printf(world->arena, "%012x%052d", ++world->ids, 0);
	container->name = name;
	container->service = service;
	container->state = state;
	container->config_hash = container->content_hash = "";
	container->image_label = container->image_id = container->depends_on = "";
	list_add(world->arena, &world->there.containers, container);
	return container;
}

struct observed_container *observe(struct world *world, const struct service *service,
				   unsigned number, const char *state)
{
	const char *name = service_container_name(world->arena, &world->project, service, number);
	struct observed_container *container = observe_named(world, service->name, name, state);

	container->number = number;
	container->config_hash = service->config_hash;
	container->content_hash = service->content_hash;
	container->image_id = container->image_label =
		arena_printf(world->arena, "id-%s", service->name);
	for (LIST_EACH(struct service_network, use, &service->networks))
		list_add(world->arena, &container->networks,
			 arena_printf(world->arena, "p_%s", use->network));
	for (LIST_EACH(struct mount, mount, &service->volumes))
		list_add(world->arena, &container->volumes,
			 arena_printf(world->arena, "p_%s", mount->source));
	return container;
}

struct observed_network *observe_network(struct world *world, const char *key)
{
	struct observed_network *network = ARENA_NEW(world->arena, struct observed_network);

	network->id = arena_printf(world->arena, "netid-%s", key);
	network->name = arena_printf(world->arena, "p_%s", key);
	network->key = key;
	network->config_hash = arena_printf(world->arena, "network-%s", key);
	network->ours = true;
	list_add(world->arena, &world->there.networks, network);
	return network;
}

struct observed_volume *observe_volume(struct world *world, const char *key)
{
	struct observed_volume *volume = ARENA_NEW(world->arena, struct observed_volume);

	volume->name = arena_printf(world->arena, "p_%s", key);
	volume->key = key;
	volume->config_hash = arena_printf(world->arena, "volume-%s", key);
	volume->ours = true;
	list_add(world->arena, &world->there.volumes, volume);
	return volume;
}

void name_service(struct world *world, const char *name)
{
	list_add(world->arena, &world->how.services, arena_copy(world->arena, name));
}

/* What every plan keeps, whatever is in it. */
static void check_plan(const struct plan *plan)
{
	for (size_t i = 0; i < plan->steps.count; i++) {
		const struct step *step = plan->steps.items[i];

		assert_int_equal(step->id, i + 1);
		assert_non_null(step->subject);
		assert_non_null(step->name);
		assert_non_null(step->reason);
		for (LIST_EACH(struct step, before, &step->after))
			assert_true(before->id < step->id);
		if (step->kind == STEP_START_CONTAINER || step->kind == STEP_RENAME_CONTAINER)
			assert_true(!step->id_there != !step->made_by);
		if (step->kind == STEP_STOP_CONTAINER || step->kind == STEP_REMOVE_CONTAINER)
			assert_non_null(step->id_there);
	}
}

static void expect(struct world *world, const struct plan *plan, const char *printed)
{
	struct buf out = { 0 };
	char *text;

	check_plan(plan);
	plan_print(plan, &out);
	text = buf_to_arena(&out, world->arena);
	buf_finish(&out);
	assert_string_equal(text, printed);
}

void expect_up(struct world *world, const char *printed)
{
	expect(world, plan_up(world->arena, &world->project, &world->there, &world->how), printed);
}

void expect_down(struct world *world, const char *printed)
{
	expect(world, plan_down(world->arena, &world->project, &world->there, &world->how),
	       printed);
}

void expect_images(struct world *world, const char *printed)
{
	expect(world, plan_images(world->arena, &world->project, &world->there, &world->how),
	       printed);
}

const struct step *find_step(const struct plan *plan, enum step_kind kind, const char *subject)
{
	for (LIST_EACH(struct step, step, &plan->steps))
		if (step->kind == kind && text_equal(step->subject, subject))
			return step;
	return NULL;
}
