/* Writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/json.h"

#include <math.h>
#include <string.h>

void test_json__writer_places_commas(void **state)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	(void)state;
	json_begin(&writer, &out, false);
	json_open_object(&writer);
	json_member_put_text(&writer, "a", "x");
	json_member_put_text(&writer, "none", NULL);
	json_member_put_int(&writer, "min", INT64_MIN);
	json_member_put_bool(&writer, "yes", true);
	json_key(&writer, "list");
	json_open_array(&writer);
	json_put_int(&writer, 1);
	json_open_object(&writer);
	json_close_object(&writer);
	json_open_array(&writer);
	json_close_array(&writer);
	json_put_raw(&writer, "{\"raw\":1}");
	json_put_null(&writer);
	json_close_array(&writer);
	json_key(&writer, "last");
	json_put_bool(&writer, false);
	json_close_object(&writer);
	assert_string_equal(buf_text(&out),
			    "{\"a\":\"x\",\"none\":null,\"min\":-9223372036854775808,"
			    "\"yes\":true,\"list\":[1,{},[],{\"raw\":1},null],"
			    "\"last\":false}");
	assert_int_equal(writer.depth, 0);
}

void test_json__writer_indents(void **state)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	(void)state;
	json_begin(&writer, &out, true);
	json_open_object(&writer);
	json_key(&writer, "a");
	json_open_array(&writer);
	json_put_int(&writer, 1);
	json_put_int(&writer, 2);
	json_close_array(&writer);
	json_key(&writer, "b");
	json_open_object(&writer);
	json_close_object(&writer);
	json_close_object(&writer);
	assert_string_equal(buf_text(&out), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}");
}

static void assert_text(const char *text, bool go, const char *expected)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	json_begin(&writer, &out, false);
	writer.go = go;
	json_put_text(&writer, text);
	assert_string_equal(buf_text(&out), expected);
}

void test_json__writer_escapes(void **state)
{
	(void)state;
	assert_text("", false, "\"\"");
	assert_text("a\"b\\c/", false, "\"a\\\"b\\\\c/\"");
	assert_text("\b\f\n\r\t\x01\x1f\x7f", false, "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"");
	assert_text("<a&b> \xe2\x80\xa8", false, "\"<a&b> \xe2\x80\xa8\"");
	assert_text("<a&b> \xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa", true,
		    "\"\\u003ca\\u0026b\\u003e \\u2028\\u2029\xe2\x80\xaa\"");
	assert_text("h\xc3\xa9 \xf0\x9f\x98\x80", true, "\"h\xc3\xa9 \xf0\x9f\x98\x80\"");
	assert_text("a\xff"
		    "b\xc3",
		    false,
		    "\"a\xef\xbf\xbd"
		    "b\xef\xbf\xbd\"");
	assert_text("a\xff", true, "\"a\\ufffd\"");
}

void test_json__writer_spells_the_shortest_number(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{ 0, "0" },
		{ 1, "1" },
		{ -1.5, "-1.5" },
		{ 0.1, "0.1" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 1e15, "1000000000000000" },
		{ 123456789012345680000.0, "123456789012345680000" },
		{ 1e21, "1e+21" },
		{ 1.5e300, "1.5e+300" },
		{ 0.000001, "0.000001" },
		{ 0.00000125, "0.00000125" },
		{ 1e-7, "1e-7" },
		{ 5e-324, "5e-324" },
		{ 12.25, "12.25" },
		{ 100, "100" },
		{ NAN, "null" },
		{ -INFINITY, "null" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		AUTO_BUF struct buf out = { 0 };
		struct json_writer writer;
		json_begin(&writer, &out, false);
		json_put_number(&writer, cases[i].value);
		assert_string_equal(buf_text(&out), cases[i].text);
	}
}

void test_json__written_is_what_was_read(void **state)
{
	static const char *const documents[] = {
		"{\"a\":[1,2.5,\"x\",null,true,false,{}],\"b\":{\"c\":[]},\"t\":"
		"1763771234567890123}",
		"[]",
		"\"\\u0001\"",
		"-9223372036854775808",
		"[[[[[[]]]]]]",
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(documents); i++) {
		AUTO_BUF struct buf out = { 0 };
		struct json_writer writer;
		const char *reason;
		const struct json *value =
			json_parse(arena, documents[i], strlen(documents[i]), &reason);
		assert_non_null(value);
		json_begin(&writer, &out, false);
		json_put(&writer, value);
		assert_string_equal(buf_text(&out), documents[i]);
		buf_reset(&out);
		json_begin(&writer, &out, true);
		json_put(&writer, value);
		assert_non_null(json_parse(arena, out.data, out.length, &reason));
	}
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	json_begin(&writer, &out, false);
	json_put(&writer, NULL);
	assert_string_equal(buf_text(&out), "null");
	arena_destroy(arena);
}
