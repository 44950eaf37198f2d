#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server.h"

void test_loop__http_whole_answer(void **state)
{
	struct outcome outcome =
		ask("HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n"
		    "content-type:  application/json \r\nContent-Length: 2\r\n\r\n{}",
		    PLAIN);

	(void)state;
	assert_int_equal(outcome.result, HTTP_OK);
	assert_int_equal(outcome.status, 200);
	assert_string_equal(outcome.body, "{}");
	assert_int_equal(outcome.length, 2);
	assert_string_equal(outcome.api_version, "1.41");
	assert_string_equal(outcome.content_type, "application/json");
	assert_string_equal(outcome.reason, "");
}

void test_loop__http_error_statuses_are_answers(void **state)
{
	struct outcome outcome = ask("HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nbad", PLAIN);

	(void)state;
	assert_int_equal(outcome.result, HTTP_OK);
	assert_int_equal(outcome.status, 500);
	assert_string_equal(outcome.body, "bad");
	outcome = ask("HTTP/1.1 409 No\r\nContent-Length: 0\r\n\r\n", PLAIN);
	assert_int_equal(outcome.status, 409);
	outcome = ask("HTTP/1.1 304 Same\r\n\r\n", PLAIN);
	assert_int_equal(outcome.status, 304);
	outcome = ask("HTTP/1.1 301 Gone\r\nLocation: http://localhost/y\r\nContent-Length: 0\r\n"
		      "\r\n",
		      PLAIN);
	assert_int_equal(outcome.status, 301);
}

void test_loop__http_chunked(void **state)
{
	struct outcome outcome = ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
				     "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
				     PLAIN);

	(void)state;
	assert_int_equal(outcome.result, HTTP_OK);
	assert_string_equal(outcome.body, "abcde");
}

void test_loop__http_cut(void **state)
{
	static const char *const cuts[] = {
		"",
		"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		struct outcome outcome = ask(cuts[i], PLAIN);

		assert_int_equal(outcome.result, HTTP_CUT);
		assert_int_equal(outcome.calls, 1);
		assert_string_not_equal(outcome.reason, "");
	}
}

static int cut_at;

static void recite_in_part(int connection)
{
	char part[512];

	server_read_head(connection);
	snprintf(part, sizeof(part), "%.*s", cut_at, script);
	server_say(connection, part);
}

/* A framed answer cut anywhere is never taken for a whole one. */
void test_loop__http_cut_at_every_byte(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Y: z\r\n\r\nabcd",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		script = answers[i];
		for (cut_at = 0; cut_at < (int)strlen(script) - (i == 1 ? 2 : 0); cut_at++) {
			struct server server;
			struct outcome outcome;

			server_start(&server, recite_in_part);
			outcome = fetch(&server, PLAIN);
			server_stop(&server);
			if (outcome.result == HTTP_OK)
				fail_msg("cut at %d: taken for whole: %d \"%s\"", cut_at,
					 outcome.status, outcome.body);
		}
	}
}

/* A body that ends with the connection cannot be told from a cut one: the reader's business. */
void test_loop__http_close_delimited(void **state)
{
	struct outcome outcome = ask("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"a\":", PLAIN);

	(void)state;
	assert_int_equal(outcome.result, HTTP_OK);
	assert_string_equal(outcome.body, "{\"a\":");
}

void test_loop__http_garbage(void **state)
{
	(void)state;
	assert_int_equal(ask("SSH-2.0-OpenSSH_9.2\r\n", PLAIN).result, HTTP_GARBAGE);
	assert_int_equal(ask("\x15\x03\x01\x00\x02\x02\x16", PLAIN).result, HTTP_GARBAGE);
	assert_int_equal(
		ask("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", PLAIN).result,
		HTTP_GARBAGE);
}

void test_loop__http_silence_ends_at_the_first_byte_deadline(void **state)
{
	struct server server;
	struct outcome outcome;

	(void)state;
	server_start(&server, silent);
	outcome = fetch(&server, (struct http_request){ .first_byte_ms = 150, .total_ms = 3000 });
	assert_int_equal(outcome.result, HTTP_TIMEOUT);
	assert_string_equal(outcome.timeout, "first byte");
	assert_in_range(outcome.took, 140, 600);
	outcome = fetch(&server, (struct http_request){ .total_ms = 120 });
	assert_string_equal(outcome.timeout, "total");
	server_stop(&server);
}

static void drip_headers(int connection)
{
	const char *text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

	server_read_head(connection);
	for (; *text != 0; text++) {
		char byte[2] = { *text, 0 };

		server_say(connection, byte);
		server_sleep(40);
	}
}

void test_loop__http_dripping_headers_end_too(void **state)
{
	struct server server;
	struct outcome outcome;

	(void)state;
	server_start(&server, drip_headers);
	outcome = fetch(&server, (struct http_request){ .first_byte_ms = 300 });
	server_stop(&server);
	assert_int_equal(outcome.result, HTTP_TIMEOUT);
	assert_in_range(outcome.took, 280, 900);
}

static void stall_in_body(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	for (int i = 0; i < 5; i++) {
		server_say(connection, "x");
		server_sleep(60);
	}
	server_sleep(10000);
}

void test_loop__http_stall_counts_from_the_last_byte(void **state)
{
	struct server server;
	struct outcome outcome;

	(void)state;
	server_start(&server, stall_in_body);
	outcome = fetch(&server, (struct http_request){ .stall_ms = 200 });
	server_stop(&server);
	assert_int_equal(outcome.result, HTTP_TIMEOUT);
	assert_string_equal(outcome.timeout, "stall");
	assert_in_range(outcome.took, 400, 1200);
}

static void endless_body(int connection)
{
	static char block[65536];

	memset(block, 'x', sizeof(block) - 1);
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 200 OK\r\n\r\n");
	for (int i = 0; i < 10000; i++)
		server_say(connection, block);
}

void test_loop__http_endless_body_is_capped(void **state)
{
	struct server server;
	struct outcome outcome;

	(void)state;
	server_start(&server, endless_body);
	outcome = fetch(&server, (struct http_request){ .body_limit = 100000, .total_ms = 4000 });
	server_stop(&server);
	assert_int_equal(outcome.result, HTTP_TOO_LARGE);
	assert_true(outcome.length <= 100000);
}

static void endless_headers(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 100000; i++)
		server_say(connection, "X-More: and more and more and more and more\r\n");
}

static void endless_continue(int connection)
{
	server_read_head(connection);
	for (int i = 0; i < 100000; i++)
		server_say(connection, "HTTP/1.1 102 Processing\r\n\r\n");
}

static void huge_header(int connection)
{
	static char block[400000];

	memset(block, 'x', sizeof(block) - 1);
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 200 OK\r\nX-Long: ");
	server_say(connection, block);
}

void test_loop__http_headers_are_capped(void **state)
{
	void (*const serves[])(int) = { endless_headers, endless_continue, huge_header };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(serves); i++) {
		struct server server;

		server_start(&server, serves[i]);
		assert_int_equal(fetch(&server, PLAIN).result, HTTP_TOO_LARGE);
		server_stop(&server);
	}
}

void test_loop__http_nobody_there(void **state)
{
	struct server server;
	struct outcome outcome;
	struct arena *arena = arena_create();
	struct endpoint longer = { .unix_path = arena_printf(arena, "/tmp/%0120d", 1) };
	FILE *file;

	(void)state;
	snprintf(server.path, sizeof(server.path), "/tmp/clau-unit-none-%d", (int)getpid());
	outcome = fetch(&server, PLAIN);
	assert_int_equal(outcome.result, HTTP_ABSENT);
	assert_string_equal(outcome.reason, "no such socket");
	assert_true(outcome.took < 50);
	file = fopen(server.path, "w");
	fclose(file);
	outcome = fetch(&server, PLAIN);
	assert_int_equal(outcome.result, HTTP_NOT_A_SOCKET);
	unlink(server.path);
	outcome = fetch(&server, (struct http_request){ .endpoint = &longer });
	assert_int_equal(outcome.result, HTTP_ABSENT);
	assert_non_null(strstr(outcome.reason, "107"));
	arena_destroy(arena);
	server_start(&server, NULL);
	assert_int_equal(fetch(&server, PLAIN).result, HTTP_REFUSED);
	server_stop(&server);
}

static void accept_and_close(int connection)
{
	(void)connection;
}

void test_loop__http_accept_then_close(void **state)
{
	struct server server;

	(void)state;
	server_start(&server, accept_and_close);
	assert_int_equal(fetch(&server, PLAIN).result, HTTP_CUT);
	server_stop(&server);
}
