#include "parser.h"

#include <string.h>

#include "table.h"

bool parser_fail(struct parser *parser, const char *remedy, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	parser->error.message = arena_vprintf(parser->arena, format, arguments);
	va_end(arguments);
	parser->error.remedy = remedy;
	return false;
}

const char *parser_show(struct parser *parser, const char *word)
{
	return text_printable(parser->arena, word, strlen(word), false);
}

const char *parser_nearest(struct parser *parser, const char *word, const struct list *candidates)
{
	const char *near =
		text_nearest(word, (const char *const *)candidates->items, candidates->count);
	return near ? arena_printf(parser->arena, "did you mean %s?", near) : NULL;
}

struct met_option parser_find_name(const struct parser *parser, const char *name, size_t length)
{
	struct met_option met = { 0 };
	if (parser->command) {
		met.option = option_find_name(parser->command->options, name, length);
		met.target = parser->arguments;
	}
	if (!met.option) {
		met.option = option_find_name(parser->global_options, name, length);
		met.target = parser->globals;
	}
	if (met.option)
		met.shown = arena_printf(parser->arena, "--%s", met.option->name);
	return met;
}

static struct met_option find_letter(const struct parser *parser, char letter)
{
	struct met_option met = { 0 };
	if (parser->command) {
		met.option = option_find_letter(parser->command->options, letter);
		met.target = parser->arguments;
	}
	if (!met.option) {
		met.option = option_find_letter(parser->global_options, letter);
		met.target = parser->globals;
		if (met.option && option_is_shadowed(met.option, parser->command))
			met.option = NULL;
	}
	if (met.option)
		met.shown = arena_printf(parser->arena, "-%c (--%s)", letter, met.option->name);
	return met;
}

static void add_names(struct parser *parser, struct list *names, const struct option *options)
{
	for (const struct option *option = options; option && option->name; option++)
		if (!option->hidden)
			list_add(parser->arena, names,
				 arena_printf(parser->arena, "--%s", option->name));
}

static const struct command *find_owner(const struct parser *parser, const char *name,
					size_t length)
{
	for (const struct command *const *at = parser->commands; at && *at; at++)
		if (option_is_listed(*at) && option_find_name((*at)->options, name, length))
			return *at;
	return NULL;
}

/* `word` begins with two dashes. */
static bool fail_unknown(struct parser *parser, const char *word)
{
	size_t length = strcspn(word, "=");
	char *shown = arena_copy_n(parser->arena, word, length);
	const struct command *owner = find_owner(parser, word + 2, length - 2);
	struct list names = { 0 };
	if (parser->command)
		add_names(parser, &names, parser->command->options);
	add_names(parser, &names, parser->global_options);
	list_add(parser->arena, &names, arena_copy(parser->arena, "--help"));
	const char *remedy = parser_nearest(parser, shown, &names);
	if (!remedy && !parser->command && owner)
		remedy = arena_printf(parser->arena, "write it behind the command: clau %s %s",
				      owner->name, shown);
	if (!remedy && parser->command)
		remedy = arena_printf(parser->arena, "see clau %s --help", parser->command->name);
	return parser_fail(parser, text_or(remedy, "see clau --help"), "unknown option %s",
			   parser_show(parser, shown));
}

static bool fail_unknown_letter(struct parser *parser, const char *word, const char *at)
{
	char *whole = arena_printf(parser->arena, "-%s", word);
	size_t length = text_valid_utf8(at, strnlen(at, 4));
	char *letter = arena_copy_n(parser->arena, at, (*at & 0x80) && length ? length : 1);
	if (parser_find_name(parser, whole + 2, strcspn(whole + 2, "=")).option)
		return parser_fail(parser, arena_printf(parser->arena, "did you mean %s?", whole),
				   "unknown option %s", parser_show(parser, word));
	const char *remedy = parser->command ? arena_printf(parser->arena, "see clau %s --help",
							    parser->command->name)
					     : "see clau --help";
	bool alone = strlen(word) == 1 + strlen(letter);
	return parser_fail(parser, remedy, "unknown option -%s%s%s", parser_show(parser, letter),
			   alone ? "" : " in ", alone ? "" : parser_show(parser, word));
}

static bool take_long(struct parser *parser, char *word)
{
	size_t length = strcspn(word + 2, "=");
	const char *value = word[2 + length] ? word + 3 + length : NULL;
	struct met_option met = parser_find_name(parser, word + 2, length);
	if (!met.option && strcmp(word, "--help") == 0) {
		parser->help = true;
		return true;
	}
	if (!met.option)
		return fail_unknown(parser, word);
	if (!option_takes_value(met.option) && !met.option->optional && value)
		return parser_fail(parser, NULL, "option %s takes no value, but got \"%s\"",
				   met.shown, parser_show(parser, value));
	if (!option_takes_value(met.option) || value)
		return parser_store(parser, &met, value);
	parser->waiting = met;
	return true;
}

/* "-dt", "-n5", "-n": flags in a row, the last may have a value. */
static bool take_letters(struct parser *parser, char *word)
{
	for (char *at = word + 1; *at; at++) {
		struct met_option met = find_letter(parser, *at);
		if (!met.option && *at == 'h') {
			parser->help = true;
		} else if (!met.option) {
			return fail_unknown_letter(parser, word, at);
		} else if (!option_takes_value(met.option)) {
			parser_store(parser, &met, NULL);
		} else if (at[1]) {
			return parser_store(parser, &met, at[1] == '=' ? at + 2 : at + 1);
		} else {
			parser->waiting = met;
		}
	}
	return true;
}

static bool takes_rest(const struct command *command)
{
	for (const struct operand *row = command->operands; row && row->name; row++)
		if (row->takes_rest)
			return true;
	return false;
}

static bool take_command(struct parser *parser, char *word)
{
	parser->command = option_find_command(parser->commands, word);
	if (parser->command) {
		parser->operand = parser->command->operands;
		if (!parser->dry)
			parser->arguments =
				arena_alloc(parser->arena, parser->command->arguments_size);
		return true;
	}
	if (strcmp(word, "help") == 0) {
		parser->help = true;
		return true;
	}
	struct list names = { 0 };
	for (const struct command *const *at = parser->commands; at && *at; at++)
		if (option_is_listed(*at))
			list_add(parser->arena, &names, arena_copy(parser->arena, (*at)->name));
	const char *remedy = parser_nearest(parser, word, &names);
	return parser_fail(parser, text_or(remedy, "see clau --help"), "unknown command %s",
			   parser_show(parser, word));
}

static bool fail_operand(struct parser *parser, const char *message)
{
	AUTO_BUF struct buf remedy = { 0 };
	buf_add(&remedy, "usage: ");
	option_add_usage(&remedy, parser->command);
	return parser_fail(parser, buf_to_arena(&remedy, parser->arena), "%s", message);
}

static bool take_operand(struct parser *parser, char *word)
{
	const struct operand *operand = parser->operand;
	if (!operand || !operand->name)
		return fail_operand(parser, arena_printf(parser->arena, "unexpected argument %s",
							 parser_show(parser, word)));
	bool many = operand->repeats || operand->takes_rest;
	if (parser->arguments && many)
		list_add(parser->arena, (void *)(parser->arguments + operand->offset), word);
	else if (parser->arguments)
		*(const char **)(void *)(parser->arguments + operand->offset) = word;
	parser->operand_filled = many;
	parser->operand += many ? 0 : 1;
	if (takes_rest(parser->command))
		parser->options_ended = true;
	return true;
}

bool parser_take(struct parser *parser, char *word)
{
	if (parser->waiting.option) {
		struct met_option met = parser->waiting;
		parser->waiting.option = NULL;
		return parser_store(parser, &met, word);
	}
	if (!parser->options_ended && strcmp(word, "--") == 0) {
		parser->options_ended = true;
		return true;
	}
	if (!parser->options_ended && text_starts(word, "--"))
		return take_long(parser, word);
	if (!parser->options_ended && word[0] == '-' && word[1])
		return take_letters(parser, word);
	return parser->command ? take_operand(parser, word) : take_command(parser, word);
}

bool parser_finish(struct parser *parser)
{
	const struct option *option = parser->waiting.option;
	const struct operand *operand = parser->operand;
	if (option)
		return parser_fail(parser,
				   arena_printf(parser->arena, "write --%s %s", option->name,
						text_or(option->value_name, "VALUE")),
				   "option %s needs a value", parser->waiting.shown);
	if (operand && operand->name && operand->required && !parser->operand_filled)
		return fail_operand(parser,
				    arena_printf(parser->arena, "missing %s", operand->name));
	return true;
}
