#include "inside.h"

struct question {
	struct engine *engine;
	struct arena *arena;
	const struct list *expected, *services;
	struct health_report *report;
	struct map jobs; /* service -> non-NULL */
	struct list inspects; /* struct call *, NULL where none is needed; as report->subjects */
};

static const struct health_expected *find_expected(const struct question *question,
						   const char *service)
{
	for (LIST_EACH(struct health_expected, expected, question->expected))
		if (text_equal(expected->service, service))
			return expected;
	return NULL;
}

static bool is_asked_for(const struct question *question, const char *service)
{
	if (!question->services || !question->services->count)
		return true;
	for (LIST_EACH(const char, name, question->services))
		if (text_equal(name, service))
			return true;
	return false;
}

/* What the file does not know is left out once it has ended: an old service is no fault. */
static bool is_forgotten(const struct question *question, const struct health_subject *subject)
{
	return question->expected && question->expected->count &&
	       !find_expected(question, subject->service) && subject->verdict == HEALTH_EXITED;
}

static void learn_jobs(struct question *question, const struct list *containers)
{
	for (LIST_EACH(struct health_expected, expected, question->expected))
		if (expected->job)
			map_set(question->arena, &question->jobs, expected->service, expected);
	for (LIST_EACH(struct container_summary, container, containers))
		jobs_add_label(question->arena, &question->jobs,
			       map_get(&container->labels, LABEL_DEPENDS_ON));
}

static void judge_list(struct question *question, const struct list *containers)
{
	for (LIST_EACH(struct container_summary, container, containers)) {
		bool needs_inspect;
		struct health_subject *subject;

		if (is_oneoff(&container->labels) ||
		    !is_asked_for(question,
				  text_or(map_get(&container->labels, LABEL_SERVICE), "")))
			continue;
		subject = health_judge_summary(question->arena, container, &needs_inspect);
		health_settle_job(subject, &question->jobs);
		if (is_forgotten(question, subject))
			continue;
		list_add(question->arena, &question->report->subjects, subject);
		list_add(question->arena, &question->inspects,
			 needs_inspect && subject->verdict != HEALTH_DONE
				 ? engine_inspect_container(question->engine, subject->id)
				 : NULL);
	}
}

/* Everything asked at once, then waited for one by one. False: the first that could not be had. */
static bool judge_closely(struct question *question, struct failure *ret_failure)
{
	struct list *subjects = &question->report->subjects;
	bool fine = true;

	for (size_t i = question->inspects.count; i-- > 0;) {
		struct call *call = question->inspects.items[i];
		struct health_subject *subject = subjects->items[i];

		if (!call)
			continue;
		if (!fine) {
			call_destroy(call);
			continue;
		}
		if (engine_wait(question->engine, call)) {
			health_judge_details(question->arena, subject, call->result,
					     loop_date(engine_loop(question->engine)));
		} else if (call->trouble == ENGINE_NOT_FOUND) {
			list_remove(subjects, i);
		} else {
			fine = false;
			*ret_failure =
				engine_failure(question->engine, call, question->arena,
					       arena_printf(question->arena, "inspect container %s",
							    subject->container));
		}
		call_destroy(call);
	}
	return fine;
}

static int64_t count_replicas(const struct list *subjects, const char *service)
{
	int64_t count = 0;

	for (LIST_EACH(struct health_subject, subject, subjects))
		count += text_equal(subject->service, service);
	return count;
}

static void add_missing(struct question *question)
{
	struct list *subjects = &question->report->subjects;

	for (LIST_EACH(struct health_expected, expected, question->expected)) {
		int64_t count = count_replicas(subjects, expected->service);

		if (!is_asked_for(question, expected->service))
			continue;
		for (; count < expected->replicas; count++) {
			struct health_subject *subject =
				ARENA_NEW(question->arena, struct health_subject);

			subject->service = arena_copy(question->arena, expected->service);
			subject->container = subject->id = subject->probe_output = "";
			subject->number = (unsigned)count + 1;
			subject->verdict = HEALTH_MISSING;
			subject->job = expected->job;
			subject->reason = "it has no container";
			list_add(question->arena, subjects, subject);
		}
	}
}

/* Nothing there is a failure, unless the file wants exactly that (everything scaled to 0). */
static enum exit_code code_of(const struct list *subjects, const struct list *expected)
{
	enum exit_code code = subjects->count || expected->count ? EXIT_DONE : EXIT_FAILED;

	for (LIST_EACH(struct health_subject, subject, subjects)) {
		if (health_is_pending(subject->verdict) && code == EXIT_DONE)
			code = EXIT_NOT_YET;
		else if (!health_is_well(subject->verdict) && !health_is_pending(subject->verdict))
			code = EXIT_FAILED;
	}
	return code;
}

bool health_ask(struct engine *engine, struct arena *arena, const char *project,
		const struct list *expected, const struct list *services,
		struct health_report *ret_report, struct failure *ret_failure)
{
	static const struct list none;
	const char *labels[] = { arena_printf(arena, LABEL_PROJECT "=%s", project), NULL };
	struct health_report report = { 0 };
	struct question question = { .engine = engine,
				     .arena = arena,
				     .expected = expected ? expected : &none,
				     .services = services,
				     .report = &report };
	AUTO_CALL struct call *call = engine_list_containers(engine, true, labels);

	if (!engine_wait(engine, call)) {
		*ret_failure = engine_failure(engine, call, arena, "list the containers");
		return false;
	}
	learn_jobs(&question, call->result);
	judge_list(&question, call->result);
	if (!judge_closely(&question, ret_failure))
		return false;
	add_missing(&question);
	list_sort(&report.subjects, health_compare_subjects);
	report.code = code_of(&report.subjects, question.expected);
	*ret_report = report;
	return true;
}
