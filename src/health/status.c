#include <stdlib.h>
#include <string.h>

#include "inside.h"

static const int64_t second = 1000, minute = 60000, hour = 3600000;

/* The engine says "Less than a second", "7 seconds", "About a minute", "3 minutes", "5 hours", … */
static void parse_life(const char *text, struct status *status)
{
	char *unit;
	long number = strtol(text, &unit, 10);

	status->up_ms = hour;
	if (text_starts(text, "Less than a second")) {
		status->up_ms = 0;
		status->up_is_exact = true;
	} else if (text_starts(text, "About a minute")) {
		status->up_ms = minute;
	} else if (unit != text && text_starts(unit, " second")) {
		status->up_ms = number * second;
		status->up_is_exact = true;
	} else if (unit != text && text_starts(unit, " minute")) {
		status->up_ms = number * minute;
	} else if (text_starts(text, "About an hour")) {
		status->up_ms = hour / 2; /* rounded to the nearest */
	}
}

static enum status_check parse_check(const char *text)
{
	const char *open = strrchr(text, '(');

	if (!open)
		return CHECK_NONE;
	if (text_equal(open, "(healthy)"))
		return CHECK_HEALTHY;
	if (text_equal(open, "(unhealthy)"))
		return CHECK_UNHEALTHY;
	if (text_equal(open, "(health: starting)") || text_equal(open, "(starting)"))
		return CHECK_STARTING;
	return CHECK_NONE;
}

struct status status_parse(const char *text)
{
	static const char *const ended[] = { "Exited (", "Restarting (" };
	struct status status = { .up_ms = -1 };

	text = text_or(text, "");
	for (size_t i = 0; i < COUNT_OF(ended); i++)
		if (text_starts(text, ended[i]))
			status.exit_code = (int)strtol(text + strlen(ended[i]), NULL, 10);
	if (text_starts(text, "Up ")) {
		parse_life(text + strlen("Up "), &status);
		status.check = parse_check(text);
	}
	return status;
}
