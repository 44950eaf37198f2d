/* A server on a unix socket in a process of its own, for one test. */
#ifndef SERVER_H
#define SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "clau/loop.h"

struct server {
	char path[64];
	pid_t pid;
};
/* Runs `serve` in a child for each connection in turn. NULL: binds, but nobody listens. */
void server_start(struct server *server, void (*serve)(int connection));
void server_stop(struct server *server);
/* Reads until the empty line behind the headers; what was read, NUL-ended. */
const char *server_read_head(int connection);
/* Reads what comes until `text` has been seen or the other side ends; what was read. */
const char *server_read_until(int connection, const char *text);
void server_say(int connection, const char *text);
void server_sleep(int milliseconds);

/* What an HTTP request came to. */
struct outcome {
	int calls; /* of on_done */
	enum http_result result;
	int status;
	char body[8192], reason[256], timeout[32], api_version[32], content_type[64];
	size_t length;
	char streamed[8192];
	size_t streamed_length;
	int64_t took;
};
/* Turns the loop until on_done; asserts it comes within 5 s. */
struct outcome fetch(struct server *server, struct http_request request);
#define PLAIN ((struct http_request){ .first_byte_ms = 1000, .total_ms = 2000 })

/* Servers of more than one test: one answers each request with `script`, one says nothing. */
extern const char *script;
void recite(int connection);
void silent(int connection);
/* Starts `recite` with this answer and fetches it. */
struct outcome ask(const char *answer, struct http_request request);
void keep_reply(void *data, const struct http_reply *reply);

#endif
