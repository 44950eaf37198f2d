#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dockerfile.h"

static const char text[] = "# escape=\\\n"
			   "ARG BASE=debian\n"
			   "FROM ${BASE} AS Build\n"
			   "run make   all \\\n"
			   "    # why\n"
			   "\n"
			   "    && make install\n"
			   "COPY . .\n"
			   "RUN echo same\n"
			   "FROM ${BASE}\n"
			   "COPY --from=build $HOME/x /y\n"
			   "RUN <<EOF\n"
			   "RUN echo inside\n"
			   "EOF\n"
			   "RUN echo same\n";

static void expect(const char *step, unsigned first, unsigned last)
{
	struct arena *arena = arena_create();
	struct lines lines = dockerfile_find_step(arena, text, step);

	if (lines.first != first || lines.last != last)
		fail_msg("%s: lines %u to %u", step, lines.first, lines.last);
	arena_destroy(arena);
}

void test_build__dockerfile_finds_steps(void **state)
{
	(void)state;
	expect("[build 2/4] RUN make   all     && make install", 4, 7);
	expect("[build 3/4] COPY . .", 8, 8);
	expect("[stage-1 2/4] COPY --from=build /root/x /y", 11, 11);
	expect("[build 1/4] FROM docker.io/library/debian", 3, 3);
	expect("[stage-1 1/4] FROM docker.io/library/debian", 10, 10);
	expect("[build 4/4] RUN echo same", 9, 9);
	expect("[stage-1 4/4] RUN echo same", 15, 15);
	expect("[linux/amd64 stage-1 4/4] RUN echo same", 15, 15);
}

void test_build__dockerfile_finds_the_base_image(void **state)
{
	static const char two[] =
		"FROM ${X} AS a\nFROM debian AS b\nFROM debian:12\nFROM me/x:latest";
	static const struct {
		const char *image;
		unsigned line;
	} rows[] = { { "docker.io/library/debian:latest", 2 },
		     { "docker.io/library/debian:12", 3 },
		     { "docker.io/me/x:latest", 4 },
		     { "docker.io/library/other:1", 1 } };
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena *arena = arena_create();
		const char *step = arena_printf(arena, DOCKERFILE_METADATA "%s", rows[i].image);

		assert_int_equal(dockerfile_find_step(arena, two, step).first, rows[i].line);
		arena_destroy(arena);
	}
}

void test_build__dockerfile_guesses_nothing(void **state)
{
	(void)state;
	expect("[stage-1 3/4] RUN echo inside", 0, 0);
	expect("[internal] load build definition from Dockerfile", 0, 0);
	expect("exporting to image", 0, 0);
	expect("", 0, 0);
	expect("[", 0, 0);
}

void test_build__dockerfile_reads_the_line_of_an_error(void **state)
{
	(void)state;
	assert_int_equal(
		dockerfile_find_error("dockerfile parse error line 3: unknown instruction: FOO")
			.first,
		3);
	assert_int_equal(dockerfile_find_error("x: dockerfile parse error on line 12: y").first,
			 12);
	assert_int_equal(dockerfile_find_error("exit code: 3").first, 0);
	assert_int_equal(dockerfile_find_error("parse error line x").first, 0);
	assert_int_equal(dockerfile_find_error("").first, 0);
}

static void expect_excerpt(struct lines lines, const char *wanted)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf out = { 0 };

	dockerfile_excerpt(arena, "one\ntwo\r\nthree\nfour\n", lines, &out);
	assert_string_equal(buf_text(&out), wanted);
	arena_destroy(arena);
}

void test_build__dockerfile_excerpt_marks_what_is_meant(void **state)
{
	(void)state;
	expect_excerpt((struct lines){ 2, 2 }, "       1 | one\n"
					       "  >    2 | two\n"
					       "       3 | three\n");
	expect_excerpt((struct lines){ 4, 4 }, "       3 | three\n"
					       "  >    4 | four\n");
	expect_excerpt((struct lines){ 9, 9 }, "");
}

void test_build__dockerfile_backquote_escape(void **state)
{
	struct arena *arena = arena_create();
	struct lines lines = dockerfile_find_step(
		arena, "# escape=`\nFROM x\nRUN a `\n  b\nRUN c\\\n", "[2/3] RUN a b");
	(void)state;

	assert_int_equal(lines.first, 3);
	assert_int_equal(lines.last, 4);
	lines = dockerfile_find_step(arena, "# escape=`\nFROM x\nRUN c\\\n", "[2/2] RUN c\\");
	assert_int_equal(lines.last, 3);
	arena_destroy(arena);
}
