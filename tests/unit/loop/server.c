#include "server.h"

#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void server_start(struct server *server, void (*serve)(int connection))
{
	static int counter;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(server->path, sizeof(server->path), "/tmp/clau-unit-%d-%d.sock", (int)getpid(),
		 counter++);
	unlink(server->path);
	memcpy(address.sun_path, server->path, strlen(server->path) + 1);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	server->pid = 0;
	if (serve != NULL) {
		assert_int_equal(listen(listener, 16), 0);
		server->pid = fork();
		assert_true(server->pid >= 0);
	}
	if (serve != NULL && server->pid == 0) {
		signal(SIGPIPE, SIG_IGN);
		alarm(20);
		for (;;) {
			int connection = accept(listener, NULL, NULL);

			serve(connection);
			close(connection);
		}
	}
	close(listener);
}

void server_stop(struct server *server)
{
	if (server->pid > 0) {
		kill(server->pid, SIGKILL);
		waitpid(server->pid, NULL, 0);
	}
	unlink(server->path);
}

const char *server_read_until(int connection, const char *text)
{
	static char bytes[65536];
	size_t length = 0;

	while (length < sizeof(bytes) - 1) {
		ssize_t more = read(connection, bytes + length, sizeof(bytes) - 1 - length);

		if (more <= 0)
			break;
		length += (size_t)more;
		bytes[length] = 0;
		if (strstr(bytes, text) != NULL)
			break;
	}
	bytes[length] = 0;
	return bytes;
}

const char *server_read_head(int connection)
{
	return server_read_until(connection, "\r\n\r\n");
}

void server_say(int connection, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t sent = write(connection, text, left);

		if (sent <= 0)
			return;
		text += sent;
		left -= (size_t)sent;
	}
}

void server_sleep(int milliseconds)
{
	struct timespec time = { milliseconds / 1000, (milliseconds % 1000) * 1000000L };

	nanosleep(&time, NULL);
}

static void copy(char *into, size_t room, const char *text)
{
	snprintf(into, room, "%s", text_or(text, ""));
}

void keep_reply(void *data, const struct http_reply *reply)
{
	struct outcome *outcome = data;

	outcome->calls++;
	outcome->result = reply->result;
	outcome->status = reply->status;
	outcome->length = reply->length;
	copy(outcome->body, sizeof(outcome->body), reply->body);
	copy(outcome->reason, sizeof(outcome->reason), reply->reason);
	copy(outcome->timeout, sizeof(outcome->timeout), reply->timeout);
	copy(outcome->api_version, sizeof(outcome->api_version), reply->api_version);
	copy(outcome->content_type, sizeof(outcome->content_type), reply->content_type);
}

struct outcome fetch(struct server *server, struct http_request request)
{
	struct outcome outcome = { 0 };
	struct endpoint endpoint = { .unix_path = server == NULL ? NULL : server->path };
	struct loop *loop = loop_create();
	int64_t start = loop_now(loop);

	if (request.endpoint == NULL)
		request.endpoint = &endpoint;
	request.method = text_or(request.method, "GET");
	request.path = text_or(request.path, "/x");
	request.on_done = keep_reply;
	if (request.data == NULL)
		request.data = &outcome;
	http_start(loop, &request);
	assert_int_equal(outcome.calls, 0);
	while (((struct outcome *)request.data)->calls == 0) {
		bool is_more = loop_turn(loop);

		assert_true(is_more || ((struct outcome *)request.data)->calls > 0);
		assert_true(loop_now(loop) - start < 5000);
	}
	outcome = *(struct outcome *)request.data;
	outcome.took = loop_now(loop) - start;
	loop_destroy(loop);
	return outcome;
}

const char *script;

void recite(int connection)
{
	server_read_head(connection);
	server_say(connection, script);
}

struct outcome ask(const char *answer, struct http_request request)
{
	struct server server;
	struct outcome outcome;

	script = answer;
	server_start(&server, recite);
	outcome = fetch(&server, request);
	server_stop(&server);
	return outcome;
}

void silent(int connection)
{
	server_read_head(connection);
	server_sleep(10000);
}
