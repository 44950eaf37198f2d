#include <stddef.h>

#include "clau/health.h"
#include "context.h"
#include "verbs.h"

struct health_arguments {
	struct list services;
	bool wait, json, quiet;
};

#define AT(field) offsetof(struct health_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "wait", 0, OPTION_FLAG, AT(wait), NULL, "Wait until everything is well, or until --timeout." },
	{ "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON document." },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "Print nothing: the exit code tells." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services to judge (default: all)." },
	{ 0 },
};
// clang-format on

static bool is_named(const struct list *services, const char *name)
{
	for (LIST_EACH(const char, service, services))
		if (text_equal(service, name))
			return true;
	return services->count == 0;
}

/* A service that somebody waits for to complete may end. */
static bool is_job(const struct project *project, const struct service *service)
{
	for (LIST_EACH(const struct service, other, &project->services))
		for (LIST_EACH(const struct dependency, dependency, &other->depends_on))
			if (dependency->condition == SERVICE_COMPLETED &&
			    text_equal(dependency->service, service->name))
				return true;
	return false;
}

static struct list expectations(struct command_context *context, const struct loaded *loaded,
				const struct list *services)
{
	struct list expected = { 0 };
	if (!loaded)
		return expected;
	for (LIST_EACH(const struct service, service, &loaded->project->services)) {
		if (!is_named(services, service->name))
			continue;
		struct health_expected *expectation =
			ARENA_NEW(context->arena, struct health_expected);
		expectation->service = service->name;
		expectation->replicas = service->scale;
		expectation->job = is_job(loaded->project, service);
		list_add(context->arena, &expected, expectation);
	}
	return expected;
}

static void print_table(struct command_context *context, const struct health_report *report)
{
	static const struct ui_column columns[] = {
		{ "SERVICE", false }, { "CONTAINER", false }, { "HEALTH", false },
		{ "SINCE", false },   { "WHY", false },
	};
	struct arena *arena = context->arena;
	int64_t now = loop_date(context->loop);
	struct list rows = { 0 };
	for (LIST_EACH(const struct health_subject, subject, &report->subjects)) {
		struct list *row = ARENA_NEW(arena, struct list);
		list_add(arena, row, arena_copy(arena, subject->service));
		list_add(arena, row, arena_copy(arena, text_or(subject->container, "-")));
		list_add(arena, row,
			 ui_paint(context->ui, arena, context_color(subject->verdict),
				  health_verdict_text(subject->verdict)));
		list_add(arena, row,
			 subject->since ? duration_short(arena, now - subject->since)
					: arena_copy(arena, "-"));
		list_add(arena, row, arena_copy(arena, text_or(subject->reason, "")));
		list_add(arena, &rows, row);
	}
	ui_table(context->ui, columns, COUNT_OF(columns), &rows);
}

static void put_subject(struct json_writer *json, const struct health_subject *subject)
{
	json_open_object(json);
	json_member_put_text(json, "service", subject->service);
	json_member_put_text(json, "container", subject->container);
	json_member_put_text(json, "id", subject->id);
	json_member_put_int(json, "number", subject->number);
	json_member_put_text(json, "verdict", health_verdict_text(subject->verdict));
	json_member_put_bool(json, "well", health_is_well(subject->verdict));
	json_member_put_int(json, "since_ms", subject->since);
	json_member_put_text(json, "reason", text_or(subject->reason, ""));
	json_member_put_text(json, "probe_output", text_or(subject->probe_output, ""));
	json_member_put_int(json, "probe_at_ms", subject->probe_at);
	json_member_put_int(json, "failing_streak", subject->failing_streak);
	json_member_put_int(json, "restarts", subject->restarts);
	json_member_put_int(json, "exit_code", subject->exit_code);
	json_close_object(json);
}

static void print_json(struct command_context *context, const char *project,
		       const struct health_report *report)
{
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, true);
	json_open_object(&json);
	json_member_put_int(&json, "schema", 1);
	json_member_put_text(&json, "project", project);
	json_member_put_bool(&json, "well", report->code == EXIT_DONE);
	json_key(&json, "services");
	json_open_array(&json);
	for (LIST_EACH(const struct health_subject, subject, &report->subjects))
		put_subject(&json, subject);
	json_close_array(&json);
	json_close_object(&json);
	context_print_document(context, &out);
}

static bool ask(struct command_context *context, const char *project, const struct list *expected,
		const struct list *services, struct health_report *ret_report, int *ret_code)
{
	struct failure failure = { 0 };
	if (health_ask(context->engine, context->arena, project, expected, services, ret_report,
		       &failure))
		return true;
	*ret_code = context_fail(context, &failure);
	return false;
}

static void note_change(void *data)
{
	*(bool *)data = true;
}

/* Asks again whenever something of the project changed, until all is well. */
static bool wait_until_well(struct command_context *context, const char *project,
			    const struct list *expected, const struct list *services,
			    struct health_report *report, int *ret_code)
{
	bool changed = false, asked = true;
	struct health_watch *watch =
		health_watch_create(context->engine, project, note_change, &changed);
	while (asked && report->code != EXIT_DONE) {
		const struct failure *trouble = health_watch_trouble(watch);
		if (context->deadline && loop_now(context->loop) >= context->deadline) {
			report->code = EXIT_NOT_YET;
			break;
		}
		if (trouble) {
			*ret_code = context_fail(context, trouble);
			asked = false;
		} else if (changed) {
			changed = false;
			asked = ask(context, project, expected, services, report, ret_code);
		} else {
			loop_turn(context->loop);
		}
	}
	health_watch_destroy(watch);
	return asked;
}

static void wake(void *data)
{
	(void)data; /* a turn of the loop is all that is wanted */
}

static int health_run(struct command_context *context, const void *data)
{
	const struct health_arguments *arguments = data;
	const struct list *services = &arguments->services;
	struct loaded *loaded = NULL;
	struct health_report report = { 0 };
	int code = EXIT_DONE;
	const char *project = context_project_name(context, services, &loaded, &code);
	if (!project || !context_open(context, &code))
		return code;
	struct list expected = expectations(context, loaded, services);
	if (!ask(context, project, &expected, services, &report, &code))
		return code;
	if (arguments->wait && report.code != EXIT_DONE) {
		/* The last moment is met even when the engine has nothing to say. */
		if (context->deadline)
			loop_timer(context->loop, context->deadline - loop_now(context->loop), 0,
				   wake, NULL);
		if (!wait_until_well(context, project, &expected, services, &report, &code))
			return code;
	}
	if (arguments->json)
		print_json(context, project, &report);
	else if (!arguments->quiet)
		print_table(context, &report);
	return report.code;
}

const struct command command_health = {
	.name = "health",
	.summary = "Say whether the project is well, and why not",
	.details = "One verdict for each container: healthy, running (no check), done, starting, "
		   "unhealthy, crash loop, exited or missing, with the last probe's output. Exit "
		   "code 0: all well; 1: something is not; 6: still starting, or not well by "
		   "--timeout.",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct health_arguments),
	.run = health_run,
	.group = "Look",
};
