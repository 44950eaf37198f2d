/* One clau a project and engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scene.h"

static struct run_lock *take(struct scene *scene, const char *project, int64_t wait_ms,
			     struct failure *ret_failure)
{
	struct run_context other = scene->context;
	other.project_name = project;
	*ret_failure = (struct failure){ 0 };
	return run_lock_take(&other, wait_ms, ret_failure);
}

void test_run__lock_holds_one_project(void **state)
{
	struct scene scene;
	struct failure failure;
	(void)state;
	scene_begin(&scene);
	struct run_lock *first = take(&scene, "demo", 0, &failure);
	assert_non_null(first);
	assert_null(take(&scene, "demo", 0, &failure));
	assert_int_equal(failure.code, EXIT_LOCKED);
	assert_non_null(strstr(failure.message,
			       arena_printf(scene.context.arena, "pid %ld", (long)getpid())));
	struct run_lock *another = take(&scene, "demo2", 0, &failure);
	assert_non_null(another);
	run_lock_drop(another);
	run_lock_drop(first);
	first = take(&scene, "demo", 0, &failure);
	assert_non_null(first);
	run_lock_drop(first);
	run_lock_drop(NULL);
	scene_end(&scene);
}

void test_run__lock_waits_no_longer_than_told(void **state)
{
	struct scene scene;
	struct failure failure;
	(void)state;
	scene_begin(&scene);
	struct run_lock *held = take(&scene, "demo", 0, &failure);
	int64_t start = loop_now(scene.context.loop);
	assert_null(take(&scene, "demo", 250, &failure));
	assert_in_range(loop_now(scene.context.loop) - start, 250, 1000);
	/* The run's own deadline is nearer. */
	start = loop_now(scene.context.loop);
	scene.context.deadline = start + 150;
	assert_null(take(&scene, "demo", 60000, &failure));
	assert_int_equal(failure.code, EXIT_LOCKED);
	assert_in_range(loop_now(scene.context.loop) - start, 150, 1000);
	run_lock_drop(held);
	scene_end(&scene);
}

static void drop_later(void *data)
{
	struct run_lock **held = data;
	run_lock_drop(*held);
	*held = NULL;
}

void test_run__lock_is_taken_when_it_becomes_free(void **state)
{
	struct scene scene;
	struct failure failure;
	(void)state;
	scene_begin(&scene);
	struct run_lock *held = take(&scene, "demo", 0, &failure);
	loop_timer(scene.context.loop, 200, 0, drop_later, &held);
	struct run_lock *next = take(&scene, "demo", 5000, &failure);
	assert_non_null(next);
	assert_null(held);
	run_lock_drop(next);
	scene_end(&scene);
}

void test_run__lock_refuses_a_folder_open_to_others(void **state)
{
	struct scene scene;
	struct failure failure;
	(void)state;
	scene_begin(&scene);
	const char *folder = path_join(scene.context.arena, scene.folder, "clau");
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_null(take(&scene, "demo", 0, &failure));
	assert_int_equal(failure.code, EXIT_FAILED);
	assert_non_null(strstr(failure.message, folder));
	assert_non_null(strstr(failure.message, "only you"));
	assert_non_null(failure.remedy);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(symlink("/", folder), 0);
	assert_null(take(&scene, "demo", 0, &failure));
	scene_end(&scene);
}
