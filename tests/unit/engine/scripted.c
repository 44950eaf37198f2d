#include "scripted.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct shared {
	int hits[64];
	size_t used;
	char requests[65536];
	char body[65536];
};
static struct shared *shared;

static void say(int connection, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t sent = write(connection, text, length);

		if (sent <= 0)
			return;
		text += sent;
		length -= (size_t)sent;
	}
}

static void answer(int connection, const struct row *row)
{
	static char text[131072];
	const char *body = row->answer;
	int status = 200;

	if (body == NULL)
		pause();
	if (body == NULL || *body == 0)
		_exit(0);
	if (strncmp(body, "HTTP/", 5) == 0) {
		say(connection, body, strlen(body));
		if (strstr(body, "Content-Length") != NULL && row->then == CLOSE)
			return;
		if (row->then == HOLD)
			pause();
		_exit(0);
	}
	if (*body >= '0' && *body <= '9') {
		status = (int)strtol(body, NULL, 10);
		body += 3 + (body[3] == ' ');
	}
	snprintf(text, sizeof(text),
		 "HTTP/1.1 %d X\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n"
		 "Content-Length: %zu\r\n\r\n%s",
		 status, strlen(body), body);
	say(connection, text, strlen(text));
}

static const struct row *row_for(const struct row *rows, const char *request)
{
	static const struct row pong = { "GET /_ping", PONG, CLOSE };
	const struct row *found = NULL;
	const struct row *first = NULL;

	for (const struct row *row = rows; row->request != NULL; row++) {
		if (strncmp(request, row->request, strlen(row->request)) != 0 ||
		    (first != NULL && strcmp(first->request, row->request) != 0))
			continue;
		if (first == NULL)
			first = row;
		found = row;
		if (shared->hits[row - rows] == 0)
			break;
	}
	if (found != NULL)
		__atomic_add_fetch(&shared->hits[found - rows], 1, __ATOMIC_SEQ_CST);
	else if (strncmp(request, pong.request, 10) == 0)
		found = &pong;
	return found;
}

static bool is_whole(const char *text)
{
	const char *body = strstr(text, "\r\n\r\n");
	const char *length = strstr(text, "Content-Length: ");

	if (body == NULL)
		return false;
	if (strstr(text, "Transfer-Encoding: chunked") != NULL)
		return strstr(body, "\r\n0\r\n\r\n") != NULL;
	return length == NULL || strlen(body + 4) >= strtoul(length + 16, NULL, 10);
}

/* Several processes write at once: each into a place of its own. */
static void note(const char *request)
{
	size_t length = strlen(request);
	size_t at = __atomic_fetch_add(&shared->used, length + 1, __ATOMIC_SEQ_CST);

	if (at + length + 1 >= sizeof(shared->requests))
		_exit(1);
	memcpy(shared->requests + at, request, length);
	shared->requests[at + length] = '\n';
}

static void serve(int connection, const struct row *rows)
{
	static char text[65536];
	size_t length = 0;
	ssize_t more;

	while ((more = read(connection, text + length, sizeof(text) - 1 - length)) > 0) {
		static const struct row none = { "", "501 {\"message\":\"not in the script\"}",
						 CLOSE };
		const struct row *row;

		length += (size_t)more;
		text[length] = 0;
		if (!is_whole(text))
			continue;
		length = 0;
		snprintf(shared->body, sizeof(shared->body), "%s", strstr(text, "\r\n\r\n") + 4);
		*strchr(text, '\r') = 0;
		note(text);
		row = row_for(rows, text);
		answer(connection, row == NULL ? &none : row);
	}
}

static void listen_and_fork(int listener, const struct row *rows)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_IGN);
	alarm(30);
	for (;;) {
		int connection = accept(listener, NULL, NULL);

		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			close(listener);
			serve(connection, rows);
			_exit(0);
		}
		close(connection);
	}
}

void scripted_revive(struct scripted *scripted, const struct row *rows)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memset(shared, 0, sizeof(*shared));
	memcpy(address.sun_path, scripted->path, strlen(scripted->path) + 1);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 64), 0);
	scripted->pid = fork();
	if (scripted->pid == 0) {
		setpgid(0, 0);
		listen_and_fork(listener, rows);
	}
	setpgid(scripted->pid, scripted->pid);
	close(listener);
}

void scripted_kill(struct scripted *scripted)
{
	if (scripted->pid > 0) {
		kill(-scripted->pid, SIGKILL);
		waitpid(scripted->pid, NULL, 0);
	}
	scripted->pid = 0;
	unlink(scripted->path);
}

void scripted_start(struct scripted *scripted, const struct row *rows)
{
	static int counter;
	struct failure failure;

	if (shared == NULL)
		shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*scripted = (struct scripted){ .pid = 0 };
	snprintf(scripted->path, sizeof(scripted->path), "/tmp/clau-engine-%d-%d.sock",
		 (int)getpid(), counter++);
	snprintf(scripted->host, sizeof(scripted->host), "unix://%s", scripted->path);
	unlink(scripted->path);
	if (rows != NULL)
		scripted_revive(scripted, rows);
	scripted->loop = loop_create();
	scripted->arena = arena_create();
	scripted->engine = engine_create(scripted->loop, scripted->host, scripted->arena, &failure);
	assert_non_null(scripted->engine);
}

void scripted_stop(struct scripted *scripted)
{
	engine_destroy(scripted->engine);
	loop_destroy(scripted->loop);
	arena_destroy(scripted->arena);
	scripted_kill(scripted);
}

int scripted_count(const char *request)
{
	int count = 0;

	for (const char *line = shared->requests; *line != 0; line = strchr(line, '\n') + 1)
		count += strncmp(line, request, strlen(request)) == 0;
	return count;
}

const char *scripted_body(void)
{
	return shared->body;
}

enum engine_trouble settle(struct scripted *scripted, struct call *call)
{
	engine_wait(scripted->engine, call);
	if (call->trouble != ENGINE_OK)
		assert_null(call->result);
	return call->trouble;
}

struct failure failure_of(struct scripted *scripted, struct call *call)
{
	return engine_failure(scripted->engine, call, scripted->arena, "list containers");
}

static void nothing(void *data)
{
	*(bool *)data = true;
}

void turn_for(struct scripted *scripted, int milliseconds)
{
	bool is_over = false;

	loop_timer(scripted->loop, milliseconds, 0, nothing, &is_over);
	while (!is_over)
		loop_turn(scripted->loop);
}
