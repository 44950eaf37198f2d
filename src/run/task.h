/* A step under way: private to run. A step kind is a row of task_kinds; its functions end in one
 * task_finish or task_fail, now or from a callback, and never start another task: the pump in
 * execute.c does that. */
#ifndef RUN_TASK_H
#define RUN_TASK_H

#include "clau/build.h"
#include "clau/run.h"

struct task {
	struct execution *execution;
	const struct step *step;
	enum step_state state;
	size_t blockers; /* tasks it still waits for */
	struct list dependents; /* struct task * */
	struct call *call; /* the engine call under way */
	struct build *build;
	unsigned builds; /* tries so far */
	const char *container_id; /* made or acted on */
	const char *ui_subject; /* "Container clau-doom-nats-1" */
	struct list connect_later; /* create: struct body_connection *, those still to attach */
	struct map layers; /* pull: layer -> struct pull_progress * */
	enum verdict shown; /* wait: the verdict last shown, HEALTH_VERDICT_COUNT = none */
	bool started_it; /* start: the engine has started it */
	int64_t began; /* loop_now */
	struct failure failure;
};

struct execution {
	struct run_context *context;
	const struct plan *plan;
	struct list tasks; /* struct task *, plan order */
	struct health_watch *watch; /* while there are wait steps */
	struct map network_ids; /* engine name -> id */
	struct map container_ids; /* service -> id of its first container */
	size_t unfinished, images_running;
	bool keep_going;
	bool stopping; /* nothing new starts */
	int64_t abandon_at; /* loop_now after which what is under way is dropped; 0 = never */
	enum exit_code code;
};

struct task_kind {
	const char *noun; /* "Container": with the step's name, the line in the live view */
	const char *doing; /* "Creating" */
	const char *did; /* "Created" */
	void (*begin)(struct task *task);
	/* Called each turn of the loop while it runs; for what waits on more than one call. */
	void (*poll)(struct task *task);
	/* Whether it is dropped at once when the run stops; else it is let finish. */
	bool drop_on_stop;
};
const struct task_kind *task_kind(const struct task *task);

/* The only places where a task's state changes: seen by the ui and the trace. */
void task_finish(struct task *task);
void task_fail(struct task *task, const struct failure *failure);
/* Fails it with the call's trouble; place: dotted key of the service that the engine's words point
 * at, or NULL to let the words decide. */
void task_fail_call(struct task *task, const struct call *call);
/* Waits for the call; when it is well `next` goes on, else the task fails. The call is destroyed.
 */
void task_call(struct task *task, struct call *call, void (*next)(struct task *task));
void task_show(struct task *task, const char *verb, enum ui_state state, const char *detail);

void begin_pull(struct task *task);
void begin_build(struct task *task);
void begin_create_network(struct task *task);
void begin_create_volume(struct task *task);
void begin_create_container(struct task *task);
void begin_stop_container(struct task *task);
void begin_remove_container(struct task *task);
void begin_rename_container(struct task *task);
void begin_start_container(struct task *task);
void begin_remove_network(struct task *task);
void begin_remove_volume(struct task *task);
void begin_wait(struct task *task);
void poll_wait(struct task *task);

#endif
