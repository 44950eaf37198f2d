#include "inside.h"

const char *plan_kind_text(enum step_kind kind)
{
	static const char *const texts[STEP_KIND_COUNT] = {
		[STEP_PULL_IMAGE] = "pull image",
		[STEP_BUILD_IMAGE] = "build image",
		[STEP_CREATE_NETWORK] = "create network",
		[STEP_CREATE_VOLUME] = "create volume",
		[STEP_CREATE_CONTAINER] = "create container",
		[STEP_STOP_CONTAINER] = "stop container",
		[STEP_REMOVE_CONTAINER] = "remove container",
		[STEP_RENAME_CONTAINER] = "rename container",
		[STEP_START_CONTAINER] = "start container",
		[STEP_WAIT_STARTED] = "wait until started",
		[STEP_WAIT_HEALTHY] = "wait until healthy",
		[STEP_WAIT_COMPLETED] = "wait until completed",
		[STEP_REMOVE_NETWORK] = "remove network",
		[STEP_REMOVE_VOLUME] = "remove volume",
	};

	return kind < STEP_KIND_COUNT ? texts[kind] : "unknown step";
}

/* A container goes by its final name here, also while it is made under a temporary one. */
static const char *object_of(const struct step *step)
{
	bool is_container =
		step->kind >= STEP_CREATE_CONTAINER && step->kind <= STEP_START_CONTAINER;

	return is_container ? step->subject : step->name;
}

static void print_step(const struct step *step, struct buf *out)
{
	buf_printf(out, "#%u ", step->id);
	if (step->after.count) {
		const char *separator = "[after ";

		for (LIST_EACH(struct step, before, &step->after)) {
			buf_printf(out, "%s%u", separator, before->id);
			separator = " ";
		}
		buf_add(out, "] ");
	}
	buf_printf(out, "%s %s: %s%s\n", plan_kind_text(step->kind), object_of(step), step->reason,
		   step->optional ? " (optional)" : "");
}

static void print_names(const char *what, const struct list *names, struct buf *out)
{
	for (LIST_EACH(const char, name, names))
		buf_printf(out, "%s %s\n", what, name);
}

void plan_print(const struct plan *plan, struct buf *out)
{
	for (LIST_EACH(struct step, step, &plan->steps))
		print_step(step, out);
	print_names("unchanged", &plan->unchanged, out);
	print_names("orphan", &plan->orphans, out);
	print_names("note", &plan->notes, out);
}
