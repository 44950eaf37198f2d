#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "encode.h"
#include "explain.h"

struct scene {
	struct arena *arena;
	struct loop *loop;
	struct ui *ui;
	struct progress progress;
};

static void scene_begin(struct scene *scene)
{
	const struct ui_options options = { .progress = UI_QUIET, .color = "never" };

	scene->arena = arena_create();
	scene->loop = loop_create();
	scene->ui = ui_create(&options);
	progress_init(&scene->progress, scene->arena, scene->ui, scene->loop, "Image x");
}

static void scene_end(struct scene *scene)
{
	progress_finish(&scene->progress);
	ui_destroy(scene->ui);
	loop_destroy(scene->loop);
	arena_destroy(scene->arena);
}

static void take(struct scene *scene, const char *line)
{
	const char *reason;
	struct json *json = json_parse(scene->arena, line, strlen(line), &reason);

	assert_non_null(json);
	progress_take(&scene->progress, json);
}

static void take_trace(struct scene *scene, const struct buf *message)
{
	take(scene, arena_printf(scene->arena, "{\"id\":\"moby.buildkit.trace\",\"aux\":\"%s\"}",
				 encode_base64(scene->arena, message->data, message->length)));
}

static void take_vertex(struct scene *scene, const char *digest, const char *name, bool cached,
			int64_t started, int64_t completed, const char *error)
{
	AUTO_BUF struct buf message = { 0 };

	encode_vertex(&message, digest, name, cached, started, completed, error);
	take_trace(scene, &message);
}

static void take_log(struct scene *scene, const char *digest, const char *text)
{
	AUTO_BUF struct buf message = { 0 };

	encode_log(&message, digest, text, strlen(text));
	take_trace(scene, &message);
}

static char *tail(struct scene *scene, const char *digest, unsigned lines)
{
	AUTO_BUF struct buf out = { 0 };
	struct vertex *vertex = digest ? map_get(&scene->progress.vertexes, digest) : NULL;

	progress_tail(&scene->progress, vertex, lines, &out);
	return buf_to_arena(&out, scene->arena);
}

void test_build__progress_counts_each_step_once(void **state)
{
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	take_vertex(&scene, "1", "[1/3] FROM x", true, 5, 6, NULL);
	take_vertex(&scene, "1", "[1/3] FROM x", true, 5, 6, NULL);
	take_vertex(&scene, "2", "[2/3] RUN y", false, 5, 0, NULL);
	take_vertex(&scene, "2", "[2/3] RUN y", false, 5, 9, NULL);
	take_vertex(&scene, "3", "[internal] load build definition", false, 5, 9, NULL);
	assert_int_equal(scene.progress.finished, 2);
	assert_int_equal(scene.progress.cached, 1);
	assert_null(progress_culprit(&scene.progress));
	scene_end(&scene);
}

void test_build__progress_takes_the_image(void **state)
{
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	take(&scene, "{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"sha256:abc\"}}");
	assert_string_equal(scene.progress.image_id, "sha256:abc");
	assert_null(scene.progress.error);
	scene_end(&scene);
}

void test_build__progress_takes_the_error_in_either_form(void **state)
{
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	take(&scene, "{\"error\":\"one\"}");
	assert_string_equal(scene.progress.error, "one");
	take(&scene, "{\"error\":\"two\",\"errorDetail\":{\"message\":\"detail\"}}");
	assert_string_equal(scene.progress.error, "detail");
	scene_end(&scene);
}

void test_build__progress_survives_strange_lines(void **state)
{
	static const char *const lines[] = {
		"{}",
		"[]",
		"7",
		"null",
		"{\"id\":7,\"aux\":9}",
		"{\"id\":\"moby.buildkit.trace\",\"aux\":\"!!!\"}",
		"{\"id\":\"moby.buildkit.trace\",\"aux\":{}}",
		"{\"stream\":5}",
		"{\"aux\":{\"ID\":1}}",
	};
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		take(&scene, lines[i]);
	assert_int_equal(scene.progress.strange, 1);
	assert_null(scene.progress.image_id);
	assert_null(scene.progress.error);
	scene_end(&scene);
}

void test_build__progress_tail_is_the_last_lines(void **state)
{
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	take_log(&scene, "1", "one\ntw");
	take_log(&scene, "1", "o\nthree\r\n50%\r100%\nla\x1b[1mst");
	assert_string_equal(tail(&scene, "1", 2), "  | 100%\n  | la?st\n");
	assert_string_equal(tail(&scene, "1", 0),
			    "  | one\n  | two\n  | three\n  | 100%\n  | la?st\n");
	scene_end(&scene);
}

void test_build__progress_long_logs_are_kept_in_bounds(void **state)
{
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	for (int i = 0; i < 20000; i++)
		take_log(&scene, "1", arena_printf(scene.arena, "line %05d of a long log\n", i));
	assert_true(((struct vertex *)map_get(&scene.progress.vertexes, "1"))->log.length < 200000);
	assert_string_equal(tail(&scene, "1", 1), "  | line 19999 of a long log\n");
	scene_end(&scene);
}

void test_build__progress_culprit_is_not_who_was_cancelled(void **state)
{
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	take_vertex(&scene, "1", "[a 2/2] RUN sleep", false, 5, 9, "context canceled");
	take_vertex(&scene, "2", "[b 2/2] RUN false", false, 5, 9, "exit code: 1");
	take_vertex(&scene, "3", "exporting", false, 5, 9, "exit code: 2");
	assert_string_equal(progress_culprit(&scene.progress)->digest, "2");
	scene_end(&scene);
}

void test_build__progress_failure_tells_the_story(void **state)
{
	const struct build_request request = { .subject = "Image x" };
	const struct context context = { .dockerfile_text = "FROM b\nRUN false\nRUN c\n",
					 .dockerfile_shown = "docker/x/Dockerfile" };
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	take_log(&scene, "2", "first\nsecond\n");
	take_vertex(&scene, "2", "[2/3] RUN false", false, 5, 9, "exit code: 1");
	assert_string_equal(explain_failure(scene.arena, &request, &context, &scene.progress, "w"),
			    "cannot build image x: [2/3] RUN false failed: exit code: 1\n"
			    "docker/x/Dockerfile:2\n"
			    "       1 | FROM b\n"
			    "  >    2 | RUN false\n"
			    "       3 | RUN c\n"
			    "\n"
			    "its last output:\n"
			    "  | first\n"
			    "  | second");
	scene_end(&scene);
}

void test_build__progress_failure_without_a_step(void **state)
{
	const struct build_request request = { .subject = "Image x" };
	const struct context context = { .dockerfile_text = "FROM b\nFOO\n",
					 .dockerfile_shown = "Dockerfile" };
	struct scene scene;
	(void)state;

	scene_begin(&scene);
	assert_string_equal(
		explain_failure(
			scene.arena, &request, &context, &scene.progress,
			"failed to solve with frontend dockerfile.v0: failed to create LLB "
			"definition: dockerfile parse error line 2: unknown instruction: FOO"),
		"cannot build image x: dockerfile parse error line 2: unknown instruction: FOO\n"
		"Dockerfile:2\n"
		"       1 | FROM b\n"
		"  >    2 | FOO");
	assert_string_equal(explain_failure(scene.arena, &request, &context, &scene.progress, NULL),
			    "cannot build image x: the engine gave no reason");
	scene_end(&scene);
}

void test_build__progress_known_words_have_a_remedy(void **state)
{
	(void)state;
	const struct vertex base = { .name = "[internal] load metadata for x",
				     .error = "no such host" };
	const struct vertex step = { .name = "[1/2] RUN x",
				     .error = "could not find bridge docker0" };
	assert_true(text_starts(explain_remedy(&base, NULL), "the base image"));
	assert_true(text_starts(explain_remedy(&step, "no such host"), "the engine has lost"));
	assert_non_null(explain_remedy(NULL, "failed: no active sessions"));
	assert_null(explain_remedy(NULL, "exit code: 1"));
	assert_null(explain_remedy(NULL, NULL));
}
