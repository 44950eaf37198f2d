#include <stdio.h>
#include <unistd.h>

#include "scripted.h"

/* One list call at an engine with these rows: trouble, and the failure's texts. */
static struct failure contact(const struct row *rows, enum engine_trouble expected)
{
	static struct failure failure;
	static char message[512], remedy[512];
	struct scripted scripted;
	struct call *call;

	scripted_start(&scripted, rows);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), expected);
	failure = failure_of(&scripted, call);
	snprintf(message, sizeof(message), "%s", text_or(failure.message, ""));
	snprintf(remedy, sizeof(remedy), "%s", text_or(failure.remedy, ""));
	failure.message = message;
	failure.remedy = remedy;
	call_destroy(call);
	scripted_stop(&scripted);
	return failure;
}

static int spoken(const char *version)
{
	struct scripted scripted;
	char pong[256];
	const struct row rows[] = { { "GET /_ping", pong, CLOSE },
				    { "GET /v", "[]", CLOSE },
				    { NULL, NULL, CLOSE } };
	struct call *call;
	int negotiated;

	snprintf(pong, sizeof(pong),
		 "HTTP/1.1 200 OK\r\nApi-Version: %s\r\nContent-Length: 2\r\n\r\nOK", version);
	scripted_start(&scripted, rows);
	assert_int_equal(engine_api_version(scripted.engine), 0);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	negotiated = engine_api_version(scripted.engine);
	assert_false(engine_is_podman(scripted.engine));
	call_destroy(call);
	scripted_stop(&scripted);
	assert_int_equal(scripted_count("GET /_ping HTTP"), 1);
	assert_int_equal(scripted_count("GET /v1.41/containers/json?all=1 "), negotiated == 141);
	assert_int_equal(scripted_count("GET /v1.44/containers/json?all=1 "), negotiated == 144);
	return negotiated;
}

void test_engine__contact_negotiates(void **state)
{
	(void)state;
	assert_int_equal(spoken("1.41"), 141);
	assert_int_equal(spoken("1.43"), 143);
	assert_int_equal(spoken("1.56"), 144);
	assert_int_equal(spoken("2.0"), 144);
}

void test_engine__contact_too_old_names_both_versions(void **state)
{
	const struct row rows[] = {
		{ "GET /_ping",
		  "HTTP/1.1 200 OK\r\nApi-Version: 1.40\r\nContent-Length: 2\r\n\r\nOK", CLOSE },
		{ NULL, NULL, CLOSE }
	};
	struct failure failure = contact(rows, ENGINE_STRANGE);

	(void)state;
	assert_int_equal(failure.code, EXIT_REFUSED);
	assert_non_null(strstr(failure.message, "1.40"));
	assert_non_null(strstr(failure.message, "1.41"));
	assert_non_null(strstr(failure.remedy, "20.10"));
}

void test_engine__contact_not_an_engine(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
		"HTTP/1.1 200 OK\r\nContent-Type: "
		"text/html\r\n\r\n<html><body>welcome</body></html>",
		"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nNo",
		"HTTP/1.1 200 OK\r\nApi-Version: new\r\nContent-Length: 2\r\n\r\nOK",
		"HTTP/no, SSH-2.0-OpenSSH_9.2\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		const struct row rows[] = { { "GET /_ping", answers[i], CLOSE },
					    { NULL, NULL, CLOSE } };
		struct failure failure = contact(rows, ENGINE_STRANGE);

		assert_int_equal(failure.code, EXIT_REFUSED);
		assert_non_null(strstr(failure.message, "this is not a Docker Engine"));
		assert_int_equal(scripted_count("GET /_ping"), 1);
	}
}

void test_engine__contact_absent(void **state)
{
	struct failure failure = contact(NULL, ENGINE_ABSENT);

	(void)state;
	assert_int_equal(failure.code, EXIT_UNREACHABLE);
	assert_non_null(strstr(failure.message, "cannot reach the Docker Engine at unix:///tmp/"));
	assert_non_null(strstr(failure.message, ": no such socket"));
	assert_non_null(strstr(failure.remedy, "is dockerd running?"));
}

void test_engine__contact_denied(void **state)
{
	struct loop *loop = loop_create();
	struct arena *arena = arena_create();
	struct failure failure;
	struct engine *engine = engine_create(loop, "unix:///tmp/x", arena, &failure);
	struct call call = { .trouble = ENGINE_DENIED, .message = "permission denied" };

	(void)state;
	failure = engine_failure(engine, &call, arena, "list");
	assert_int_equal(failure.code, EXIT_UNREACHABLE);
	assert_non_null(strstr(failure.message, "unix:///tmp/x: permission denied"));
	assert_non_null(strstr(failure.remedy, "group"));
	assert_non_null(strstr(failure.remedy, "rootless"));
	engine_destroy(engine);
	engine_destroy(NULL);
	loop_destroy(loop);
	arena_destroy(arena);
}

void test_engine__contact_silent(void **state)
{
	const struct row rows[] = { { "GET /_ping", NULL, CLOSE }, { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct call *call;
	int64_t start;

	(void)state;
	scripted_start(&scripted, rows);
	start = loop_now(scripted.loop);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), ENGINE_SILENT);
	assert_in_range(loop_now(scripted.loop) - start, 1900, 2600);
	assert_int_equal(failure_of(&scripted, call).code, EXIT_UNREACHABLE);
	assert_int_equal(scripted_count("GET /_ping"), 1);
	call_destroy(call);
	/* The run's own deadline is nearer; and a second call asks anew. */
	start = loop_now(scripted.loop);
	engine_set_deadline(scripted.engine, start + 200);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), ENGINE_SILENT);
	assert_in_range(loop_now(scripted.loop) - start, 190, 600);
	call_destroy(call);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_false(call->done);
	assert_int_equal(settle(&scripted, call), ENGINE_SILENT);
	call_destroy(call);
	scripted_stop(&scripted);
}

void test_engine__contact_closed_at_once_is_tried_thrice(void **state)
{
	const struct row rows[] = { { "GET /_ping", "", CLOSE }, { NULL, NULL, CLOSE } };
	struct failure failure = contact(rows, ENGINE_CUT);

	(void)state;
	assert_int_equal(failure.code, EXIT_UNREACHABLE);
	assert_int_equal(scripted_count("GET /_ping"), 3);
}

void test_engine__contact_recovers_from_one_cut(void **state)
{
	const struct row rows[] = { { "GET /_ping", "", CLOSE },
				    { "GET /_ping", PONG, CLOSE },
				    { "GET /v1.41/containers", "[]", CLOSE },
				    { NULL, NULL, CLOSE } };

	(void)state;
	contact(rows, ENGINE_OK);
}

void test_engine__contact_podman_and_queueing(void **state)
{
	const struct row rows[] = {
		{ "GET /_ping",
		  "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\n"
		  "Content-Length: 2\r\n\r\nOK",
		  CLOSE },
		{ "GET /v1.41/containers", "[]", CLOSE },
		{ NULL, NULL, CLOSE }
	};
	struct scripted scripted;
	struct call *calls[40];

	(void)state;
	scripted_start(&scripted, rows);
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		calls[i] = engine_list_containers(scripted.engine, true, NULL);
	call_destroy(calls[3]);
	calls[3] = NULL;
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		if (calls[i] != NULL)
			assert_int_equal(settle(&scripted, calls[i]), ENGINE_OK);
		assert_in_range(scripted.engine->in_flight[LANE_QUICK], 0, 16);
		call_destroy(calls[i]);
	}
	assert_true(engine_is_podman(scripted.engine));
	assert_int_equal(scripted_count("GET /_ping"), 1);
	assert_int_equal(scripted_count("GET /v1.41/containers"), 39);
	scripted_stop(&scripted);
}
