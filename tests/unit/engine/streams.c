#include <stdio.h>
#include <stdlib.h>

#include "scripted.h"

struct heard {
	struct scripted *scripted;
	struct call *call;
	char text[8192];
	int opened, destroy_at;
};

static void hear(struct heard *heard, const char *text)
{
	strncat(heard->text, text, sizeof(heard->text) - strlen(heard->text) - 1);
	if (heard->destroy_at > 0 && --heard->destroy_at == 0) {
		call_destroy(heard->call);
		heard->call = NULL;
	}
}

static void on_opened(void *data)
{
	((struct heard *)data)->opened++;
}

static void on_event(void *data, const struct engine_event *event)
{
	char line[512];
	const char *label = map_get(&event->attributes, "a.b");

	assert_int_equal(((struct heard *)data)->opened, 1);
	snprintf(line, sizeof(line), "%s/%s/%s/%s/%lld|", event->type, event->action, event->id,
		 text_or(label, "-"), (long long)event->time);
	hear(data, line);
}

#define EVENT_1                                                                                    \
	"{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":"      \
	"{\"a.b\":\"v\"}},\"time\":1763771234,\"timeNano\":1763771234567890123}\n"
#define EVENT_2 "{\"Type\":\"network\",\"status\":\"connect\",\"id\":\"n1\",\"time\":5}"
#define HEARD_1 "container/die/c1/v/1763771234567890123|"
#define HEARD_2 "network/connect/n1/-/5000000000|"

static struct heard listen_to(const char *stream, enum engine_trouble expected, int destroy_at)
{
	const struct row rows[] = { { "GET /v1.41/events", stream, CLOSE }, { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct heard heard = { .scripted = &scripted, .destroy_at = destroy_at };

	scripted_start(&scripted, rows);
	heard.call = engine_stream_events(scripted.engine, NULL, 17, on_opened, on_event, &heard);
	if (destroy_at > 0)
		turn_for(&scripted, 150);
	else
		assert_int_equal(settle(&scripted, heard.call), expected);
	if (destroy_at > 0)
		assert_null(heard.call);
	assert_int_equal(scripted_count("GET /v1.41/events?since=17 "), 1);
	call_destroy(heard.call);
	scripted_stop(&scripted);
	return heard;
}

void test_engine__streams_events(void **state)
{
	struct heard heard = listen_to(STREAM_HEAD EVENT_1 EVENT_2, ENGINE_OK, 0);

	(void)state;
	assert_string_equal(heard.text, HEARD_1 HEARD_2);
	assert_int_equal(heard.opened, 1);
	heard = listen_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			  "5\r\n{\"Typ\r\n"
			  "39\r\ne\":\"x\",\"Action\":\"y\",\"Actor\":{\"ID\":\"z\"},\"timeNano\":"
			  "12345}\n\r\n0\r\n\r\n",
			  ENGINE_OK, 0);
	assert_string_equal(heard.text, "x/y/z/-/12345|");
}

void test_engine__streams_events_of_odd_types(void **state)
{
	struct heard heard = listen_to(STREAM_HEAD "{\"Type\":1,\"Action\":[],\"Actor\":\"x\","
						   "\"timeNano\":\"y\"}\n[1]\n7\n",
				       ENGINE_OK, 0);

	(void)state;
	assert_string_equal(heard.text, "///-/0|///-/0|///-/0|");
	heard = listen_to(STREAM_HEAD "nonsense\n", ENGINE_STRANGE, 0);
	assert_string_equal(heard.text, "");
	heard = listen_to(STREAM_HEAD EVENT_1 "{\"Type\":", ENGINE_CUT, 0);
	assert_string_equal(heard.text, HEARD_1);
	listen_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Typ\r\n",
		  ENGINE_CUT, 0);
	listen_to("400 {\"message\":\"bad filter\"}", ENGINE_REFUSED, 0);
}

void test_engine__streams_destroyed_in_their_own_callback(void **state)
{
	(void)state;
	assert_string_equal(listen_to(STREAM_HEAD EVENT_1 EVENT_2 "\n", ENGINE_OK, 1).text,
			    HEARD_1);
	/* The last line, without an end, is handed on when the connection closes. */
	assert_string_equal(listen_to(STREAM_HEAD EVENT_1 EVENT_2, ENGINE_OK, 2).text,
			    HEARD_1 HEARD_2);
}

void test_engine__streams_end_when_the_engine_stops_answering(void **state)
{
	const struct row rows[] = { { "GET /_ping", PONG, CLOSE },
				    { "GET /_ping", PONG, CLOSE },
				    { "GET /_ping", NULL, CLOSE },
				    { "GET /v1.41/events", STREAM_HEAD EVENT_1, HOLD },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct heard heard = { .scripted = &scripted }, other = { .scripted = &scripted };
	struct call *first, *second;

	(void)state;
	scripted_start(&scripted, rows);
	scripted.engine->beat_ms = 60;
	first = engine_stream_events(scripted.engine, NULL, 0, on_opened, on_event, &heard);
	second = engine_stream_events(scripted.engine, NULL, 0, on_opened, on_event, &other);
	assert_int_equal(settle(&scripted, first), ENGINE_SILENT);
	assert_int_equal(settle(&scripted, second), ENGINE_SILENT);
	assert_int_equal(scripted_count("GET /_ping"), 5);
	assert_int_equal(failure_of(&scripted, first).code, EXIT_NOT_YET);
	call_destroy(first);
	call_destroy(second);
	assert_false(loop_turn(scripted.loop)); /* the heartbeat is over too */
	scripted_stop(&scripted);
}

static bool on_log(void *data, int stream, const char *bytes, size_t length)
{
	struct heard *heard = data;
	char piece[64];

	snprintf(piece, sizeof(piece), "%d:%.*s|", stream, (int)length, bytes);
	hear(heard, piece);
	return strstr(heard->text, "stop") == NULL;
}

static struct heard log_of(const char *stream, const struct log_options *options,
			   enum engine_trouble expected)
{
	const struct row rows[] = { { "GET /v1.41/containers/c1/logs", stream, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct heard heard = { .scripted = &scripted };
	struct call *call;

	scripted_start(&scripted, rows);
	call = engine_stream_logs(scripted.engine, "c1", options, on_log, &heard);
	assert_int_equal(settle(&scripted, call), expected);
	call_destroy(call);
	scripted_stop(&scripted);
	return heard;
}

void test_engine__streams_logs(void **state)
{
	const struct log_options tty = { .tty = true, .tail = -1 };
	const struct log_options some = { .follow = true, .tail = 5, .since = "1h" };

	(void)state;
	assert_string_equal(log_of("HTTP/1.1 200 OK\r\n\r\nraw text", &tty, ENGINE_OK).text,
			    "1:raw text|");
	assert_int_equal(scripted_count("GET /v1.41/containers/c1/logs?stdout=1&stderr=1&follow=0"
					"&timestamps=0&tail=all "),
			 1);
	log_of("HTTP/1.1 200 OK\r\n\r\nnot frames at all", &some, ENGINE_STRANGE);
	assert_int_equal(scripted_count("GET /v1.41/containers/c1/logs?stdout=1&stderr=1&follow=1"
					"&timestamps=0&tail=5&since=1h "),
			 1);
	log_of("HTTP/1.1 200 OK\r\n\r\n\1", &some, ENGINE_CUT);
	log_of("HTTP/1.1 200 OK\r\n\r\nstop here", &tty, ENGINE_STOPPED);
	log_of("409 {\"message\":\"cannot read logs with this driver\"}", &tty, ENGINE_CONFLICT);
}

static void on_progress(void *data, const struct pull_progress *progress)
{
	char line[128];

	snprintf(line, sizeof(line), "%s %s %lld/%lld|", progress->layer, progress->status,
		 (long long)progress->current, (long long)progress->total);
	hear(data, line);
}

static struct heard pull(const char *reference, const char *query, const char *stream,
			 enum engine_trouble expected, const char *message)
{
	const struct row rows[] = { { "POST /v1.41/images/create", stream, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct heard heard = { .scripted = &scripted };
	struct call *call;

	scripted_start(&scripted, rows);
	call = engine_pull_image(scripted.engine, reference, NULL, on_progress, &heard);
	assert_int_equal(settle(&scripted, call), expected);
	assert_string_equal(call->message, message);
	assert_int_equal(scripted_count(query), 1);
	call_destroy(call);
	scripted_stop(&scripted);
	return heard;
}

void test_engine__streams_pull(void **state)
{
	const char *good = STREAM_HEAD "{\"status\":\"Pulling\"}\r\n{\"status\":\"Downloading\","
				       "\"id\":\"l1\",\"progressDetail\":{\"current\":5,"
				       "\"total\":9}}\r\n";
	const char *bad = STREAM_HEAD "{\"errorDetail\":{\"message\":\"no space left\"},"
				      "\"error\":\"no space left\"}\n{\"status\":\"after\"}\n";

	(void)state;
	assert_string_equal(pull("redis", "POST /v1.41/images/create?fromImage=redis&tag=latest ",
				 good, ENGINE_OK, "")
				    .text,
			    " Pulling 0/0|l1 Downloading 5/9|");
	assert_string_equal(pull("h:5/a/b:7",
				 "POST /v1.41/images/create?fromImage=h%3A5%2Fa%2Fb&tag=7 ", bad,
				 ENGINE_REFUSED, "no space left")
				    .text,
			    " after 0/0|");
	pull("h:5/a@sha256:12", "POST /v1.41/images/create?fromImage=h%3A5%2Fa&tag=sha256%3A12 ",
	     "404 {\"message\":\"not found\"}", ENGINE_NOT_FOUND, "not found");
}

static int64_t produce(void *data, char *into, size_t room)
{
	int *left = data;

	(void)room;
	if (*left < 0)
		return -1;
	if (*left == 0)
		return 0;
	*left -= 1;
	memcpy(into, "TAR!", 4);
	return 4;
}

static void on_line(void *data, const struct json *line)
{
	hear(data, json_text(line, "id", "other"));
}

static enum engine_trouble build(const char *stream, int pieces, struct heard *heard)
{
	const struct row rows[] = { { "POST /v1.41/build?version=2&t=x ", stream, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	enum engine_trouble trouble;
	struct call *call;

	scripted_start(&scripted, rows);
	call = engine_build_image(scripted.engine, "t=x", produce, &pieces, on_line, heard);
	trouble = settle(&scripted, call);
	if (trouble == ENGINE_REFUSED)
		assert_string_equal(call->message, "step failed");
	call_destroy(call);
	scripted_stop(&scripted);
	return trouble;
}

void test_engine__streams_build(void **state)
{
	struct heard heard = { .opened = 0 };

	(void)state;
	assert_int_equal(build(STREAM_HEAD "{\"id\":\"trace\"}\n{\"id\":\"image\"}\n", 2, &heard),
			 ENGINE_OK);
	assert_string_equal(heard.text, "traceimage");
	assert_non_null(strstr(scripted_body(), "4\r\nTAR!\r\n4\r\nTAR!\r\n0\r\n"));
	heard.text[0] = 0;
	assert_int_equal(
		build(STREAM_HEAD "{\"error\":\"step failed\"}\n{\"id\":\"last\"}\n", 1, &heard),
		ENGINE_REFUSED);
	assert_string_equal(heard.text, "otherlast");
	assert_int_equal(build(STREAM_HEAD, -1, &heard), ENGINE_STOPPED);
	assert_int_equal(build("", 1, &heard), ENGINE_CUT);
	assert_int_equal(scripted_count("POST"), 1);
}

struct session {
	struct exec_session *exec;
	char text[512], trouble[128];
	int closed;
	bool close_at_once;
};

static void on_exec_bytes(void *data, int stream, const char *bytes, size_t length)
{
	struct session *session = data;
	char piece[64];

	snprintf(piece, sizeof(piece), "%d:%.*s|", stream, (int)length, bytes);
	strncat(session->text, piece, sizeof(session->text) - strlen(session->text) - 1);
	if (session->close_at_once) {
		exec_close(session->exec);
		session->exec = NULL;
		session->closed = 1;
	}
}

static void on_exec_close(void *data, const char *trouble)
{
	struct session *session = data;

	session->closed++;
	snprintf(session->trouble, sizeof(session->trouble), "%s", text_or(trouble, "none"));
	exec_close(session->exec);
	session->exec = NULL;
}

static struct session run(const char *answer, bool tty, bool close_at_once)
{
	const struct row rows[] = { { "POST /v1.41/exec/e1/start", answer, CLOSE },
				    { NULL, NULL, CLOSE } };
	struct scripted scripted;
	struct session session = { .close_at_once = close_at_once };
	const struct exec_stream how = {
		.tty = tty, .on_bytes = on_exec_bytes, .on_close = on_exec_close, .data = &session
	};

	scripted_start(&scripted, rows);
	session.exec = engine_start_exec(scripted.engine, "e1", &how);
	while (session.closed == 0)
		loop_turn(scripted.loop);
	scripted_stop(&scripted);
	return session;
}

#define UPGRADED "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n"

void test_engine__streams_exec(void **state)
{
	struct session session = run(UPGRADED "to the terminal", true, false);

	(void)state;
	assert_string_equal(session.text, "1:to the terminal|");
	assert_string_equal(session.trouble, "none");
	assert_string_equal(scripted_body(), "{\"Detach\":false,\"Tty\":true}");
	session = run(UPGRADED "plain words", false, false);
	assert_string_equal(session.trouble, "the stream is not made of frames");
	session = run(UPGRADED "\1", false, false);
	assert_string_equal(session.trouble, "the connection broke off");
	session = run("409 {\"message\":\"container is paused\"}", true, false);
	assert_string_equal(session.trouble, "container is paused");
	session = run("", true, false);
	assert_int_equal(session.closed, 1);
	assert_string_not_equal(session.trouble, "none");
	session = run(UPGRADED "bytes", true, true);
	assert_string_equal(session.text, "1:bytes|");
	exec_close(NULL);
}
