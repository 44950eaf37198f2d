/* plan: what must be done, in what order and why. Pure: no I/O, no clock; same inputs, same plan,
 * byte for byte. */
#ifndef CLAU_PLAN_H
#define CLAU_PLAN_H

#include "clau/base.h"
#include "clau/model.h"

/* ---- what is there */
struct observed_container {
	const char *id, *name, *service;
	unsigned number; /* 0 when the label is absent */
	const char *state; /* created running paused restarting removing exited dead */
	int exit_code; /* of an exited one, when known from the list; else 0 */
	const char *config_hash, *content_hash; /* labels, "" when absent */
	const char *image_label; /* digest in the `image` label */
	const char *image_id; /* what it runs */
	struct list networks; /* const char *: names in the engine it is attached to */
	struct list volumes; /* const char *: names of the named volumes mounted */
	const char *depends_on; /* label, "svc:condition:restart,…" */
	bool oneoff;
};
struct observed_network {
	const char *id, *name, *key; /* key: label, or "" */
	const char *config_hash;
	bool ours; /* carries our project label */
};
struct observed_volume {
	const char *name, *key, *config_hash;
	bool ours;
};
struct observed {
	const char *project;
	struct list containers; /* struct observed_container *, by service then number */
	struct list networks, volumes; /* struct observed_network *, struct observed_volume * */
	struct map images; /* reference -> const char * id; absent key = not in the store */
};

/* ---- the plan */
enum step_kind {
	STEP_PULL_IMAGE,
	STEP_BUILD_IMAGE,
	STEP_CREATE_NETWORK,
	STEP_CREATE_VOLUME,
	STEP_CREATE_CONTAINER,
	STEP_STOP_CONTAINER,
	STEP_REMOVE_CONTAINER,
	STEP_RENAME_CONTAINER,
	STEP_START_CONTAINER,
	STEP_WAIT_STARTED, /* condition of a dependency, or of `up --wait`: all replicas of the
			      service */
	STEP_WAIT_HEALTHY,
	STEP_WAIT_COMPLETED,
	STEP_REMOVE_NETWORK,
	STEP_REMOVE_VOLUME,
	STEP_KIND_COUNT
};
struct step {
	unsigned id; /* 1-based position in the plan */
	enum step_kind kind;
	const char *subject; /* for people: "clau-doom-nats-1", "network clau-doom_bus" */
	const char
		*reason; /* why: "not there yet", "image changed", "configuration changed: ports" */
	struct span at; /* the line of the file that asked for it */
	const struct service *service; /* or NULL */
	const struct network *network;
	const struct volume *volume;
	unsigned number; /* of the replica */
	const char *name; /* the container's (new) name, the network's or volume's name, the image
			     reference */
	const char *id_there; /* engine id of an existing object this acts on, or NULL: then the
				 container comes from `made_by` */
	const struct step *made_by; /* the create step whose container a start/rename step takes */
	const char *replaces; /* create: id of the container it replaces, or NULL */
	bool optional; /* a failure is a warning (required: false) */
	struct list after; /* struct step *: must be done (or skipped) before */
};
struct plan {
	struct list steps; /* struct step *, in an order that respects `after` */
	struct list orphans; /* const char *: names of containers whose service is not in the file;
				shown, not touched */
	struct list unchanged; /* const char *: names of containers left as they are */
	struct list notes; /* const char *: what is left other than the file wants it, and why: a
			      volume whose configuration changed, a network still in use */
};

enum build_policy { BUILD_MISSING, BUILD_ALWAYS, BUILD_NEVER };
struct plan_options {
	struct list services; /* char *: named; empty = all active */
	bool no_dependencies; /* --no-deps */
	bool force_recreate, no_recreate, always_recreate_dependencies;
	bool no_start; /* create only */
	bool wait; /* add a wait step for every service at the end */
	bool remove_orphans;
	enum build_policy build;
	const char *pull; /* "missing", "always", "never" or NULL: each service's own policy */
	struct map scale; /* service -> (void *)(intptr_t)count, over the file's */
	bool volumes; /* down -v */
	bool remove_images; /* down --rmi local */
	int64_t stop_grace_seconds; /* -1 = each container's own */
};

/* Images that must be pulled or built before containers can be planned; the same build once. */
struct plan *plan_images(struct arena *arena, const struct project *project,
			 const struct observed *there, const struct plan_options *how);
/* Networks, volumes, containers, starts and waits, dependencies first. Names of services are known
 * to exist. */
struct plan *plan_up(struct arena *arena, const struct project *project,
		     const struct observed *there, const struct plan_options *how);
/* Stop and remove, dependents first; project may be NULL (labels alone). */
struct plan *plan_down(struct arena *arena, const struct project *project,
		       const struct observed *there, const struct plan_options *how);

const char *plan_kind_text(enum step_kind kind); /* "create container" */
/* One line a step: `#3 [after 1 2] create container clau-doom-nats-1: not there yet`, optional
 * steps end in ` (optional)`; then one line each: `unchanged NAME`, `orphan NAME`, `note TEXT`.
 * Golden and unit tests read this. */
void plan_print(const struct plan *plan, struct buf *out);

#endif
