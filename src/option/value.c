/* The text of an option's value becomes its field. */
#include <stdlib.h>
#include <string.h>

#include "parser.h"
#include "table.h"

#define MILLISECONDS_MAX (INT64_MAX / 1000000)

static bool store_count(struct parser *parser, const struct met_option *met, const char *text,
			int64_t *field)
{
	bool all_allowed = met->option->all_allowed;
	if (all_allowed && strcmp(text, "all") == 0) {
		*field = -1;
		return true;
	}
	int64_t value;
	if (!text_to_int64(text, &value) || value < 0)
		return parser_fail(
			parser, NULL, "option %s wants a whole number from 0 up%s, not \"%s\"",
			met->shown, all_allowed ? " or \"all\"" : "", parser_show(parser, text));
	*field = value;
	return true;
}

/* "30" and "1.5" are seconds; with a unit it is a duration. */
static bool read_milliseconds(const char *text, int64_t *ret_milliseconds)
{
	int64_t nanoseconds;
	double seconds;
	if (!*text || strspn(text, "0123456789.") != strlen(text)) {
		if (!duration_parse(text, &nanoseconds) || nanoseconds < 0)
			return false;
		*ret_milliseconds = (nanoseconds + 999999) / 1000000;
		return true;
	}
	if (!text_to_double(text, &seconds) || seconds * 1000 >= (double)MILLISECONDS_MAX)
		return false;
	*ret_milliseconds = (int64_t)(seconds * 1000 + 0.5);
	return true;
}

static bool store_seconds(struct parser *parser, const struct met_option *met, const char *text,
			  int64_t *field)
{
	if (read_milliseconds(text, field))
		return true;
	return parser_fail(parser, "write seconds, or a number with a unit: 30, 1.5, 2m, 500ms",
			   "option %s wants a time from 0 up, not \"%s\"", met->shown,
			   parser_show(parser, text));
}

static bool store_choice(struct parser *parser, const struct met_option *met, const char *text,
			 const char **field)
{
	struct list names = { 0 };
	for (const char *const *choice = met->option->choices; choice && *choice; choice++) {
		if (strcmp(*choice, text) == 0) {
			*field = *choice;
			return true;
		}
		list_add(parser->arena, &names, arena_copy(parser->arena, *choice));
	}
	AUTO_BUF struct buf choices = { 0 };
	option_add_choices(&choices, met->option->choices);
	return parser_fail(parser, parser_nearest(parser, text, &names),
			   "option %s wants %s, not \"%s\"", met->shown, buf_text(&choices),
			   parser_show(parser, text));
}

static void store_set(struct parser *parser, const struct option *option, void *field)
{
	if (option->adds)
		list_add(parser->arena, field, arena_copy(parser->arena, option->choices[0]));
	else
		*(const char **)field = option->choices[0];
}

bool parser_store(struct parser *parser, const struct met_option *met, const char *value)
{
	if (!met->target)
		return true;
	void *field = met->target + met->option->offset;
	switch (met->option->kind) {
	case OPTION_FLAG:
		*(bool *)field = true;
		break;
	case OPTION_TEXT:
		*(const char **)field = text_or(value, "");
		break;
	case OPTION_LIST:
		list_add(parser->arena, field, arena_copy(parser->arena, value));
		break;
	case OPTION_COUNT:
		return store_count(parser, met, value, field);
	case OPTION_SECONDS:
		return store_seconds(parser, met, value, field);
	case OPTION_CHOICE:
		return store_choice(parser, met, value, field);
	case OPTION_REPEAT:
		++*(int64_t *)field;
		break;
	case OPTION_SET:
		store_set(parser, met->option, field);
		break;
	}
	return true;
}
