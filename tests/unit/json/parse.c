/* Reading: strict, exact, capped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/json.h"

#include <math.h>
#include <string.h>

static const struct json *parse(struct arena *arena, const char *text)
{
	const char *reason = NULL;
	const struct json *value = json_parse(arena, text, strlen(text), &reason);
	if (!value)
		fail_msg("%s: %s", text, reason);
	return value;
}

static void assert_refused(struct arena *arena, const char *text, size_t length, const char *why)
{
	const char *reason = NULL;
	if (json_parse(arena, text, length, &reason))
		fail_msg("'%s' was taken", text);
	assert_non_null(reason);
	if (!strstr(reason, why))
		fail_msg("'%s': %s, not %s", text, reason, why);
}

void test_json__parse_keeps_all_kinds(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	const struct json *value = parse(arena, " {\"n\":null,\"t\":true,\"f\":false,\"i\":-12,"
						"\"d\":1.5,\"s\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\","
						"\"a\":[1,[],{}],\"o\":{\"x\":{\"y\":7}}}\r\n\t ");
	assert_int_equal(value->kind, JSON_OBJECT);
	assert_int_equal(value->members.count, 8);
	assert_string_equal(value->members.entries[7].key, "o");
	assert_int_equal(json_get(value, "n")->kind, JSON_NULL);
	assert_true(json_bool(value, "t", false));
	assert_false(json_bool(value, "f", true));
	assert_int_equal(json_int(value, "i", 0), -12);
	assert_true(json_number(value, "d", 0) == 1.5);
	assert_string_equal(json_text(value, "s", ""), "a\"\\/\b\f\n\r\t");
	assert_int_equal(json_items(value, "a")->count, 3);
	assert_int_equal(json_int(value, "o.x.y", 0), 7);
	assert_int_equal(parse(arena, "7")->integer, 7);
	assert_string_equal(parse(arena, "\"\\u00e9\\ud83d\\ude00\"")->text,
			    "\xc3\xa9\xf0\x9f\x98\x80");
	assert_string_equal(parse(arena, "\"\\\\u0000\"")->text, "\\u0000");
	arena_destroy(arena);
}

void test_json__parse_needs_no_ending_nul(void **state)
{
	struct arena *arena = arena_create();
	const char *reason;
	(void)state;
	const struct json *value = json_parse(arena, "123456", 3, &reason);
	assert_non_null(value);
	assert_int_equal(value->integer, 123);
	assert_non_null(json_parse(arena, "{}garbage", 2, &reason));
	assert_non_null(json_parse(arena, "[true]", 6, &reason));
	assert_refused(arena, "[true]", 5, "cut short");
	arena_destroy(arena);
}

void test_json__parse_keeps_integers_exact(void **state)
{
	static const int64_t integers[] = { 0,
					    1,
					    -1,
					    999999999999999,
					    -999999999999999,
					    1000000000000000,
					    9007199254740993,
					    1763771234567890123,
					    INT64_MAX,
					    INT64_MIN };
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(integers); i++) {
		const char *text = arena_printf(arena, "{\"a\":[%lld],\"b\":\"x\",\"c\":%lld}",
						(long long)integers[i], (long long)integers[i]);
		const struct json *value = parse(arena, text);
		const struct json *first = json_items(value, "a")->items[0];
		assert_int_equal(first->kind, JSON_INT);
		assert_true(first->integer == integers[i]);
		assert_true(json_int(value, "c", 5) == integers[i]);
		assert_string_equal(json_text(value, "b", ""), "x");
	}
	arena_destroy(arena);
}

void test_json__parse_tells_integers_from_others(void **state)
{
	static const struct {
		const char *text;
		enum json_kind kind;
		double number;
	} cases[] = {
		{ "1.0", JSON_INT, 1 },
		{ "1e3", JSON_INT, 1000 },
		{ "-0", JSON_INT, 0 },
		{ "1.0000000000000000", JSON_INT, 1 },
		{ "0.1", JSON_FLOAT, 0.1 },
		{ "0.10000000000000000000000000000000000000000000000000000000000000000000000000001",
		  JSON_FLOAT, 0.1 },
		{ "9223372036854775808", JSON_FLOAT, 9223372036854775808.0 },
		{ "1e300", JSON_FLOAT, 1e300 },
		{ "-123456789012345678901234567890", JSON_FLOAT,
		  -123456789012345678901234567890.0 },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct json *value = parse(arena, cases[i].text);
		assert_int_equal(value->kind, cases[i].kind);
		assert_true(value->number == cases[i].number);
	}
	/* A text that looks like a protected number stays a text. */
	assert_int_equal(parse(arena, "\"1763771234567890123\"")->kind, JSON_TEXT);
	assert_int_equal(parse(arena, "\"\\u00ff12\"")->kind, JSON_TEXT);
	arena_destroy(arena);
}

void test_json__parse_refuses_what_is_not_json(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "empty" },
		{ " \n", "empty" },
		{ "{", "cut short" },
		{ "{\"a\":1", "cut short" },
		{ "\"abc", "cut short" },
		{ "\"abc\\\"", "cut short" },
		{ "\"abc\\", "cut short" },
		{ "[1,2", "cut short" },
		{ "{} x", "behind" },
		{ "{}{}", "behind" },
		{ "1 2", "behind" },
		{ "[1]]", "behind" },
		{ "[1,]", "not JSON" },
		{ "{\"a\":1,}", "not JSON" },
		{ "{a:1}", "not JSON" },
		{ "[1 2]", "not JSON" },
		{ "nul", "not JSON" },
		{ "[\"\\x\"]", "not JSON" },
		{ "[\"\\ud800\"]", "not JSON" },
		{ "[\"\\udc00\\ud800\"]", "not JSON" },
		{ "NaN", "unexpected" },
		{ "[Infinity]", "unexpected" },
		{ "'a'", "unexpected" },
		{ "\xef\xbb\xbf{}", "unexpected" },
		{ "[1]\x01", "unexpected" },
		{ "[1]\x0b", "unexpected" },
		{ "// x\n1", "unexpected" },
		{ "[01]", "invalid number" },
		{ "[-]", "invalid number" },
		{ "[1.]", "invalid number" },
		{ "[.5]", "unexpected" },
		{ "[+1]", "unexpected" },
		{ "[1e]", "invalid number" },
		{ "[1e+]", "invalid number" },
		{ "[0x10]", "invalid number" },
		{ "[1-2]", "invalid number" },
		{ "1e999", "out of range" },
		{ "[-1e999]", "out of range" },
		{ "[1000000000000000000e999]", "out of range" },
		{ "\"a\nb\"", "control" },
		{ "\"\x1f\"", "control" },
		{ "\"a\\u0000b\"", "NUL" },
		{ "\"\xc3\x28\"", "UTF-8" },
		{ "\"\xed\xa0\x80\"", "UTF-8" },
		{ "<html>502</html>", "unexpected" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_refused(arena, cases[i].text, strlen(cases[i].text), cases[i].why);
	assert_refused(arena, "[1]\0", 4, "unexpected");
	assert_refused(arena, "\"a\0b\"", 5, "control");
	assert_null(json_parse(arena, "{", 1, NULL));
	arena_destroy(arena);
}

void test_json__parse_caps_the_depth(void **state)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf text = { 0 };
	const char *reason;
	(void)state;
	for (int i = 0; i < JSON_DEPTH_LIMIT; i++)
		buf_add(&text, i % 2 ? "[" : "{\"a\":");
	buf_add(&text, "1");
	for (int i = JSON_DEPTH_LIMIT - 1; i >= 0; i--)
		buf_add(&text, i % 2 ? "]" : "}");
	assert_non_null(json_parse(arena, text.data, text.length, &reason));
	buf_reset(&text);
	for (int i = 0; i < JSON_DEPTH_LIMIT + 1; i++)
		buf_add(&text, "[");
	assert_refused(arena, text.data, text.length, "too deep");
	buf_reset(&text);
	for (int i = 0; i < 1000000; i++)
		buf_add(&text, "[");
	assert_refused(arena, text.data, text.length, "too deep");
	/* Side by side is not deep; brackets in a text are none. */
	buf_reset(&text);
	buf_add(&text, "[\"[[[[\"");
	for (int i = 0; i < 1000; i++)
		buf_add(&text, ",[{}]");
	buf_add(&text, "]");
	assert_int_equal(json_items(parse(arena, text.data), "")->count, 1001);
	arena_destroy(arena);
}

void test_json__parse_keeps_the_last_of_two_keys(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	const struct json *value = parse(arena, "{\"a\":1,\"A\":2,\"b\":3,\"a\":4}");
	assert_int_equal(value->members.count, 3);
	assert_int_equal(json_int(value, "a", 0), 4);
	assert_int_equal(json_int(value, "A", 0), 2);
	arena_destroy(arena);
}

void test_json__getters_bear_anything(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	const struct json *value =
		parse(arena, "{\"a\":{\"b\":\"x\"},\"com.x.y\":\"dotted\",\"n\":null,"
			     "\"i\":5,\"f\":2.5,\"l\":[1]}");
	assert_string_equal(json_text(value, "a.b", "no"), "x");
	assert_string_equal(json_text(value, "a.b.c", "no"), "no");
	assert_string_equal(json_text(value, "a.c", "no"), "no");
	assert_string_equal(json_text(value, "a", "no"), "no");
	assert_string_equal(json_text(value, "n", "no"), "no");
	assert_string_equal(json_text(value, "i", "no"), "no");
	assert_string_equal(json_text(value, "l.0", "no"), "no");
	assert_string_equal(json_text(value, "com.x.y", "no"), "no");
	assert_string_equal(json_member_text(value, "com.x.y", "no"), "dotted");
	assert_string_equal(json_member_text(value, "i", "no"), "no");
	assert_string_equal(json_text(NULL, "a", "no"), "no");
	assert_null(json_text(NULL, "a", NULL));
	assert_int_equal(json_int(value, "a", 9), 9);
	assert_int_equal(json_int(value, "f", 9), 9);
	assert_true(json_number(value, "i", 9) == 5);
	assert_true(json_number(value, "a", 9) == 9);
	assert_true(json_bool(value, "i", true));
	assert_int_equal(json_items(value, "a")->count, 0);
	assert_int_equal(json_items(NULL, "a")->count, 0);
	assert_int_equal(json_members(value, "l")->count, 0);
	assert_int_equal(json_members(value, "a")->count, 1);
	assert_int_equal(json_members(value, "")->count, 6);
	assert_null(json_member(json_get(value, "l"), "a"));
	assert_null(json_member(NULL, "a"));
	for (LIST_EACH(struct json, item, json_items(value, "absent")))
		fail_msg("an absent list gave %p", (void *)item);
	arena_destroy(arena);
}
