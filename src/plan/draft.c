#include <assert.h>
#include <stdarg.h>

#include "inside.h"

struct draft draft_begin(struct arena *arena)
{
	return (struct draft){ .arena = arena, .plan = ARENA_NEW(arena, struct plan) };
}

struct step *draft_step(struct draft *draft, enum step_kind kind, const char *name,
			const char *reason)
{
	struct step *step = ARENA_NEW(draft->arena, struct step);

	step->kind = kind;
	step->name = name;
	step->subject = name;
	step->reason = reason;
	list_add(draft->arena, &draft->plan->steps, step);
	return step;
}

void draft_after(struct draft *draft, struct step *step, struct step *before)
{
	if (!step || !before || step == before)
		return;
	for (LIST_EACH(struct step, known, &step->after))
		if (known == before)
			return;
	list_add(draft->arena, &step->after, before);
}

void draft_after_all(struct draft *draft, struct step *step, const struct list *before)
{
	for (LIST_EACH(struct step, one, before))
		draft_after(draft, step, one);
}

static struct step *draft_existing(struct draft *draft, enum step_kind kind,
				   const struct observed_container *container,
				   const struct service *service, const char *reason)
{
	struct step *step = draft_step(draft, kind, container->name, reason);

	step->id_there = container->id;
	step->number = container->number;
	step->service = service;
	if (service)
		step->at = service->at;
	return step;
}

struct step *draft_stop(struct draft *draft, const struct observed_container *container,
			const struct service *service, const char *reason)
{
	if (!container_runs(container))
		return NULL;
	return draft_existing(draft, STEP_STOP_CONTAINER, container, service, reason);
}

struct step *draft_remove(struct draft *draft, const struct observed_container *container,
			  const struct service *service, const char *reason)
{
	return draft_existing(draft, STEP_REMOVE_CONTAINER, container, service, reason);
}

void draft_note(struct draft *draft, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(draft->arena, format, arguments);
	va_end(arguments);
	list_add(draft->arena, &draft->plan->notes, text);
}

#define VISITING UINT32_MAX

/* Depth: the longest chain of steps, a few for each service of a chain of dependencies. */
static void place(struct draft *draft, struct list *ordered, struct step *step)
{
	assert(step->id != VISITING);
	if (step->id)
		return;
	step->id = VISITING;
	for (LIST_EACH(struct step, before, &step->after))
		place(draft, ordered, before);
	list_add(draft->arena, ordered, step);
	step->id = (unsigned)ordered->count;
}

static int by_id(const void *left, const void *right)
{
	const struct step *one = left, *other = right;

	return one->id < other->id ? -1 : one->id > other->id;
}

struct plan *draft_finish(struct draft *draft)
{
	struct list ordered = { 0 };

	for (LIST_EACH(struct step, step, &draft->plan->steps))
		place(draft, &ordered, step);
	for (LIST_EACH(struct step, step, &ordered))
		list_sort(&step->after, by_id);
	draft->plan->steps = ordered;
	return draft->plan;
}

bool container_runs(const struct observed_container *container)
{
	return text_equal(container->state, "running") || text_equal(container->state, "paused") ||
	       text_equal(container->state, "restarting");
}

bool list_has_text(const struct list *list, const char *text)
{
	for (LIST_EACH(const char, item, list))
		if (text_equal(item, text))
			return true;
	return false;
}

bool service_is_unknown(const struct project *project, const char *name)
{
	if (project_service(project, name))
		return false;
	for (LIST_EACH(struct service, service, &project->disabled_services))
		if (text_equal(service->name, name))
			return false;
	return true;
}
