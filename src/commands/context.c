#include "context.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOCK_WAIT_MS 60000

extern char **environ;

struct load_options context_load_options(struct command_context *context,
					 const struct list *services)
{
	const struct global_arguments *globals = context->globals;
	return (struct load_options){
		.files = globals->files,
		.project_name = globals->project_name,
		.project_directory = globals->project_directory,
		.environment_files = globals->environment_files,
		.profiles = globals->profiles,
		.overlays = globals->overlays,
		.services = services ? *services : (struct list){ 0 },
		.environment = (const char *const *)environ,
	};
}

static const char *nearest_service(struct command_context *context, const struct project *project,
				   const char *name)
{
	const char **names =
		arena_alloc(context->arena, sizeof(*names) * (project->services.count + 1));
	size_t count = 0;
	for (LIST_EACH(const struct service, service, &project->services))
		names[count++] = service->name;
	return text_nearest(name, names, count);
}

bool context_has_services(struct command_context *context, const struct project *project,
			  const struct list *services)
{
	for (size_t i = 0; services && i < services->count; i++) {
		const char *name = services->items[i];
		if (project_service(project, name))
			continue;
		const char *nearest = nearest_service(context, project, name);
		struct failure failure = {
			.code = EXIT_USAGE,
			.message = arena_printf(context->arena, "no such service: %s", name),
			.remedy =
				nearest ? arena_printf(context->arena, "did you mean %s?", nearest)
					: "`clau config --services` lists them",
		};
		context_fail(context, &failure);
		return false;
	}
	return true;
}

struct loaded *context_load(struct command_context *context, const struct list *services,
			    int *ret_code)
{
	struct load_options options = context_load_options(context, services);
	struct loaded *loaded =
		load_project(context->arena, &context->diags, &context->sources, &options);
	ui_findings(context->ui, &context->diags);
	diags_init(&context->diags, context->arena, &context->sources);
	*ret_code = EXIT_PROJECT;
	if (!loaded)
		return NULL;
	*ret_code = EXIT_USAGE;
	return context_has_services(context, loaded->project, services) ? loaded : NULL;
}

const char *context_project_name(struct command_context *context, const struct list *services,
				 struct loaded **ret_loaded, int *ret_code)
{
	struct load_options options = context_load_options(context, services);
	const char *name = NULL, *directory = NULL;
	/* A name alone (-p) comes without a directory. */
	if (load_project_name(context->arena, &options, &name, &directory) && !directory)
		return name;
	/* With a file, and also without anything: then the finding says what was looked for. */
	struct loaded *loaded = context_load(context, services, ret_code);
	if (loaded)
		*ret_loaded = loaded;
	return loaded ? loaded->project->name : NULL;
}

static void on_signal(void *data, int number)
{
	struct command_context *context = data;
	bool first = context->interruption.number == 0;
	if (first)
		context->interruption.number = number;
	if (first && context->interruption.deferred)
		return;
	terminal_restore(context->loop);
	ui_settle(context->ui);
	ui_flush(context->ui);
	context->leave(128 + context->interruption.number);
}

static void on_trace(void *data, const char *method, const char *path, int status, int64_t started,
		     int64_t ended)
{
	struct command_context *context = data;
	const char *name = arena_printf(context->arena, "%s %s", method, path);
	ui_trace(context->ui, "engine", name, started, ended);
	ui_debug(context->ui, "%s -> %d in %lld ms", name, status, (long long)(ended - started));
}

bool context_open(struct command_context *context, int *ret_code)
{
	struct failure failure = { 0 };
	if (context->engine)
		return true;
	context->loop = loop_create();
	context->engine =
		engine_create(context->loop, context->globals->host, context->arena, &failure);
	if (!context->engine) {
		*ret_code = context_fail(context, &failure);
		return false;
	}
	loop_on_signal(context->loop, SIGINT, on_signal, context);
	loop_on_signal(context->loop, SIGTERM, on_signal, context);
	loop_on_signal(context->loop, SIGHUP, on_signal, context);
	if (context->globals->timeout > 0) {
		context->deadline = loop_now(context->loop) + context->globals->timeout;
		engine_set_deadline(context->engine, context->deadline);
	}
	if (context->globals->verbose || context->globals->trace)
		engine_on_trace(context->engine, on_trace, context);
	return true;
}

struct run_context *context_run(struct command_context *context, const char *project_name,
				const struct loaded *loaded)
{
	struct run_context *run = ARENA_NEW(context->arena, struct run_context);
	run->arena = context->arena;
	run->loop = context->loop;
	run->engine = context->engine;
	run->ui = context->ui;
	run->sources = &context->sources;
	run->project_name = project_name;
	run->project = loaded ? loaded->project : NULL;
	run->interruption = &context->interruption;
	run->deadline = context->deadline;
	run->stop_grace_seconds = -1;
	return run;
}

struct run_lock *context_lock(struct command_context *context, struct run_context *run,
			      int64_t wait_ms, int *ret_code)
{
	struct failure failure = { 0 };
	struct run_lock *lock = run_lock_take(run, wait_ms ? wait_ms : LOCK_WAIT_MS, &failure);
	if (!lock)
		*ret_code = context_fail(context, &failure);
	return lock;
}

void context_show_orphans(struct command_context *context, const struct plan *plan)
{
	if (plan->orphans.count == 0)
		return;
	ui_warn(context->ui,
		"containers of services that are not in the file: %s (--remove-orphans takes them "
		"away)",
		text_join(context->arena, &plan->orphans, ", "));
}

const char *context_color(enum verdict verdict)
{
	if (health_is_well(verdict))
		return "green";
	return health_is_pending(verdict) ? "yellow" : "red";
}

int context_fail(struct command_context *context, const struct failure *failure)
{
	ui_failure(context->ui, &context->sources, failure);
	return failure->code;
}

int context_fail_call(struct command_context *context, const struct call *call, const char *what)
{
	struct failure failure = engine_failure(context->engine, call, context->arena, what);
	return context_fail(context, &failure);
}

void context_print_document(struct command_context *context, struct buf *out)
{
	buf_add_char(out, '\n');
	ui_print(context->ui, buf_text(out), out->length);
	buf_finish(out);
}

const char *context_label(const struct container_summary *container, const char *key)
{
	return text_or(map_get(&container->labels, key), "");
}

static int64_t number_of(const struct container_summary *container)
{
	int64_t number = 0;
	text_to_int64(context_label(container, LABEL_NUMBER), &number);
	return number;
}

static int by_service_and_number(const void *left, const void *right)
{
	int order = strcmp(context_label(left, LABEL_SERVICE), context_label(right, LABEL_SERVICE));
	if (order)
		return order;
	int64_t a = number_of(left), b = number_of(right);
	return a < b ? -1 : a > b;
}

static bool is_wanted(const struct container_summary *container, const struct list *services)
{
	if (text_equal(context_label(container, LABEL_ONEOFF), "True"))
		return false;
	if (!services || services->count == 0)
		return true;
	for (LIST_EACH(const char, service, services))
		if (text_equal(service, context_label(container, LABEL_SERVICE)))
			return true;
	return false;
}

struct list *context_containers(struct command_context *context, const char *project, bool all,
				const struct list *services, int *ret_code)
{
	const char *labels[] = { arena_printf(context->arena, LABEL_PROJECT "=%s", project), NULL };
	struct call *call = engine_list_containers(context->engine, all, labels);
	list_add(context->arena, &context->answers, call);
	if (!engine_wait(context->engine, call)) {
		*ret_code = context_fail_call(context, call, "list the containers");
		return NULL;
	}
	struct list *containers = ARENA_NEW(context->arena, struct list);
	for (LIST_EACH(struct container_summary, container, call->result))
		if (is_wanted(container, services))
			list_add(context->arena, containers, container);
	list_sort(containers, by_service_and_number);
	return containers;
}
