/* Logs of several containers at once, line by line, each with its name before it. */
#include <string.h>

#include "context.h"

#define LINE_LIMIT ((size_t)1 << 20)
#define AGAIN_MS 300

struct source_log {
	struct following *following;
	const char *id, *name, *prefix;
	unsigned color;
	struct buf lines[2]; /* what has come of an unfinished line, of out and err */
	struct call *call; /* while it streams */
	int64_t next_since; /* ms since 1970 where the log goes on after a break */
	bool tty, refused;
};

struct following {
	struct command_context *context;
	const struct follow *how;
	struct list logs; /* struct source_log * */
	struct health_watch *watch;
	struct timer *again;
	unsigned width;
	bool changed, reader_gone;
	int code;
};

static void print_line(struct source_log *log, int stream, const char *text, size_t length)
{
	struct following *following = log->following;
	const struct follow *how = following->how;
	ui_log_line(following->context->ui, how->no_prefix ? NULL : log->prefix, following->width,
		    log->color, how->split ? stream : 1, text, length);
}

static void print_whole_lines(struct source_log *log, int stream)
{
	struct buf *line = &log->lines[stream - 1];
	const char *start = buf_text(line);
	const char *end;
	size_t used = 0;
	while ((end = memchr(start + used, '\n', line->length - used))) {
		size_t length = (size_t)(end - start) - used;
		print_line(log, stream, start + used, length);
		used += length + 1;
	}
	buf_consume(line, used);
}

static bool on_bytes(void *data, int stream, const char *bytes, size_t length)
{
	struct source_log *log = data;
	struct buf *line = &log->lines[stream - 1];
	/* A line past the limit is printed in pieces rather than cut. */
	if (line->length + length > LINE_LIMIT) {
		print_line(log, stream, buf_text(line), line->length);
		buf_reset(line);
	}
	buf_append(line, bytes, length);
	log->next_since = loop_date(log->following->context->loop) + 1;
	print_whole_lines(log, stream);
	if (!ui_flush(log->following->context->ui))
		log->following->reader_gone = true;
	return !log->following->reader_gone;
}

static void finish_lines(struct source_log *log)
{
	for (int stream = 1; stream <= 2; stream++) {
		struct buf *line = &log->lines[stream - 1];
		if (line->length)
			print_line(log, stream, buf_text(line), line->length);
		buf_reset(line);
	}
}

static void on_changed(void *data)
{
	struct following *following = data;
	following->changed = true;
}

static void look_again(void *data)
{
	struct following *following = data;
	following->again = NULL;
	following->changed = true;
}

/* Later, as the watch may not know yet whether the container has ended with its log. */
static void look_later(struct following *following)
{
	if (following->how->follow && !following->again)
		following->again =
			loop_timer(following->context->loop, AGAIN_MS, 0, look_again, following);
}

/* An engine that went away is met again by the next look; one that refuses is taken at its word. */
static void note_trouble(struct source_log *log, const struct call *call)
{
	struct following *following = log->following;
	struct command_context *context = following->context;
	bool lost = call->trouble == ENGINE_ABSENT || call->trouble == ENGINE_CUT ||
		    call->trouble == ENGINE_SILENT;
	if (call->trouble == ENGINE_OK || call->trouble == ENGINE_STOPPED ||
	    call->trouble == ENGINE_NOT_FOUND || (lost && following->how->follow))
		return;
	log->refused = true;
	following->code = context_fail_call(
		context, call, arena_printf(context->arena, "read the log of %s", log->name));
}

static void on_end(void *data, struct call *call)
{
	struct source_log *log = data;
	struct following *following = log->following;
	finish_lines(log);
	note_trouble(log, call);
	log->call = NULL;
	call_destroy(call);
	look_later(following);
}

static const char *since_text(struct arena *arena, int64_t milliseconds)
{
	return arena_printf(arena, "%lld.%03d", (long long)(milliseconds / 1000),
			    (int)(milliseconds % 1000));
}

static void start(struct source_log *log)
{
	struct following *following = log->following;
	const struct follow *how = following->how;
	struct arena *arena = following->context->arena;
	int64_t from = log->next_since ? log->next_since : how->from_start;
	struct log_options options = {
		.follow = how->follow,
		.timestamps = how->timestamps,
		.tail = log->next_since ? -1 : how->tail,
		.since = from ? since_text(arena, from) : how->since,
		.until = how->until,
		.tty = log->tty,
	};
	log->call =
		engine_stream_logs(following->context->engine, log->id, &options, on_bytes, log);
	call_then(log->call, on_end, log);
}

static struct source_log *find(struct following *following, const char *id)
{
	for (LIST_EACH(struct source_log, log, &following->logs))
		if (text_equal(log->id, id))
			return log;
	return NULL;
}

/* "vizdoom-1": the container's name without the project's. */
static const char *prefix_of(struct following *following, const char *name)
{
	const char *project = following->how->project;
	size_t length = strlen(project);
	return text_starts(name, project) && name[length] == '-' ? name + length + 1 : name;
}

static struct source_log *add(struct following *following, const char *id, const char *name)
{
	struct arena *arena = following->context->arena;
	struct source_log *log = ARENA_NEW(arena, struct source_log);
	log->following = following;
	log->id = arena_copy(arena, id);
	log->name = arena_copy(arena, name);
	log->prefix = arena_copy(arena, prefix_of(following, name));
	log->color = (unsigned)following->logs.count;
	list_add(arena, &following->logs, log);
	if (text_width(log->prefix) > following->width)
		following->width = (unsigned)text_width(log->prefix);
	return log;
}

/* Whether its bytes come raw or in frames is known from an inspect only. */
static bool ask_tty(struct following *following, struct source_log *log)
{
	struct command_context *context = following->context;
	AUTO_CALL struct call *call = engine_inspect_container(context->engine, log->id);
	while (!call->done && !context->interruption.number)
		loop_turn(context->loop);
	if (call->done && call->trouble == ENGINE_OK) {
		log->tty = ((const struct container_details *)call->result)->tty;
		return true;
	}
	if (call->done)
		note_trouble(log, call);
	look_later(following);
	return false;
}

static bool is_wanted(const struct following *following, const struct health_subject *subject)
{
	const struct list *services = following->how->services;
	if (services->count == 0)
		return true;
	for (LIST_EACH(const char, service, services))
		if (text_equal(service, subject->service))
			return true;
	return false;
}

static bool runs(const struct health_subject *subject)
{
	return subject->verdict == HEALTH_HEALTHY || subject->verdict == HEALTH_RUNNING ||
	       subject->verdict == HEALTH_STARTING || subject->verdict == HEALTH_UNHEALTHY ||
	       subject->verdict == HEALTH_PAUSED || subject->verdict == HEALTH_LOOPING;
}

/* Takes up containers that came since the last look, also those that have ended by now, and those
 * that started again. */
static void take_up(struct following *following)
{
	const struct list *subjects = health_watch_subjects(following->watch);
	struct list fresh = { 0 };
	for (LIST_EACH(const struct health_subject, subject, subjects)) {
		if (!is_wanted(following, subject))
			continue;
		struct source_log *log = find(following, subject->id);
		bool again = log && !log->call && !log->refused && runs(subject);
		if (!log)
			log = add(following, subject->id, subject->container);
		else if (!again)
			continue;
		list_add(following->context->arena, &fresh, log);
	}
	/* Apart from the walk above: asking turns the loop, which may renew the list. */
	for (LIST_EACH(struct source_log, log, &fresh))
		if (ask_tty(following, log))
			start(log);
}

static bool any_streams(const struct following *following)
{
	for (LIST_EACH(const struct source_log, log, &following->logs))
		if (log->call)
			return true;
	return false;
}

static bool any_runs(const struct following *following)
{
	for (LIST_EACH(const struct health_subject, subject,
		       health_watch_subjects(following->watch)))
		if (is_wanted(following, subject) && runs(subject))
			return true;
	return false;
}

static int follow_on(struct following *following)
{
	struct command_context *context = following->context;
	following->watch = health_watch_create(context->engine, following->how->project, on_changed,
					       following);
	while (!following->reader_gone && !context->interruption.number) {
		const struct failure *trouble = health_watch_trouble(following->watch);
		if (context->deadline && loop_now(context->loop) >= context->deadline)
			return EXIT_NOT_YET;
		if (trouble)
			return context_fail(context, trouble);
		if (!following->changed) {
			loop_turn(context->loop);
			continue;
		}
		following->changed = false;
		take_up(following);
		if (following->how->until_stopped && !any_runs(following) &&
		    !any_streams(following))
			return EXIT_DONE;
	}
	return EXIT_DONE;
}

static int show_once(struct following *following)
{
	const struct follow *how = following->how;
	int code = EXIT_DONE;
	const struct list *containers =
		context_containers(following->context, how->project, true, how->services, &code);
	if (!containers)
		return code;
	for (LIST_EACH(const struct container_summary, container, containers))
		add(following, container->id, container->name);
	/* One after the other: a container's lines stay together. */
	for (LIST_EACH(struct source_log, log, &following->logs)) {
		if (following->reader_gone || !ask_tty(following, log))
			continue;
		start(log);
		while (log->call && loop_turn(following->context->loop))
			;
	}
	return following->code;
}

static void finish(struct following *following)
{
	timer_cancel(following->again);
	health_watch_destroy(following->watch);
	for (LIST_EACH(struct source_log, log, &following->logs)) {
		call_destroy(log->call);
		buf_finish(&log->lines[0]);
		buf_finish(&log->lines[1]);
	}
}

int follow_logs(struct command_context *context, const struct follow *how)
{
	struct following following = { .context = context, .how = how };
	int code = how->follow ? follow_on(&following) : show_once(&following);
	finish(&following);
	return code;
}
