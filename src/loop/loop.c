/* The loop's life, its clocks, and chance. */
#include <assert.h>
#include <signal.h>
#include <time.h>

#include "http.h"
#include "private.h"

void item_add(struct loop *loop, struct item *item, void (*end)(struct item *item))
{
	item->end = end;
	item->next = loop->items.next;
	item->previous = &loop->items;
	item->next->previous = item;
	loop->items.next = item;
}

void item_remove(struct item *item)
{
	if (item->next == NULL)
		return;
	item->next->previous = item->previous;
	item->previous->next = item->next;
	item->next = item->previous = NULL;
}

void loop_enter(struct loop *loop)
{
	loop->depth++;
}

void loop_leave(struct loop *loop)
{
	loop->depth--;
}

static void free_owner(uv_handle_t *handle)
{
	base_free(handle->data);
}

void handle_close_free(uv_handle_t *handle)
{
	uv_close(handle, free_owner);
}

struct loop *loop_create(void)
{
	struct loop *loop = base_alloc(sizeof(*loop));

	/* A peer that goes away is an error of the write, not the end of the program. */
	signal(SIGPIPE, SIG_IGN);
	if (uv_loop_init(&loop->uv) != 0)
		abort();
	loop->items.next = loop->items.previous = &loop->items;
	return loop;
}

void loop_destroy(struct loop *loop)
{
	int closed;

	if (loop == NULL)
		return;
	assert(loop->depth == 0);
	terminal_restore(loop);
	/* Oldest first: a request is older than the timers it owns, and takes them with it. */
	while (loop->items.previous != &loop->items)
		loop->items.previous->end(loop->items.previous);
	web_destroy(loop);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	closed = uv_loop_close(&loop->uv);
	assert(closed == 0);
	(void)closed;
	base_free(loop);
}

bool loop_turn(struct loop *loop)
{
	assert(loop->depth == 0);
	return uv_run(&loop->uv, UV_RUN_ONCE) != 0;
}

int64_t loop_now(const struct loop *loop)
{
	(void)loop;
	return (int64_t)(uv_hrtime() / 1000000);
}

int64_t loop_date(const struct loop *loop)
{
	struct timespec now;

	(void)loop;
	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint32_t loop_random(struct loop *loop, uint32_t bound)
{
	(void)loop;
	return bound == 0 ? 0 : arc4random_uniform(bound);
}

bool loop_in_callback(const struct loop *loop)
{
	return loop->depth > 0;
}
