#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "private.h"
#include "server.h"

void test_loop__connect_reasons(void **state)
{
	const struct {
		const char *path;
		int error;
		enum http_result result;
	} cases[] = {
		{ "/tmp/clau-unit-none", ENOENT, HTTP_ABSENT },
		{ "/tmp/clau-unit-none", 0, HTTP_ABSENT },
		{ "/etc/passwd/x", ENOTDIR, HTTP_ABSENT },
		{ "/etc/passwd", ECONNREFUSED, HTTP_NOT_A_SOCKET },
		{ "/etc/passwd", 0, HTTP_NOT_A_SOCKET },
		{ "/etc/passwd", ENOTSOCK, HTTP_NOT_A_SOCKET },
		{ "/tmp/clau-unit-none", EACCES, HTTP_DENIED },
		{ "/tmp/clau-unit-none", EPERM, HTTP_DENIED },
		{ NULL, ECONNREFUSED, HTTP_REFUSED },
		{ NULL, EHOSTUNREACH, HTTP_ABSENT },
		{ NULL, ETIMEDOUT, HTTP_ABSENT },
		{ NULL, 0, HTTP_CUT },
		{ NULL, EMFILE, HTTP_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct endpoint endpoint = { .unix_path = cases[i].path, .host = "h" };
		const char *reason = NULL;

		assert_int_equal(connect_result(&endpoint, cases[i].error, &reason),
				 cases[i].result);
		assert_non_null(reason);
	}
}

/* One who says the same to all comers, on a port of the loopback. */
static pid_t start_tcp(const char *answer, unsigned *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t child;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(listener, 8), 0);
	getsockname(listener, (struct sockaddr *)&address, &size);
	*ret_port = ntohs(address.sin_port);
	child = fork();
	while (child == 0) {
		int connection = accept(listener, NULL, NULL);

		alarm(20);
		server_read_head(connection);
		server_say(connection, answer);
		close(connection);
	}
	close(listener);
	return child;
}

void test_loop__connect_http_over_tcp(void **state)
{
	struct endpoint endpoint = { .host = "127.0.0.1" };
	pid_t child =
		start_tcp("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello", &endpoint.port);
	struct http_request request = { .endpoint = &endpoint, .first_byte_ms = 2000 };
	struct outcome outcome = fetch(NULL, request);

	(void)state;
	assert_string_equal(outcome.body, "hello");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(fetch(NULL, request).result, HTTP_REFUSED);
}

struct over {
	int closed;
	enum http_result result;
	char bytes[64];
};

static void on_open(void *data, int status)
{
	(void)data;
	assert_int_equal(status, 101);
}

static void on_bytes(void *data, const char *bytes, size_t length)
{
	strncat(((struct over *)data)->bytes, bytes, length);
}

static void on_close(void *data, const struct http_reply *reply)
{
	((struct over *)data)->closed++;
	((struct over *)data)->result = reply->result;
}

static struct over open_tcp(const char *host, unsigned port)
{
	struct over over = { 0 };
	struct endpoint endpoint = { .host = host, .port = port };
	struct loop *loop = loop_create();
	struct stream_request request = { .endpoint = &endpoint,
					  .method = "POST",
					  .path = "/",
					  .protocol = "tcp",
					  .first_byte_ms = 4000,
					  .on_open = on_open,
					  .on_bytes = on_bytes,
					  .on_close = on_close,
					  .data = &over };
	struct stream *stream = stream_open(loop, &request);

	while (over.closed == 0)
		loop_turn(loop);
	stream_close(stream);
	/* Closed while its name is still being looked up. */
	stream_close(stream_open(loop, &request));
	loop_destroy(loop);
	return over;
}

void test_loop__connect_stream_over_tcp(void **state)
{
	unsigned port;
	pid_t child = start_tcp("HTTP/1.1 101 UPGRADED\r\n\r\nbytes", &port);

	(void)state;
	assert_string_equal(open_tcp("127.0.0.1", port).bytes, "bytes");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(open_tcp("127.0.0.1", port).result, HTTP_REFUSED);
}
