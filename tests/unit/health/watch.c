#include "scene.h"

static const struct fake_container web_well = { .service = "web",
						.number = 1,
						.state = "running",
						.status = "Up 3 minutes (healthy)",
						.health = "healthy" };
static const struct fake_container nats_well = {
	.service = "nats", .number = 1, .state = "running", .status = "Up 3 minutes"
};

void test_health__watch_lists_once_and_asks_no_more_when_all_is_well(void **state)
{
	struct scene scene;
	const struct list *subjects;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	fake_set(&scene.fake, 1, &nats_well);
	scene_watch(&scene);
	assert_false(health_watch_ready(scene.watch));
	scene_until_ready(&scene);
	scene_turn_for(&scene, 100);
	subjects = health_watch_subjects(scene.watch);
	assert_int_equal(subjects->count, 2);
	assert_string_equal(((struct health_subject *)subjects->items[0])->service, "nats");
	assert_int_equal(((struct health_subject *)subjects->items[0])->verdict, HEALTH_RUNNING);
	assert_int_equal(((struct health_subject *)subjects->items[1])->verdict, HEALTH_HEALTHY);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.streams), 1);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.lists), 1);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.inspects), 0);
	assert_int_equal(scene.changes, 1);
	/* The engine's words say for how long it runs: nobody need wait to see that again. */
	assert_true(health_watch_running_for(scene.watch, fake_id(1)) >= 180000);
	assert_int_equal(health_watch_running_for(scene.watch, fake_id(5)), -1);
	assert_null(health_watch_subject(scene.watch, fake_id(5)));
	scene_end(&scene);
}

/* create, start, a failing and a passing check, the end: each as the engine tells it. */
void test_health__watch_follows_a_life(void **state)
{
	struct scene scene;
	struct fake_container web = web_well;
	const struct health_subject *subject;

	(void)state;
	scene_begin(&scene);
	scene_watch(&scene);
	scene_until_ready(&scene);
	web.state = "created";
	web.health = NULL;
	fake_set(&scene.fake, 0, &web);
	fake_event(&scene.fake, 0, "create");
	scene_until_verdict(&scene, 0, HEALTH_STARTING);
	assert_int_equal(health_watch_running_for(scene.watch, fake_id(0)), -1);
	web.state = "running";
	web.health = "starting";
	fake_set(&scene.fake, 0, &web);
	fake_event(&scene.fake, 0, "start");
	web.health = "unhealthy";
	web.probe = "connection refused";
	fake_set(&scene.fake, 0, &web);
	fake_event(&scene.fake, 0, "health_status: unhealthy");
	scene_until_verdict(&scene, 0, HEALTH_UNHEALTHY);
	subject = health_watch_subject(scene.watch, fake_id(0));
	assert_string_equal(subject->probe_output, "connection refused");
	assert_true(health_watch_running_for(scene.watch, fake_id(0)) >= 0);
	fake_event(&scene.fake, 0, "health_status: healthy");
	scene_until_verdict(&scene, 0, HEALTH_HEALTHY);
	web.state = "exited";
	web.exit_code = 3;
	fake_set(&scene.fake, 0, &web);
	fake_event(&scene.fake, 0, "die");
	scene_until_verdict(&scene, 0, HEALTH_EXITED);
	subject = health_watch_subject(scene.watch, fake_id(0));
	assert_int_equal(subject->exit_code, 3);
	assert_int_equal(health_watch_running_for(scene.watch, fake_id(0)), -1);
	fake_event(&scene.fake, 0, "destroy");
	scene_until_gone(&scene, 0);
	assert_int_equal(health_watch_subjects(scene.watch)->count, 0);
	scene_end(&scene);
}

void test_health__watch_takes_the_word_of_a_healthy_event(void **state)
{
	struct scene scene;
	struct fake_container web = web_well;
	int inspects;

	(void)state;
	scene_begin(&scene);
	web.status = "Up 3 seconds (health: starting)";
	web.health = "starting";
	fake_set(&scene.fake, 0, &web);
	scene_watch(&scene);
	scene_until_ready(&scene);
	scene_until_count(&scene, &scene.fake.inspects, 1);
	scene_turn_for(&scene, 100);
	inspects = fake_count(&scene.fake, &scene.fake.inspects);
	fake_event(&scene.fake, 0, "exec_create: /probe");
	fake_event(&scene.fake, 0, "exec_start: /probe");
	fake_event(&scene.fake, 0, "exec_die");
	fake_event(&scene.fake, 0, "health_status: healthy");
	scene_until_verdict(&scene, 0, HEALTH_HEALTHY);
	scene_turn_for(&scene, 100);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.inspects), inspects);
	assert_int_equal(health_watch_subject(scene.watch, fake_id(0))->since, 1704067210000);
	scene_end(&scene);
}

void test_health__watch_ignores_one_offs(void **state)
{
	struct scene scene;
	struct fake_container run = nats_well;

	(void)state;
	scene_begin(&scene);
	run.oneoff = true;
	fake_set(&scene.fake, 0, &run);
	scene_watch(&scene);
	scene_until_ready(&scene);
	fake_event(&scene.fake, 0, "start");
	scene_turn_for(&scene, 100);
	assert_int_equal(health_watch_subjects(scene.watch)->count, 0);
	scene_end(&scene);
}

void test_health__watch_knows_jobs_from_labels_and_when_told(void **state)
{
	struct scene scene;
	struct fake_container init = { .service = "init",
				       .number = 1,
				       .state = "exited",
				       .status = "Exited (0) 2 minutes ago" };
	struct fake_container web = web_well;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &init);
	init.service = "other";
	fake_set(&scene.fake, 1, &init);
	scene_watch(&scene);
	scene_until_verdict(&scene, 0, HEALTH_EXITED);
	scene_until_verdict(&scene, 1, HEALTH_EXITED);
	web.depends_on = "init:service_completed_successfully:false";
	web.state = "created";
	fake_set(&scene.fake, 2, &web);
	fake_event(&scene.fake, 2, "create");
	scene_until_verdict(&scene, 0, HEALTH_DONE);
	assert_string_equal(health_watch_subject(scene.watch, fake_id(0))->reason, "");
	health_watch_expect_job(scene.watch, "other");
	scene_until_verdict(&scene, 1, HEALTH_DONE);
	scene_end(&scene);
}

/* What happened while nobody was listening is seen in the list that follows. */
void test_health__watch_lists_again_when_the_stream_was_cut(void **state)
{
	struct scene scene;
	struct fake_container nats = nats_well;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	fake_set(&scene.fake, 1, &nats_well);
	scene_watch(&scene);
	scene_until_ready(&scene);
	nats.status = "Up 3 seconds";
	nats.restart_count = 3;
	fake_remove(&scene.fake, 0);
	fake_set(&scene.fake, 1, &nats);
	fake_cut_events(&scene.fake);
	scene_until_gone(&scene, 0);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.streams), 2);
	assert_in_range(health_watch_running_for(scene.watch, fake_id(1)), 3000, 20000);
	assert_null(health_watch_trouble(scene.watch));
	scene_end(&scene);
}

void test_health__watch_polls_while_there_are_no_events(void **state)
{
	struct scene scene;
	struct fake_container web = web_well;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	scene.fake.events_status = 500;
	scene_watch(&scene);
	scene_until_ready(&scene);
	web.status = "Up 4 minutes (unhealthy)";
	web.health = "unhealthy";
	fake_set(&scene.fake, 0, &web);
	scene_until_verdict(&scene, 0, HEALTH_UNHEALTHY);
	scene.fake.events_status = 0;
	scene_turn_for(&scene, 2500);
	fake_event(&scene.fake, 0, "health_status: healthy");
	scene_until_verdict(&scene, 0, HEALTH_HEALTHY);
	assert_null(health_watch_trouble(scene.watch));
	scene_end(&scene);
}

void test_health__watch_polls_podman_each_second(void **state)
{
	struct scene scene;
	int lists;

	(void)state;
	scene_begin(&scene);
	scene.fake.is_podman = true;
	fake_set(&scene.fake, 0, &nats_well);
	scene_watch(&scene);
	scene_until_ready(&scene);
	lists = fake_count(&scene.fake, &scene.fake.lists);
	scene_turn_for(&scene, 2500);
	assert_in_range(fake_count(&scene.fake, &scene.fake.lists) - lists, 1, 3);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.streams), 1);
	scene_end(&scene);
}

void test_health__watch_survives_an_engine_that_comes_back(void **state)
{
	struct scene scene;
	struct fake_container web = web_well;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	scene_watch(&scene);
	scene_until_ready(&scene);
	fake_vanish(&scene.fake);
	scene_turn_for(&scene, 500);
	assert_null(health_watch_trouble(scene.watch));
	web.state = "exited";
	web.status = "Exited (255) 1 second ago";
	web.exit_code = 255;
	fake_set(&scene.fake, 0, &web);
	fake_return(&scene.fake);
	scene_until_verdict(&scene, 0, HEALTH_EXITED);
	scene_end(&scene);
}

void test_health__watch_gives_up_behind_the_window(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	engine_set_reconnect_window(scene.engine, 300);
	fake_set(&scene.fake, 0, &web_well);
	scene_watch(&scene);
	scene_until_ready(&scene);
	fake_vanish(&scene.fake);
	scene_until_trouble(&scene);
	assert_int_equal(health_watch_trouble(scene.watch)->code, EXIT_UNREACHABLE);
	assert_false(text_is_empty(health_watch_trouble(scene.watch)->message));
	scene_end(&scene);
}

void test_health__watch_of_nobody_is_trouble_at_once(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	fake_vanish(&scene.fake);
	scene_watch(&scene);
	scene_until_trouble(&scene);
	assert_false(health_watch_ready(scene.watch));
	assert_int_equal(health_watch_trouble(scene.watch)->code, EXIT_UNREACHABLE);
	scene_end(&scene);
}

void test_health__watch_can_end_at_any_time(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	scene_watch(&scene);
	health_watch_destroy(scene.watch);
	scene_watch(&scene);
	loop_turn(scene.loop);
	health_watch_destroy(scene.watch);
	scene_watch(&scene);
	scene_until_ready(&scene);
	fake_event(&scene.fake, 0, "die");
	loop_turn(scene.loop);
	health_watch_destroy(scene.watch);
	scene.watch = NULL;
	health_watch_destroy(NULL);
	scene_end(&scene);
}
