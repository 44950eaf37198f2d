/* What every verb has at hand: arguments before the verb, the ui, and, once asked for, the project,
 * the loop and the engine. Private to commands. */
#ifndef COMMANDS_CONTEXT_H
#define COMMANDS_CONTEXT_H

#include "clau/base.h"
#include "clau/engine.h"
#include "clau/load.h"
#include "clau/loop.h"
#include "clau/option.h"
#include "clau/run.h"
#include "clau/ui.h"

struct global_arguments {
	struct list files, environment_files, profiles, overlays; /* char * */
	const char *project_name, *project_directory, *host;
	const char *progress, *color, *trace;
	int64_t timeout; /* ms; 0 = none */
	int64_t verbose;
};
extern const struct option global_options[];
extern const struct command *const all_commands[]; /* NULL-ended */

struct command_context {
	struct arena *arena;
	const struct global_arguments *globals;
	struct ui *ui;
	struct sources sources;
	struct diags diags;
	struct loop *loop;
	struct engine *engine;
	struct interruption interruption;
	struct list
		answers; /* struct call *: their answers are still read; ended with the engine */
	int64_t deadline; /* loop_now ms, 0 = none; set with the loop */
	void (*leave)(int code);
};

/* What the global arguments say of the project to load; `services` may be NULL. */
struct load_options context_load_options(struct command_context *context,
					 const struct list *services);
/* Whether all of them (char *) are services that are on; else the first that is not is shown: exit
 * code 2. */
bool context_has_services(struct command_context *context, const struct project *project,
			  const struct list *services);
/* The project with what the global arguments say; `services` (char *) are those named on the
 * command line and must exist. Findings and warnings are shown. NULL: *ret_code. */
struct loaded *context_load(struct command_context *context, const struct list *services,
			    int *ret_code);
/* The project's name for verbs that work from labels: of the file, of -p, of COMPOSE_PROJECT_NAME.
 * With a file, *ret_loaded too. NULL: *ret_code, shown. */
const char *context_project_name(struct command_context *context, const struct list *services,
				 struct loaded **ret_loaded, int *ret_code);
/* Makes the loop and the engine, once; false: *ret_code, shown. */
bool context_open(struct command_context *context, int *ret_code);
/* What run needs; `loaded` may be NULL. */
struct run_context *context_run(struct command_context *context, const char *project_name,
				const struct loaded *loaded);
/* The project's lock, waited for as long as --lock-timeout says (0 = the default). NULL: *ret_code,
 * shown. */
struct run_lock *context_lock(struct command_context *context, struct run_context *run,
			      int64_t wait_ms, int *ret_code);
/* Warns of the containers that the plan leaves because no service of the file is theirs. */
void context_show_orphans(struct command_context *context, const struct plan *plan);
/* The colour a verdict has in tables: for ui_paint. */
const char *context_color(enum verdict verdict);
/* Shows the failure; its exit code. */
int context_fail(struct command_context *context, const struct failure *failure);
/* Shows the call's trouble as "cannot <what>: …"; its exit code. */
int context_fail_call(struct command_context *context, const struct call *call, const char *what);
/* A document made by `writer` into `out`: printed with a newline. */
void context_print_document(struct command_context *context, struct buf *out);

/* Lists the project's containers, no one-offs; services empty = all. NULL: *ret_code. struct list
 * of struct container_summary *, by service and number, in the context's life. */
struct list *context_containers(struct command_context *context, const char *project, bool all,
				const struct list *services, int *ret_code);
const char *context_label(const struct container_summary *container, const char *key); /* or "" */

/* Shows the logs of these services' containers until their end, or for ever. Also of containers
 * that start later, when following. The exit code. */
struct follow {
	const char *project;
	const struct list *services; /* char *, empty = all */
	bool follow, timestamps, no_prefix;
	bool split; /* what a container writes to stderr goes to stderr */
	bool until_stopped; /* follow: end when no container of them runs any more */
	int64_t tail; /* -1 = all */
	const char *since, *until;
	int64_t from_start; /* only what was logged since (ms since 1970), 0 = all */
};
int follow_logs(struct command_context *context, const struct follow *how);

#endif
