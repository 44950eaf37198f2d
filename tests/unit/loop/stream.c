#include <stdio.h>
#include <unistd.h>

#include "server.h"

struct talk {
	int opened, status, closed;
	char bytes[4096];
	size_t length;
	struct outcome end;
	struct stream *stream;
	bool close_on_open;
};

static void on_open(void *data, int status)
{
	struct talk *talk = data;

	talk->opened++;
	talk->status = status;
	if (talk->close_on_open) {
		stream_close(talk->stream);
		talk->stream = NULL;
		talk->closed = 1;
	}
}

static void on_bytes(void *data, const char *bytes, size_t length)
{
	struct talk *talk = data;

	assert_int_equal(talk->opened, 1);
	memcpy(talk->bytes + talk->length, bytes, length);
	talk->length += length;
}

static void on_close(void *data, const struct http_reply *reply)
{
	struct talk *talk = data;

	talk->closed++;
	keep_reply(&talk->end, reply);
}

static struct stream_request request_for(const struct endpoint *endpoint, struct talk *talk)
{
	return (struct stream_request){ .endpoint = endpoint,
					.method = "POST",
					.path = "/exec/1/start",
					.protocol = "tcp",
					.body = "{}",
					.first_byte_ms = 300,
					.on_open = on_open,
					.on_bytes = on_bytes,
					.on_close = on_close,
					.data = talk };
}

/* Opens, writes `text` at once, half-closes, and turns until it is over. */
static struct talk converse(void (*serve)(int connection), const char *text)
{
	struct server server;
	struct loop *loop = loop_create();
	struct talk talk = { 0 };
	struct endpoint endpoint = { .unix_path = server.path };
	struct stream_request request = request_for(&endpoint, &talk);

	server_start(&server, serve);
	talk.stream = stream_open(loop, &request);
	if (text != NULL) {
		assert_true(stream_write(talk.stream, text, strlen(text)));
		stream_end_write(talk.stream);
	}
	while (talk.closed == 0)
		loop_turn(loop);
	assert_false(stream_write(talk.stream, "x", 1));
	stream_close(talk.stream);
	loop_destroy(loop);
	server_stop(&server);
	return talk;
}

static void shout(int connection)
{
	const char *head = server_read_until(connection, "\r\n\r\n{}");

	if (strstr(head, "Connection: Upgrade\r\nUpgrade: tcp\r\n") == NULL)
		return;
	/* The bytes behind the head come in the same read. */
	server_say(connection, "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nhello ");
	server_say(connection, server_read_until(connection, "\0none"));
	server_say(connection, " bye");
}

void test_loop__stream_both_ways_and_half_close(void **state)
{
	struct talk talk = converse(shout, "to the end");

	(void)state;
	assert_int_equal(talk.status, 101);
	assert_int_equal(talk.end.result, HTTP_OK);
	assert_int_equal(talk.end.status, 101);
	assert_string_equal(talk.bytes, "hello to the end bye");
}

static void plain_stream(int connection)
{
	server_read_head(connection);
	server_say(connection,
		   "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream");
	server_sleep(50);
	server_say(connection, "\r\n\r\nraw");
}

void test_loop__stream_of_a_200(void **state)
{
	struct talk talk = converse(plain_stream, NULL);

	(void)state;
	assert_int_equal(talk.status, 200);
	assert_string_equal(talk.bytes, "raw");
}

static void conflict(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 409 No\r\nContent-Length: 18"
			       "\r\nContent-Type: application/json\r\n\r\n{\"message\"");
	server_sleep(30);
	server_say(connection, ":\"busy\"}and more");
	server_sleep(5000);
}

static void conflict_chunked(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 409 No\r\nTransfer-Encoding: chunked\r\n\r\n"
			       "a\r\n{\"message\"\r\n8\r\n:\"busy\"}\r\n0\r\n\r\n");
	server_sleep(5000);
}

static void conflict_closed(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.0 409 No\r\n\r\n{\"message\":\"busy\"}");
}

void test_loop__stream_refused(void **state)
{
	void (*const serves[])(int) = { conflict, conflict_chunked, conflict_closed };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(serves); i++) {
		struct talk talk = converse(serves[i], NULL);

		assert_int_equal(talk.opened, 0);
		assert_int_equal(talk.end.result, HTTP_OK);
		assert_int_equal(talk.end.status, 409);
		assert_string_equal(talk.end.body, "{\"message\":\"busy\"}");
	}
}

static void mute(int connection)
{
	server_read_head(connection);
	server_sleep(5000);
}

static void hang_up(int connection)
{
	server_read_head(connection);
}

static void babble(int connection)
{
	server_read_head(connection);
	server_say(connection, "SMTP ready when you are\r\n\r\n");
}

static void endless_head(int connection)
{
	server_read_head(connection);
	server_say(connection, "HTTP/1.1 101 X\r\n");
	for (int i = 0; i < 100000; i++)
		server_say(connection, "X-More: and more and more and more\r\n");
}

void test_loop__stream_faults(void **state)
{
	const struct {
		void (*serve)(int connection);
		enum http_result result;
	} cases[] = { { mute, HTTP_TIMEOUT },
		      { hang_up, HTTP_CUT },
		      { babble, HTTP_GARBAGE },
		      { endless_head, HTTP_TOO_LARGE } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct talk talk = converse(cases[i].serve, NULL);

		assert_int_equal(talk.end.result, cases[i].result);
		assert_int_equal(talk.closed, 1);
		assert_string_not_equal(talk.end.reason, "");
	}
}

static enum http_result open_at(const char *path)
{
	struct loop *loop = loop_create();
	struct talk talk = { 0 };
	struct endpoint endpoint = { .unix_path = path };
	struct stream_request request = request_for(&endpoint, &talk);

	talk.stream = stream_open(loop, &request);
	while (talk.closed == 0)
		loop_turn(loop);
	stream_close(talk.stream);
	loop_destroy(loop);
	return talk.end.result;
}

void test_loop__stream_nobody_there(void **state)
{
	struct server server;
	char longer[200];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	assert_int_equal(open_at("/tmp/clau-unit-absent"), HTTP_ABSENT);
	assert_int_equal(open_at("/etc/passwd"), HTTP_NOT_A_SOCKET);
	assert_int_equal(open_at(longer), HTTP_ABSENT);
	server_start(&server, NULL);
	assert_int_equal(open_at(server.path), HTTP_REFUSED);
	server_stop(&server);
}

void test_loop__stream_closed_in_its_own_callback(void **state)
{
	struct server server;
	struct loop *loop = loop_create();
	struct talk talk = { .close_on_open = true };
	struct endpoint endpoint = { .unix_path = server.path };
	struct stream_request request = request_for(&endpoint, &talk);

	(void)state;
	server_start(&server, shout);
	talk.stream = stream_open(loop, &request);
	while (loop_turn(loop))
		;
	assert_int_equal(talk.opened, 1);
	assert_int_equal(talk.length, 0);
	/* And one that is still connecting, and one that has just sent. */
	stream_close(stream_open(loop, &request));
	stream_open(loop, &request);
	loop_destroy(loop);
	server_stop(&server);
}

static void drain_slowly(int connection)
{
	server_read_until(connection, "\r\n\r\n{}");
	server_say(connection, "HTTP/1.1 101 UPGRADED\r\n\r\n");
	server_sleep(100);
	server_read_until(connection, "the end");
}

void test_loop__stream_unsent_shows_back_pressure(void **state)
{
	static char block[1 << 20];
	struct server server;
	struct loop *loop = loop_create();
	struct talk talk = { 0 };
	struct endpoint endpoint = { .unix_path = server.path };
	struct stream_request request = request_for(&endpoint, &talk);

	(void)state;
	memset(block, 'x', sizeof(block));
	server_start(&server, drain_slowly);
	talk.stream = stream_open(loop, &request);
	assert_int_equal(stream_unsent(talk.stream), 0);
	assert_true(stream_write(talk.stream, block, 10));
	assert_int_equal(stream_unsent(talk.stream), 10);
	while (talk.opened == 0)
		loop_turn(loop);
	assert_true(stream_write(talk.stream, block, sizeof(block)));
	assert_true(stream_unsent(talk.stream) > 0);
	stream_close(talk.stream);
	loop_destroy(loop);
	server_stop(&server);
}
