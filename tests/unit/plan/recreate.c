#include "world.h"

#define RECREATE(name, reason)                                                                     \
	"#1 create container " name ": " reason "\n"                                               \
	"#2 [after 1] stop container " name ": " reason "\n"                                       \
	"#3 [after 1 2] remove container " name ": " reason "\n"                                   \
	"#4 [after 3] rename container " name ": " reason "\n"                                     \
	"#5 [after 4] start container " name ": " reason "\n"

void test_plan__recreate_names_what_differs(void **state)
{
	struct world world;
	struct service *web;
	struct observed_container *there;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	there = observe(&world, web, 1, "running");
	there->content_hash = "other";
	expect_up(&world, RECREATE("p-web-1", "the content of a secret or config changed"));
	there->config_hash = "other";
	expect_up(&world, RECREATE("p-web-1", "configuration changed"));
	there->content_hash = "";
	expect_up(&world, RECREATE("p-web-1", "configuration changed"));
	there->config_hash = "";
	expect_up(&world, RECREATE("p-web-1", "configuration changed"));
	/* Our own hash decides where it is known: the other is a dialect of the tool. */
	there->config_hash = "other";
	there->content_hash = web->content_hash;
	expect_up(&world, "unchanged p-web-1\n");
	there->content_hash = "";
	there->config_hash = web->config_hash;
	expect_up(&world, "unchanged p-web-1\n");
	/* A container of an older Compose. */
	web->config_hash_older = "older";
	there->config_hash = "older";
	expect_up(&world, "unchanged p-web-1\n");
	world_end(&world);
}

void test_plan__recreate_for_another_image(void **state)
{
	struct world world;
	struct service *web;
	struct observed_container *there;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	there = observe(&world, web, 1, "running");
	there->image_id = "id-old";
	expect_up(&world, "unchanged p-web-1\n");
	there->image_label = "id-older";
	expect_up(&world, RECREATE("p-web-1", "image changed"));
	there->image_id = there->image_label = "";
	expect_up(&world, "unchanged p-web-1\n");
	there->image_id = "id-old";
	map_remove(&world.there.images, "web:1");
	expect_up(&world, "unchanged p-web-1\n");
	world_end(&world);
}

void test_plan__recreate_goes_by_a_temporary_name(void **state)
{
	struct world world;
	struct service *web;
	struct plan *plan;
	const struct step *create, *rename, *start;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	observe(&world, web, 1, "running")->config_hash = "other";
	((struct observed_container *)world.there.containers.items[0])->content_hash = "";
	plan = plan_up(world.arena, &world.project, &world.there, &world.how);
	create = find_step(plan, STEP_CREATE_CONTAINER, "p-web-1");
	assert_string_equal(create->name, "000000000001_p-web-1");
	assert_memory_equal(create->replaces, "000000000001", 12);
	rename = find_step(plan, STEP_RENAME_CONTAINER, "p-web-1");
	assert_string_equal(rename->name, "p-web-1");
	assert_ptr_equal(rename->made_by, create);
	start = find_step(plan, STEP_START_CONTAINER, "p-web-1");
	assert_ptr_equal(start->made_by, create);
	assert_null(start->id_there);
	world_end(&world);
}

void test_plan__recreate_what_does_not_run_stops_nothing(void **state)
{
	struct world world;
	struct service *web;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	observe(&world, web, 1, "exited")->content_hash = "other";
	world.how.no_start = true;
	expect_up(&world,
		  "#1 create container p-web-1: the content of a secret or config changed\n"
		  "#2 [after 1] remove container p-web-1: the content of a secret or config "
		  "changed\n"
		  "#3 [after 2] rename container p-web-1: the content of a secret or config "
		  "changed\n");
	world_end(&world);
}

void test_plan__recreate_for_mounts_and_networks(void **state)
{
	struct world world;
	struct service *web;
	struct observed_container *there;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	add_network(&world, web, "bus");
	add_volume(&world, web, "data");
	observe_network(&world, "bus");
	observe_volume(&world, "data");
	there = observe(&world, web, 1, "running");
	expect_up(&world, "unchanged p-web-1\n");
	there->volumes = (struct list){ 0 };
	expect_up(&world, RECREATE("p-web-1", "volume p_data is not mounted"));
	there->networks = (struct list){ 0 };
	there->volumes = (struct list){ 0 };
	list_add(world.arena, &there->volumes, arena_copy(world.arena, "p_data"));
	expect_up(&world, RECREATE("p-web-1", "not attached to network p_bus"));
	/* An engine need not tell the networks of what does not run. */
	there->state = "exited";
	expect_up(&world, "#1 start container p-web-1: exited with code 0\n");
	world.there.networks = (struct list){ 0 };
	expect_up(&world, "#1 create network p_bus: not there yet\n"
			  "#2 [after 1] create container p-web-1: not attached to network p_bus\n"
			  "#3 [after 2] remove container p-web-1: not attached to network p_bus\n"
			  "#4 [after 3] rename container p-web-1: not attached to network p_bus\n"
			  "#5 [after 4] start container p-web-1: not attached to network p_bus\n");
	/* It refers to the network that is gone, by its id: away with it before the new one. */
	list_add(world.arena, &there->networks, arena_copy(world.arena, "p_bus"));
	expect_up(&world, "#1 remove container p-web-1: network p_bus was missing\n"
			  "#2 [after 1] create network p_bus: not there yet\n"
			  "#3 [after 1 2] create container p-web-1: network p_bus was missing\n"
			  "#4 [after 3] start container p-web-1: network p_bus was missing\n");
	world_end(&world);
}

void test_plan__recreate_policies(void **state)
{
	struct world world;
	struct service *db, *web;
	struct observed_container *there;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	web = add_service(&world, "web");
	add_dependency(&world, web, "db", SERVICE_STARTED);
	observe(&world, db, 1, "running");
	there = observe(&world, web, 1, "running");
	name_service(&world, "web");
	there->content_hash = "other";
	world.how.no_recreate = true;
	expect_up(&world, "unchanged p-db-1\nunchanged p-web-1\n");
	world.how.no_recreate = false;
	there->content_hash = web->content_hash;
	world.how.force_recreate = true;
	expect_up(&world, RECREATE("p-web-1", "recreation was asked for") "unchanged p-db-1\n");
	world.how.force_recreate = false;
	world.how.always_recreate_dependencies = true;
	expect_up(&world, RECREATE("p-db-1", "recreation was asked for") "unchanged p-web-1\n");
	world_end(&world);
}

/* A changed network takes everything on it along: stopped before, made anew behind. */
void test_plan__recreate_a_network_with_all_that_runs_on_it(void **state)
{
	struct world world;
	struct service *db, *web;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	web = add_service(&world, "web");
	add_network(&world, db, "bus");
	add_network(&world, web, "bus");
	observe_network(&world, "bus")->config_hash = "other";
	observe(&world, db, 1, "running");
	observe(&world, web, 1, "exited");
	expect_up(&world, "#1 stop container p-db-1: network p_bus changed\n"
			  "#2 [after 1] remove container p-db-1: network p_bus changed\n"
			  "#3 remove container p-web-1: network p_bus changed\n"
			  "#4 [after 2 3] remove network p_bus: configuration changed\n"
			  "#5 [after 4] create network p_bus: configuration changed\n"
			  "#6 [after 2 5] create container p-db-1: network p_bus changed\n"
			  "#7 [after 6] start container p-db-1: network p_bus changed\n"
			  "#8 [after 3 5] create container p-web-1: network p_bus changed\n"
			  "#9 [after 8] start container p-web-1: network p_bus changed\n");
	name_service(&world, "web");
	expect_up(&world, "#1 start container p-web-1: exited with code 0\n"
			  "note network p_bus is kept with its old configuration: p-db-1 is "
			  "attached to it\n");
	world.how.services = (struct list){ 0 };
	world.how.no_recreate = true;
	expect_up(&world, "#1 start container p-web-1: exited with code 0\n"
			  "unchanged p-db-1\n"
			  "note network p_bus is kept with its old configuration: --no-recreate\n");
	world_end(&world);
}

void test_plan__recreate_a_network_once_the_orphans_on_it_are_gone(void **state)
{
	struct world world;
	struct service *web;
	struct observed_container *orphan;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	add_network(&world, web, "bus");
	observe_network(&world, "bus")->config_hash = "other";
	orphan = observe_named(&world, "old", "p-old-1", "running");
	list_add(world.arena, &orphan->networks, arena_copy(world.arena, "p_bus"));
	world.how.remove_orphans = true;
	expect_up(&world, "#1 stop container p-old-1: its service is not in the file\n"
			  "#2 [after 1] remove container p-old-1: its service is not in the file\n"
			  "#3 [after 2] remove network p_bus: configuration changed\n"
			  "#4 [after 3] create network p_bus: configuration changed\n"
			  "#5 [after 4] create container p-web-1: not there yet\n"
			  "#6 [after 5] start container p-web-1: not there yet\n");
	world_end(&world);
}

/* `restart: true`: the dependent is stopped before and started behind its dependency. */
void test_plan__recreate_restarts_dependents_that_ask_for_it(void **state)
{
	struct world world;
	struct service *db, *web;
	struct dependency *edge;

	(void)state;
	world_begin(&world);
	db = add_service(&world, "db");
	web = add_service(&world, "web");
	edge = add_dependency(&world, web, "db", SERVICE_HEALTHY);
	observe(&world, db, 1, "running")->content_hash = "other";
	((struct observed_container *)world.there.containers.items[0])->config_hash = "other";
	observe(&world, web, 1, "running");
	expect_up(&world, RECREATE("p-db-1", "configuration changed") "unchanged p-web-1\n");
	edge->restart = true;
	expect_up(&world, "#1 create container p-db-1: configuration changed\n"
			  "#2 stop container p-web-1: dependency db restarted\n"
			  "#3 [after 1 2] stop container p-db-1: configuration changed\n"
			  "#4 [after 1 3] remove container p-db-1: configuration changed\n"
			  "#5 [after 4] rename container p-db-1: configuration changed\n"
			  "#6 [after 5] start container p-db-1: configuration changed\n"
			  "#7 [after 6] wait until healthy db: web needs it\n"
			  "#8 [after 2 7] start container p-web-1: dependency db restarted\n");
	world_end(&world);
}

/* Who lives in another's network namespace is made again when that one is. */
void test_plan__recreate_follows_shared_namespaces(void **state)
{
	struct world world;
	struct service *vpn, *web;

	(void)state;
	world_begin(&world);
	vpn = add_service(&world, "vpn");
	web = add_service(&world, "web");
	web->network_mode = "service:vpn";
	add_dependency(&world, web, "vpn", SERVICE_STARTED)->restart = true;
	observe(&world, vpn, 1, "running")->content_hash = "other";
	observe(&world, web, 1, "running");
	vpn->config_hash = "new";
	expect_up(&world, "#1 create container p-vpn-1: configuration changed\n"
			  "#2 stop container p-web-1: dependency vpn recreated\n"
			  "#3 [after 2] remove container p-web-1: dependency vpn recreated\n"
			  "#4 [after 1 2 3] stop container p-vpn-1: configuration changed\n"
			  "#5 [after 1 4] remove container p-vpn-1: configuration changed\n"
			  "#6 [after 5] rename container p-vpn-1: configuration changed\n"
			  "#7 [after 6] start container p-vpn-1: configuration changed\n"
			  "#8 [after 3 6] create container p-web-1: dependency vpn recreated\n"
			  "#9 [after 7 8] start container p-web-1: dependency vpn recreated\n");
	world_end(&world);
}

void test_plan__recreate_keeps_those_who_share_with_one_that_only_grows(void **state)
{
	struct world world;
	struct service *vpn, *web;

	(void)state;
	world_begin(&world);
	vpn = add_service(&world, "vpn");
	web = add_service(&world, "web");
	list_add(world.arena, &web->volumes_from, arena_copy(world.arena, "vpn:ro"));
	observe(&world, vpn, 1, "running");
	observe(&world, web, 1, "running");
	vpn->scale = 2;
	expect_up(&world, "#1 create container p-vpn-2: not there yet\n"
			  "#2 [after 1] start container p-vpn-2: not there yet\n"
			  "unchanged p-vpn-1\nunchanged p-web-1\n");
	vpn->scale = 1;
	world.there.containers.items[0] = world.there.containers.items[1];
	world.there.containers.count = 1;
	expect_up(&world, "#1 stop container p-web-1: dependency vpn recreated\n"
			  "#2 [after 1] remove container p-web-1: dependency vpn recreated\n"
			  "#3 [after 2] create container p-vpn-1: not there yet\n"
			  "#4 [after 3] start container p-vpn-1: not there yet\n"
			  "#5 [after 2 3] create container p-web-1: dependency vpn recreated\n"
			  "#6 [after 5] start container p-web-1: dependency vpn recreated\n");
	world_end(&world);
}

/* Killed between create and remove: the half-made one goes, the exchange is done again. */
void test_plan__interrupted_recreate_is_done_again(void **state)
{
	struct world world;
	struct service *web;
	struct observed_container *old, *half;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	old = observe(&world, web, 1, "exited");
	half = observe(&world, web, 1, "created");
	half->name = "000000000001_p-web-1";
	expect_up(&world, "#1 remove container 000000000001_p-web-1: left over from an interrupted "
			  "recreate\n"
			  "#2 start container p-web-1: exited with code 0\n");
	old->content_hash = "other";
	old->config_hash = "other";
	expect_up(&world, "#1 remove container 000000000001_p-web-1: left over from an interrupted "
			  "recreate\n"
			  "#2 [after 1] create container p-web-1: configuration changed\n"
			  "#3 [after 2] remove container p-web-1: configuration changed\n"
			  "#4 [after 3] rename container p-web-1: configuration changed\n"
			  "#5 [after 4] start container p-web-1: configuration changed\n");
	world_end(&world);
}

/* Killed between remove and rename: what is left is the new one. */
void test_plan__interrupted_recreate_is_finished(void **state)
{
	struct world world;
	struct service *web;
	struct observed_container *half;

	(void)state;
	world_begin(&world);
	web = add_service(&world, "web");
	half = observe(&world, web, 1, "created");
	half->name = "abcdefabcdef_p-web-1";
	expect_up(&world, "#1 rename container p-web-1: an interrupted recreate left its temporary "
			  "name\n"
			  "#2 [after 1] start container p-web-1: created, not started yet\n");
	half->state = "running";
	expect_up(&world, "#1 rename container p-web-1: an interrupted recreate left its temporary "
			  "name\n");
	/* Only our own pattern is ours to rename. */
	half->name = "abcdefabcdef_else";
	expect_up(&world, "unchanged abcdefabcdef_else\n");
	half->name = "abcdef";
	expect_up(&world, "unchanged abcdef\n");
	world_end(&world);
}
