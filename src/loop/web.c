/* curl's multi handle driven by uv: sockets by uv_poll, its one timer by uv_timer. curl must not be
 * re-entered from its own callbacks, so what is started or cancelled there waits for their end. */
#include <assert.h>

#include "http.h"

struct web {
	CURLM *multi;
	uv_timer_t timer;
	struct loop *loop;
	bool is_acting; /* inside curl_multi_socket_action */
	unsigned calls;
	struct http_call *waiting;
};

struct watched {
	uv_poll_t poll;
	struct web *web;
	curl_socket_t socket;
};

static void settle(struct web *web)
{
	while (web->waiting != NULL) {
		struct http_call *call = web->waiting;

		web->waiting = call->next_waiting;
		call->is_waiting = false;
		if (call->is_cancelled) {
			web_remove(call);
			http_free(call);
		} else {
			web_add(call);
		}
	}
}

static void reap(struct web *web)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(web->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		struct http_call *call;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		http_finish(call, http_result_of(call, code));
	}
}

static void act(struct web *web, curl_socket_t socket, int events)
{
	int running;

	web->is_acting = true;
	curl_multi_socket_action(web->multi, socket, events, &running);
	web->is_acting = false;
	settle(web);
	reap(web);
}

static void on_timer(uv_timer_t *timer)
{
	act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct watched *watched = poll->data;
	int flags = status < 0 ? CURL_CSELECT_ERR : 0;

	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	act(watched->web, watched->socket, flags);
}

static int on_curl_timer(CURLM *multi, long milliseconds, void *data)
{
	struct web *web = data;

	(void)multi;
	uv_timer_stop(&web->timer);
	if (milliseconds < 0)
		return 0;
	uv_update_time(&web->loop->uv);
	uv_timer_start(&web->timer, on_timer, (uint64_t)milliseconds, 0);
	return 0;
}

static struct watched *watch(struct web *web, curl_socket_t socket)
{
	struct watched *watched = base_alloc(sizeof(*watched));

	watched->web = web;
	watched->socket = socket;
	if (uv_poll_init_socket(&web->loop->uv, &watched->poll, socket) != 0) {
		base_free(watched);
		return NULL;
	}
	watched->poll.data = watched;
	curl_multi_assign(web->multi, socket, watched);
	return watched;
}

static int on_curl_socket(CURL *easy, curl_socket_t socket, int what, void *data, void *known)
{
	struct web *web = data;
	struct watched *watched = known;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watched != NULL) {
			curl_multi_assign(web->multi, socket, NULL);
			handle_close_free((uv_handle_t *)&watched->poll);
		}
		return 0;
	}
	if (watched == NULL)
		watched = watch(web, socket);
	if (watched == NULL)
		return -1;
	if (what != CURL_POLL_OUT)
		events |= UV_READABLE;
	if (what != CURL_POLL_IN)
		events |= UV_WRITABLE;
	return uv_poll_start(&watched->poll, events, on_poll) == 0 ? 0 : -1;
}

static struct web *web_create(struct loop *loop)
{
	struct web *web = base_alloc(sizeof(*web));

	/* Without the TLS library's start-up: nothing here speaks TLS. */
	curl_global_init(CURL_GLOBAL_NOTHING);
	web->loop = loop;
	web->multi = curl_multi_init();
	if (web->multi == NULL)
		abort();
	uv_timer_init(&loop->uv, &web->timer);
	web->timer.data = web;
	uv_unref((uv_handle_t *)&web->timer);
	curl_multi_setopt(web->multi, CURLMOPT_SOCKETFUNCTION, on_curl_socket);
	curl_multi_setopt(web->multi, CURLMOPT_SOCKETDATA, web);
	curl_multi_setopt(web->multi, CURLMOPT_TIMERFUNCTION, on_curl_timer);
	curl_multi_setopt(web->multi, CURLMOPT_TIMERDATA, web);
	curl_multi_setopt(web->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	curl_multi_setopt(web->multi, CURLMOPT_MAXCONNECTS, 4L);
	return web;
}

struct web *web_of(struct loop *loop)
{
	if (loop->web == NULL)
		loop->web = web_create(loop);
	return loop->web;
}

void web_destroy(struct loop *loop)
{
	struct web *web = loop->web;

	if (web == NULL)
		return;
	settle(web);
	assert(web->calls == 0);
	curl_multi_cleanup(web->multi);
	curl_global_cleanup();
	loop->web = NULL;
	handle_close_free((uv_handle_t *)&web->timer);
}

static void wait_for_curl(struct web *web, struct http_call *call)
{
	if (call->is_waiting)
		return;
	call->is_waiting = true;
	call->next_waiting = web->waiting;
	web->waiting = call;
}

void web_add(struct http_call *call)
{
	struct web *web = web_of(call->loop);

	if (web->is_acting) {
		wait_for_curl(web, call);
		return;
	}
	call->is_added = true;
	if (web->calls++ == 0)
		uv_ref((uv_handle_t *)&web->timer);
	curl_multi_add_handle(web->multi, call->easy);
}

bool web_remove(struct http_call *call)
{
	struct web *web = call->loop->web;

	if (web->is_acting || call->is_waiting) {
		wait_for_curl(web, call);
		return false;
	}
	if (!call->is_added)
		return true;
	call->is_added = false;
	curl_multi_remove_handle(web->multi, call->easy);
	if (--web->calls == 0)
		uv_unref((uv_handle_t *)&web->timer);
	return true;
}
