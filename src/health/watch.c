#include <string.h>

#include "watch.h"

#define RECONNECT_WINDOW_MS 60000
#define POLL_MS 1000
#define BACKOFF_BASE_MS 100
#define STREAM_LASTS_MS 10000

static void list_containers(struct health_watch *watch);
static void open_events(struct health_watch *watch);

/* ---- telling */
static void publish(void *data)
{
	struct health_watch *watch = data;

	watch->publish = NULL;
	watch->changed(watch->data);
}

void watch_touch(struct health_watch *watch)
{
	if (!watch->publish)
		watch->publish = loop_timer(watch->loop, 0, 0, publish, watch);
}

/* ---- losing and finding the engine */
static void reconnect(void *data)
{
	struct health_watch *watch = data;

	watch->retry = NULL;
	if (watch->is_open || engine_is_podman(watch->engine))
		list_containers(watch);
	else if (!watch->events)
		open_events(watch);
}

void watch_retry(struct health_watch *watch)
{
	int64_t wait = POLL_MS;

	if (watch->retry || watch->in_trouble)
		return;
	if (watch->tries < 4)
		wait = BACKOFF_BASE_MS << watch->tries;
	watch->tries++;
	/* podman's events carry no health: it is polled, at an even pace. */
	if (!engine_is_podman(watch->engine))
		wait = 1 + loop_random(watch->loop, (uint32_t)wait);
	else
		wait = POLL_MS;
	watch->retry = loop_timer(watch->loop, wait, 0, reconnect, watch);
}

/* An absent engine has been waited for by the list call itself, for the engine's whole window. */
static bool may_come_back(const struct health_watch *watch, const struct call *call)
{
	bool is_out_of_reach = call->trouble == ENGINE_SILENT || call->trouble == ENGINE_CUT ||
			       call->trouble == ENGINE_REFUSED;

	return watch->is_ready && is_out_of_reach &&
	       loop_now(watch->loop) - watch->lost_at < RECONNECT_WINDOW_MS;
}

static void note_loss(struct health_watch *watch)
{
	if (watch->lost_at < 0)
		watch->lost_at = loop_now(watch->loop);
}

static void give_up(struct health_watch *watch, const struct call *call)
{
	watch->trouble = engine_failure(watch->engine, call, watch->arena, "follow the containers");
	watch->in_trouble = true;
	watch_touch(watch);
}

/* ---- the list */
static void learn_jobs(struct health_watch *watch, const char *label)
{
	struct arena *scratch;
	struct map jobs = { 0 };

	if (!label || !strstr(label, ":service_completed_successfully"))
		return;
	scratch = arena_create();
	jobs_add_label(scratch, &jobs, label);
	for (size_t i = 0; i < jobs.count; i++)
		health_watch_expect_job(watch, jobs.entries[i].key);
	arena_destroy(scratch);
}

static void take_container(struct health_watch *watch, const struct container_summary *container)
{
	struct known *known = known_find(watch, container->id);

	if (is_oneoff(&container->labels))
		return;
	learn_jobs(watch, map_get(&container->labels, LABEL_DEPENDS_ON));
	if (!known)
		known = known_add(watch, container->id);
	/* An event that came after the list was asked for knows better. */
	if (known->touched > watch->list_serial)
		return;
	known->touched = watch->list_serial;
	known_take_summary(known, container);
}

static bool is_in(const struct list *containers, const char *id)
{
	for (LIST_EACH(struct container_summary, container, containers))
		if (text_equal(container->id, id))
			return true;
	return false;
}

static void take_list(struct health_watch *watch, const struct list *containers)
{
	for (LIST_EACH(struct container_summary, container, containers))
		take_container(watch, container);
	for (size_t i = watch->known.count; i-- > 0;) {
		struct known *known = watch->known.entries[i].value;

		if (known->touched <= watch->list_serial && !is_in(containers, known->id))
			known_forget(known);
	}
	watch->lost_at = -1;
	if (!watch->is_ready)
		watch_touch(watch);
	watch->is_ready = true;
}

static void on_listed(void *data, struct call *call)
{
	struct health_watch *watch = data;

	watch->list = NULL;
	if (call->trouble == ENGINE_OK) {
		take_list(watch, call->result);
	} else {
		note_loss(watch);
		if (!may_come_back(watch, call))
			give_up(watch, call);
	}
	if (engine_is_podman(watch->engine) && watch->events) {
		call_destroy(watch->events);
		watch->events = NULL;
		watch->is_open = false;
	}
	if (watch->list_again)
		list_containers(watch);
	else if (call->trouble != ENGINE_OK || !watch->events)
		watch_retry(watch);
	call_destroy(call);
}

static void list_containers(struct health_watch *watch)
{
	const char *labels[] = { watch->project_label, NULL };

	watch->list_again = watch->list != NULL;
	if (watch->list || watch->in_trouble)
		return;
	watch->list_serial = watch->serial;
	watch->list = engine_list_containers(watch->engine, true, labels);
	call_then(watch->list, on_listed, watch);
}

/* ---- the events */
enum news { NEWS_NONE, NEWS_BORN, NEWS_STARTED, NEWS_ENDED, NEWS_CHANGED, NEWS_HEALTHY, NEWS_GONE };

static enum news news_of(const char *action)
{
	static const struct {
		const char *action;
		enum news news;
	} rows[] = {
		{ "create", NEWS_BORN },
		{ "start", NEWS_STARTED },
		{ "die", NEWS_ENDED },
		{ "oom", NEWS_CHANGED },
		{ "pause", NEWS_ENDED },
		{ "unpause", NEWS_STARTED },
		{ "rename", NEWS_CHANGED },
		{ "health_status: healthy", NEWS_HEALTHY },
		{ "health_status: unhealthy", NEWS_CHANGED },
		{ "health_status", NEWS_CHANGED },
		{ "destroy", NEWS_GONE },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (text_equal(rows[i].action, action))
			return rows[i].news;
	return NEWS_NONE;
}

static void take_news(struct known *known, enum news news, int64_t time)
{
	struct loop *loop = known->watch->loop;

	if (news == NEWS_STARTED)
		known->running_since = loop_now(loop);
	if (news == NEWS_STARTED || news == NEWS_ENDED)
		known->runs = news == NEWS_STARTED;
	if (news == NEWS_GONE)
		known_forget(known);
	else if (news == NEWS_HEALTHY)
		known_set_healthy(known, time);
	else
		known_inspect(known);
}

static void on_event(void *data, const struct engine_event *event)
{
	struct health_watch *watch = data;
	enum news news = news_of(event->action);
	struct known *known;

	if (news == NEWS_NONE || !text_equal(event->type, "container") ||
	    text_is_empty(event->id) || is_oneoff(&event->attributes))
		return;
	learn_jobs(watch, map_get(&event->attributes, LABEL_DEPENDS_ON));
	known = known_find(watch, event->id);
	if (!known && news == NEWS_GONE)
		return;
	if (!known)
		known = known_add(watch, event->id);
	known->touched = ++watch->serial;
	take_news(known, news, event->time / 1000000);
}

static void on_opened(void *data)
{
	struct health_watch *watch = data;

	watch->is_open = true;
	watch->opened_at = loop_now(watch->loop);
	list_containers(watch);
}

static void on_events_ended(void *data, struct call *call)
{
	struct health_watch *watch = data;
	bool was_open = watch->is_open;

	watch->events = NULL;
	watch->is_open = false;
	note_loss(watch);
	if (was_open && loop_now(watch->loop) - watch->opened_at > STREAM_LASTS_MS)
		watch->tries = 0;
	if (was_open)
		watch_retry(watch);
	else
		list_containers(watch); /* says whether the engine is there at all */
	call_destroy(call);
}

static void open_events(struct health_watch *watch)
{
	const char *labels[] = { watch->project_label, NULL };

	watch->events = engine_stream_events(watch->engine, labels, 0, on_opened, on_event, watch);
	call_then(watch->events, on_events_ended, watch);
}

/* ---- the door */
struct health_watch *health_watch_create(struct engine *engine, const char *project,
					 void (*changed)(void *data), void *data)
{
	struct health_watch *watch = base_alloc(sizeof(*watch));

	watch->engine = engine;
	watch->loop = engine_loop(engine);
	watch->arena = arena_create();
	watch->project_label = arena_printf(watch->arena, LABEL_PROJECT "=%s", project);
	watch->view = base_alloc(sizeof(*watch->view));
	watch->view->arena = arena_create();
	watch->lost_at = -1;
	watch->changed = changed;
	watch->data = data;
	open_events(watch);
	return watch;
}

void health_watch_destroy(struct health_watch *watch)
{
	if (!watch)
		return;
	while (watch->known.count)
		known_forget(watch->known.entries[watch->known.count - 1].value);
	call_destroy(watch->events);
	call_destroy(watch->list);
	timer_cancel(watch->retry);
	timer_cancel(watch->publish);
	arena_destroy(watch->view->arena);
	base_free(watch->view);
	arena_destroy(watch->arena);
	base_free(watch);
}

void health_watch_expect_job(struct health_watch *watch, const char *service)
{
	if (map_has(&watch->jobs, service))
		return;
	map_set(watch->arena, &watch->jobs, arena_copy(watch->arena, service), watch);
	for (size_t i = 0; i < watch->known.count; i++)
		known_settle_job(watch->known.entries[i].value);
}

bool health_watch_ready(const struct health_watch *watch)
{
	return watch->is_ready;
}

const struct health_subject *health_watch_subject(const struct health_watch *watch, const char *id)
{
	const struct known *known = known_find(watch, id);

	return known ? known->subject : NULL;
}

const struct list *health_watch_subjects(const struct health_watch *watch)
{
	struct view *view = watch->view;

	if (!view->is_stale)
		return &view->subjects;
	arena_destroy(view->arena);
	*view = (struct view){ .arena = arena_create() };
	for (size_t i = 0; i < watch->known.count; i++) {
		const struct known *known = watch->known.entries[i].value;

		if (known->subject)
			list_add(view->arena, &view->subjects, known->subject);
	}
	list_sort(&view->subjects, health_compare_subjects);
	return &view->subjects;
}

int64_t health_watch_running_for(const struct health_watch *watch, const char *id)
{
	const struct known *known = known_find(watch, id);

	return known && known->runs ? loop_now(watch->loop) - known->running_since : -1;
}

const struct failure *health_watch_trouble(const struct health_watch *watch)
{
	return watch->in_trouble ? &watch->trouble : NULL;
}
