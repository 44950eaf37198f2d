/* `clau help`, `clau COMMAND --help`. */
#include <string.h>

#include "table.h"
#include "wrap.h"

#define NAMES_WIDEST 34
#define WIDTH_LEAST 40
#define WIDTH_MOST 100

static size_t fit_width(unsigned width)
{
	if (width < WIDTH_LEAST)
		return width ? WIDTH_LEAST : 80;
	return width > WIDTH_MOST ? WIDTH_MOST : width;
}

static void pad(struct buf *out, size_t count)
{
	while (count--)
		buf_add_char(out, ' ');
}

/* "  -t, --timeout SECONDS" */
static void add_names(struct buf *out, const struct option *option)
{
	if (option->letter)
		buf_printf(out, "  -%c, --%s", option->letter, option->name);
	else
		buf_printf(out, "      --%s", option->name);
	if (option_takes_value(option))
		buf_printf(out, " %s", text_or(option->value_name, "VALUE"));
	else if (option->optional)
		buf_printf(out, "[=%s]", option->value_name);
}

static size_t widen(size_t widest, const struct buf *names)
{
	size_t width = text_width(buf_text(names));
	return width > widest && width <= NAMES_WIDEST ? width : widest;
}

static size_t options_width(const struct option *options, size_t widest)
{
	for (const struct option *option = options; option && option->name; option++) {
		AUTO_BUF struct buf names = { 0 };
		add_names(&names, option);
		if (!option->hidden)
			widest = widen(widest, &names);
	}
	return widest;
}

/* A row of two columns: names, then what they mean, behind or below them. */
static void add_row(struct buf *out, const char *names, const char *sentence, size_t column,
		    size_t width)
{
	size_t at = text_width(names);
	buf_add(out, names);
	if (at > column - 2) {
		buf_add_char(out, '\n');
		at = 0;
	}
	pad(out, column - at);
	wrap_words(out, sentence, strlen(sentence), column, column, width);
	buf_add_char(out, '\n');
}

static void add_options(struct buf *out, const char *title, const struct option *options,
			const struct command *shadow, size_t column, size_t width)
{
	bool titled = false;
	for (const struct option *option = options; option && option->name; option++) {
		if (option->hidden || option_is_shadowed(option, shadow))
			continue;
		if (!titled)
			buf_printf(out, "\n%s:\n", title);
		titled = true;
		AUTO_BUF struct buf names = { 0 };
		AUTO_BUF struct buf sentence = { 0 };
		add_names(&names, option);
		option_add_sentence(&sentence, option);
		add_row(out, buf_text(&names), buf_text(&sentence), column, width);
	}
}

static void add_operands(struct buf *out, const struct operand *operands, size_t column,
			 size_t width)
{
	if (operands && operands->name)
		buf_add(out, "\nArguments:\n");
	for (const struct operand *row = operands; row && row->name; row++) {
		AUTO_BUF struct buf name = { 0 };
		buf_add(&name, "  ");
		option_add_operand(&name, row);
		add_row(out, buf_text(&name), text_or(row->sentence, ""), column, width);
	}
}

static void add_details(struct buf *out, const char *details, size_t width)
{
	struct passage passage;
	buf_add_char(out, '\n');
	for (bool begun = false; wrap_next(&details, &passage); begun = true) {
		if (begun && passage.first)
			buf_add_char(out, '\n');
		if (passage.verbatim)
			buf_append(out, passage.text, passage.length);
		else
			wrap_words(out, passage.text, passage.length, 0, 0, width);
		buf_add_char(out, '\n');
	}
}

void option_help(struct buf *out, const struct command *command,
		 const struct option *global_options, unsigned width)
{
	size_t fill = fit_width(width);
	size_t column = options_width(command->options, options_width(global_options, 8)) + 2;
	buf_printf(out, "%s.\n\nUsage: ", command->summary);
	option_add_usage(out, command);
	buf_add_char(out, '\n');
	if (command->details)
		add_details(out, command->details, fill);
	add_operands(out, command->operands, column, fill);
	add_options(out, "Options", command->options, NULL, column, fill);
	add_options(out, "Global options", global_options, command, column, fill);
}

static size_t commands_width(const struct command *const *commands)
{
	size_t widest = 0;
	for (; commands && *commands; commands++)
		if (option_is_listed(*commands) && strlen((*commands)->name) > widest)
			widest = strlen((*commands)->name);
	return widest;
}

static bool is_group_new(const struct command *const *commands, const struct command *const *at)
{
	for (; commands < at; commands++)
		if (text_equal((*commands)->group, (*at)->group))
			return false;
	return option_is_listed(*at);
}

static void add_group(struct buf *out, const struct command *const *at, size_t column, size_t width)
{
	const char *group = (*at)->group;
	buf_printf(out, "\n%s:\n", group);
	for (; *at; at++) {
		AUTO_BUF struct buf name = { 0 };
		buf_printf(&name, "  %s", (*at)->name);
		if (text_equal((*at)->group, group))
			add_row(out, buf_text(&name), (*at)->summary, column, width);
	}
}

void option_overview(struct buf *out, const char *tagline, const struct command *const *commands,
		     const struct option *global_options, unsigned width)
{
	size_t fill = fit_width(width);
	wrap_words(out, tagline, strlen(tagline), 0, 0, fill);
	buf_add(out, "\n\nUsage: clau [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGUMENTS]\n");
	for (const struct command *const *at = commands; *at; at++)
		if (is_group_new(commands, at))
			add_group(out, at, commands_width(commands) + 4, fill);
	add_options(out, "Global options", global_options, NULL,
		    options_width(global_options, 8) + 2, fill);
	buf_add(out, "\nclau help COMMAND tells more about one of them.\n");
}
