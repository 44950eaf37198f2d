#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server.h"

static void echo_request(int connection)
{
	char answer[16384];
	const char *request = server_read_until(connection, "\r\n0\r\n\r\n");

	snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
		 strlen(request), request);
	server_say(connection, answer);
}

static int64_t produce_thrice(void *data, char *into, size_t room)
{
	int *left = data;

	assert_true(room >= 4);
	if ((*left)-- <= 0)
		return 0;
	memcpy(into, "part", 4);
	return 4;
}

void test_loop__http_produced_body_is_chunked(void **state)
{
	struct server server;
	struct outcome outcome;
	int left = 3;

	(void)state;
	server_start(&server, echo_request);
	outcome = fetch(&server, (struct http_request){ .method = "POST",
							.path = "/build?t=a%2Fb",
							.produce = produce_thrice,
							.produce_data = &left,
							.total_ms = 2000 });
	server_stop(&server);
	assert_int_equal(outcome.result, HTTP_OK);
	assert_non_null(strstr(outcome.body, "POST /build?t=a%2Fb HTTP/1.1\r\n"));
	assert_non_null(strstr(outcome.body, "Transfer-Encoding: chunked"));
	assert_null(strstr(outcome.body, "Expect"));
	assert_null(strstr(outcome.body, "Content-Type"));
	assert_non_null(strstr(outcome.body, "4\r\npart\r\n"));
}

static int64_t refuse_to_produce(void *data, char *into, size_t room)
{
	(void)data;
	(void)into;
	(void)room;
	return -1;
}

void test_loop__http_producer_may_stop(void **state)
{
	struct server server;

	(void)state;
	server_start(&server, echo_request);
	assert_int_equal(fetch(&server, (struct http_request){ .method = "POST",
							       .produce = refuse_to_produce,
							       .total_ms = 2000 })
				 .result,
			 HTTP_STOPPED);
	server_stop(&server);
}

static void refuse_early(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 400 No\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
			       "why!");
	/* As the engine does: it says no more, and lingers. */
	shutdown(connection, SHUT_WR);
	server_sleep(50);
}

static int64_t produce_for_ever(void *data, char *into, size_t room)
{
	(void)data;
	memset(into, 'x', room);
	return (int64_t)room;
}

/* The words of a server that refuses in the middle of the upload are not lost. */
void test_loop__http_refused_while_producing(void **state)
{
	struct server server;

	(void)state;
	server_start(&server, refuse_early);
	for (int i = 0; i < 20; i++) {
		struct outcome outcome =
			fetch(&server, (struct http_request){ .method = "POST",
							      .produce = produce_for_ever,
							      .total_ms = 2000 });

		assert_int_equal(outcome.result, HTTP_OK);
		assert_int_equal(outcome.status, 400);
		assert_string_equal(outcome.body, "why!");
	}
	server_stop(&server);
}

static void echo_head_and_body(int connection)
{
	char answer[4096];
	const char *request = server_read_until(connection, "{\"a\":1}");

	snprintf(answer, sizeof(answer), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
		 strlen(request), request);
	server_say(connection, answer);
}

void test_loop__http_post_with_body(void **state)
{
	static const struct http_header headers[] = { { "Content-Type", "application/json" },
						      { NULL, NULL } };
	struct server server;
	struct outcome outcome;

	(void)state;
	server_start(&server, echo_head_and_body);
	outcome = fetch(&server, (struct http_request){ .method = "POST",
							.headers = headers,
							.body = "{\"a\":1}",
							.body_length = 7,
							.total_ms = 2000 });
	server_stop(&server);
	assert_non_null(strstr(outcome.body, "Content-Type: application/json\r\n"));
	assert_non_null(strstr(outcome.body, "Content-Length: 7\r\n"));
	assert_non_null(strstr(outcome.body, "\r\n\r\n{\"a\":1}"));
}

static bool take(void *data, int status, const char *bytes, size_t length)
{
	struct outcome *outcome = data;

	assert_int_equal(status, 200);
	memcpy(outcome->streamed + outcome->streamed_length, bytes, length);
	outcome->streamed_length += length;
	return strchr(outcome->streamed, '!') == NULL;
}

void test_loop__http_streams(void **state)
{
	struct outcome kept = { 0 };
	struct http_request request = { .on_bytes = take, .data = &kept, .total_ms = 2000 };
	struct outcome outcome = ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
				     "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
				     request);

	(void)state;
	assert_int_equal(outcome.result, HTTP_OK);
	assert_string_equal(outcome.streamed, "abcde");
	assert_int_equal(outcome.length, 0);
	memset(&kept, 0, sizeof(kept));
	outcome = ask("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nabc!", request);
	assert_int_equal(outcome.result, HTTP_STOPPED);
	memset(&kept, 0, sizeof(kept));
	outcome = ask("HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nnone", request);
	assert_int_equal(outcome.result, HTTP_OK);
	assert_string_equal(outcome.body, "none");
	assert_int_equal(outcome.streamed_length, 0);
}

struct nest {
	struct loop *loop;
	struct endpoint endpoint;
	struct http_call *other;
	struct outcome first, second;
};

static bool start_another(void *data, int status, const char *bytes, size_t length)
{
	struct nest *nest = data;
	struct http_request request = { .endpoint = &nest->endpoint,
					.method = "GET",
					.path = "/second",
					.on_done = keep_reply,
					.data = &nest->second };

	(void)status;
	(void)bytes;
	(void)length;
	assert_true(loop_in_callback(nest->loop));
	http_cancel(nest->other);
	nest->other = NULL;
	http_start(nest->loop, &request);
	http_cancel(http_start(nest->loop, &request));
	return true;
}

static void must_not_come(void *data, const struct http_reply *reply)
{
	(void)data;
	(void)reply;
	fail();
}

static void first_done(void *data, const struct http_reply *reply)
{
	keep_reply(&((struct nest *)data)->first, reply);
}

/* curl may not be re-entered from its callbacks: starting and cancelling there must work anyway. */
void test_loop__http_start_and_cancel_inside_on_bytes(void **state)
{
	struct server server, mute;
	struct nest nest = { .loop = loop_create() };
	struct endpoint quiet = { .unix_path = mute.path };
	struct http_request request = { .method = "GET", .path = "/", .data = &nest };

	(void)state;
	script = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
	server_start(&server, recite);
	server_start(&mute, silent);
	nest.endpoint.unix_path = server.path;
	request.endpoint = &quiet;
	request.on_done = must_not_come;
	nest.other = http_start(nest.loop, &request);
	request.endpoint = &nest.endpoint;
	request.on_bytes = start_another;
	request.on_done = first_done;
	http_start(nest.loop, &request);
	while (nest.second.calls == 0)
		loop_turn(nest.loop);
	assert_int_equal(nest.first.calls, 1);
	assert_string_equal(nest.second.body, "ok");
	loop_destroy(nest.loop);
	server_stop(&server);
	server_stop(&mute);
}

static void nothing(void *data)
{
	(void)data;
}

void test_loop__http_destroy_with_requests_under_way(void **state)
{
	struct server server;
	struct loop *loop = loop_create();
	struct endpoint endpoint = { .unix_path = server.path };
	struct http_request request = { .endpoint = &endpoint,
					.method = "GET",
					.path = "/",
					.first_byte_ms = 5000,
					.on_done = must_not_come };

	(void)state;
	server_start(&server, silent);
	for (int i = 0; i < 5; i++)
		http_start(loop, &request);
	loop_timer(loop, 5, 5, nothing, NULL);
	for (int i = 0; i < 5; i++)
		loop_turn(loop);
	http_start(loop, &request);
	loop_destroy(loop);
	server_stop(&server);
}

static void keep_alive(int connection)
{
	while (server_read_head(connection)[0] != 0)
		server_say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

/* The server takes one connection at a time, so the second answer proves that it was reused. */
void test_loop__http_connections_are_reused(void **state)
{
	struct server server;
	struct loop *loop = loop_create();
	struct endpoint endpoint = { .unix_path = server.path };
	struct outcome outcome = { 0 };
	struct http_request request = { .endpoint = &endpoint,
					.method = "GET",
					.path = "/",
					.first_byte_ms = 1000,
					.on_done = keep_reply,
					.data = &outcome };

	(void)state;
	server_start(&server, keep_alive);
	for (int i = 1; i <= 3; i++) {
		http_start(loop, &request);
		while (outcome.calls < i)
			loop_turn(loop);
		assert_int_equal(outcome.result, HTTP_OK);
	}
	/* Idle connections are nothing to wait for. */
	while (loop_turn(loop))
		;
	loop_destroy(loop);
	server_stop(&server);
}
