#include <stddef.h>

#include "context.h"
#include "verbs.h"

struct down_arguments {
	struct list services;
	bool volumes, remove_orphans;
	const char *grace; /* text, as 0 differs from not given */
	int64_t lock_timeout;
};

#define AT(field) offsetof(struct down_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "volumes", 'v', OPTION_FLAG, AT(volumes), NULL, "Remove the project's named and anonymous volumes too: their data is lost." },
	{ "remove-orphans", 0, OPTION_FLAG, AT(remove_orphans), NULL, "Remove containers whose service is no longer in the file." },
	{ "grace", 't', OPTION_TEXT, AT(grace), "SECONDS", "Time to stop before the container is killed (default: the service's own)." },
	{ "lock-timeout", 0, OPTION_SECONDS, AT(lock_timeout), "SECONDS", "Wait this long for another clau on the project (default 60)." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services to take down (default: all, with networks)." },
	{ 0 },
};
// clang-format on

static void list_left(struct command_context *context, const struct run_result *result)
{
	for (LIST_EACH(const struct step_outcome, outcome, &result->outcomes)) {
		const char *reason = outcome->state == STEP_FAILED ? outcome->failure.message
				     : outcome->state == STEP_CANCELLED
					     ? "it was under way when the run ended"
					     : "what had to go before is still there";
		if (outcome->state != STEP_DONE)
			ui_note(context->ui, "left: %s: %s", outcome->step->subject, reason);
	}
}

static int take_down(struct command_context *context, struct run_context *run,
		     const struct plan_options *how)
{
	struct failure failure = { 0 };
	run->there = run_observe(run, &failure);
	if (!run->there)
		return context_fail(context, &failure);
	const struct plan *plan = plan_down(context->arena, run->project, run->there, how);
	bool is_empty = plan->steps.count == 0 && plan->notes.count == 0 && !plan->orphans.count;
	if (is_empty)
		ui_note(context->ui, "nothing to do: project %s has nothing here",
			run->project_name);
	context_show_orphans(context, plan);
	struct run_result result = run_plan(run, plan, true);
	list_left(context, &result);
	/* A note is about what stays because something else uses it. */
	return result.code == EXIT_DONE && plan->notes.count ? EXIT_PARTLY : (int)result.code;
}

static int down_run(struct command_context *context, const void *data)
{
	const struct down_arguments *arguments = data;
	struct loaded *loaded = NULL;
	struct failure failure = { 0 };
	int code = EXIT_DONE;
	const char *name = context_project_name(context, &arguments->services, &loaded, &code);
	if (!name || !context_open(context, &code))
		return code;
	struct run_context *run = context_run(context, name, loaded);
	struct plan_options how = {
		.services = arguments->services,
		.volumes = arguments->volumes,
		.remove_orphans = arguments->remove_orphans,
		.stop_grace_seconds = -1,
	};
	if (arguments->grace && (!text_to_int64(arguments->grace, &how.stop_grace_seconds) ||
				 how.stop_grace_seconds < 0)) {
		failure.code = EXIT_USAGE;
		failure.message = arena_printf(context->arena,
					       "--grace %s: a whole number of seconds is needed",
					       arguments->grace);
		return context_fail(context, &failure);
	}
	run->stop_grace_seconds = how.stop_grace_seconds;
	run->remove_volumes = arguments->volumes;
	struct run_lock *lock = context_lock(context, run, arguments->lock_timeout, &code);
	if (!lock)
		return code;
	code = take_down(context, run, &how);
	run_lock_drop(lock);
	return code;
}

const struct command command_down = {
	.name = "down",
	.summary = "Stop and remove the project's containers and networks",
	.details =
		"Works from the project file, or, with -p, from the engine's labels alone. Named "
		"volumes stay unless --volumes is given.",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct down_arguments),
	.run = down_run,
	.group = "The project's life",
};
