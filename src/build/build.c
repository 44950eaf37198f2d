#include "clau/build.h"

#include <string.h>

#include "clau/archive.h"
#include "clau/loop.h"
#include "context.h"
#include "dockerfile.h"
#include "explain.h"
#include "progress.h"
#include "query.h"

#define TELL_SENT_EVERY ((int64_t)1 << 20)

struct build {
	struct arena *arena;
	struct engine *engine;
	struct ui *ui;
	const struct build_request *request;
	void (*done)(void *data, const struct failure *failure, const struct build_result *result);
	void *data;
	struct context context;
	struct progress progress;
	struct tar_writer *tar;
	struct call *call;
	struct timer *timer;
	const char *tar_trouble;
	int64_t told_sent;
	struct failure failure;
	struct build_result result;
};

static void finish(struct build *build, const struct failure *failure)
{
	build->done(build->data, failure, failure ? NULL : &build->result);
}

/* ---- the body */

static bool queue_entries(struct build *build, const char **ret_reason)
{
	const struct context *context = &build->context;

	if (context->dockerfile_apart &&
	    !tar_writer_add_bytes(build->tar, context->dockerfile, context->dockerfile_text,
				  context->dockerfile_length, 0644, ret_reason))
		return false;
	for (LIST_EACH(struct context_entry, entry, &context->entries))
		if (!tar_writer_add_file(build->tar, entry->name, entry->path, ret_reason))
			return false;
	return true;
}

static int64_t produce(void *data, char *into, size_t room)
{
	struct build *build = data;
	const char *reason = "unknown";
	int64_t made = tar_writer_read(build->tar, into, room, &reason);

	if (made < 0) {
		build->tar_trouble = arena_copy(build->arena, reason);
		return made;
	}
	build->result.bytes_sent += made;
	if (build->result.bytes_sent - build->told_sent >= TELL_SENT_EVERY) {
		build->told_sent = build->result.bytes_sent;
		progress_sent(&build->progress, build->told_sent);
	}
	return made;
}

/* ---- the end */

/* What comes before the last lines, which the failure's message holds. */
static void show_early_log(struct build *build)
{
	const struct vertex *culprit = progress_culprit(&build->progress);
	AUTO_BUF struct buf log = { 0 };
	struct list lines;

	if (culprit == NULL || ui_is_live(build->ui))
		return;
	progress_tail(&build->progress, culprit, 0, &log);
	lines = text_split(build->arena, buf_text(&log), '\n');
	for (size_t i = 0; i + PROGRESS_TAIL_LINES + 1 < lines.count; i++)
		ui_progress_line(build->ui, lines.items[i]);
}

static struct failure work_failed(struct build *build, const char *words)
{
	const char *remedy = explain_remedy(progress_culprit(&build->progress), words);

	return (struct failure){ EXIT_FAILED,
				 explain_failure(build->arena, build->request, &build->context,
						 &build->progress, words),
				 remedy, build->request->dockerfile_at };
}

static struct failure why(struct build *build, const struct call *call)
{
	const char *subject = explain_subject(build->arena, build->request->subject);
	struct failure failure;

	if (build->tar_trouble != NULL)
		return (struct failure){ EXIT_PROJECT,
					 arena_printf(build->arena, "cannot build %s: %s", subject,
						      build->tar_trouble),
					 NULL, build->request->context_at };
	if (build->progress.error != NULL || progress_culprit(&build->progress) != NULL ||
	    (call->message != NULL && dockerfile_find_error(call->message).first > 0))
		return work_failed(build, text_or(build->progress.error, call->message));
	failure = engine_failure(build->engine, call, build->arena,
				 arena_printf(build->arena, "build %s", subject));
	failure.at = build->request->dockerfile_at;
	return failure;
}

static void on_done(void *data, struct call *call)
{
	struct build *build = data;
	struct progress *progress = &build->progress;

	if (call->trouble == ENGINE_OK && progress->image_id != NULL && progress->error == NULL) {
		build->result.image_id = progress->image_id;
		build->result.steps = progress->finished;
		build->result.cached = progress->cached;
		finish(build, NULL);
		return;
	}
	if (call->trouble == ENGINE_OK && progress->error == NULL)
		progress->error = "the engine ended the build without an image";
	build->failure = why(build, call);
	show_early_log(build);
	finish(build, &build->failure);
}

static void on_line(void *data, const struct json *line)
{
	struct build *build = data;

	progress_take(&build->progress, line);
}

/* ---- the beginning */

static void warn_skipped(struct build *build)
{
	for (LIST_EACH(char, name, &build->context.skipped))
		ui_warn(build->ui, "%s: %s is a socket, pipe or device: left out of the context",
			build->request->subject, name);
}

static bool prepare(struct build *build)
{
	const char *reason = "unknown";

	if (!context_gather(build->arena, build->request, &build->context, &build->failure))
		return false;
	warn_skipped(build);
	build->tar = tar_writer_create();
	if (queue_entries(build, &reason))
		return true;
	build->failure = (struct failure){
		EXIT_PROJECT,
		arena_printf(build->arena, "cannot build %s: %s",
			     explain_subject(build->arena, build->request->subject), reason),
		NULL, build->request->context_at
	};
	return false;
}

/* From the loop, so that `done` is never called from inside build_start. */
static void begin(void *data)
{
	struct build *build = data;
	char *query;

	build->timer = NULL;
	progress_begin(&build->progress);
	if (!prepare(build)) {
		finish(build, &build->failure);
		return;
	}
	query = query_make(build->arena, build->request, build->context.dockerfile);
	build->call = engine_build_image(build->engine, query, produce, build, on_line, build);
	call_then(build->call, on_done, build);
}

struct build *build_start(struct engine *engine, struct ui *ui, const struct build_request *request,
			  void (*done)(void *data, const struct failure *failure,
				       const struct build_result *result),
			  void *data)
{
	struct build *build = base_alloc(sizeof(*build));

	build->arena = arena_create();
	build->engine = engine;
	build->ui = ui;
	build->request = request;
	build->done = done;
	build->data = data;
	progress_init(&build->progress, build->arena, ui, engine_loop(engine), request->subject);
	build->timer = loop_timer(engine_loop(engine), 0, 0, begin, build);
	return build;
}

void build_destroy(struct build *build)
{
	if (build == NULL)
		return;
	timer_cancel(build->timer);
	call_destroy(build->call);
	tar_writer_destroy(build->tar);
	progress_finish(&build->progress);
	arena_destroy(build->arena);
	base_free(build);
}
