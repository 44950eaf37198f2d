/* plan, inside: the draft that images, up and down fill with steps, and what is decided for up. */
#ifndef PLAN_INSIDE_H
#define PLAN_INSIDE_H

#include "clau/plan.h"

/* ---- draft.c: steps are filed in any order; draft_finish orders and numbers them */
struct draft {
	struct arena *arena;
	struct plan *plan;
};
struct draft draft_begin(struct arena *arena);
struct step *draft_step(struct draft *draft, enum step_kind kind, const char *name,
			const char *reason);
/* `before` must be over before `step`; NULL on either side and repeats are ignored. */
void draft_after(struct draft *draft, struct step *step, struct step *before);
void draft_after_all(struct draft *draft, struct step *step, const struct list *before);
/* Stop: NULL when the container does not run. Remove: after the stop. */
struct step *draft_stop(struct draft *draft, const struct observed_container *container,
			const struct service *service, const char *reason);
struct step *draft_remove(struct draft *draft, const struct observed_container *container,
			  const struct service *service, const char *reason);
void draft_note(struct draft *draft, const char *format, ...) PRINTF_LIKE(2, 3);
struct plan *draft_finish(struct draft *draft);

bool container_runs(const struct observed_container *container); /* has a process: a stop works */
bool list_has_text(const struct list *list, const char *text);
/* Neither an active nor a disabled service of the project. */
bool service_is_unknown(const struct project *project, const char *name);

/* ---- order.c: the services that take part */
struct wanted {
	const struct service *service;
	bool targeted; /* named, or nobody was */
	bool optional; /* only edges with `required: false` lead here */
	bool job; /* somebody waits for its completion */
	bool listed; /* private to order.c */

	/* filled by converge.c */
	struct list replicas; /* struct replica * */
	unsigned last_number; /* private to converge.c: the free number given last */
	bool is_new; /* the first replica is created or recreated: old namespaces are gone */
	bool interrupted; /* a replica is recreated or restarted */
	/* filled by up.c */
	struct list starts; /* struct step * */
	struct list leftovers; /* struct step *: they free temporary names */
	struct step *waits[STEP_KIND_COUNT][2]; /* by kind and optional */
};
/* struct wanted *, dependencies first, by name otherwise; *ret_by_name: name -> struct wanted *. */
struct list order_services(struct arena *arena, const struct project *project,
			   const struct plan_options *how, struct map *ret_by_name);

/* ---- up: what its parts share */
struct up {
	struct draft draft;
	const struct project *project;
	const struct observed *there;
	const struct plan_options *how;
	struct list services; /* struct wanted *, dependencies first */
	struct map by_name; /* name -> struct wanted * */
	struct map networks; /* key -> struct network_fate * */
	struct map volumes; /* key -> struct step * that creates it */
};

/* ---- resources.c */
struct network_fate {
	const struct network *network;
	struct step *create; /* NULL: it is there and stays */
	struct step *remove; /* the old one goes first */
};
void plan_networks(struct up *up);
void plan_volumes(struct up *up);
/* A network that is made anew while this container still refers to the old one. */
const struct network_fate *lost_network(const struct up *up,
					const struct observed_container *container);

/* ---- converge.c: what becomes of each container */
enum fate {
	FATE_KEEP,
	FATE_START,
	FATE_RESTART, /* stop, start */
	FATE_CREATE,
	FATE_RECREATE, /* create beside, stop, remove, rename, start */
	FATE_REPLACE, /* what it refers to goes, or it is dead: stop, remove, create, start */
	FATE_REMOVE
};
struct replica {
	const struct observed_container *there; /* NULL: FATE_CREATE */
	unsigned number;
	const char *name; /* the final one */
	enum fate fate;
	const char *reason;
	bool rename; /* an interrupted recreate left it under its temporary name */
	struct step *stop, *remove;
	struct step *made; /* behind it the container exists under its name */
};
void converge_service(struct up *up, struct wanted *wanted);
bool job_is_done(const struct wanted *wanted, const struct observed_container *container);
/* The other services whose container this one lives in (network_mode, ipc, pid, uts, cgroup,
 * volumes_from); list of struct wanted *. */
struct list namespace_parents(const struct up *up, const struct service *service);

#endif
