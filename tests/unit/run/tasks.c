/* What the end of a step means for those that wait for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"
#include "task.h"

#define TASKS 5

struct graph {
	struct scene scene;
	struct execution execution;
	struct step steps[TASKS];
	struct task tasks[TASKS];
};

static void begin(struct graph *graph)
{
	*graph = (struct graph){ 0 };
	scene_begin(&graph->scene);
	graph->execution.context = &graph->scene.context;
	for (size_t i = 0; i < TASKS; i++) {
		graph->steps[i] = (struct step){ .id = (unsigned)i + 1,
						 .kind = STEP_CREATE_CONTAINER,
						 .subject = "demo-x-1",
						 .name = "demo-x-1" };
		graph->tasks[i] = (struct task){ .execution = &graph->execution,
						 .step = &graph->steps[i],
						 .ui_subject = "Container demo-x-1",
						 .state = STEP_READY };
		graph->execution.unfinished++;
	}
}

static void waits_for(struct graph *graph, size_t task, size_t before)
{
	list_add(graph->scene.context.arena, &graph->tasks[before].dependents, &graph->tasks[task]);
	graph->tasks[task].blockers++;
	graph->tasks[task].state = STEP_BLOCKED;
}

static void set_out(struct graph *graph, size_t task)
{
	assert_int_equal(graph->tasks[task].state, STEP_READY);
	graph->tasks[task].state = STEP_RUNNING;
}

static void go_wrong(struct graph *graph, size_t task)
{
	struct failure failure = { .code = EXIT_REFUSED, .message = "no", .remedy = "none" };
	set_out(graph, task);
	task_fail(&graph->tasks[task], &failure);
}

void test_run__tasks_wait_for_all_that_go_before(void **state)
{
	struct graph graph;
	(void)state;
	begin(&graph);
	waits_for(&graph, 2, 0);
	waits_for(&graph, 2, 1);
	set_out(&graph, 0);
	task_finish(&graph.tasks[0]);
	assert_int_equal(graph.tasks[2].state, STEP_BLOCKED);
	set_out(&graph, 1);
	task_finish(&graph.tasks[1]);
	assert_int_equal(graph.tasks[2].state, STEP_READY);
	assert_int_equal(graph.execution.unfinished, TASKS - 2);
	assert_int_equal(graph.execution.code, EXIT_DONE);
	scene_end(&graph.scene);
}

void test_run__tasks_behind_a_failure_are_left_out(void **state)
{
	struct graph graph;
	(void)state;
	begin(&graph);
	waits_for(&graph, 1, 0);
	waits_for(&graph, 2, 1);
	waits_for(&graph, 2, 0);
	waits_for(&graph, 4, 3);
	go_wrong(&graph, 0);
	assert_int_equal(graph.tasks[1].state, STEP_SKIPPED);
	assert_int_equal(graph.tasks[2].state, STEP_SKIPPED);
	assert_int_equal(graph.tasks[3].state, STEP_READY);
	assert_int_equal(graph.tasks[4].state, STEP_BLOCKED);
	assert_int_equal(graph.execution.unfinished, 2);
	assert_int_equal(graph.execution.code, EXIT_REFUSED);
	scene_end(&graph.scene);
}

/* create -> start -> wait of an optional service, and what waits for that. */
void test_run__tasks_go_on_behind_an_optional_failure(void **state)
{
	struct graph graph;
	(void)state;
	begin(&graph);
	for (size_t i = 0; i < 3; i++)
		graph.steps[i].optional = true;
	graph.steps[1].kind = STEP_START_CONTAINER;
	graph.steps[1].made_by = &graph.steps[0];
	waits_for(&graph, 1, 0);
	waits_for(&graph, 2, 1);
	waits_for(&graph, 3, 2);
	go_wrong(&graph, 0);
	assert_int_equal(graph.execution.code, EXIT_DONE);
	assert_int_equal(graph.tasks[1].state, STEP_SKIPPED);
	assert_int_equal(graph.tasks[2].state, STEP_READY);
	assert_int_equal(graph.tasks[3].state, STEP_BLOCKED);
	go_wrong(&graph, 2);
	assert_int_equal(graph.tasks[3].state, STEP_READY);
	assert_int_equal(graph.execution.unfinished, 2);
	scene_end(&graph.scene);
}

void test_run__tasks_keep_the_words_of_their_failure(void **state)
{
	struct graph graph;
	struct arena *arena = arena_create();
	struct failure failure = { .code = EXIT_FAILED,
				   .message = arena_printf(arena, "it is %s", "broken"),
				   .remedy = arena_printf(arena, "mend %s", "it") };
	(void)state;
	begin(&graph);
	set_out(&graph, 0);
	task_fail(&graph.tasks[0], &failure);
	arena_destroy(arena);
	assert_string_equal(graph.tasks[0].failure.message, "it is broken");
	assert_string_equal(graph.tasks[0].failure.remedy, "mend it");
	scene_end(&graph.scene);
}

/* ---- whole plans, where nobody answers */
static void plan_removals(struct graph *graph, struct plan *plan)
{
	for (size_t i = 0; i < 3; i++) {
		graph->steps[i].kind = STEP_REMOVE_VOLUME;
		list_add(graph->scene.context.arena, &plan->steps, &graph->steps[i]);
	}
	list_add(graph->scene.context.arena, &graph->steps[1].after, &graph->steps[0]);
}

void test_run__plans_of_nothing_are_done(void **state)
{
	struct graph graph;
	struct plan plan = { 0 };
	(void)state;
	begin(&graph);
	struct run_result result = run_plan(&graph.scene.context, &plan, false);
	assert_int_equal(result.code, EXIT_DONE);
	assert_int_equal(result.outcomes.count, 0);
	assert_false(graph.scene.interruption.deferred);
	assert_false(graph.scene.context.is_deserted);
	scene_end(&graph.scene);
}

void test_run__plans_stop_at_a_failure(void **state)
{
	struct graph graph;
	struct plan plan = { 0 };
	(void)state;
	begin(&graph);
	plan_removals(&graph, &plan);
	struct run_result result = run_plan(&graph.scene.context, &plan, false);
	assert_int_equal(result.code, EXIT_UNREACHABLE);
	assert_int_equal(result.done, 0);
	assert_int_equal(result.failed + result.skipped, 3);
	assert_true(graph.scene.context.is_deserted);
	scene_end(&graph.scene);
}

void test_run__plans_may_go_on_past_a_failure(void **state)
{
	struct graph graph;
	struct plan plan = { 0 };
	(void)state;
	begin(&graph);
	plan_removals(&graph, &plan);
	struct run_result result = run_plan(&graph.scene.context, &plan, true);
	const struct step_outcome *left_out = result.outcomes.items[1];
	assert_int_equal(result.code, EXIT_PARTLY);
	assert_int_equal(result.failed, 2);
	assert_int_equal(left_out->state, STEP_SKIPPED);
	scene_end(&graph.scene);
}
