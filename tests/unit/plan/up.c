#include "world.h"

void test_plan__up_fresh_makes_resources_then_containers_then_starts_by_condition(void **state)
{
	struct world world;
	struct service *db, *job, *web;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	job = add_service(&world, "job");
	web = add_service(&world, "web");
	add_network(&world, db, "bus");
	add_network(&world, web, "bus");
	add_volume(&world, db, "data");
	add_check(&world, db);
	add_dependency(&world, job, "db", SERVICE_HEALTHY);
	add_dependency(&world, web, "db", SERVICE_HEALTHY);
	add_dependency(&world, web, "job", SERVICE_COMPLETED);
	expect_up(&world, "#1 create network p_bus: not there yet\n"
			  "#2 create volume p_data: not there yet\n"
			  "#3 [after 1 2] create container p-db-1: not there yet\n"
			  "#4 [after 3] start container p-db-1: not there yet\n"
			  "#5 create container p-job-1: not there yet\n"
			  "#6 [after 4] wait until healthy db: job needs it, web needs it\n"
			  "#7 [after 5 6] start container p-job-1: not there yet\n"
			  "#8 [after 1] create container p-web-1: not there yet\n"
			  "#9 [after 7] wait until completed job: web needs it\n"
			  "#10 [after 6 8 9] start container p-web-1: not there yet\n");
	world_end(&world);
}

void test_plan__up_started_condition_is_an_edge_without_a_wait(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	add_service(&world, "db")->scale = 2;
	web = add_service(&world, "web");
	add_dependency(&world, web, "db", SERVICE_STARTED);
	expect_up(&world, "#1 create container p-db-1: not there yet\n"
			  "#2 [after 1] start container p-db-1: not there yet\n"
			  "#3 create container p-db-2: not there yet\n"
			  "#4 [after 3] start container p-db-2: not there yet\n"
			  "#5 create container p-web-1: not there yet\n"
			  "#6 [after 2 4 5] start container p-web-1: not there yet\n");
	world_end(&world);
}

/* Everything is there and the same; --wait adds waits and nothing else. */
void test_plan__up_again_does_nothing(void **state)
{
	struct world world;
	struct service *db, *job, *web;
	struct observed_container *ended;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	job = add_service(&world, "job");
	web = add_service(&world, "web");
	add_network(&world, db, "bus");
	add_volume(&world, db, "data");
	add_check(&world, db);
	add_dependency(&world, web, "db", SERVICE_HEALTHY);
	add_dependency(&world, web, "job", SERVICE_COMPLETED);
	observe_network(&world, "bus");
	observe_volume(&world, "data");
	observe(&world, db, 1, "running");
	ended = observe(&world, job, 1, "exited");
	observe(&world, web, 1, "restarting");
	expect_up(&world, "unchanged p-db-1\nunchanged p-job-1\nunchanged p-web-1\n");
	world.how.wait = true;
	expect_up(&world, "#1 wait until healthy db: --wait\n"
			  "#2 wait until completed job: --wait\n"
			  "#3 wait until started web: --wait\n"
			  "unchanged p-db-1\nunchanged p-job-1\nunchanged p-web-1\n");
	world.how.wait = false;
	ended->exit_code = 3;
	expect_up(&world, "#1 start container p-job-1: exited with code 3\n"
			  "unchanged p-db-1\nunchanged p-web-1\n");
	world_end(&world);
}

void test_plan__up_starts_what_does_not_run(void **state)
{
	struct world world;
	struct service *a, *b, *c, *d;

	(void)state;
	world_begin(&world);
	a = add_service(&world, "a");
	b = add_service(&world, "b");
	c = add_service(&world, "c");
	d = add_service(&world, "d");
	observe(&world, a, 1, "exited");
	observe(&world, b, 1, "created");
	observe(&world, c, 1, "paused");
	observe(&world, d, 1, "dead");
	expect_up(&world, "#1 start container p-a-1: exited with code 0\n"
			  "#2 start container p-b-1: created, not started yet\n"
			  "#3 stop container p-c-1: it is paused\n"
			  "#4 [after 3] start container p-c-1: it is paused\n"
			  "#5 remove container p-d-1: the old one is dead\n"
			  "#6 [after 5] create container p-d-1: the old one is dead\n"
			  "#7 [after 6] start container p-d-1: the old one is dead\n");
	world.how.no_start = true;
	expect_up(&world, "#1 remove container p-d-1: the old one is dead\n"
			  "#2 [after 1] create container p-d-1: the old one is dead\n"
			  "unchanged p-a-1\nunchanged p-b-1\nunchanged p-c-1\n");
	world_end(&world);
}

/* A dependency that runs unhealthily is waited for by who starts; who runs already waits for
 * nobody. */
void test_plan__up_waits_only_for_those_who_start(void **state)
{
	struct world world;
	struct service *db, *web;
	struct observed_container *there;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	web = add_service(&world, "web");
	add_dependency(&world, web, "db", SERVICE_HEALTHY);
	observe(&world, db, 1, "running");
	there = observe(&world, web, 1, "exited");
	expect_up(&world, "#1 wait until healthy db: web needs it\n"
			  "#2 [after 1] start container p-web-1: exited with code 0\n"
			  "unchanged p-db-1\n");
	there->state = "running";
	expect_up(&world, "unchanged p-db-1\nunchanged p-web-1\n");
	world_end(&world);
}

void test_plan__up_waits_for_nobody_of_a_service_scaled_to_none(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	add_service(&world, "db")->scale = 0;
	web = add_service(&world, "web");
	add_dependency(&world, web, "db", SERVICE_HEALTHY);
	world.how.wait = true;
	expect_up(&world, "#1 create container p-web-1: not there yet\n"
			  "#2 [after 1] start container p-web-1: not there yet\n"
			  "#3 [after 2] wait until started web: --wait\n");
	world_end(&world);
}

void test_plan__up_waits_once_for_dependents_and_for_the_user(void **state)
{
	struct world world;
	struct service *db, *off, *web;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	off = add_service(&world, "off");
	web = add_service(&world, "web");
	add_check(&world, db);
	add_check(&world, off);
	off->healthcheck->disable = true;
	add_dependency(&world, web, "db", SERVICE_HEALTHY);
	world.how.wait = true;
	expect_up(&world, "#1 create container p-db-1: not there yet\n"
			  "#2 [after 1] start container p-db-1: not there yet\n"
			  "#3 create container p-off-1: not there yet\n"
			  "#4 [after 3] start container p-off-1: not there yet\n"
			  "#5 create container p-web-1: not there yet\n"
			  "#6 [after 2] wait until healthy db: web needs it, --wait\n"
			  "#7 [after 5 6] start container p-web-1: not there yet\n"
			  "#8 [after 4] wait until started off: --wait\n"
			  "#9 [after 7] wait until started web: --wait\n");
	world_end(&world);
}

void test_plan__up_named_takes_its_dependencies_unless_told_not_to(void **state)
{
	struct world world;
	struct service *api;

	(void)state;
	world_begin(&world);
	add_service(&world, "alone");
	api = add_service(&world, "api");
	add_service(&world, "db");
	add_dependency(&world, api, "db", SERVICE_HEALTHY);
	name_service(&world, "api");
	expect_up(&world, "#1 create container p-db-1: not there yet\n"
			  "#2 [after 1] start container p-db-1: not there yet\n"
			  "#3 create container p-api-1: not there yet\n"
			  "#4 [after 2] wait until healthy db: api needs it\n"
			  "#5 [after 3 4] start container p-api-1: not there yet\n");
	world.how.no_dependencies = true;
	expect_up(&world, "#1 create container p-api-1: not there yet\n"
			  "#2 [after 1] start container p-api-1: not there yet\n");
	world_end(&world);
}

void test_plan__up_optional_dependency_makes_its_steps_optional(void **state)
{
	struct world world;
	struct service *metrics, *web;
	struct dependency *edge;

	(void)state;
	world_begin(&world);
	metrics = add_service(&world, "metrics");
	web = add_service(&world, "web");
	add_network(&world, metrics, "side");
	edge = add_dependency(&world, web, "metrics", SERVICE_HEALTHY);
	edge->required = false;
	add_dependency(&world, web, "inactive", SERVICE_HEALTHY)->required = false;
	name_service(&world, "web");
	expect_up(&world, "#1 create network p_side: not there yet (optional)\n"
			  "#2 [after 1] create container p-metrics-1: not there yet (optional)\n"
			  "#3 [after 2] start container p-metrics-1: not there yet (optional)\n"
			  "#4 create container p-web-1: not there yet\n"
			  "#5 [after 3] wait until healthy metrics: web needs it (optional)\n"
			  "#6 [after 4 5] start container p-web-1: not there yet\n");
	name_service(&world, "metrics");
	expect_up(&world, "#1 create network p_side: not there yet\n"
			  "#2 [after 1] create container p-metrics-1: not there yet\n"
			  "#3 [after 2] start container p-metrics-1: not there yet\n"
			  "#4 create container p-web-1: not there yet\n"
			  "#5 [after 3] wait until healthy metrics: web needs it (optional)\n"
			  "#6 [after 4 5] start container p-web-1: not there yet\n");
	world_end(&world);
}

void test_plan__up_scales_with_the_lowest_free_numbers_and_drops_the_highest(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	observe(&world, web, 3, "running");
	observe(&world, web, 1, "running");
	map_set(world.arena, &world.how.scale, "web", (void *)(intptr_t)4);
	expect_up(&world, "#1 create container p-web-2: not there yet\n"
			  "#2 [after 1] start container p-web-2: not there yet\n"
			  "#3 create container p-web-4: not there yet\n"
			  "#4 [after 3] start container p-web-4: not there yet\n"
			  "unchanged p-web-1\nunchanged p-web-3\n");
	map_set(world.arena, &world.how.scale, "web", (void *)(intptr_t)1);
	expect_up(&world, "#1 stop container p-web-3: more than the 1 wanted\n"
			  "#2 [after 1] remove container p-web-3: more than the 1 wanted\n"
			  "unchanged p-web-1\n");
	map_set(world.arena, &world.how.scale, "web", (void *)(intptr_t)0);
	((struct observed_container *)world.there.containers.items[0])->state = "exited";
	expect_up(&world, "#1 stop container p-web-1: more than the 0 wanted\n"
			  "#2 [after 1] remove container p-web-1: more than the 0 wanted\n"
			  "#3 remove container p-web-3: more than the 0 wanted\n");
	world_end(&world);
}

/* Without the number label a container counts, is the first to go, and never clashes. */
void test_plan__up_counts_containers_without_a_number(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	observe(&world, web, 0, "running")->name = "stray";
	observe(&world, web, 1, "running");
	expect_up(&world, "#1 stop container stray: more than the 1 wanted\n"
			  "#2 [after 1] remove container stray: more than the 1 wanted\n"
			  "unchanged p-web-1\n");
	web->scale = 3;
	expect_up(&world, "#1 create container p-web-3: not there yet\n"
			  "#2 [after 1] start container p-web-3: not there yet\n"
			  "unchanged p-web-1\nunchanged stray\n");
	world_end(&world);
}

void test_plan__up_lists_orphans_and_removes_them_when_told(void **state)
{
	struct world world;
	struct service *web, *disabled;
	struct observed_container *oneoff;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	disabled = ARENA_NEW(world.arena, struct service);
	disabled->name = "profile";
	list_add(world.arena, &world.project.disabled_services, disabled);
	observe(&world, web, 1, "running");
	observe_named(&world, "old", "p-old-1", "running");
	observe_named(&world, "profile", "p-profile-1", "running");
	oneoff = observe_named(&world, "web", "p-web-run-1", "running");
	oneoff->oneoff = true;
	oneoff = observe_named(&world, "web", "p-web-run-2", "exited");
	oneoff->oneoff = true;
	expect_up(&world, "unchanged p-web-1\norphan p-old-1\norphan p-web-run-2\n");
	world.how.remove_orphans = true;
	expect_up(&world, "#1 stop container p-old-1: its service is not in the file\n"
			  "#2 [after 1] remove container p-old-1: its service is not in the file\n"
			  "#3 remove container p-web-run-2: a one-off that has ended\n"
			  "unchanged p-web-1\n");
	world_end(&world);
}

void test_plan__up_keeps_foreign_and_external_resources(void **state)
{
	struct world world;
	struct service *web;
	struct observed_network *network;
	struct observed_volume *volume;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	add_network(&world, web, "foreign");
	add_network(&world, web, "outside")->external = true;
	add_volume(&world, web, "store");
	add_volume(&world, web, "outer")->external = true;
	network = observe_network(&world, "foreign");
	network->ours = false;
	network->config_hash = "";
	volume = observe_volume(&world, "store");
	volume->config_hash = "other";
	observe(&world, web, 1, "running");
	expect_up(
		&world,
		"unchanged p-web-1\n"
		"note volume p_store is kept with its old configuration: its data would be lost\n");
	volume->ours = false;
	expect_up(&world, "unchanged p-web-1\n");
	world_end(&world);
}

void test_plan__up_steps_carry_their_places_and_owners(void **state)
{
	struct world world;
	struct service *db, *web;
	struct plan *plan;
	const struct step *step;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	web = add_service(&world, "web");
	add_network(&world, web, "bus")->at = (struct span){ 1, 40, 3, 3 };
	add_dependency(&world, web, "db", SERVICE_HEALTHY);
	plan = plan_up(world.arena, &world.project, &world.there, &world.how);
	step = find_step(plan, STEP_CREATE_NETWORK, "network p_bus");
	assert_non_null(step);
	assert_string_equal(step->name, "p_bus");
	assert_int_equal(step->at.line, 40);
	step = find_step(plan, STEP_WAIT_HEALTHY, "db");
	assert_ptr_equal(step->service, db);
	assert_int_equal(step->at.line, 77);
	step = find_step(plan, STEP_START_CONTAINER, "p-web-1");
	assert_ptr_equal(step->service, web);
	assert_int_equal(step->number, 1);
	assert_int_equal(step->at.line, web->at.line);
	assert_ptr_equal(step->made_by, find_step(plan, STEP_CREATE_CONTAINER, "p-web-1"));
	world_end(&world);
}
