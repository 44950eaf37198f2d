/* loop: the one thread's event loop: timers, signals, HTTP over unix sockets and TCP, hijacked byte
 * streams, terminal input. The only room that includes uv.h and curl.h. Callbacks run from
 * loop_turn only, never from inside the call that registered them. */
#ifndef CLAU_LOOP_H
#define CLAU_LOOP_H

#include "clau/base.h"

struct loop;
/* Also ignores SIGPIPE: a peer that goes away is an error of the write. */
struct loop *loop_create(void);
/* Ends what is still under way without calling back, then frees. NULL-safe. */
void loop_destroy(struct loop *loop);
/* Handles what is ready, waiting for at most one round. False when nothing is left to wait for. */
bool loop_turn(struct loop *loop);
/* Monotonic milliseconds; not a date. */
int64_t loop_now(const struct loop *loop);
/* Milliseconds since 1970. */
int64_t loop_date(const struct loop *loop);
/* Uniform in [0, bound). */
uint32_t loop_random(struct loop *loop, uint32_t bound);
/* True while a callback of the loop runs: waiting for a call there would nest the loop. */
bool loop_in_callback(const struct loop *loop);

struct timer;
/* Calls `fire` once after `milliseconds`; repeats when every > 0. A fired one-shot timer is gone:
 * do not cancel it again. */
struct timer *loop_timer(struct loop *loop, int64_t milliseconds, int64_t every,
			 void (*fire)(void *data), void *data);
void timer_cancel(struct timer *timer); /* NULL-safe */

/* `fire` for each arrival of the signal; number as in signal.h. One watcher a signal; NULL ends it.
 */
void loop_on_signal(struct loop *loop, int number, void (*fire)(void *data, int number),
		    void *data);

/* ---- HTTP */
/* Where a server listens: a unix socket, or host and port. */
struct endpoint {
	const char *unix_path; /* or NULL */
	const char *host;
	unsigned port;
};

struct http_header {
	const char *name;
	const char *value;
};

struct http_reply;

/* A body made while it is sent: fills at most `room` bytes; 0 = end; -1 = abort the request (the
 * producer has filed its own reason). */
typedef int64_t (*http_produce)(void *data, char *into, size_t room);

struct http_request {
	const struct endpoint *endpoint;
	const char *method;
	const char *path; /* with query, already escaped */
	const struct http_header *headers; /* ended by a NULL name; may be NULL */
	const void *body; /* or NULL; must live until done */
	size_t body_length;
	http_produce produce; /* instead of body: sent chunked */
	void *produce_data;
	int64_t first_byte_ms; /* for the headers, from the last byte sent on; 0 = none */
	int64_t total_ms; /* for the whole answer; 0 = none (streams) */
	int64_t stall_ms; /* longest silence inside the body; 0 = none */
	size_t body_limit; /* of an answer that is kept whole; 0 = 4 MiB */
	/* Once the headers are here, before any of the body; may be NULL. */
	void (*on_headers)(void *data, int status);
	/* With on_bytes the body is not kept but handed on as it comes; false ends the transfer
	 * (HTTP_STOPPED). Non-2xx bodies are kept whole all the same. */
	bool (*on_bytes)(void *data, int status, const char *bytes, size_t length);
	void (*on_done)(void *data,
			const struct http_reply *reply); /* exactly once, unless cancelled */
	void *data;
};

enum http_result {
	HTTP_OK, /* an answer came, whatever its status */
	HTTP_ABSENT, /* no such socket or host */
	HTTP_NOT_A_SOCKET,
	HTTP_REFUSED, /* nobody listens */
	HTTP_DENIED, /* no permission */
	HTTP_TIMEOUT, /* one of the three deadlines; `timeout` says which */
	HTTP_CUT, /* closed or reset before the end */
	HTTP_TOO_LARGE, /* past body_limit */
	HTTP_GARBAGE, /* not HTTP */
	HTTP_STOPPED, /* on_bytes or produce said so */
	HTTP_FAILED, /* anything else; `reason` says what */
};
struct http_reply {
	enum http_result result;
	int status;
	const char *body; /* NUL behind it; "" for streamed ones; valid during on_done */
	size_t length;
	const char *content_type; /* or "" */
	const char *api_version; /* header Api-Version, or "" */
	const char *server; /* header Server, or "" */
	const char *libpod_version; /* header Libpod-Api-Version, or "" */
	const char *reason; /* for people, when result is not HTTP_OK */
	const char *timeout; /* "first byte", "total", "stall", or NULL */
};
struct http_call;
struct http_call *http_start(struct loop *loop, const struct http_request *request);
/* Ends it now; nothing is called back any more. NULL-safe; allowed inside any callback, its own
 * too. */
void http_cancel(struct http_call *call);

/* ---- hijacked streams: HTTP/1.1 upgrade, then bytes both ways */
struct stream_request {
	const struct endpoint *endpoint;
	const char *method;
	const char *path;
	const struct http_header *headers; /* Connection/Upgrade are added: Upgrade: `protocol` */
	const char *protocol; /* "tcp", "h2c" */
	const char *body; /* JSON, or NULL */
	int64_t first_byte_ms;
	void (*on_open)(void *data, int status); /* 101 or 200: bytes flow from here on; bytes that
						    came with it follow in on_bytes */
	void (*on_bytes)(void *data, const char *bytes, size_t length);
	/* Once, last: the other side closed (HTTP_OK), or failed; another status than 101/200 comes
	 * here with its body in reply->body. */
	void (*on_close)(void *data, const struct http_reply *reply);
	void *data;
};
struct stream;
struct stream *stream_open(struct loop *loop, const struct stream_request *request);
bool stream_write(struct stream *stream, const void *bytes,
		  size_t length); /* copies; false once closed */
size_t stream_unsent(
	const struct stream *stream); /* bytes written here but not yet gone: back-pressure */
void stream_end_write(struct stream *stream); /* half-close behind what was written */
void stream_close(struct stream *stream); /* now; no more callbacks; frees. NULL-safe */

/* ---- the terminal and standard input */
struct input;
/* Bytes of a descriptor (terminal, pipe, file) as they come; length 0 = end. */
struct input *input_open(struct loop *loop, int descriptor,
			 void (*on_bytes)(void *data, const char *bytes, size_t length),
			 void *data);
void input_pause(struct input *input, bool pause);
void input_close(struct input *input); /* NULL-safe */
/* Raw mode on a terminal; terminal_restore undoes it (also safe when never set, and called by
 * loop_destroy). False when it is no terminal. */
bool terminal_raw(struct loop *loop, int descriptor);
void terminal_restore(struct loop *loop);
bool terminal_size(int descriptor, unsigned *ret_columns, unsigned *ret_rows);

/* ---- escaping */
/* Percent-escapes everything but unreserved characters. */
char *url_escape(struct arena *arena, const char *text);

#endif
