#include <stddef.h>
#include <time.h>

#include "context.h"
#include "verbs.h"

struct logs_arguments {
	struct list services;
	bool follow, timestamps, no_prefix;
	const char *tail, *since, *until;
};

#define AT(field) offsetof(struct logs_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "follow", 'f', OPTION_FLAG, AT(follow), NULL, "Go on with what comes, also from containers that start later." },
	{ "tail", 'n', OPTION_TEXT, AT(tail), "LINES", "Show this many of the last lines of each container (default: all)." },
	{ "timestamps", 't', OPTION_FLAG, AT(timestamps), NULL, "Show the time of each line." },
	{ "no-log-prefix", 0, OPTION_FLAG, AT(no_prefix), NULL, "Do not put the container's name before each line." },
	{ "since", 0, OPTION_TEXT, AT(since), "TIME", "Show what came since a date (2026-01-31T12:00:00Z), a time ago (10m), or seconds since 1970." },
	{ "until", 0, OPTION_TEXT, AT(until), "TIME", "Show what came before such a time." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services whose logs to show (default: all)." },
	{ 0 },
};
// clang-format on

static bool parse_date(const char *text, int64_t *ret_seconds)
{
	struct tm date = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &date);
	if (!rest) {
		date = (struct tm){ 0 };
		rest = strptime(text, "%Y-%m-%d", &date);
	}
	if (!rest)
		return false;
	*ret_seconds = timegm(&date);
	if (text_is_empty(rest) || text_equal(rest, "Z"))
		return true;
	struct tm zone = { 0 };
	rest = strptime(rest, "%z", &zone);
	*ret_seconds -= zone.tm_gmtoff;
	return rest && text_is_empty(rest);
}

/* The engine takes seconds since 1970 only. */
static bool parse_time(struct command_context *context, const char *option, const char **text)
{
	int64_t ago, seconds;
	double number;
	if (!*text || text_to_double(*text, &number))
		return true;
	if (duration_parse(*text, &ago))
		seconds = time(NULL) - ago / 1000000000;
	else if (!parse_date(*text, &seconds)) {
		struct failure failure = {
			.code = EXIT_USAGE,
			.message = arena_printf(context->arena, "%s %s: this is no time", option,
						*text),
			.remedy = "give a date such as 2026-01-31T12:00:00Z, a time ago such as "
				  "10m, or seconds since 1970",
		};
		context_fail(context, &failure);
		return false;
	}
	*text = arena_printf(context->arena, "%lld", (long long)seconds);
	return true;
}

static int logs_run(struct command_context *context, const void *data)
{
	const struct logs_arguments *arguments = data;
	struct loaded *loaded = NULL;
	int code = EXIT_DONE;
	struct follow how = {
		.services = &arguments->services,
		.follow = arguments->follow,
		.timestamps = arguments->timestamps,
		.no_prefix = arguments->no_prefix,
		.since = arguments->since,
		.until = arguments->until,
		.tail = -1,
	};
	bool all = !arguments->tail || text_equal(arguments->tail, "all");
	if (!all && (!text_to_int64(arguments->tail, &how.tail) || how.tail < 0)) {
		struct failure failure = {
			.code = EXIT_USAGE,
			.message = arena_printf(context->arena,
						"--tail %s: a number of lines, or all, is needed",
						arguments->tail),
		};
		return context_fail(context, &failure);
	}
	if (!parse_time(context, "--since", &how.since) ||
	    !parse_time(context, "--until", &how.until))
		return EXIT_USAGE;
	how.project = context_project_name(context, &arguments->services, &loaded, &code);
	if (!how.project || !context_open(context, &code))
		return code;
	return follow_logs(context, &how);
}

const struct command command_logs = {
	.name = "logs",
	.summary = "Show what the containers have written",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct logs_arguments),
	.run = logs_run,
	.group = "Look",
};
