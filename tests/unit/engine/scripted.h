/* A scripted engine on a unix socket, in processes of its own, for one test. */
#ifndef SCRIPTED_H
#define SCRIPTED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "private.h"

/* The k-th request that begins with `request` gets the k-th answer of that beginning; the last one
 * serves for all that follow. Without a row for it, the ping is answered as API 1.41. An answer:
 *   "HTTP/..."     sent as it is, then closed (HOLD: kept open, silent)
 *   "404 {...}"    a whole answer with that status
 *   "{...}" "[...]"  a whole answer with 200
 *   ""             closed without a word
 *   NULL           silence */
struct row {
	const char *request, *answer;
	enum { CLOSE, HOLD } then;
};
struct scripted {
	char path[64], host[80];
	pid_t pid;
	struct loop *loop;
	struct arena *arena;
	struct engine *engine;
};
/* rows end with a NULL request. */
void scripted_start(struct scripted *scripted, const struct row *rows);
void scripted_stop(struct scripted *scripted);
/* Leaves the engine object, takes its server away or brings one back. */
void scripted_kill(struct scripted *scripted);
void scripted_revive(struct scripted *scripted, const struct row *rows);
/* How many requests began with this. */
int scripted_count(const char *request);
/* What the last body held (or chunks, undecoded). */
const char *scripted_body(void);
/* Waits and gives back the trouble. */
enum engine_trouble settle(struct scripted *scripted, struct call *call);
/* The message of engine_failure for "list containers". */
struct failure failure_of(struct scripted *scripted, struct call *call);
void turn_for(struct scripted *scripted, int milliseconds);

#define PONG "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 2\r\n\r\nOK"
#define STREAM_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"

#endif
