/* run: observes what is there and carries out plans. No decisions here: a step is one engine call
 * or one small machine; the pump counts blockers down. */
#ifndef CLAU_RUN_H
#define CLAU_RUN_H

#include "clau/base.h"
#include "clau/engine.h"
#include "clau/health.h"
#include "clau/loop.h"
#include "clau/model.h"
#include "clau/plan.h"
#include "clau/ui.h"

#define CLAU_COMPOSE_VERSION "2.40.0" /* the Compose dialect our labels speak */

/* Signals seen so far. While `deferred`, whoever handles them only counts: run_plan ends cleanly by
 * itself. */
struct interruption {
	int number; /* of the first one, 0 = none */
	bool deferred;
};

struct run_context {
	struct arena *arena;
	struct loop *loop;
	struct engine *engine;
	struct ui *ui;
	const struct sources *sources; /* or NULL */
	const char *project_name;
	const struct project *project; /* NULL: labels alone */
	const struct observed *there; /* set by the caller after run_observe */
	struct interruption *interruption; /* never NULL */
	bool is_deserted; /* set by run_plan: the engine did not answer at the end any more */
	int64_t deadline; /* loop_now ms at which waits give up; 0 = none */
	int64_t stop_grace_seconds; /* -1 = each container's own */
	bool remove_volumes; /* anonymous volumes go with their containers */
	bool fail_fast; /* unhealthy is final at once */
	/* Build arguments from the command line, over the file's: key -> text. */
	const struct map *build_args;
	bool build_no_cache, build_pull;
};

/* Asks for containers, networks, volumes of the project (in parallel) and, with a project, for the
 * images its services run. Straight-line. NULL: *ret_failure. */
struct observed *run_observe(struct run_context *context, struct failure *ret_failure);

enum step_state {
	STEP_BLOCKED,
	STEP_READY,
	STEP_RUNNING,
	STEP_DONE,
	STEP_SKIPPED,
	STEP_FAILED,
	STEP_CANCELLED
};
struct step_outcome {
	const struct step *step;
	enum step_state state;
	struct failure failure; /* when FAILED */
};
struct run_result {
	enum exit_code code; /* 0; the first failure's code; 7 when down left something; 130/143
				after a signal */
	struct list outcomes; /* struct step_outcome *, plan order */
	unsigned done, failed, skipped;
};
/* Carries out the plan: everything that is not blocked runs at once (images at most 4 at a time).
 * The first failure stops new steps; those under way are finished. With keep_going (down) only what
 * depends on the failed step is left out. SIGINT/SIGTERM: nothing new starts, steps under way are
 * cancelled within 5 s, containers created by this run and never started are removed; a second
 * signal leaves at once. Failures are shown through ui as they happen; run_explain adds the story
 * afterwards. */
struct run_result run_plan(struct run_context *context, const struct plan *plan, bool keep_going);

/* After a failed `up`: the culprit, why, its last probe outputs and last 20 log lines, what still
 * runs, and how to go on. */
void run_explain(struct run_context *context, const struct run_result *result);

/* Preflight of `up`, before the first mutation: host ports taken (names the port, the line, and the
 * container or says it is another program), GPU requests an engine cannot serve (which of driver,
 * toolkit, runtime, CDI is missing), files of secrets and configs that are not there. All found, as
 * findings in diags (EXIT_REFUSED or EXIT_PROJECT in *ret_code). False when there were any. */
bool run_preflight(struct run_context *context, const struct observed *there,
		   const struct plan *plan, struct diags *diags, enum exit_code *ret_code);

/* One clau a project and engine: a flock under $XDG_RUNTIME_DIR (else /tmp/clau-<uid>); waits up to
 * wait_ms, saying so. *ret_failure with EXIT_LOCKED names the holder's pid. */
struct run_lock;
struct run_lock *run_lock_take(struct run_context *context, int64_t wait_ms,
			       struct failure *ret_failure);
void run_lock_drop(struct run_lock *lock); /* NULL-safe */

#endif
