/* Timers and signals. */
#include "private.h"

struct timer {
	struct item item;
	uv_timer_t uv;
	struct loop *loop;
	void (*fire)(void *data);
	void *data;
};

static void timer_end(struct item *item)
{
	timer_cancel(OWNER_OF(item, struct timer, item));
}

static void on_timer(uv_timer_t *uv)
{
	struct timer *timer = uv->data;
	struct loop *loop = timer->loop;

	/* Closing frees later, in the loop: the fields are good until then. */
	if (uv_timer_get_repeat(uv) == 0)
		timer_cancel(timer);
	loop_enter(loop);
	timer->fire(timer->data);
	loop_leave(loop);
}

struct timer *loop_timer(struct loop *loop, int64_t milliseconds, int64_t every,
			 void (*fire)(void *data), void *data)
{
	struct timer *timer = base_alloc(sizeof(*timer));

	timer->loop = loop;
	timer->fire = fire;
	timer->data = data;
	uv_timer_init(&loop->uv, &timer->uv);
	timer->uv.data = timer;
	/* uv counts from its own cached time, which is old after long work. */
	uv_update_time(&loop->uv);
	uv_timer_start(&timer->uv, on_timer, milliseconds > 0 ? (uint64_t)milliseconds : 0,
		       every > 0 ? (uint64_t)every : 0);
	item_add(loop, &timer->item, timer_end);
	return timer;
}

void timer_cancel(struct timer *timer)
{
	if (timer == NULL)
		return;
	item_remove(&timer->item);
	handle_close_free((uv_handle_t *)&timer->uv);
}

struct watch {
	struct item item;
	uv_signal_t uv;
	struct loop *loop;
	int number;
	void (*fire)(void *data, int number);
	void *data;
};

static void watch_end(struct item *item)
{
	struct watch *watch = OWNER_OF(item, struct watch, item);

	item_remove(item);
	handle_close_free((uv_handle_t *)&watch->uv);
}

static void on_signal(uv_signal_t *uv, int number)
{
	struct watch *watch = uv->data;
	struct loop *loop = watch->loop;

	loop_enter(loop);
	watch->fire(watch->data, number);
	loop_leave(loop);
}

static struct watch *find_watch(const struct loop *loop, int number)
{
	for (struct item *item = loop->items.next; item != &loop->items; item = item->next) {
		struct watch *watch = OWNER_OF(item, struct watch, item);

		if (item->end == watch_end && watch->number == number)
			return watch;
	}
	return NULL;
}

static struct watch *watch_create(struct loop *loop, int number)
{
	struct watch *watch = base_alloc(sizeof(*watch));

	watch->loop = loop;
	watch->number = number;
	uv_signal_init(&loop->uv, &watch->uv);
	watch->uv.data = watch;
	uv_signal_start(&watch->uv, on_signal, number);
	/* To listen for a signal is no work that is left to wait for. */
	uv_unref((uv_handle_t *)&watch->uv);
	item_add(loop, &watch->item, watch_end);
	return watch;
}

void loop_on_signal(struct loop *loop, int number, void (*fire)(void *data, int number), void *data)
{
	struct watch *watch = find_watch(loop, number);

	if (fire == NULL) {
		if (watch != NULL)
			watch_end(&watch->item);
		return;
	}
	if (watch == NULL)
		watch = watch_create(loop, number);
	watch->fire = fire;
	watch->data = data;
}
