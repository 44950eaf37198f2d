/* What may stand at the last word; the shells' scripts ask for it through `clau __complete`. */
#include <string.h>

#include "parser.h"
#include "table.h"

struct completer {
	struct buf *out;
	const struct parser *parser;
	const char *prefix;
	enum completion dynamic;
};

static void offer(struct completer *completer, const char *dashes, const char *word,
		  const char *sentence)
{
	const char *prefix = completer->prefix;
	if (*dashes && !text_starts(dashes, prefix) && !text_starts(prefix, dashes))
		return;
	size_t skip = strlen(dashes) < strlen(prefix) ? strlen(dashes) : strlen(prefix);
	if (!text_starts(word, prefix + skip))
		return;
	buf_printf(completer->out, "%s%s\t%s\n", dashes, word, text_or(sentence, ""));
}

static void offer_commands(struct completer *completer)
{
	const struct command *const *at = completer->parser->commands;
	for (; at && *at; at++)
		if (option_is_listed(*at))
			offer(completer, "", (*at)->name, (*at)->summary);
}

/* Files are the shell's to name: it is told by a line of its own. */
static void offer_kind(struct completer *completer, enum completion kind,
		       const struct option *option)
{
	completer->dynamic = kind;
	if (kind == COMPLETE_FILE)
		buf_add(completer->out, ":file\n");
	if (kind == COMPLETE_DIRECTORY)
		buf_add(completer->out, ":directory\n");
	if (kind == COMPLETE_COMMAND)
		offer_commands(completer);
	if (option && option->kind == OPTION_CHOICE)
		for (const char *const *choice = option->choices; choice && *choice; choice++)
			offer(completer, "", *choice, "");
	if (option && option->all_allowed)
		offer(completer, "", "all", "");
}

static void offer_options(struct completer *completer, const struct option *options,
			  const struct command *shadow)
{
	for (const struct option *option = options; option && option->name; option++)
		if (!option->hidden && !option_is_shadowed(option, shadow))
			offer(completer, "--", option->name, option->sentence);
}

/* `--name=…`: the value alone is offered, the script keeps what stands before it. */
static void complete_joined(struct completer *completer)
{
	const char *name = completer->prefix + 2;
	size_t length = strcspn(name, "=");
	const struct option *option = parser_find_name(completer->parser, name, length).option;
	completer->prefix = name + length + 1;
	if (option && option_takes_value(option))
		offer_kind(completer, option->complete, option);
}

static void complete_option(struct completer *completer)
{
	const struct parser *parser = completer->parser;
	if (parser->command)
		offer_options(completer, parser->command->options, NULL);
	offer_options(completer, parser->global_options, parser->command);
	if (!parser_find_name(parser, "help", 4).option)
		offer(completer, "--", "help", "Show help.");
}

static void complete_word(struct completer *completer)
{
	const struct parser *parser = completer->parser;
	const struct option *waiting = parser->waiting.option;
	const char *prefix = completer->prefix;
	if (waiting)
		offer_kind(completer, waiting->complete, waiting);
	else if (!parser->options_ended && text_starts(prefix, "--") && strchr(prefix, '='))
		complete_joined(completer);
	else if (!parser->options_ended && *prefix == '-')
		complete_option(completer);
	else if (!parser->command)
		offer_commands(completer);
	else if (parser->operand && parser->operand->name)
		offer_kind(completer, parser->operand->complete, NULL);
}

void option_candidates(struct buf *out, int count, char **words,
		       const struct option *global_options, const struct command *const *commands,
		       enum completion *ret_dynamic)
{
	struct arena *arena = arena_create();
	struct parser parser = {
		.arena = arena,
		.global_options = global_options,
		.dry = true,
		.commands = commands,
	};
	struct completer completer = {
		.out = out,
		.parser = &parser,
		.prefix = count > 0 ? words[count - 1] : "",
		.dynamic = COMPLETE_NONE,
	};
	/* A word that is wrong was typed before; the one that is asked for can still be right. */
	for (int i = 0; i + 1 < count; i++)
		parser_take(&parser, words[i]);
	complete_word(&completer);
	*ret_dynamic = completer.dynamic;
	arena_destroy(arena);
}
