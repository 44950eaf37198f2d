/* One HTTP request under way, and curl's half of the loop. */
#ifndef LOOP_HTTP_H
#define LOOP_HTTP_H

#include <curl/curl.h>

#include "private.h"

#define HTTP_HEADER_LIMIT ((size_t)300 << 10)
#define HTTP_BODY_LIMIT ((size_t)4 << 20)

struct http_call {
	struct item item;
	struct loop *loop;
	struct arena *arena; /* texts of the reply */
	struct http_request request;
	struct endpoint endpoint; /* a copy: reasons are found after the fact */
	CURL *easy;
	struct curl_slist *headers;
	struct buf body;
	size_t header_bytes;
	int status;
	bool headers_done;
	int64_t last_sent, last_received;
	struct timer *first_byte, *total, *stall;
	/* What we decided ourselves, over whatever curl makes of it; HTTP_OK = nothing yet. */
	enum http_result verdict;
	const char *reason;
	const char *timeout;
	struct http_reply reply;
	bool is_added, is_waiting, is_cancelled, is_finished;
	struct http_call *next_waiting;
	char error[CURL_ERROR_SIZE];
};

/* web.c: the multi handle on the uv loop. */
struct web *web_of(struct loop *loop);
void web_destroy(struct loop *loop);
/* Adds the call now, or after the curl callback that is under way. */
void web_add(struct http_call *call);
/* Takes it out; false when that has to wait until curl's callback is over (then http_free is
 * called from there). */
bool web_remove(struct http_call *call);

/* http.c */
void http_finish(struct http_call *call, enum http_result result);
void http_free(struct http_call *call);
void http_headers_done(struct http_call *call);

/* http_setup.c: the easy handle for call->request. */
void http_setup(struct http_call *call);

/* http_result.c: what curl's verdict means; sets call->reason. */
enum http_result http_result_of(struct http_call *call, CURLcode code);

/* http_read.c: curl's callbacks; data is the call. */
size_t http_on_header(char *line, size_t size, size_t count, void *data);
size_t http_on_body(char *bytes, size_t size, size_t count, void *data);
size_t http_on_produce(char *into, size_t size, size_t count, void *data);

#endif
