#include "scene.h"

static const struct fake_container web_well = { .service = "web",
						.number = 1,
						.state = "running",
						.status = "Up 3 minutes (healthy)",
						.health = "healthy" };
static const struct fake_container init_done = {
	.service = "init", .number = 1, .state = "exited", .status = "Exited (0) 2 minutes ago"
};

static void expect_more(struct scene *scene, struct list *expected, const char *service,
			int64_t replicas, bool job)
{
	struct health_expected *one = ARENA_NEW(scene->arena, struct health_expected);

	*one = (struct health_expected){ service, replicas, job };
	list_add(scene->arena, expected, one);
}

static struct health_report ask(struct scene *scene, const struct list *expected,
				const char *service)
{
	struct health_report report = { 0 };
	struct failure failure;
	struct list services = { 0 };

	if (service)
		list_add(scene->arena, &services, arena_copy(scene->arena, service));
	assert_true(health_ask(scene->engine, scene->arena, "p", expected, &services, &report,
			       &failure));
	return report;
}

static const struct health_subject *subject_at(const struct health_report *report, size_t index)
{
	assert_true(index < report->subjects.count);
	return report->subjects.items[index];
}

void test_health__ask_is_one_list_when_all_is_well(void **state)
{
	struct scene scene;
	struct health_report report;
	struct fake_container web = web_well;

	(void)state;
	scene_begin(&scene);
	web.depends_on = "init:service_completed_successfully:false";
	fake_set(&scene.fake, 0, &web);
	fake_set(&scene.fake, 1, &init_done);
	report = ask(&scene, NULL, NULL);
	assert_int_equal(report.code, EXIT_DONE);
	assert_int_equal(report.subjects.count, 2);
	assert_int_equal(subject_at(&report, 0)->verdict, HEALTH_DONE);
	assert_int_equal(subject_at(&report, 1)->verdict, HEALTH_HEALTHY);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.lists), 1);
	assert_int_equal(fake_count(&scene.fake, &scene.fake.inspects), 0);
	scene_end(&scene);
}

void test_health__ask_inspects_what_is_not_well(void **state)
{
	struct scene scene;
	struct health_report report;
	struct fake_container sick = web_well;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	sick.number = 2;
	sick.status = "Up 3 minutes (unhealthy)";
	sick.health = "unhealthy";
	sick.probe = "frozen";
	fake_set(&scene.fake, 1, &sick);
	report = ask(&scene, NULL, NULL);
	assert_int_equal(report.code, EXIT_FAILED);
	assert_int_equal(subject_at(&report, 1)->number, 2);
	assert_string_equal(subject_at(&report, 1)->probe_output, "frozen");
	assert_int_equal(fake_count(&scene.fake, &scene.fake.inspects), 1);
	report = ask(&scene, NULL, "nobody");
	assert_int_equal(report.subjects.count, 0);
	assert_int_equal(report.code, EXIT_FAILED);
	scene_end(&scene);
}

void test_health__ask_says_still_starting(void **state)
{
	struct scene scene;
	struct health_report report;
	struct fake_container young = web_well;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	young.number = 2;
	young.status = "Up 1 second (health: starting)";
	young.health = "starting";
	fake_set(&scene.fake, 1, &young);
	report = ask(&scene, NULL, "web");
	assert_int_equal(report.code, EXIT_NOT_YET);
	scene_end(&scene);
}

void test_health__ask_misses_what_the_file_wants(void **state)
{
	struct scene scene;
	struct health_report report;
	struct list expected = { 0 };
	struct fake_container old = init_done;

	(void)state;
	scene_begin(&scene);
	fake_set(&scene.fake, 0, &web_well);
	fake_set(&scene.fake, 1, &init_done);
	old.service = "old";
	fake_set(&scene.fake, 2, &old);
	expect_more(&scene, &expected, "web", 2, false);
	expect_more(&scene, &expected, "init", 1, true);
	expect_more(&scene, &expected, "none", 0, false);
	report = ask(&scene, &expected, NULL);
	assert_int_equal(report.code, EXIT_FAILED);
	assert_int_equal(report.subjects.count, 3);
	assert_int_equal(subject_at(&report, 0)->verdict, HEALTH_DONE);
	assert_int_equal(subject_at(&report, 2)->verdict, HEALTH_MISSING);
	assert_int_equal(subject_at(&report, 2)->number, 2);
	report = ask(&scene, &expected, "init");
	assert_int_equal(report.code, EXIT_DONE);
	assert_int_equal(report.subjects.count, 1);
	report = ask(&scene, &expected, "none");
	assert_int_equal(report.code, EXIT_DONE);
	scene_end(&scene);
}

void test_health__ask_of_nothing_at_all_is_a_failure(void **state)
{
	struct scene scene;
	struct health_report report;

	(void)state;
	scene_begin(&scene);
	report = ask(&scene, NULL, NULL);
	assert_int_equal(report.subjects.count, 0);
	assert_int_equal(report.code, EXIT_FAILED);
	scene_end(&scene);
}

void test_health__ask_fails_with_the_engine(void **state)
{
	struct scene scene;
	struct health_report report = { 0 };
	struct failure failure = { 0 };

	(void)state;
	scene_begin(&scene);
	scene.fake.list_status = 409;
	assert_false(health_ask(scene.engine, scene.arena, "p", NULL, NULL, &report, &failure));
	assert_int_equal(failure.code, EXIT_REFUSED);
	scene.fake.list_status = 0;
	fake_set(&scene.fake, 0, &init_done);
	scene.fake.inspect_status = 409;
	assert_false(health_ask(scene.engine, scene.arena, "p", NULL, NULL, &report, &failure));
	assert_int_equal(failure.code, EXIT_REFUSED);
	assert_non_null(failure.message);
	/* Gone between list and inspect: no fault. */
	scene.fake.inspect_status = 404;
	assert_true(health_ask(scene.engine, scene.arena, "p", NULL, NULL, &report, &failure));
	assert_int_equal(report.subjects.count, 0);
	scene_end(&scene);
}
