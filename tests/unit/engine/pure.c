#include <stdlib.h>

#include "frames.h"
#include "lines.h"
#include "scripted.h"

struct kept {
	char text[1024];
	int stop_after;
};

static bool keep_piece(void *data, int stream, const char *bytes, size_t length)
{
	struct kept *kept = data;
	size_t end = strlen(kept->text);

	kept->text[end] = stream == 1 ? 'o' : 'e';
	memcpy(kept->text + end + 1, bytes, length);
	return --kept->stop_after != 0;
}

static const char three_frames[] = "\1\0\0\0\0\0\0\3abc"
				   "\2\0\0\0\0\0\0\2xy"
				   "\1\0\0\0\0\0\0\0"
				   "\3\0\0\0\0\0\0\1f";
#define THREE (sizeof(three_frames) - 1)

void test_engine__frames_several_in_one_read(void **state)
{
	struct frames frames = { .have = 0 };
	struct kept kept = { .text = "" };

	(void)state;
	assert_int_equal(frames_feed(&frames, three_frames, THREE, keep_piece, &kept), FRAMES_GOOD);
	assert_string_equal(kept.text, "oabcexyef");
	assert_true(frames_are_whole(&frames));
}

void test_engine__frames_split_anywhere(void **state)
{
	(void)state;
	for (size_t cut = 1; cut < THREE; cut++) {
		struct frames frames = { .have = 0 };
		struct kept kept = { .text = "" };
		char letters[32] = "";
		size_t count = 0;

		frames_feed(&frames, three_frames, cut, keep_piece, &kept);
		frames_feed(&frames, three_frames + cut, THREE - cut, keep_piece, &kept);
		assert_true(frames_are_whole(&frames));
		for (const char *at = kept.text; *at != 0; at++) {
			if (strchr("abcxyf", *at) != NULL)
				letters[count++] = *at;
		}
		assert_string_equal(letters, "abcxyf");
	}
}

void test_engine__frames_byte_by_byte(void **state)
{
	struct frames frames = { .have = 0 };
	struct kept kept = { .text = "" };

	(void)state;
	for (size_t at = 0; at < THREE; at++) {
		assert_int_equal(frames_feed(&frames, three_frames + at, 1, keep_piece, &kept),
				 FRAMES_GOOD);
		if (at == 5 || at == 9)
			assert_false(frames_are_whole(&frames));
	}
	assert_string_equal(kept.text, "oaobocexeyef");
}

void test_engine__frames_that_are_none(void **state)
{
	static const char *const broken[] = { "\4\0\0\0\0\0\0\1", "\1x\0\0\0\0\0\1",
					      "\1\0\0\0\1\0\0\1", "hello, w" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(broken); i++) {
		struct frames frames = { .have = 0 };
		struct kept kept = { .text = "" };

		assert_int_equal(frames_feed(&frames, broken[i], 8, keep_piece, &kept),
				 FRAMES_BROKEN);
		assert_string_equal(kept.text, "");
	}
}

void test_engine__frames_reader_may_stop(void **state)
{
	struct frames frames = { .have = 0 };
	struct kept kept = { .stop_after = 1 };

	(void)state;
	assert_int_equal(frames_feed(&frames, three_frames, THREE, keep_piece, &kept),
			 FRAMES_STOPPED);
	assert_string_equal(kept.text, "oabc");
}

static bool keep_line(void *data, const char *text, size_t length)
{
	struct kept *kept = data;

	strncat(kept->text, text, length);
	strncat(kept->text, "|", 2);
	return --kept->stop_after != 0;
}

void test_engine__lines_split_and_joined(void **state)
{
	static const char text[] = "one\r\n\n  \ntwo\nthree";

	(void)state;
	for (size_t cut = 0; cut < sizeof(text) - 1; cut++) {
		struct buf rest = { .limit = 0 };
		struct kept kept = { .text = "" };

		lines_feed(&rest, 100, text, cut, keep_line, &kept);
		lines_feed(&rest, 100, text + cut, sizeof(text) - 1 - cut, keep_line, &kept);
		assert_string_equal(kept.text, "one|two|");
		assert_string_equal(buf_text(&rest), "three");
		buf_finish(&rest);
	}
}

void test_engine__lines_limits(void **state)
{
	struct buf rest = { .limit = 0 };
	struct kept kept = { .stop_after = 1 };

	(void)state;
	assert_int_equal(lines_feed(&rest, 4, "abcd\nabcde\n", 11, keep_line, &kept),
			 LINES_STOPPED);
	buf_reset(&rest);
	kept.stop_after = 0;
	assert_int_equal(lines_feed(&rest, 4, "abc", 3, keep_line, &kept), LINES_GOOD);
	assert_int_equal(lines_feed(&rest, 4, "de\n", 3, keep_line, &kept), LINES_TOO_LONG);
	buf_finish(&rest);
}

void test_engine__times(void **state)
{
	(void)state;
	assert_int_equal(time_parse("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(time_parse("2026-11-22T05:22:09.5Z"), 1795324929500);
	assert_int_equal(time_parse("2026-11-22T07:22:09.123456789+02:00"), 1795324929123);
	assert_int_equal(time_parse("2024-02-29T23:59:59Z"), 1709251199000);
	assert_int_equal(time_parse("0001-01-01T00:00:00Z"), 0);
	assert_int_equal(time_parse(NULL), 0);
	assert_int_equal(time_parse(""), 0);
	assert_int_equal(time_parse("2026-13-22T05:22:09Z"), 0);
	assert_int_equal(time_parse("2026-11-22"), 0);
	assert_int_equal(time_parse("2026-11-22T05:22"), 0);
}

void test_engine__version_numbers(void **state)
{
	(void)state;
	assert_int_equal(version_number("1.41"), 141);
	assert_int_equal(version_number("1.4"), 104);
	assert_int_equal(version_number("2.0"), 200);
	assert_int_equal(version_number(""), 0);
	assert_int_equal(version_number("1"), 0);
	assert_int_equal(version_number("1."), 0);
	assert_int_equal(version_number(".41"), 0);
	assert_int_equal(version_number("1.41.2"), 0);
	assert_int_equal(version_number("1.410"), 0);
	assert_int_equal(version_number("-1.41"), 0);
	assert_int_equal(version_number("v1.41"), 0);
}

static const char *host_problem(const char *host)
{
	struct loop *loop = loop_create();
	struct arena *arena = arena_create();
	struct failure failure = { .message = NULL };
	struct engine *engine = engine_create(loop, host, arena, &failure);
	static char message[256];

	message[0] = 0;
	if (engine == NULL) {
		assert_int_equal(failure.code, EXIT_USAGE);
		assert_non_null(failure.remedy);
		strncpy(message, failure.message, sizeof(message) - 1);
	}
	engine_destroy(engine);
	loop_destroy(loop);
	arena_destroy(arena);
	return message;
}

void test_engine__hosts(void **state)
{
	(void)state;
	assert_string_equal(host_problem("unix:///run/x.sock"), "");
	assert_string_equal(host_problem("tcp://127.0.0.1:2375"), "");
	assert_string_equal(host_problem("tcp://example/"), "");
	assert_string_equal(host_problem("tcp://[::1]:2375"), "");
	assert_non_null(strstr(host_problem("unix://"), "path is missing"));
	assert_non_null(strstr(host_problem("ssh://me@there"), "only unix:// and tcp://"));
	assert_non_null(strstr(host_problem("/var/run/docker.sock"), "only unix://"));
	assert_non_null(strstr(host_problem("tcp://"), "cannot be read"));
	assert_non_null(strstr(host_problem("tcp://x:99999"), "cannot be read"));
	assert_non_null(strstr(host_problem("tcp://x:1/path"), "cannot be read"));
	setenv("DOCKER_HOST", "nonsense", 1);
	assert_non_null(strstr(host_problem(NULL), "nonsense"));
	unsetenv("DOCKER_HOST");
	assert_string_equal(host_problem(NULL), "");
}
