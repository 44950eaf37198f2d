#include "scene.h"

#define PATIENCE_MS 5000

void scene_begin(struct scene *scene)
{
	struct failure failure;

	*scene = (struct scene){ .arena = arena_create() };
	fake_start(&scene->fake);
	scene->loop = loop_create();
	scene->engine = engine_create(scene->loop,
				      arena_printf(scene->arena, "unix://%s", scene->fake.path),
				      scene->arena, &failure);
	assert_non_null(scene->engine);
}

void scene_end(struct scene *scene)
{
	health_watch_destroy(scene->watch);
	engine_destroy(scene->engine);
	loop_destroy(scene->loop);
	fake_stop(&scene->fake);
	arena_destroy(scene->arena);
}

static void on_changed(void *data)
{
	struct scene *scene = data;

	scene->changes++;
}

void scene_watch(struct scene *scene)
{
	scene->watch = health_watch_create(scene->engine, "p", on_changed, scene);
}

static void ring(void *data)
{
	bool *rang = data;

	*rang = true;
}

static bool turn_until(struct scene *scene, bool (*is_so)(struct scene *scene, const void *data),
		       const void *data, int64_t patience)
{
	bool rang = false;
	struct timer *timer = loop_timer(scene->loop, patience, 0, ring, &rang);

	while (!is_so(scene, data) && !rang)
		loop_turn(scene->loop);
	if (!rang)
		timer_cancel(timer);
	return !rang;
}

struct wish {
	int index, least;
	const int *counter;
	enum verdict verdict;
};

static bool has_verdict(struct scene *scene, const void *data)
{
	const struct wish *wish = data;
	const struct health_subject *subject =
		health_watch_subject(scene->watch, fake_id(wish->index));

	return subject && subject->verdict == wish->verdict;
}

void scene_until_verdict(struct scene *scene, int index, enum verdict verdict)
{
	struct wish wish = { .index = index, .verdict = verdict };

	assert_true(turn_until(scene, has_verdict, &wish, PATIENCE_MS));
}

static bool is_gone(struct scene *scene, const void *data)
{
	const struct wish *wish = data;

	return !health_watch_subject(scene->watch, fake_id(wish->index));
}

void scene_until_gone(struct scene *scene, int index)
{
	struct wish wish = { .index = index };

	assert_true(turn_until(scene, is_gone, &wish, PATIENCE_MS));
}

static bool is_ready(struct scene *scene, const void *data)
{
	(void)data;
	return health_watch_ready(scene->watch) && scene->changes;
}

void scene_until_ready(struct scene *scene)
{
	assert_true(turn_until(scene, is_ready, NULL, PATIENCE_MS));
}

static bool has_count(struct scene *scene, const void *data)
{
	const struct wish *wish = data;

	return fake_count(&scene->fake, wish->counter) >= wish->least;
}

static void look_again(void *data)
{
	(void)data;
}

void scene_until_count(struct scene *scene, const int *counter, int least)
{
	struct wish wish = { .counter = counter, .least = least };
	struct timer *timer = loop_timer(scene->loop, 20, 20, look_again, NULL);

	assert_true(turn_until(scene, has_count, &wish, PATIENCE_MS));
	timer_cancel(timer);
}

static bool has_trouble(struct scene *scene, const void *data)
{
	(void)data;
	return health_watch_trouble(scene->watch) != NULL;
}

void scene_until_trouble(struct scene *scene)
{
	assert_true(turn_until(scene, has_trouble, NULL, PATIENCE_MS));
}

static bool never(struct scene *scene, const void *data)
{
	(void)scene;
	(void)data;
	return false;
}

void scene_turn_for(struct scene *scene, int64_t milliseconds)
{
	turn_until(scene, never, NULL, milliseconds);
}
