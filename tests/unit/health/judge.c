#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inside.h"

#define NOW 1700000000000

/* ---- the list's words */
void test_health__status_text_is_read(void **state)
{
	static const struct {
		const char *text;
		struct status status;
	} rows[] = {
		{ "Up Less than a second", { CHECK_NONE, 0, 0, true } },
		{ "Up 1 second (health: starting)", { CHECK_STARTING, 0, 1000, true } },
		{ "Up 59 seconds (unhealthy)", { CHECK_UNHEALTHY, 0, 59000, true } },
		{ "Up About a minute (healthy)", { CHECK_HEALTHY, 0, 60000, false } },
		{ "Up 3 minutes (healthy)", { CHECK_HEALTHY, 0, 180000, false } },
		{ "Up About an hour", { CHECK_NONE, 0, 1800000, false } },
		{ "Up 2 hours (Paused)", { CHECK_NONE, 0, 3600000, false } },
		{ "Up 5 weeks", { CHECK_NONE, 0, 3600000, false } },
		{ "Exited (137) 2 hours ago", { CHECK_NONE, 137, -1, false } },
		{ "Exited (0) Less than a second ago", { CHECK_NONE, 0, -1, false } },
		{ "Restarting (1) 5 seconds ago", { CHECK_NONE, 1, -1, false } },
		{ "Created", { CHECK_NONE, 0, -1, false } },
		{ "Dead", { CHECK_NONE, 0, -1, false } },
		{ "", { CHECK_NONE, 0, -1, false } },
		{ NULL, { CHECK_NONE, 0, -1, false } },
		{ "Exited (", { CHECK_NONE, 0, -1, false } },
		{ "Up ", { CHECK_NONE, 0, 3600000, false } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct status status = status_parse(rows[i].text);

		assert_int_equal(status.check, rows[i].status.check);
		assert_int_equal(status.exit_code, rows[i].status.exit_code);
		assert_int_equal(status.up_ms, rows[i].status.up_ms);
		assert_int_equal(status.up_is_exact, rows[i].status.up_is_exact);
	}
}

void test_health__summary_says_what_the_list_can_tell(void **state)
{
	static const struct {
		const char *state, *status;
		enum verdict verdict;
		bool needs_inspect;
	} rows[] = {
		{ "running", "Up 3 minutes (healthy)", HEALTH_HEALTHY, false },
		{ "running", "Up 2 seconds (healthy)", HEALTH_HEALTHY, false },
		{ "running", "Up 3 minutes", HEALTH_RUNNING, false },
		{ "running", "Up Less than a second", HEALTH_RUNNING, true },
		{ "running", "Up 30 seconds", HEALTH_RUNNING, true },
		{ "running", "Up 2 hours (unhealthy)", HEALTH_UNHEALTHY, true },
		{ "running", "Up 2 seconds (health: starting)", HEALTH_STARTING, true },
		{ "paused", "Up 2 hours (Paused)", HEALTH_PAUSED, false },
		{ "restarting", "Restarting (1) 5 seconds ago", HEALTH_LOOPING, true },
		{ "exited", "Exited (3) 2 hours ago", HEALTH_EXITED, true },
		{ "created", "Created", HEALTH_STARTING, true },
		{ "configured", "Created", HEALTH_STARTING, true },
		{ "dead", "Dead", HEALTH_EXITED, true },
		{ "removing", "Removal In Progress", HEALTH_EXITED, true },
		{ "nonsense", "", HEALTH_EXITED, true },
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct container_summary container = { .id = "i",
						       .name = "p-web-2",
						       .state = rows[i].state,
						       .status = rows[i].status };
		struct health_subject *subject;
		bool needs_inspect = !rows[i].needs_inspect;

		map_set(arena, &container.labels, LABEL_SERVICE, arena_copy(arena, "web"));
		map_set(arena, &container.labels, LABEL_NUMBER, arena_copy(arena, "2"));
		subject = health_judge_summary(arena, &container, &needs_inspect);
		assert_int_equal(subject->verdict, rows[i].verdict);
		assert_int_equal(needs_inspect, rows[i].needs_inspect);
		assert_string_equal(subject->service, "web");
		assert_int_equal(subject->number, 2);
		assert_int_equal(text_is_empty(subject->reason), health_is_well(subject->verdict));
	}
	arena_destroy(arena);
}

/* ---- an inspect's words */
struct inspected {
	struct arena *arena;
	struct container_details details;
	struct health_subject subject;
};

static void inspected_begin(struct inspected *inspected, const char *state)
{
	*inspected = (struct inspected){ .arena = arena_create() };
	inspected->details.state = state;
	inspected->details.started = NOW - 30000;
	inspected->details.health = inspected->details.error = "";
	inspected->details.restart_policy = "no";
}

static void add_probe(struct inspected *inspected, int64_t ended, int exit_code, const char *output)
{
	struct probe_result *probe = ARENA_NEW(inspected->arena, struct probe_result);

	probe->started = ended - 100;
	probe->ended = ended;
	probe->exit_code = exit_code;
	probe->output = output;
	list_add(inspected->arena, &inspected->details.probes, probe);
}

static void expect(struct inspected *inspected, enum verdict verdict, const char *reason)
{
	health_judge_details(inspected->arena, &inspected->subject, &inspected->details, NOW);
	assert_string_equal(inspected->subject.reason, reason);
	assert_int_equal(inspected->subject.verdict, verdict);
}

static void inspected_end(struct inspected *inspected)
{
	arena_destroy(inspected->arena);
}

void test_health__details_of_one_that_ended(void **state)
{
	struct inspected inspected;
	struct container_details *details = &inspected.details;

	(void)state;
	inspected_begin(&inspected, "exited");
	details->finished = NOW - 12000;
	details->exit_code = 3;
	expect(&inspected, HEALTH_EXITED, "exited with code 3 12s ago");
	assert_int_equal(inspected.subject.since, NOW - 12000);
	assert_int_equal(inspected.subject.exit_code, 3);
	details->restart_count = 4;
	expect(&inspected, HEALTH_EXITED, "exited with code 3 12s ago after 4 restarts");
	details->restart_count = 0;
	details->exit_code = 137;
	expect(&inspected, HEALTH_EXITED, "exited with code 137 (SIGKILL) 12s ago");
	details->oom_killed = true;
	expect(&inspected, HEALTH_EXITED, "killed: out of memory 12s ago");
	details->oom_killed = false;
	details->exit_code = 0;
	details->restart_policy = "always";
	expect(&inspected, HEALTH_EXITED,
	       "exited with code 0 12s ago, stopped by hand or with its engine");
	/* A clock apart, or no time at all, is left out. */
	details->restart_policy = "no";
	details->finished = NOW + 5000;
	expect(&inspected, HEALTH_EXITED, "exited with code 0");
	details->finished = 0;
	expect(&inspected, HEALTH_EXITED, "exited with code 0");
	inspected_end(&inspected);
}

void test_health__details_of_a_job(void **state)
{
	struct inspected inspected;

	(void)state;
	inspected_begin(&inspected, "exited");
	inspected.subject.job = true;
	inspected.details.finished = NOW - 15000;
	expect(&inspected, HEALTH_DONE, "");
	inspected.details.exit_code = 1;
	expect(&inspected, HEALTH_EXITED, "exited with code 1 15s ago");
	inspected_end(&inspected);
}

void test_health__details_of_one_that_runs(void **state)
{
	struct inspected inspected;
	struct container_details *details = &inspected.details;

	(void)state;
	inspected_begin(&inspected, "running");
	expect(&inspected, HEALTH_RUNNING, "");
	assert_int_equal(inspected.subject.since, NOW - 30000);
	assert_false(inspected.subject.has_check);
	details->restart_count = 2;
	expect(&inspected, HEALTH_RUNNING, "");
	details->restart_count = 3;
	expect(&inspected, HEALTH_LOOPING, "restarted 3 times, last started 30s ago");
	details->started = NOW - 61000;
	expect(&inspected, HEALTH_RUNNING, "");
	details->started = NOW - 20000;
	details->health = "healthy";
	expect(&inspected, HEALTH_HEALTHY, "");
	details->health = "starting";
	expect(&inspected, HEALTH_LOOPING, "restarted 3 times, last started 20s ago");
	inspected_end(&inspected);
}

void test_health__details_of_a_check(void **state)
{
	struct inspected inspected;
	struct container_details *details = &inspected.details;

	(void)state;
	inspected_begin(&inspected, "running");
	details->health = "none";
	expect(&inspected, HEALTH_RUNNING, "");
	details->health = "starting";
	expect(&inspected, HEALTH_STARTING, "its check has not decided yet");
	assert_true(inspected.subject.has_check);
	add_probe(&inspected, NOW - 20000, 0, "fine");
	add_probe(&inspected, NOW - 10000, 1, "trace\nline\nfirst failure\n");
	expect(&inspected, HEALTH_STARTING,
	       "its check has not decided yet, last probe: first failure");
	add_probe(&inspected, NOW - 5000, 1, "  ");
	details->health = "unhealthy";
	details->failing_streak = 2;
	expect(&inspected, HEALTH_UNHEALTHY,
	       "unhealthy for 10s, 2 probes failed, last probe: exit code 1 without a word");
	assert_int_equal(inspected.subject.since, NOW - 10100);
	assert_int_equal(inspected.subject.probe_at, NOW - 5000);
	add_probe(&inspected, NOW - 1000, 7, "one\nconnection refused\n");
	details->failing_streak = 3;
	expect(&inspected, HEALTH_UNHEALTHY,
	       "unhealthy for 10s, 3 probes failed, last probe: connection refused");
	assert_string_equal(inspected.subject.probe_output, "one\nconnection refused");
	assert_int_equal(inspected.subject.failing_streak, 3);
	details->failing_streak = 9; /* the engine remembers five */
	expect(&inspected, HEALTH_UNHEALTHY,
	       "unhealthy for more than 10s, 9 probes failed, last probe: connection refused");
	details->probes = (struct list){ 0 };
	expect(&inspected, HEALTH_UNHEALTHY, "9 probes failed");
	assert_int_equal(inspected.subject.since, 0);
	add_probe(&inspected, NOW - 1000, 7, "refused");
	/* Started anew since: that was the old life's health. */
	details->started = NOW - 500;
	expect(&inspected, HEALTH_STARTING, "its check has not decided yet");
	inspected_end(&inspected);
}

void test_health__details_of_one_that_is_restarted(void **state)
{
	struct inspected inspected;

	(void)state;
	inspected_begin(&inspected, "restarting");
	inspected.details.exit_code = 1;
	inspected.details.finished = NOW - 22000;
	inspected.details.restart_count = 1;
	expect(&inspected, HEALTH_STARTING,
	       "exited with code 1 22s ago, is being restarted after 1 restart");
	inspected.details.restart_count = 3;
	expect(&inspected, HEALTH_LOOPING,
	       "exited with code 1 22s ago, is being restarted after 3 restarts");
	inspected_end(&inspected);
}

void test_health__details_of_the_rest(void **state)
{
	struct inspected inspected;

	(void)state;
	inspected_begin(&inspected, "created");
	expect(&inspected, HEALTH_STARTING, "created, not started yet");
	inspected.details.error = "port is already allocated";
	expect(&inspected, HEALTH_EXITED, "could not start: port is already allocated");
	inspected.details.state = "paused";
	expect(&inspected, HEALTH_PAUSED, "paused");
	inspected.details.state = "dead";
	expect(&inspected, HEALTH_EXITED, "dead: it could not be removed");
	inspected.details.state = "removing";
	expect(&inspected, HEALTH_EXITED, "is being removed");
	inspected_end(&inspected);
}

void test_health__jobs_are_read_from_labels(void **state)
{
	struct arena *arena = arena_create();
	struct map jobs = { 0 };

	(void)state;
	jobs_add_label(arena, &jobs, NULL);
	jobs_add_label(arena, &jobs, "");
	jobs_add_label(arena, &jobs,
		       "db:service_healthy:true,init:service_completed_successfully:false,x");
	assert_int_equal(jobs.count, 1);
	assert_true(map_has(&jobs, "init"));
	arena_destroy(arena);
}

void test_health__every_verdict_has_its_text_and_is_one_of_three(void **state)
{
	(void)state;
	for (int verdict = 0; verdict < HEALTH_VERDICT_COUNT; verdict++) {
		assert_false(text_is_empty(health_verdict_text((enum verdict)verdict)));
		assert_false(health_is_well((enum verdict)verdict) &&
			     health_is_pending((enum verdict)verdict));
	}
	assert_string_equal(health_verdict_text(HEALTH_LOOPING), "crash loop");
	assert_false(health_is_well(HEALTH_PAUSED));
	assert_true(health_is_pending(HEALTH_STARTING));
}
