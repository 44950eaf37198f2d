/* Text: comparing, splitting, numbers, UTF-8, the nearest word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/base.h"

#include <float.h>
#include <string.h>

void test_base__text_compares_with_null(void **state)
{
	(void)state;
	assert_true(text_equal(NULL, NULL));
	assert_false(text_equal(NULL, ""));
	assert_false(text_equal("", NULL));
	assert_true(text_equal("a", "a"));
	assert_true(text_starts("abc", "ab"));
	assert_true(text_starts("abc", ""));
	assert_false(text_starts("a", "ab"));
	assert_false(text_starts(NULL, "a"));
	assert_true(text_ends("abc", "bc"));
	assert_false(text_ends("c", "bc"));
	assert_false(text_ends(NULL, ""));
	assert_true(text_is_empty(NULL));
	assert_true(text_is_empty(""));
	assert_false(text_is_empty(" "));
	assert_string_equal(text_or(NULL, "x"), "x");
	assert_string_equal(text_or("", "x"), "");
}

static void assert_words(const struct list *words, const char *expected)
{
	struct arena *arena = arena_create();
	assert_string_equal(text_join(arena, words, "|"), expected);
	arena_destroy(arena);
}

void test_base__text_splits_and_joins(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	struct list parts = text_split(arena, ",a,,bc,", ',');
	assert_int_equal(parts.count, 5);
	assert_words(&parts, "|a||bc|");
	parts = text_split(arena, "", ',');
	assert_int_equal(parts.count, 1);
	parts = (struct list){ 0 };
	assert_string_equal(text_join(arena, &parts, ", "), "");
	assert_string_equal(text_trim(arena, " \t a b\r\n", 8), "a b");
	assert_string_equal(text_trim(arena, "   ", 3), "");
	assert_string_equal(text_lower(arena, "AbÉZ"), "abÉz");
	assert_null(text_lower(arena, NULL));
	arena_destroy(arena);
}

void test_base__text_splits_a_command_line_as_a_shell(void **state)
{
	static const struct {
		const char *line, *words;
	} cases[] = {
		{ "", "" },
		{ " \t\n", "" },
		{ "npm  run\tdev", "npm|run|dev" },
		{ "sh -c 'a \"b\" \\n'", "sh|-c|a \"b\" \\n" },
		{ "\"a 'b' \\\" \\$x \\q\"", "a 'b' \" $x \\q" },
		{ "a\\ b\\'c", "a b'c" },
		{ "a''b\"\"c '' x", "abc||x" },
		{ "echo $HOME *", "echo|$HOME|*" },
		{ "a \\\nb", "a|b" },
		{ "a\\", "a\\" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct list words = { 0 };
		assert_true(text_split_shell(arena, cases[i].line, &words));
		assert_words(&words, cases[i].words);
	}
	struct list untouched = { .count = 77 };
	assert_false(text_split_shell(arena, "a 'b", &untouched));
	assert_false(text_split_shell(arena, "a \"b\\\"", &untouched));
	assert_int_equal(untouched.count, 77);
	arena_destroy(arena);
}

void test_base__text_reads_exact_numbers(void **state)
{
	static const char *const wrong[] = { "",
					     "-",
					     "+",
					     " 1",
					     "1 ",
					     "1.0",
					     "0x1f",
					     "1e3",
					     "a",
					     "9223372036854775808",
					     "--1",
					     "1-",
					     "-9223372036854775809" };
	static const char *const no_doubles[] = { "",      " 1", "1 ",    "inf", "nan", "0x10",
						  "1e999", "e5", "1.2.3", "-",   "1e",  "." };
	int64_t value = 5;
	double number = 5;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (text_to_int64(wrong[i], &value))
			fail_msg("taken as an integer: '%s'", wrong[i]);
	for (size_t i = 0; i < COUNT_OF(no_doubles); i++)
		if (text_to_double(no_doubles[i], &number))
			fail_msg("taken as a number: '%s'", no_doubles[i]);
	assert_false(text_to_int64(NULL, &value));
	assert_false(text_to_double(NULL, &number));
	assert_int_equal(value, 5);
	assert_true(number == 5);
	assert_true(text_to_int64("-9223372036854775808", &value) && value == INT64_MIN);
	assert_true(text_to_int64("9223372036854775807", &value) && value == INT64_MAX);
	assert_true(text_to_int64("+007", &value) && value == 7);
	assert_true(text_to_double("-1.5e3", &number) && number == -1500);
	assert_true(text_to_double("0.1", &number) && number == 0.1);
}

void test_base__text_knows_valid_utf8(void **state)
{
	static const struct {
		const char *bytes;
		size_t length, valid;
	} cases[] = {
		{ "", 0, 0 },
		{ "a\0b", 3, 3 },
		{ "h\xc3\xa9", 3, 3 },
		{ "\xe2\x82\xac\xf0\x9f\x98\x80", 7, 7 },
		{ "\xf4\x8f\xbf\xbf", 4, 4 },
		{ "\xf4\x90\x80\x80", 4, 0 }, /* above U+10FFFF */
		{ "a\xed\xa0\x80", 4, 1 }, /* surrogate */
		{ "\xed\x9f\xbf\xee\x80\x80", 6, 6 },
		{ "\xc0\xaf", 2, 0 }, /* overlong */
		{ "\xc1\xbf", 2, 0 },
		{ "\xe0\x9f\xbf", 3, 0 },
		{ "\xf0\x8f\xbf\xbf", 4, 0 },
		{ "ab\xe2\x82", 4, 2 }, /* cut */
		{ "\x80", 1, 0 },
		{ "\xc3\x28", 2, 0 },
		{ "\xff", 1, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_int_equal(text_valid_utf8(cases[i].bytes, cases[i].length), cases[i].valid);
}

void test_base__text_width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(text_width(NULL), 0);
	assert_int_equal(text_width("web-1"), 5);
	assert_int_equal(text_width("h\xc3\xa9llo"), 5);
	assert_int_equal(text_width("he\xcc\x81llo"), 5);
	assert_int_equal(text_width("\xe4\xb8\xad\xe6\x96\x87"), 4);
	assert_int_equal(text_width("\xe2\x9c\x94 ok"), 4);
	assert_int_equal(text_width("\xff\xfe"), 2);
}

void test_base__text_printable_leaves_nothing_to_obey(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{ "plain \xc3\xa9", "plain \xc3\xa9" },
		{ "a\tb", "a b" },
		{ "\x1b[31mred\x1b[0m", "?red?" },
		{ "\x1b]0;title\a.\x1b]8;;x\x1b\\link", "?.?link" },
		{ "\x1b", "?" },
		{ "\x1b[", "?" },
		{ "\x1b"
		  "c",
		  "?c" },
		{ "a\rb", "a?b" },
		{ "\x7f\x08\x01", "???" },
		{ "\xc2\x9b"
		  "31m",
		  "?31m" },
		{ "\xff\xc3", "??" },
		{ "\xe2\x80\xae"
		  "abc",
		  "?abc" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(
			text_printable(arena, cases[i].text, strlen(cases[i].text), true),
			cases[i].shown);
	assert_string_equal(text_printable(arena, "a\r\nb\n", 5, true), "a\nb\n");
	assert_string_equal(text_printable(arena, "a\r\nb\n", 5, false), "a b ");
	assert_string_equal(text_printable(arena, "a\0b", 3, false), "a?b");
	arena_destroy(arena);
}

void test_base__text_nearest_finds_slips(void **state)
{
	static const char *const keys[] = { "image", "build",   "ports", "expose", "environment",
					    "links", "volumes", "up",    "ps",     "env_file" };
	static const struct {
		const char *word, *nearest;
	} cases[] = {
		{ "imgae", "image" }, /* a swap is one slip */
		{ "buidl", "build" },
		{ "port", "ports" },
		{ "enviroment", "environment" },
		{ "environmnet", "environment" },
		{ "vloumse", "volumes" },
		{ "pu", "up" },
		{ "u", "up" },
		{ "volumes", "volumes" },
		{ "envfile", "env_file" },
		{ "xx", NULL },
		{ "restart", NULL },
		{ "", NULL },
	};
	char large[200];
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *found = text_nearest(cases[i].word, keys, COUNT_OF(keys));
		if (!text_equal(found, cases[i].nearest))
			fail_msg("'%s' gave '%s'", cases[i].word, text_or(found, "nothing"));
	}
	memset(large, 'a', sizeof(large));
	large[sizeof(large) - 1] = '\0';
	assert_null(text_nearest(large, keys, COUNT_OF(keys)));
	assert_null(text_nearest("image", NULL, 0));
}
