#include "fixture.h"

#include <stdio.h>

static void assert_refused(const char *line, const char *message, const char *remedy)
{
	struct parsed parsed;
	parsed_make(&parsed, line);
	assert_false(parsed.good);
	assert_string_equal(parsed.error.message, message);
	if (remedy)
		assert_string_equal(parsed.error.remedy, remedy);
	else
		assert_null(parsed.error.remedy);
	parsed_finish(&parsed);
}

void test_option__no_command(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "-v --verbose -vv");
	assert_true(parsed.good);
	assert_null(parsed.command);
	assert_int_equal(parsed.globals.verbose, 4);
	parsed_finish(&parsed);
}

void test_option__globals_before_and_behind(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "-f a.yaml --gpu up --overlay dev -fb.yaml web --file=c.yaml");
	assert_true(parsed.good);
	assert_string_equal(parsed.command->name, "up");
	assert_int_equal(parsed.globals.files.count, 3);
	assert_string_equal(parsed.globals.files.items[1], "b.yaml");
	assert_string_equal(parsed.globals.files.items[2], "c.yaml");
	assert_string_equal(parsed.globals.overlays.items[0], "gpu");
	assert_string_equal(parsed.globals.overlays.items[1], "dev");
	const struct up_arguments *up = parsed.arguments;
	assert_int_equal(up->services.count, 1);
	parsed_finish(&parsed);
}

void test_option__clusters_and_values(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "up -dwn5 -t 1.5 --pull=never --scale a=1 --scale b=2");
	assert_true(parsed.good);
	const struct up_arguments *up = parsed.arguments;
	assert_true(up->detach);
	assert_true(up->wait);
	assert_int_equal(up->tail, 5);
	assert_int_equal(up->timeout, 1500);
	assert_string_equal(up->pull, "never");
	assert_int_equal(up->scale.count, 2);
	parsed_finish(&parsed);
}

void test_option__seconds(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t milliseconds;
	} cases[] = {
		{ "30", 30000 }, { "2m", 120000 }, { "500ms", 500 },
		{ "0", 0 },      { ".5", 500 },    { "1h1m", 3660000 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct parsed parsed;
		char line[64];
		snprintf(line, sizeof(line), "up -t %s", cases[i].text);
		parsed_make(&parsed, line);
		assert_true(parsed.good);
		const struct up_arguments *up = parsed.arguments;
		assert_int_equal(up->timeout, cases[i].milliseconds);
		parsed_finish(&parsed);
	}
	const char *remedy = "write seconds, or a number with a unit: 30, 1.5, 2m, 500ms";
	assert_refused("up --timeout soon", "option --timeout wants a time from 0 up, not \"soon\"",
		       remedy);
	assert_refused("up -t -1", "option -t (--timeout) wants a time from 0 up, not \"-1\"",
		       remedy);
	assert_refused("up -t=-1s", "option -t (--timeout) wants a time from 0 up, not \"-1s\"",
		       remedy);
	assert_refused("up -t 1.2.3", "option -t (--timeout) wants a time from 0 up, not \"1.2.3\"",
		       remedy);
	assert_refused("up -t 99999999999999999999",
		       "option -t (--timeout) wants a time from 0 up, not \"99999999999999999999\"",
		       remedy);
	assert_refused("up -t ''", "option -t (--timeout) wants a time from 0 up, not \"\"",
		       remedy);
}

void test_option__count(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "up --tail all");
	const struct up_arguments *up = parsed.arguments;
	assert_int_equal(up->tail, -1);
	parsed_finish(&parsed);
	assert_refused("up --tail -1",
		       "option --tail wants a whole number from 0 up or \"all\", not \"-1\"", NULL);
	assert_refused("up -n9223372036854775808",
		       "option -n (--tail) wants a whole number from 0 up or \"all\", not "
		       "\"9223372036854775808\"",
		       NULL);
}

void test_option__typos(void **state)
{
	(void)state;
	assert_refused("up --detatch", "unknown option --detatch", "did you mean --detach?");
	assert_refused("up --detatch=1", "unknown option --detatch", "did you mean --detach?");
	assert_refused("up --qqqqqqqqqqqq", "unknown option --qqqqqqqqqqqq", "see clau up --help");
	assert_refused("--qqqqqqqqqqqq", "unknown option --qqqqqqqqqqqq", "see clau --help");
	assert_refused("--detach up", "unknown option --detach",
		       "write it behind the command: clau up --detach");
	assert_refused("up --progress plan",
		       "option --progress wants auto, tty, plain, json or quiet, "
		       "not \"plan\"",
		       "did you mean plain?");
	assert_refused("dwon", "unknown command dwon", "did you mean down?");
	assert_refused("help dwon", "unknown command dwon", "did you mean down?");
	assert_refused("xyzzy", "unknown command xyzzy", "see clau --help");
	assert_refused("up -q", "unknown option -q", "see clau up --help");
	assert_refused("up -dq", "unknown option -q in -dq", "see clau up --help");
	assert_refused("up -pull", "unknown option -pull", "did you mean --pull?");
	assert_refused("up -\xc3\xa9", "unknown option -\xc3\xa9", "see clau up --help");
	assert_refused("up --\x1b[31mred", "unknown option --?red", "see clau up --help");
}

void test_option__misuse(void **state)
{
	(void)state;
	assert_refused("up --detach=yes", "option --detach takes no value, but got \"yes\"", NULL);
	assert_refused("up --timeout", "option --timeout needs a value", "write --timeout SECONDS");
	assert_refused("up -dt", "option -t (--timeout) needs a value", "write --timeout SECONDS");
	assert_refused("down web", "unexpected argument web", "usage: clau down");
	assert_refused("exec", "missing SERVICE", "usage: clau exec [OPTIONS] SERVICE COMMAND...");
	assert_refused("exec web", "missing COMMAND",
		       "usage: clau exec [OPTIONS] SERVICE COMMAND...");
}

void test_option__rest_is_taken_as_it_is(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "exec -T web ls --help -T -- -x");
	assert_true(parsed.good);
	assert_false(parsed.help);
	const struct exec_arguments *exec = parsed.arguments;
	assert_true(exec->no_terminal);
	assert_string_equal(exec->service, "web");
	assert_int_equal(exec->command.count, 5);
	assert_string_equal(exec->command.items[1], "--help");
	assert_string_equal(exec->command.items[3], "--");
	parsed_finish(&parsed);
}

void test_option__letter_of_command_wins(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "-H tcp://a exec -H root web id");
	assert_true(parsed.good);
	const struct exec_arguments *exec = parsed.arguments;
	assert_string_equal(parsed.globals.host, "tcp://a");
	assert_string_equal(exec->user, "root");
	parsed_finish(&parsed);
}

void test_option__dashes_end_options(void **state)
{
	(void)state;
	struct parsed parsed;
	parsed_make(&parsed, "up -d -- --wait -");
	assert_true(parsed.good);
	const struct up_arguments *up = parsed.arguments;
	assert_false(up->wait);
	assert_int_equal(up->services.count, 2);
	parsed_finish(&parsed);
}

void test_option__help(void **state)
{
	(void)state;
	static const char *const lines[] = { "--help up", "up -h",       "up -dh",
					     "help up",   "exec --help", "up --help --bogus" };
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct parsed parsed;
		parsed_make(&parsed, lines[i]);
		assert_true(parsed.good);
		assert_true(parsed.help);
		assert_non_null(parsed.command);
		parsed_finish(&parsed);
	}
	struct parsed parsed;
	parsed_make(&parsed, "help");
	assert_true(parsed.good && parsed.help && !parsed.command);
	parsed_finish(&parsed);
	parsed_make(&parsed, "up -- --help");
	assert_true(parsed.good && !parsed.help);
	parsed_finish(&parsed);
}

/* A value that may be left out stands behind "=" only: the next word is none. */
void test_option__optional_value(void **state)
{
	(void)state;
	struct arguments {
		const char *hash;
		struct list names;
	};
	static const struct option options[] = {
		{ "hash", 'x', OPTION_TEXT, offsetof(struct arguments, hash), "NAME", "The hash.",
		  .optional = true },
		{ 0 },
	};
	static const struct operand operands[] = {
		{ "NAME", .repeats = true, .offset = offsetof(struct arguments, names),
		  .sentence = "A name." },
		{ 0 },
	};
	static const struct command command = { .name = "config",
						.options = options,
						.operands = operands,
						.arguments_size = sizeof(struct arguments),
						.group = "x" };
	static const struct command *const verbs[] = { &command, NULL };
	static const struct {
		const char *words[3];
		const char *hash;
		size_t names;
	} cases[] = {
		{ { "config" }, NULL, 0 },
		{ { "config", "--hash" }, "", 0 },
		{ { "config", "--hash=a" }, "a", 0 },
		{ { "config", "--hash=" }, "", 0 },
		{ { "config", "--hash", "a" }, "", 1 },
		{ { "config", "-x", "a" }, "", 1 },
		{ { "config", "a", "--hash=*" }, "*", 1 },
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena *arena = arena_create();
		struct globals globals = { 0 };
		const struct command *found = NULL;
		struct usage_error error = { 0 };
		void *arguments = NULL;
		char *words[3];
		int count = 0;
		bool help = false;
		for (; count < 3 && cases[i].words[count]; count++)
			words[count] = arena_copy(arena, cases[i].words[count]);
		assert_true(option_parse(arena, count, words, global_options, &globals, verbs,
					 &found, &arguments, &help, &error));
		const struct arguments *parsed = arguments;
		if (cases[i].hash)
			assert_string_equal(parsed->hash, cases[i].hash);
		else
			assert_null(parsed->hash);
		assert_int_equal(parsed->names.count, cases[i].names);
		arena_destroy(arena);
	}
}
