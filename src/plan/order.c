#include "inside.h"

struct selection {
	struct arena *arena;
	const struct project *project;
	bool follow; /* dependencies come along */
	struct map *by_name;
	struct list ordered;
};

static void take(struct selection *selection, const struct service *service, bool targeted,
		 bool optional)
{
	struct wanted *wanted = map_get(selection->by_name, service->name);

	if (wanted && (!wanted->optional || optional)) {
		wanted->targeted |= targeted;
		return;
	}
	if (!wanted) {
		wanted = ARENA_NEW(selection->arena, struct wanted);
		wanted->service = service;
		map_set(selection->arena, selection->by_name, service->name, wanted);
	}
	wanted->targeted |= targeted;
	wanted->optional = optional;
	if (!selection->follow)
		return;
	for (LIST_EACH(struct dependency, edge, &service->depends_on)) {
		const struct service *other = project_service(selection->project, edge->service);

		if (other)
			take(selection, other, false, optional || !edge->required);
	}
}

static void append(struct selection *selection, struct wanted *wanted)
{
	if (wanted->listed)
		return;
	wanted->listed = true;
	for (LIST_EACH(struct dependency, edge, &wanted->service->depends_on)) {
		struct wanted *other = map_get(selection->by_name, edge->service);

		if (other)
			append(selection, other);
	}
	list_add(selection->arena, &selection->ordered, wanted);
}

/* Who waits for a completion may itself not take part: it is the file that makes a job. */
static void mark_jobs(const struct project *project, const struct map *by_name)
{
	for (LIST_EACH(struct service, service, &project->services)) {
		for (LIST_EACH(struct dependency, edge, &service->depends_on)) {
			struct wanted *wanted = map_get(by_name, edge->service);

			if (wanted && edge->condition == SERVICE_COMPLETED)
				wanted->job = true;
		}
	}
}

struct list order_services(struct arena *arena, const struct project *project,
			   const struct plan_options *how, struct map *ret_by_name)
{
	struct selection selection = { .arena = arena,
				       .project = project,
				       .follow = !how->no_dependencies,
				       .by_name = ret_by_name };

	for (LIST_EACH(struct service, service, &project->services))
		if (!how->services.count || list_has_text(&how->services, service->name))
			take(&selection, service, true, false);
	mark_jobs(project, ret_by_name);
	for (LIST_EACH(struct service, service, &project->services)) {
		struct wanted *wanted = map_get(ret_by_name, service->name);

		if (wanted)
			append(&selection, wanted);
	}
	return selection.ordered;
}
