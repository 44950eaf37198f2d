#include "table.h"

#include <string.h>

const struct option *option_find_name(const struct option *options, const char *name, size_t length)
{
	for (const struct option *option = options; option && option->name; option++)
		if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

const struct option *option_find_letter(const struct option *options, char letter)
{
	for (const struct option *option = options; option && option->name; option++)
		if (option->letter == letter)
			return option;
	return NULL;
}

const struct command *option_find_command(const struct command *const *commands, const char *name)
{
	for (; commands && *commands; commands++)
		if (text_equal((*commands)->name, name))
			return *commands;
	return NULL;
}

bool option_takes_value(const struct option *option)
{
	return !option->optional && option->kind != OPTION_FLAG && option->kind != OPTION_REPEAT &&
	       option->kind != OPTION_SET;
}

bool option_is_listed(const struct command *command)
{
	return command->group != NULL;
}

bool option_is_shadowed(const struct option *option, const struct command *command)
{
	return command && option_find_name(command->options, option->name, strlen(option->name));
}

void option_add_operand(struct buf *out, const struct operand *operand)
{
	const char *dots = operand->repeats || operand->takes_rest ? "..." : "";
	buf_printf(out, operand->required ? "%s%s" : "[%s%s]", operand->name, dots);
}

void option_add_usage(struct buf *out, const struct command *command)
{
	buf_printf(out, "clau %s", command->name);
	if (command->options && command->options->name)
		buf_add(out, " [OPTIONS]");
	for (const struct operand *row = command->operands; row && row->name; row++) {
		buf_add_char(out, ' ');
		option_add_operand(out, row);
	}
}

void option_add_choices(struct buf *out, const char *const *choices)
{
	for (size_t i = 0; choices && choices[i]; i++) {
		if (i)
			buf_add(out, choices[i + 1] ? ", " : " or ");
		buf_add(out, choices[i]);
	}
}

void option_add_sentence(struct buf *out, const struct option *option)
{
	buf_add(out, option->sentence);
	if (option->kind == OPTION_CHOICE) {
		buf_add(out, " One of ");
		option_add_choices(out, option->choices);
		buf_add_char(out, '.');
	}
	if (option->kind == OPTION_LIST)
		buf_add(out, " May be repeated.");
}
