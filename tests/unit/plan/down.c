#include "world.h"

static void build_stack(struct world *world)
{
	struct service *db, *web;

	world_begin(world);
	db = add_service(world, "db");
	web = add_service(world, "web");
	add_network(world, db, "bus");
	add_network(world, web, "bus");
	add_volume(world, db, "data");
	add_dependency(world, web, "db", SERVICE_HEALTHY);
	observe_network(world, "bus");
	observe_volume(world, "data");
	observe(world, db, 1, "running");
	observe(world, web, 1, "running");
	observe(world, web, 2, "exited");
}

void test_plan__down_stops_dependents_first(void **state)
{
	struct world world;

	(void)state;
	build_stack(&world);
	expect_down(&world, "#1 stop container p-web-1: down\n"
			    "#2 [after 1] remove container p-web-1: down\n"
			    "#3 remove container p-web-2: down\n"
			    "#4 [after 1] stop container p-db-1: down\n"
			    "#5 [after 4] remove container p-db-1: down\n"
			    "#6 [after 2 3 5] remove network p_bus: down\n");
	world.how.volumes = true;
	expect_down(&world, "#1 stop container p-web-1: down\n"
			    "#2 [after 1] remove container p-web-1: down\n"
			    "#3 remove container p-web-2: down\n"
			    "#4 [after 1] stop container p-db-1: down\n"
			    "#5 [after 4] remove container p-db-1: down\n"
			    "#6 [after 2 3 5] remove network p_bus: down\n"
			    "#7 [after 5] remove volume p_data: down --volumes\n");
	world_end(&world);
}

void test_plan__down_of_named_services_leaves_the_rest(void **state)
{
	struct world world;

	(void)state;
	build_stack(&world);
	name_service(&world, "web");
	world.how.volumes = true;
	expect_down(&world, "#1 stop container p-web-1: down\n"
			    "#2 [after 1] remove container p-web-1: down\n"
			    "#3 remove container p-web-2: down\n");
	world_end(&world);
}

void test_plan__down_of_nothing_is_nothing(void **state)
{
	struct world world;

	(void)state;
	world_begin(&world);
	add_service(&world, "web");
	expect_down(&world, "");
	world_end(&world);
}

static void print_fileless(struct world *world, const char *printed)
{
	struct buf out = { 0 };

	plan_print(plan_down(world->arena, NULL, &world->there, &world->how), &out);
	assert_string_equal(buf_text(&out), printed);
	buf_finish(&out);
}

void test_plan__down_without_a_file_goes_by_labels(void **state)
{
	struct world world;
	struct observed_container *container;

	(void)state;
	world_begin(&world);
	observe_named(&world, "a-db", "p-a-db-1", "running");
	container = observe_named(&world, "web", "p-web-1", "running");
	container->depends_on = "gone:service_started:false,a-db:service_healthy:true";
	observe_network(&world, "bus");
	print_fileless(&world, "#1 stop container p-web-1: down\n"
			       "#2 [after 1] remove container p-web-1: down\n"
			       "#3 [after 1] stop container p-a-db-1: down\n"
			       "#4 [after 3] remove container p-a-db-1: down\n"
			       "#5 remove network p_bus: down\n");
	world_end(&world);
}

void test_plan__down_survives_labels_in_a_circle(void **state)
{
	struct world world;

	(void)state;
	world_begin(&world);
	observe_named(&world, "a", "p-a-1", "running")->depends_on = "b:service_started:false";
	observe_named(&world, "b", "p-b-1", "running")->depends_on =
		"a:service_started:false,b:service_started:true,,:";
	print_fileless(&world, "#1 stop container p-a-1: down\n"
			       "#2 [after 1] remove container p-a-1: down\n"
			       "#3 [after 1] stop container p-b-1: down\n"
			       "#4 [after 3] remove container p-b-1: down\n");
	world_end(&world);
}

void test_plan__down_leaves_orphans_and_what_they_hold(void **state)
{
	struct world world;
	struct observed_container *orphan;

	(void)state;
	world_begin(&world);
	orphan = observe_named(&world, "old", "p-old-1", "running");
	list_add(world.arena, &orphan->networks, arena_copy(world.arena, "p_bus"));
	list_add(world.arena, &orphan->volumes, arena_copy(world.arena, "p_data"));
	observe_network(&world, "bus");
	observe_volume(&world, "data");
	world.how.volumes = true;
	expect_down(&world, "orphan p-old-1\n"
			    "note network p_bus stays: p-old-1 still runs on it\n"
			    "note volume p_data stays: p-old-1 still uses it\n");
	world.how.remove_orphans = true;
	expect_down(&world,
		    "#1 stop container p-old-1: its service is not in the file\n"
		    "#2 [after 1] remove container p-old-1: its service is not in the file\n"
		    "#3 [after 2] remove network p_bus: down\n"
		    "#4 [after 2] remove volume p_data: down --volumes\n");
	world_end(&world);
}

void test_plan__down_takes_one_offs_and_disabled_services_along(void **state)
{
	struct world world;
	struct service *disabled;
	struct observed_container *oneoff;

	(void)state;
	world_begin(&world);
	disabled = ARENA_NEW(world.arena, struct service);
	disabled->name = "profile";
	list_add(world.arena, &world.project.disabled_services, disabled);
	observe_named(&world, "profile", "p-profile-1", "exited");
	oneoff = observe_named(&world, "gone", "p-gone-run-1", "running");
	oneoff->oneoff = true;
	expect_down(&world, "#1 stop container p-gone-run-1: a one-off of the project\n"
			    "#2 [after 1] remove container p-gone-run-1: a one-off of the project\n"
			    "#3 remove container p-profile-1: down\n");
	world_end(&world);
}

void test_plan__down_never_touches_what_is_not_ours(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	add_network(&world, web, "outside")->external = true;
	add_volume(&world, web, "outer")->external = true;
	observe_network(&world, "outside");
	observe_volume(&world, "outer");
	observe_network(&world, "foreign")->ours = false;
	observe_volume(&world, "strange")->ours = false;
	world.how.volumes = true;
	expect_down(&world, "");
	world_end(&world);
}
