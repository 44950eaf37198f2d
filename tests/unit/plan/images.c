#include "world.h"

static void forget_image(struct world *world, const struct service *service)
{
	map_remove(&world->there.images, service->image);
}

void test_plan__images_that_are_there_need_nothing(void **state)
{
	struct world world;

	(void)state;
	world_begin(&world);
	add_service(&world, "a");
	add_build(&world, add_service(&world, "b"));
	expect_images(&world, "");
	world_end(&world);
}

void test_plan__images_absent_are_built_or_pulled(void **state)
{
	struct world world;
	struct service *a, *b, *c;

	(void)state;
	world_begin(&world);
	a = add_service(&world, "a");
	b = add_service(&world, "b");
	c = add_service(&world, "c");
	add_build(&world, b);
	add_build(&world, c);
	forget_image(&world, a);
	forget_image(&world, b);
	c->image = NULL;
	expect_images(&world, "#1 pull image a:1: not there yet\n"
			      "#2 build image b:1: not there yet\n"
			      "#3 build image p-c: not there yet\n");
	/* --no-build: what has a name of its own may be had from a registry. */
	world.how.build = BUILD_NEVER;
	expect_images(&world, "#1 pull image a:1: not there yet\n"
			      "#2 pull image b:1: not there yet\n");
	world_end(&world);
}

void test_plan__images_build_always_takes_all_that_have_a_build(void **state)
{
	struct world world;

	(void)state;
	world_begin(&world);
	add_service(&world, "a");
	add_build(&world, add_service(&world, "b"));
	world.how.build = BUILD_ALWAYS;
	expect_images(&world, "#1 build image b:1: --build\n");
	world_end(&world);
}

void test_plan__images_follow_the_pull_policy(void **state)
{
	static const struct {
		const char *policy, *flag, *there, *absent;
	} rows[] = {
		{ NULL, NULL, "", "#1 pull image a:1: not there yet\n" },
		{ "missing", NULL, "", "#1 pull image a:1: not there yet\n" },
		{ "if_not_present", NULL, "", "#1 pull image a:1: not there yet\n" },
		{ "always", NULL, "#1 pull image a:1: pull_policy is always\n",
		  "#1 pull image a:1: not there yet\n" },
		{ "never", NULL, "", "" },
		{ "never", "always", "#1 pull image a:1: --pull always\n",
		  "#1 pull image a:1: not there yet\n" },
		{ "always", "missing", "", "#1 pull image a:1: not there yet\n" },
		{ "always", "never", "", "" },
		{ "build", NULL, "", "#1 pull image a:1: not there yet\n" },
		{ "daily", NULL, "note pull_policy daily of a is taken as `missing`\n",
		  "#1 pull image a:1: not there yet\n"
		  "note pull_policy daily of a is taken as `missing`\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world world;
		struct service *service;

		world_begin(&world);
		service = add_service(&world, "a");
		service->pull_policy = rows[i].policy;
		world.how.pull = rows[i].flag;
		expect_images(&world, rows[i].there);
		forget_image(&world, service);
		expect_images(&world, rows[i].absent);
		world_end(&world);
	}
}

/* What has a build section is not asked of a registry: its name is often nobody's. */
void test_plan__images_with_a_build_are_not_pulled(void **state)
{
	struct world world;
	struct service *service;

	(void)state;
	world_begin(&world);
	service = add_service(&world, "a");
	add_build(&world, service);
	world.how.pull = "always";
	expect_images(&world, "");
	world.how.pull = NULL;
	service->pull_policy = "build";
	expect_images(&world, "#1 build image a:1: pull_policy is build\n");
	service->pull_policy = "never";
	forget_image(&world, service);
	expect_images(&world, "#1 build image a:1: not there yet\n");
	world_end(&world);
}

void test_plan__images_by_digest_are_not_pulled_again(void **state)
{
	struct world world;
	struct service *service;

	(void)state;
	world_begin(&world);
	service = add_service(&world, "a");
	service->image = "a@sha256:0123";
	service->pull_policy = "always";
	map_set(world.arena, &world.there.images, service->image, arena_copy(world.arena, "id"));
	expect_images(&world, "");
	world_end(&world);
}

void test_plan__images_shared_by_services_are_made_once(void **state)
{
	struct world world;
	struct service *a, *b, *c;

	(void)state;
	world_begin(&world);
	a = add_service(&world, "a");
	b = add_service(&world, "b");
	c = add_service(&world, "c");
	a->image = b->image = c->image = "shared:1";
	b->build = c->build = add_build(&world, b);
	expect_images(&world, "#1 build image shared:1: not there yet\n");
	world_end(&world);
}

void test_plan__images_of_named_services_and_their_dependencies(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	forget_image(&world, add_service(&world, "alone"));
	forget_image(&world, add_service(&world, "db"));
	web = add_service(&world, "web");
	forget_image(&world, web);
	add_dependency(&world, web, "db", SERVICE_STARTED)->required = false;
	name_service(&world, "web");
	expect_images(&world, "#1 pull image db:1: not there yet (optional)\n"
			      "#2 pull image web:1: not there yet\n");
	world.how.no_dependencies = true;
	expect_images(&world, "#1 pull image web:1: not there yet\n");
	world_end(&world);
}

void test_plan__images_build_behind_the_images_they_build_on(void **state)
{
	struct world world;
	struct service *a, *base;

	(void)state;
	world_begin(&world);
	a = add_service(&world, "a");
	base = add_service(&world, "base");
	add_build(&world, a);
	add_build(&world, base);
	forget_image(&world, a);
	forget_image(&world, base);
	map_set(world.arena, &a->build->additional_contexts, "from",
		arena_copy(world.arena, "service:base"));
	name_service(&world, "a");
	expect_images(&world, "#1 build image base:1: not there yet\n"
			      "#2 [after 1] build image a:1: not there yet\n");
	map_set(world.arena, &base->build->additional_contexts, "circle",
		arena_copy(world.arena, "service:a"));
	expect_images(&world, "#1 build image base:1: not there yet\n"
			      "#2 [after 1] build image a:1: not there yet\n");
	world_end(&world);
}
