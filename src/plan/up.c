#include "inside.h"

/* ---- the steps of one container */
static struct step *container_step(struct up *up, const struct wanted *wanted,
				   const struct replica *replica, enum step_kind kind,
				   const char *name)
{
	struct step *step = draft_step(&up->draft, kind, name, replica->reason);

	step->subject = replica->name;
	step->service = wanted->service;
	step->number = replica->number;
	step->at = wanted->service->at;
	step->optional = wanted->optional;
	return step;
}

/* What must exist before a container can be made. */
static void after_needs(struct up *up, const struct wanted *wanted, struct step *create)
{
	struct list parents = namespace_parents(up, wanted->service);

	for (LIST_EACH(struct service_network, use, &wanted->service->networks)) {
		const struct network_fate *fate = map_get(&up->networks, use->network);

		draft_after(&up->draft, create, fate ? fate->create : NULL);
	}
	for (LIST_EACH(struct mount, mount, &wanted->service->volumes))
		if (!text_is_empty(mount->source))
			draft_after(&up->draft, create, map_get(&up->volumes, mount->source));
	for (LIST_EACH(struct wanted, parent, &parents))
		for (LIST_EACH(struct replica, replica, &parent->replicas))
			draft_after(&up->draft, create, replica->made);
}

static struct step *create_step(struct up *up, const struct wanted *wanted,
				const struct replica *replica, const char *name)
{
	struct step *create = container_step(up, wanted, replica, STEP_CREATE_CONTAINER, name);

	after_needs(up, wanted, create);
	return create;
}

static struct step *existing_step(struct up *up, const struct wanted *wanted,
				  const struct replica *replica, enum step_kind kind)
{
	struct step *step = container_step(up, wanted, replica, kind, replica->there->name);

	step->subject = replica->there->name;
	step->id_there = replica->there->id;
	return step;
}

static struct step *rename_step(struct up *up, const struct wanted *wanted,
				const struct replica *replica, const struct step *made_by)
{
	struct step *step =
		container_step(up, wanted, replica, STEP_RENAME_CONTAINER, replica->name);

	step->made_by = made_by;
	step->id_there = made_by ? NULL : replica->there->id;
	return step;
}

static void stop_and_remove(struct up *up, const struct wanted *wanted, struct replica *replica)
{
	if (container_runs(replica->there))
		replica->stop = existing_step(up, wanted, replica, STEP_STOP_CONTAINER);
	replica->remove = existing_step(up, wanted, replica, STEP_REMOVE_CONTAINER);
	draft_after(&up->draft, replica->remove, replica->stop);
}

/* The old one is there until the new one is made: a create that fails costs nothing. */
static struct step *recreate_steps(struct up *up, struct wanted *wanted, struct replica *replica)
{
	struct draft *draft = &up->draft;
	const char *name =
		arena_printf(draft->arena, "%.12s_%s", replica->there->id, replica->name);
	struct step *create = create_step(up, wanted, replica, name);

	create->replaces = replica->there->id;
	draft_after_all(draft, create, &wanted->leftovers);
	stop_and_remove(up, wanted, replica);
	draft_after(draft, replica->stop, create);
	draft_after(draft, replica->remove, create);
	replica->made = rename_step(up, wanted, replica, create);
	draft_after(draft, replica->made, replica->remove);
	return create;
}

static struct step *replace_steps(struct up *up, struct wanted *wanted, struct replica *replica)
{
	stop_and_remove(up, wanted, replica);
	replica->made = create_step(up, wanted, replica, replica->name);
	draft_after(&up->draft, replica->made, replica->remove);
	return replica->made;
}

static void remove_steps(struct up *up, struct wanted *wanted, struct replica *replica)
{
	stop_and_remove(up, wanted, replica);
	if (replica->there->number == replica->number &&
	    !text_equal(replica->there->name, replica->name))
		list_add(up->draft.arena, &wanted->leftovers, replica->remove);
}

static void start_step(struct up *up, struct wanted *wanted, struct replica *replica,
		       const struct step *made_by)
{
	struct step *start;

	if (up->how->no_start)
		return;
	start = container_step(up, wanted, replica, STEP_START_CONTAINER, replica->name);
	start->made_by = made_by;
	start->id_there = made_by ? NULL : replica->there->id;
	draft_after(&up->draft, start, replica->made ? replica->made : replica->stop);
	list_add(up->draft.arena, &wanted->starts, start);
}

static void plan_replica(struct up *up, struct wanted *wanted, struct replica *replica)
{
	if (replica->rename && replica->fate != FATE_REMOVE) {
		const char *reason = replica->reason;

		replica->reason = "an interrupted recreate left its temporary name";
		replica->made = rename_step(up, wanted, replica, NULL);
		replica->reason = reason;
	}
	switch (replica->fate) {
	case FATE_KEEP:
		if (!replica->rename)
			list_add(up->draft.arena, &up->draft.plan->unchanged,
				 arena_copy(up->draft.arena, replica->there->name));
		break;
	case FATE_RESTART:
		replica->stop = existing_step(up, wanted, replica, STEP_STOP_CONTAINER);
		start_step(up, wanted, replica, NULL);
		break;
	case FATE_START:
		start_step(up, wanted, replica, NULL);
		break;
	case FATE_CREATE:
		replica->made = create_step(up, wanted, replica, replica->name);
		start_step(up, wanted, replica, replica->made);
		break;
	case FATE_RECREATE:
		start_step(up, wanted, replica, recreate_steps(up, wanted, replica));
		break;
	case FATE_REPLACE:
		start_step(up, wanted, replica, replace_steps(up, wanted, replica));
		break;
	case FATE_REMOVE:
		remove_steps(up, wanted, replica);
		break;
	}
}

/* ---- waits: one step for each service, condition and strictness, shared by all who wait */
static struct step *wait_step(struct up *up, struct wanted *wanted, enum step_kind kind,
			      bool optional)
{
	struct step **slot = &wanted->waits[kind][optional];

	if (!*slot) {
		*slot = draft_step(&up->draft, kind, wanted->service->name, NULL);
		(*slot)->service = wanted->service;
		(*slot)->at = wanted->service->at;
		(*slot)->optional = optional;
		draft_after_all(&up->draft, *slot, &wanted->starts);
		/* It looks at every container of the service: none may be on its way out. */
		for (LIST_EACH(struct replica, replica, &wanted->replicas))
			if (replica->fate == FATE_REMOVE)
				draft_after(&up->draft, *slot, replica->remove);
	}
	return *slot;
}

static void join_reason(struct up *up, struct step *wait, const char *more)
{
	wait->reason =
		wait->reason ? arena_printf(up->draft.arena, "%s, %s", wait->reason, more) : more;
}

static bool is_all_done(const struct wanted *wanted)
{
	for (LIST_EACH(struct replica, replica, &wanted->replicas))
		if (replica->fate != FATE_REMOVE &&
		    (replica->fate != FATE_KEEP || !job_is_done(wanted, replica->there)))
			return false;
	return true;
}

/* The steps an edge waits for, into `blockers`. A service scaled to nothing is not waited for. */
static void add_blockers(struct up *up, const struct wanted *wanted, const struct dependency *edge,
			 struct list *blockers)
{
	struct wanted *other = map_get(&up->by_name, edge->service);
	bool optional = wanted->optional || !edge->required;
	struct step *wait;

	if (!other)
		return;
	if (edge->condition == SERVICE_STARTED) {
		for (LIST_EACH(struct step, start, &other->starts))
			list_add(up->draft.arena, blockers, start);
		return;
	}
	if (edge->condition == SERVICE_COMPLETED ? is_all_done(other) : !other->replicas.count)
		return;
	wait = wait_step(up, other,
			 edge->condition == SERVICE_HEALTHY ? STEP_WAIT_HEALTHY
							    : STEP_WAIT_COMPLETED,
			 optional);
	if (!wait->reason)
		wait->at = edge->at;
	join_reason(up, wait, arena_printf(up->draft.arena, "%s needs it", wanted->service->name));
	list_add(up->draft.arena, blockers, wait);
}

static void wait_for_dependencies(struct up *up, struct wanted *wanted)
{
	struct list blockers = { 0 };

	if (!wanted->starts.count)
		return;
	for (LIST_EACH(struct dependency, edge, &wanted->service->depends_on))
		add_blockers(up, wanted, edge, &blockers);
	for (LIST_EACH(struct step, start, &wanted->starts))
		draft_after_all(&up->draft, start, &blockers);
}

static enum step_kind final_wait_kind(const struct wanted *wanted)
{
	const struct healthcheck *check = wanted->service->healthcheck;
	bool is_off = check && (check->disable || (check->test && check->test->count &&
						   text_equal(check->test->items[0], "NONE")));

	if (wanted->job)
		return STEP_WAIT_COMPLETED;
	return check && !is_off ? STEP_WAIT_HEALTHY : STEP_WAIT_STARTED;
}

static void plan_final_waits(struct up *up)
{
	if (!up->how->wait || up->how->no_start)
		return;
	for (LIST_EACH(struct wanted, wanted, &up->services)) {
		bool is_scaled_to_none = true;

		for (LIST_EACH(struct replica, replica, &wanted->replicas))
			is_scaled_to_none &= replica->fate == FATE_REMOVE;
		if (wanted->targeted && !is_scaled_to_none)
			join_reason(up, wait_step(up, wanted, final_wait_kind(wanted), false),
				    "--wait");
	}
}

/* ---- who must be stopped before what */
static void stop_before(struct up *up, const struct wanted *first, struct step *stop)
{
	for (LIST_EACH(struct replica, replica, &first->replicas))
		if (replica->fate != FATE_REMOVE)
			draft_after(&up->draft, stop, replica->stop);
}

/* `depends_on: restart: true`: the dependent is down while its dependency is exchanged. */
static void order_stops(struct up *up)
{
	for (LIST_EACH(struct wanted, wanted, &up->services)) {
		for (LIST_EACH(struct dependency, edge, &wanted->service->depends_on)) {
			const struct wanted *other = map_get(&up->by_name, edge->service);

			if (!other || !edge->restart)
				continue;
			for (LIST_EACH(struct replica, replica, &other->replicas))
				if (replica->stop && replica->fate != FATE_REMOVE)
					stop_before(up, wanted, replica->stop);
		}
	}
}

/* Who refers to a network that goes is gone before: see FATE_REPLACE. */
static void free_networks(struct up *up)
{
	for (size_t i = 0; i < up->networks.count; i++) {
		const struct network_fate *fate = up->networks.entries[i].value;
		struct step *first = fate->remove ? fate->remove : fate->create;

		for (LIST_EACH(struct wanted, wanted, &up->services))
			for (LIST_EACH(struct replica, replica, &wanted->replicas))
				if (first && replica->remove && replica->fate != FATE_RECREATE &&
				    list_has_text(&replica->there->networks, fate->network->name))
					draft_after(&up->draft, first, replica->remove);
	}
}

/* Who lives in the namespaces of a container is gone before they change. */
static void free_namespaces(struct up *up, const struct wanted *wanted)
{
	struct list parents = namespace_parents(up, wanted->service);

	for (LIST_EACH(struct replica, replica, &wanted->replicas)) {
		if (replica->fate != FATE_REPLACE)
			continue;
		for (LIST_EACH(struct wanted, parent, &parents)) {
			for (LIST_EACH(struct replica, other, &parent->replicas)) {
				struct step *first = other->stop ? other->stop : other->remove;

				draft_after(&up->draft, first ? first : other->made,
					    replica->remove);
			}
		}
	}
}

/* ---- containers of services the file does not know */
static void remove_orphan(struct up *up, const struct observed_container *container)
{
	const char *reason =
		container->oneoff ? "a one-off that has ended" : "its service is not in the file";
	struct step *stop = draft_stop(&up->draft, container, NULL, reason);
	struct step *remove = draft_remove(&up->draft, container, NULL, reason);

	draft_after(&up->draft, remove, stop);
	for (size_t i = 0; i < up->networks.count; i++) {
		const struct network_fate *fate = up->networks.entries[i].value;

		if (fate->remove && list_has_text(&container->networks, fate->network->name))
			draft_after(&up->draft, fate->remove, remove);
	}
}

static bool is_orphan(const struct up *up, const struct observed_container *container)
{
	if (container->oneoff)
		return text_equal(container->state, "exited") ||
		       text_equal(container->state, "dead");
	return service_is_unknown(up->project, container->service);
}

static void plan_orphans(struct up *up)
{
	for (LIST_EACH(struct observed_container, container, &up->there->containers)) {
		if (!is_orphan(up, container))
			continue;
		if (up->how->remove_orphans)
			remove_orphan(up, container);
		else
			list_add(up->draft.arena, &up->draft.plan->orphans,
				 arena_copy(up->draft.arena, container->name));
	}
}

struct plan *plan_up(struct arena *arena, const struct project *project,
		     const struct observed *there, const struct plan_options *how)
{
	struct up up = {
		.draft = draft_begin(arena), .project = project, .there = there, .how = how
	};

	up.services = order_services(arena, project, how, &up.by_name);
	plan_networks(&up);
	plan_volumes(&up);
	for (LIST_EACH(struct wanted, wanted, &up.services)) {
		converge_service(&up, wanted);
		for (LIST_EACH(struct replica, replica, &wanted->replicas))
			plan_replica(&up, wanted, replica);
		wait_for_dependencies(&up, wanted);
	}
	plan_orphans(&up);
	order_stops(&up);
	free_networks(&up);
	for (LIST_EACH(struct wanted, wanted, &up.services))
		free_namespaces(&up, wanted);
	plan_final_waits(&up);
	return draft_finish(&up.draft);
}
