#include "clau/option.h"

#include "parser.h"

static bool take_all(struct parser *parser, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (!parser_take(parser, words[i]))
			return false;
	return parser_finish(parser);
}

bool option_parse(struct arena *arena, int count, char **words, const struct option *global_options,
		  void *globals, const struct command *const *commands,
		  const struct command **ret_command, void **ret_arguments, bool *ret_help,
		  struct usage_error *ret_error)
{
	struct parser parser = {
		.arena = arena,
		.global_options = global_options,
		.globals = globals,
		.commands = commands,
	};
	bool taken = take_all(&parser, count, words);
	*ret_command = parser.command;
	*ret_arguments = parser.arguments;
	*ret_help = parser.help;
	/* Who asked for help gets it, whatever else is wrong or missing behind. */
	if (taken || (parser.help && (parser.command || !parser.error.message)))
		return true;
	*ret_error = parser.error;
	return false;
}
