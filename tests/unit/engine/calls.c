#include <stdio.h>
#include <stdlib.h>

#include "scripted.h"

#define LIST "GET /v1.41/containers/json"

/* The trouble of a list call that is answered like this (the last one for ever). */
static enum engine_trouble listed(const char *first, const char *second)
{
	const struct row rows[] = { { LIST, first, CLOSE },
				    { LIST, second, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	enum engine_trouble trouble;
	struct call *call;

	scripted_start(&scripted, rows);
	call = engine_list_containers(scripted.engine, true, NULL);
	trouble = settle(&scripted, call);
	if (trouble != ENGINE_OK)
		assert_string_not_equal(call->message, "");
	call_destroy(call);
	scripted_stop(&scripted);
	return trouble;
}

void test_engine__calls_faults(void **state)
{
	(void)state;
	assert_int_equal(listed("[]", "[]"), ENGINE_OK);
	assert_int_equal(listed("{}", "{}"), ENGINE_STRANGE);
	assert_int_equal(listed("[1]", "[1]"), ENGINE_STRANGE);
	assert_int_equal(listed("[{}]", "[{}]"), ENGINE_STRANGE);
	assert_int_equal(listed("200 null", "200 null"), ENGINE_STRANGE);
	assert_int_equal(listed("200 [] []", "200 [] []"), ENGINE_STRANGE);
	assert_int_equal(listed("200 OK", "200 OK"), ENGINE_STRANGE);
	assert_int_equal(listed("200 <html>hello</html>", ""), ENGINE_STRANGE);
	assert_int_equal(listed("502 <html>bad gateway</html>", ""), ENGINE_STRANGE);
	assert_int_equal(listed("404 {\"message\":\"no\"}", "[]"), ENGINE_NOT_FOUND);
	assert_int_equal(listed("409 {\"message\":\"no\"}", "[]"), ENGINE_CONFLICT);
	assert_int_equal(listed("400 {\"message\":\"no\"}", "[]"), ENGINE_REFUSED);
}

void test_engine__calls_reads_are_repeated(void **state)
{
	(void)state;
	assert_int_equal(listed("", "[]"), ENGINE_OK);
	assert_int_equal(listed("500 {\"message\":\"no\"}", "[]"), ENGINE_OK);
	assert_int_equal(scripted_count(LIST), 2);
	assert_int_equal(listed("503 {\"message\":\"no\"}", "[]"), ENGINE_OK);
	assert_int_equal(listed("500 {\"message\":\"no\"}", "500 {}"), ENGINE_REFUSED);
	assert_int_equal(scripted_count(LIST), 2);
	assert_int_equal(listed("HTTP/1.1 200 OK\r\n\r\n[{\"Id\":\"1\"", "[]"), ENGINE_OK);
	assert_int_equal(listed("HTTP/1.1 200 OK\r\n\r\n[", "HTTP/1.1 200 OK\r\n\r\n["),
			 ENGINE_CUT);
	assert_int_equal(scripted_count(LIST), 3);
}

void test_engine__calls_words_of_a_refusal(void **state)
{
	const struct row rows[] = { { "POST /v1.41/containers/a%2Fb/start",
				      "500 {\"message\":\"port is \\u001b[31mtaken\"}", CLOSE },
				    { "POST /v1.41/containers/none/start", "404 plain words",
				      CLOSE },
				    { "POST /v1.41/containers/mute/start", "500", CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct call *call;

	(void)state;
	scripted_start(&scripted, rows);
	call = engine_start_container(scripted.engine, "a/b");
	assert_int_equal(settle(&scripted, call), ENGINE_REFUSED);
	assert_int_equal(call->status, 500);
	assert_non_null(strstr(call->message, "port is "));
	assert_null(strchr(call->message, 27));
	assert_non_null(
		strstr(failure_of(&scripted, call).message, "cannot list containers: port"));
	assert_int_equal(failure_of(&scripted, call).code, EXIT_REFUSED);
	call_destroy(call);
	call = engine_start_container(scripted.engine, "none");
	assert_int_equal(settle(&scripted, call), ENGINE_NOT_FOUND);
	assert_string_equal(call->message, "plain words");
	call_destroy(call);
	call = engine_start_container(scripted.engine, "mute");
	assert_int_equal(settle(&scripted, call), ENGINE_REFUSED);
	assert_string_equal(call->message, "it answered with status 500");
	call_destroy(call);
	scripted_stop(&scripted);
}

static void expect_ok(struct scripted *scripted, struct call *call)
{
	assert_int_equal(settle(scripted, call), ENGINE_OK);
	call_destroy(call);
}

void test_engine__calls_done_already_is_success(void **state)
{
	const struct row rows[] = {
		{ "POST /v1.41/containers/x/start", "HTTP/1.1 304 Same\r\n\r\n", CLOSE },
		{ "POST /v1.41/containers/x/stop?t=3 ", "HTTP/1.1 304 Same\r\n\r\n", CLOSE },
		{ "POST /v1.41/containers/gone/stop ", "404 {\"message\":\"no such\"}", CLOSE },
		{ "DELETE /v1.41/containers/gone?force=1&v=0 ", "404 {\"message\":\"no\"}", CLOSE },
		{ "DELETE /v1.41/containers/going?force=0&v=1 ",
		  "409 {\"message\":\"removal of container x is already in progress\"}", CLOSE },
		{ "DELETE /v1.41/containers/going?force=0&v=1 ", "HTTP/1.1 204 Gone\r\n\r\n",
		  CLOSE },
		{ "DELETE /v1.41/networks/gone ", "404 {\"message\":\"no such\"}", CLOSE },
		{ "DELETE /v1.41/volumes/gone ", "404 {\"message\":\"no such\"}", CLOSE },
		{ NULL, NULL, CLOSE }
	};
	struct scripted scripted;

	(void)state;
	scripted_start(&scripted, rows);
	expect_ok(&scripted, engine_start_container(scripted.engine, "x"));
	expect_ok(&scripted, engine_stop_container(scripted.engine, "x", 3));
	expect_ok(&scripted, engine_stop_container(scripted.engine, "gone", -1));
	expect_ok(&scripted, engine_remove_container(scripted.engine, "gone", true, false));
	expect_ok(&scripted, engine_remove_container(scripted.engine, "going", false, true));
	expect_ok(&scripted, engine_remove_network(scripted.engine, "gone"));
	expect_ok(&scripted, engine_remove_volume(scripted.engine, "gone"));
	scripted_stop(&scripted);
}

#define CREATE "POST /v1.41/containers/create?name=web-1 "
#define LOOK "GET /v1.41/containers/web-1/json "
#define BODY "{\"Image\":\"x\",\"Labels\":{\"a\":\"1\",\"b.c\":\"2\"}}"

/* create is cut once, then looked for, then perhaps sent again. */
static enum engine_trouble create_again(const char *found, const char *second, const char *id)
{
	const struct row rows[] = { { CREATE, "", CLOSE },
				    { CREATE, second, CLOSE },
				    { LOOK, found, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct call *call;
	enum engine_trouble trouble;

	scripted_start(&scripted, rows);
	call = engine_create_container(scripted.engine, "web-1", NULL, BODY);
	trouble = settle(&scripted, call);
	if (id != NULL)
		assert_string_equal(((const struct created *)call->result)->id, id);
	call_destroy(call);
	scripted_stop(&scripted);
	return trouble;
}

void test_engine__calls_create_looks_before_it_repeats(void **state)
{
	(void)state;
	assert_int_equal(create_again("{\"Id\":\"7\",\"Name\":\"/web-1\",\"Config\":{\"Labels\":"
				      "{\"b.c\":\"2\",\"a\":\"1\",\"more\":\"x\"}}}",
				      "", "7"),
			 ENGINE_OK);
	assert_int_equal(scripted_count(CREATE), 1);
	assert_int_equal(create_again("404 {\"message\":\"no such\"}",
				      "201 {\"Id\":\"8\",\"Warnings\":[\"w\"]}", "8"),
			 ENGINE_OK);
	assert_int_equal(scripted_count(CREATE), 2);
	assert_string_equal(scripted_body(), BODY);
	assert_int_equal(create_again("{\"Id\":\"7\",\"Name\":\"/web-1\",\"Config\":{\"Labels\":"
				      "{\"a\":\"1\"}}}",
				      "", NULL),
			 ENGINE_CONFLICT);
	assert_int_equal(scripted_count(CREATE), 1);
	assert_int_equal(create_again("404 {\"message\":\"no such\"}", "", NULL), ENGINE_CUT);
	assert_int_equal(scripted_count(CREATE), 2);
}

void test_engine__calls_create_answers(void **state)
{
	const struct row rows[] = {
		{ "POST /v1.41/containers/create?name=a&platform=linux%2Famd64 ",
		  "201 {\"Id\":\"9\",\"Warnings\":[\"one\",2,\"two\"]}", CLOSE },
		{ "POST /v1.41/containers/create?name=b ", "201 {\"Id\":5}", CLOSE },
		{ NULL, NULL, CLOSE }
	};
	struct scripted scripted;
	struct call *call;
	const struct created *created;

	(void)state;
	scripted_start(&scripted, rows);
	call = engine_create_container(scripted.engine, "a", "linux/amd64", "{}");
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	created = call->result;
	assert_string_equal(created->id, "9");
	assert_int_equal(created->warnings.count, 2);
	call_destroy(call);
	call = engine_create_container(scripted.engine, "b", NULL, "{}");
	assert_int_equal(settle(&scripted, call), ENGINE_STRANGE);
	call_destroy(call);
	scripted_stop(&scripted);
}

void test_engine__calls_that_could_harm_are_sent_once(void **state)
{
	const struct row rows[] = { { "POST /v1.41/containers/x/kill?signal=SIGHUP ", "", CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct call *call;

	(void)state;
	scripted_start(&scripted, rows);
	call = engine_kill_container(scripted.engine, "x", "SIGHUP");
	assert_int_equal(settle(&scripted, call), ENGINE_CUT);
	assert_int_equal(failure_of(&scripted, call).code, EXIT_UNREACHABLE);
	assert_int_equal(scripted_count("POST"), 1);
	call_destroy(call);
	scripted_stop(&scripted);
}

void test_engine__calls_wait_for_a_restarted_engine(void **state)
{
	const struct row rows[] = { { LIST, "[]", CLOSE },
				    { "POST /v1.41/containers/x/kill ", "204", CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct call *list, *kill;

	(void)state;
	scripted_start(&scripted, rows);
	expect_ok(&scripted, engine_list_containers(scripted.engine, true, NULL));
	scripted_kill(&scripted);
	list = engine_list_containers(scripted.engine, true, NULL);
	kill = engine_kill_container(scripted.engine, "x", NULL);
	turn_for(&scripted, 400);
	assert_false(list->done);
	scripted_revive(&scripted, rows);
	expect_ok(&scripted, list);
	expect_ok(&scripted, kill);
	scripted_kill(&scripted);
	engine_set_reconnect_window(scripted.engine, 300);
	list = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, list), ENGINE_ABSENT);
	assert_non_null(strstr(failure_of(&scripted, list).message, "cannot list containers: the"));
	assert_int_equal(failure_of(&scripted, list).code, EXIT_UNREACHABLE);
	call_destroy(list);
	scripted_stop(&scripted);
}

struct witness {
	struct scripted *scripted;
	struct call *other;
	int done;
};

static void destroy_all(void *data, struct call *call)
{
	struct witness *witness = data;

	witness->done++;
	assert_true(loop_in_callback(witness->scripted->loop));
	call_destroy(call);
	call_destroy(witness->other);
	witness->other = NULL;
}

void test_engine__calls_destroyed_in_their_own_callback(void **state)
{
	const struct row rows[] = { { LIST, "[]", CLOSE },
				    { "GET /v1.41/info", NULL, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct witness witness = { .scripted = &scripted };
	struct call *call;

	(void)state;
	scripted_start(&scripted, rows);
	witness.other = engine_get_info(scripted.engine);
	call_then(witness.other, destroy_all, &witness);
	call_then(engine_list_containers(scripted.engine, true, NULL), destroy_all, &witness);
	turn_for(&scripted, 300);
	assert_int_equal(witness.done, 1);
	/* Registered after the end: told in the next turn. */
	call = engine_list_containers(scripted.engine, true, NULL);
	settle(&scripted, call);
	call_then(call, destroy_all, &witness);
	assert_int_equal(witness.done, 1);
	turn_for(&scripted, 10);
	assert_int_equal(witness.done, 2);
	call_destroy(NULL);
	scripted_stop(&scripted);
}

void test_engine__calls_under_way_end_with_the_engine(void **state)
{
	const struct row rows[] = { { LIST, NULL, CLOSE }, { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct witness witness = { .scripted = &scripted };

	(void)state;
	scripted_start(&scripted, rows);
	for (int i = 0; i < 30; i++)
		call_then(engine_list_containers(scripted.engine, true, NULL), destroy_all,
			  &witness);
	turn_for(&scripted, 100);
	engine_stream_events(scripted.engine, NULL, 0, NULL, NULL, NULL);
	scripted_stop(&scripted);
	assert_int_equal(witness.done, 0);
}

void test_engine__calls_keep_the_deadline(void **state)
{
	const struct row rows[] = { { LIST, NULL, CLOSE },
				    { "GET /v1.41/info", "{}", CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct call *call;
	int64_t start;

	(void)state;
	scripted_start(&scripted, rows);
	expect_ok(&scripted, engine_get_info(scripted.engine));
	start = loop_now(scripted.loop);
	engine_set_deadline(scripted.engine, start + 250);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), ENGINE_SILENT);
	assert_in_range(loop_now(scripted.loop) - start, 240, 700);
	assert_int_equal(failure_of(&scripted, call).code, EXIT_NOT_YET);
	call_destroy(call);
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), ENGINE_SILENT);
	call_destroy(call);
	scripted_stop(&scripted);
}

static void note(void *data, const char *method, const char *path, int status, int64_t started,
		 int64_t ended)
{
	char *lines = data;
	size_t end = strlen(lines);

	assert_true(started <= ended);
	snprintf(lines + end, 512 - end, "%s %s %d|", method, path, status);
}

void test_engine__calls_are_traced_without_queries(void **state)
{
	const struct row rows[] = { { LIST, "503 {}", CLOSE },
				    { LIST, "[]", CLOSE },
				    { NULL, NULL, CLOSE } };
	static const char *const labels[] = { "secret=1", NULL };
	struct scripted scripted;
	char lines[512] = "";

	(void)state;
	scripted_start(&scripted, rows);
	engine_on_trace(scripted.engine, note, lines);
	expect_ok(&scripted, engine_list_containers(scripted.engine, false, labels));
	assert_string_equal(lines, "GET /_ping 200|GET /containers/json 503|"
				   "GET /containers/json 200|");
	assert_int_equal(scripted_count("GET /v1.41/containers/json?all=0&filters="
					"%7B%22label%22%3A%5B%22secret%3D1%22%5D%7D "),
			 2);
	scripted_stop(&scripted);
}
