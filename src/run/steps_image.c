#include "task.h"

#define BUILD_TRIES 3

/* Layers are summed, so that the line shows one figure. */
static void on_pull(void *data, const struct pull_progress *progress)
{
	struct task *task = data;
	struct run_context *context = task->execution->context;
	struct ui_event event = {
		.subject = task->ui_subject,
		.verb = task_kind(task)->doing,
		.state = UI_WORKING,
		.detail = progress->status,
		.now = loop_now(context->loop),
	};
	struct pull_progress *known = map_get(&task->layers, progress->layer);
	if (progress->total > 0 && !known) {
		known = ARENA_NEW(context->arena, struct pull_progress);
		map_set(context->arena, &task->layers, arena_copy(context->arena, progress->layer),
			known);
	}
	if (known && progress->total > 0) {
		known->current = progress->current;
		known->total = progress->total;
	}
	for (size_t i = 0; i < task->layers.count; i++) {
		known = task->layers.entries[i].value;
		event.current += known->current;
		event.total += known->total;
	}
	ui_event(context->ui, &event);
}

void begin_pull(struct task *task)
{
	struct run_context *context = task->execution->context;
	const char *platform = task->step->service ? task->step->service->platform : NULL;
	task_call(task,
		  engine_pull_image(context->engine, task->step->name, platform, on_pull, task),
		  task_finish);
}

static void start_build(struct task *task);

static void on_built(void *data, const struct failure *failure, const struct build_result *result)
{
	struct task *task = data;
	(void)result;
	if (!failure) {
		task_finish(task);
		return;
	}
	/* An engine that was restarted has kept the steps that were done: building again is cheap,
	 * and the request waits until it is back. */
	if (failure->code == EXIT_UNREACHABLE && task->builds < BUILD_TRIES) {
		build_destroy(task->build);
		start_build(task);
		return;
	}
	struct failure placed = *failure;
	if (placed.at.file == 0)
		placed.at = task->step->at;
	task_fail(task, &placed);
}

static void add_texts(struct arena *arena, struct map *into, const struct map *texts)
{
	for (size_t i = 0; texts && i < texts->count; i++)
		map_set(arena, into, texts->entries[i].key, texts->entries[i].value);
}

static void fill_request(struct run_context *context, const struct step *step,
			 struct build_request *request)
{
	const struct build *build = step->service->build;
	struct arena *arena = context->arena;
	request->context = build->context;
	request->dockerfile = build->dockerfile;
	request->dockerfile_inline = build->dockerfile_inline;
	request->target = build->target;
	request->network = build->network;
	request->platform = step->service->platform;
	request->shm_size = build->shm_size;
	request->no_cache = build->no_cache || context->build_no_cache;
	request->pull = build->pull || context->build_pull;
	request->context_at = build->context_at;
	request->dockerfile_at = build->dockerfile_at;
	request->cache_from = build->cache_from;
	request->extra_hosts = build->extra_hosts;
	add_texts(arena, &request->args, &build->args);
	add_texts(arena, &request->args, context->build_args);
	add_texts(arena, &request->labels, &build->labels);
	map_set(arena, &request->labels, LABEL_PROJECT, arena_copy(arena, context->project_name));
	map_set(arena, &request->labels, LABEL_SERVICE, arena_copy(arena, step->service->name));
	map_set(arena, &request->labels, LABEL_VERSION, arena_copy(arena, CLAU_COMPOSE_VERSION));
	list_add(arena, &request->tags, arena_copy(arena, step->name));
	for (LIST_EACH(char, tag, &build->tags))
		list_add(arena, &request->tags, tag);
}

static void start_build(struct task *task)
{
	struct run_context *context = task->execution->context;
	struct build_request *request = ARENA_NEW(context->arena, struct build_request);
	request->subject = task->ui_subject;
	fill_request(context, task->step, request);
	task->builds++;
	task->build = build_start(context->engine, context->ui, request, on_built, task);
}

/* podman takes the request, ignores what it says of BuildKit, and tells no image in the end. */
static void refuse_podman(struct task *task)
{
	struct run_context *context = task->execution->context;
	struct failure failure = {
		.code = EXIT_REFUSED,
		.message = arena_printf(
			context->arena,
			"cannot build image %s: the engine at %s is podman, which has no BuildKit",
			task->step->name, engine_host(context->engine)),
		.remedy = arena_printf(context->arena,
				       "build it with `podman build -t %s`, or use a Docker Engine",
				       task->step->name),
		.at = task->step->at,
	};
	task_fail(task, &failure);
}

/* Keys that need BuildKit's session: refused by name, never skipped. */
static const char *unsupported_key(const struct build *build)
{
	if (build->secrets.count)
		return "build.secrets";
	if (build->ssh.count)
		return "build.ssh";
	if (build->additional_contexts.count)
		return "build.additional_contexts";
	if (build->cache_to.count)
		return "build.cache_to";
	if (build->platforms.count > 1)
		return "build.platforms";
	return NULL;
}

void begin_build(struct task *task)
{
	struct run_context *context = task->execution->context;
	const struct step *step = task->step;
	const char *key = unsupported_key(step->service->build);
	if (engine_is_podman(context->engine)) {
		refuse_podman(task);
		return;
	}
	if (key) {
		struct failure failure = {
			.code = EXIT_REFUSED,
			.message =
				arena_printf(context->arena,
					     "cannot build image %s: %s needs a BuildKit session, "
					     "which this clau does not offer",
					     step->name, key),
			.remedy = "remove the key, or build this image with another tool and name "
				  "it under `image`",
			.at = service_span(step->service, key),
		};
		task_fail(task, &failure);
		return;
	}
	start_build(task);
}
