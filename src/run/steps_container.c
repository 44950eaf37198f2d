#include "body.h"
#include "task.h"

static void remember(struct task *task, const char *id)
{
	struct execution *execution = task->execution;
	struct arena *arena = execution->context->arena;
	task->container_id = arena_copy(arena, id);
	if (task->step->number <= 1)
		map_set(arena, &execution->container_ids, task->step->service->name,
			arena_copy(arena, id));
}

/* Engines before API 1.44 take one network at create; the others follow one by one. */
static void connect_next(struct task *task)
{
	struct run_context *context = task->execution->context;
	if (task->connect_later.count == 0) {
		task_finish(task);
		return;
	}
	struct body_connection *connection = task->connect_later.items[0];
	struct map *ids = &task->execution->network_ids;
	const char *id = map_get(ids, connection->network);
	list_remove(&task->connect_later, 0);
	/* The body names the container; the endpoint's settings were written with it. */
	const char *body = arena_printf(context->arena, "{\"Container\":\"%s\",%s",
					task->container_id, connection->body + 1);
	task_call(task,
		  engine_connect_network(context->engine, id ? id : connection->network, body),
		  connect_next);
}

static void created(struct task *task)
{
	const struct created *answer = task->call->result;
	for (LIST_EACH(const char, warning, &answer->warnings))
		ui_warn(task->execution->context->ui, "%s: %s", task->step->name, warning);
	remember(task, answer->id);
	connect_next(task);
}

void begin_create_container(struct task *task)
{
	struct execution *execution = task->execution;
	struct run_context *context = execution->context;
	const struct step *step = task->step;
	const char *image = service_image(context->arena, context->project, step->service);
	const char *reason = NULL;
	struct body_input input = {
		.project = context->project,
		.service = step->service,
		.number = step->number,
		.container_name = service_container_name(context->arena, context->project,
							 step->service, step->number),
		.image = image,
		.image_id = map_get(&context->there->images, image),
		.api_version = engine_api_version(context->engine),
		.network_ids = &execution->network_ids,
		.container_ids = &execution->container_ids,
	};
	if (step->replaces)
		input.replaces = input.container_name;
	char *body = body_of_container(context->arena, &input, &task->connect_later, &reason);
	if (!body) {
		struct failure failure = {
			.code = EXIT_REFUSED,
			.message = arena_printf(context->arena, "cannot create container %s: %s",
						step->name, reason),
			.at = step->at,
		};
		task_fail(task, &failure);
		return;
	}
	task_call(
		task,
		engine_create_container(context->engine, step->name, step->service->platform, body),
		created);
}

/* The container of a step that follows a create step is the one that was made there. */
static const char *container_of(struct task *task)
{
	const struct step *made_by = task->step->made_by;
	if (made_by) {
		const struct task *maker = task->execution->tasks.items[made_by->id - 1];
		task->container_id = maker->container_id;
	}
	return task->container_id;
}

static void started(struct task *task)
{
	task->started_it = true;
	task_finish(task);
}

void begin_start_container(struct task *task)
{
	task_call(task,
		  engine_start_container(task->execution->context->engine, container_of(task)),
		  started);
}

void begin_stop_container(struct task *task)
{
	struct run_context *context = task->execution->context;
	task_call(task,
		  engine_stop_container(context->engine, container_of(task),
					context->stop_grace_seconds),
		  task_finish);
}

void begin_remove_container(struct task *task)
{
	/* Anonymous volumes go with their container only when volumes were asked for. */
	bool volumes = task->execution->context->remove_volumes;
	task_call(task,
		  engine_remove_container(task->execution->context->engine, container_of(task),
					  true, volumes),
		  task_finish);
}

void begin_rename_container(struct task *task)
{
	task_call(task,
		  engine_rename_container(task->execution->context->engine, container_of(task),
					  task->step->name),
		  task_finish);
}
