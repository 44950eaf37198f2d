/* The story after a failed `up`. */
#include <string.h>

#include "clau/run.h"

#define LOG_LINES 20
#define EXPLAIN_MS 2000
#define LOG_LIMIT ((size_t)64 << 10)

static bool keep_bytes(void *data, int stream, const char *bytes, size_t length)
{
	(void)stream;
	return buf_append(data, bytes, length);
}

static void show_lines(struct run_context *context, const char *text)
{
	struct list lines = text_split(context->arena, text, '\n');
	for (LIST_EACH(const char, line, &lines))
		if (line[0])
			ui_note(context->ui, "    %s", line);
}

static void show_logs(struct run_context *context, const struct container_details *details)
{
	AUTO_BUF struct buf text = { .limit = LOG_LIMIT };
	struct log_options options = { .tail = LOG_LINES, .tty = details->tty };
	AUTO_CALL struct call *call =
		engine_stream_logs(context->engine, details->id, &options, keep_bytes, &text);
	engine_wait(context->engine, call);
	if (text.length == 0) {
		ui_note(context->ui, "  it has written nothing to its log");
		return;
	}
	ui_note(context->ui, "  last lines of its log:");
	show_lines(context, text_printable(context->arena, buf_text(&text), text.length, true));
}

static void show_probes(struct run_context *context, const struct container_details *details)
{
	for (LIST_EACH(const struct probe_result, probe, &details->probes)) {
		ui_note(context->ui, "  probe ended with code %d:", probe->exit_code);
		show_lines(context, probe->output);
	}
}

static void show_container(struct run_context *context, const char *id)
{
	AUTO_CALL struct call *call = engine_inspect_container(context->engine, id);
	if (!engine_wait(context->engine, call))
		return;
	const struct container_details *details = call->result;
	ui_note(context->ui, "%s is %s%s%s", details->name, details->state,
		details->health[0] ? ", " : "", details->health);
	show_probes(context, details);
	show_logs(context, details);
}

static const struct step_outcome *culprit_of(const struct run_result *result)
{
	for (LIST_EACH(const struct step_outcome, outcome, &result->outcomes))
		if (outcome->state == STEP_FAILED && !outcome->step->optional)
			return outcome;
	return NULL;
}

static void list_running(struct run_context *context, const struct list *containers)
{
	struct list names = { 0 };
	for (LIST_EACH(const struct container_summary, container, containers))
		if (text_equal(container->state, "running"))
			list_add(context->arena, &names,
				 arena_copy(context->arena, container->name));
	if (names.count)
		ui_note(context->ui, "still running: %s", text_join(context->arena, &names, ", "));
}

static bool is_of(const struct container_summary *container, const struct service *service)
{
	return service && text_equal(map_get(&container->labels, LABEL_SERVICE), service->name);
}

void run_explain(struct run_context *context, const struct run_result *result)
{
	const struct step_outcome *culprit = culprit_of(result);
	const char *labels[] = {
		arena_printf(context->arena, LABEL_PROJECT "=%s", context->project_name), NULL
	};
	if (!culprit || context->is_deserted)
		return;
	/* Why the time ran out is worth a little more of it. */
	engine_set_deadline(context->engine, loop_now(context->loop) + EXPLAIN_MS);
	AUTO_CALL struct call *call = engine_list_containers(context->engine, true, labels);
	if (!engine_wait(context->engine, call))
		return;
	const struct service *service = culprit->step->service;
	for (LIST_EACH(const struct container_summary, container, call->result))
		if (is_of(container, service) && !text_equal(container->state, "created"))
			show_container(context, container->id);
	list_running(context, call->result);
	if (service)
		ui_note(context->ui,
			"to go on: `clau logs %s` shows more; `clau up` tries again; `clau down` "
			"takes all of it away",
			service->name);
	else
		ui_note(context->ui,
			"to go on: `clau up` tries again; `clau down` takes all of it away");
}
