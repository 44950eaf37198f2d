#include "reading.h"

static enum scalar_kind kind_at(const struct reading *reading, const char *path)
{
	const struct node *node = node_at(root_of(reading), path);
	assert_non_null(node);
	return node->scalar;
}

static const char *text_at(const struct reading *reading, const char *path)
{
	const struct node *node = node_at(root_of(reading), path);
	assert_non_null(node);
	return node->text;
}

void test_yaml__places_are_one_based_and_count_characters(void **state)
{
	(void)state;
	struct reading reading = read_text("services:\n  \xc3\xa9: [\xc3\xbc, web]\n");
	assert_true(reading.fine);
	const struct node *item = node_at(root_of(&reading), "services.\xc3\xa9.1");
	assert_int_equal(item->at.line, 2);
	assert_int_equal(item->at.column, 10);
	assert_int_equal(item->at.length, 3);
	struct span key = node_key_span(node_get(root_of(&reading), "services"), "\xc3\xa9");
	assert_int_equal(key.line, 2);
	assert_int_equal(key.column, 3);
	drop(&reading);
}

void test_yaml__plain_scalars_follow_the_core_schema(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum scalar_kind kind;
	} rows[] = {
		{ "true", SCALAR_BOOL },
		{ "False", SCALAR_BOOL },
		{ "yes", SCALAR_TEXT },
		{ "on", SCALAR_TEXT },
		{ "n", SCALAR_TEXT },
		{ "~", SCALAR_NULL },
		{ "Null", SCALAR_NULL },
		{ "nUll", SCALAR_TEXT },
		{ "0x1F", SCALAR_INT },
		{ "0o17", SCALAR_INT },
		{ "017", SCALAR_INT },
		{ "089", SCALAR_FLOAT },
		{ "0b11", SCALAR_INT },
		{ "1_000", SCALAR_INT },
		{ "-5", SCALAR_INT },
		{ "+5", SCALAR_INT },
		{ "-", SCALAR_TEXT },
		{ ".", SCALAR_TEXT },
		{ "1.50", SCALAR_FLOAT },
		{ ".5", SCALAR_FLOAT },
		{ "1e3", SCALAR_FLOAT },
		{ "1e", SCALAR_TEXT },
		{ ".inf", SCALAR_FLOAT },
		{ "-.INF", SCALAR_FLOAT },
		{ ".NaN", SCALAR_FLOAT },
		{ "22:22", SCALAR_TEXT },
		{ "1.2.3", SCALAR_TEXT },
		{ "0xzz", SCALAR_TEXT },
		{ "8080:80", SCALAR_TEXT },
		{ "_1", SCALAR_TEXT },
		{ "9223372036854775807", SCALAR_INT },
		{ "9223372036854775808", SCALAR_FLOAT },
		{ "2001-01-01", SCALAR_TEXT },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (yaml_scalar_kind(rows[i].text) != rows[i].kind)
			fail_msg("%s is read as kind %d", rows[i].text,
				 (int)yaml_scalar_kind(rows[i].text));
}

void test_yaml__numbers_have_their_values(void **state)
{
	(void)state;
	struct reading reading =
		read_text("[0440, 0o17, 0x1f, 1_000, -9223372036854775808, 0b101, 1.5, \"7\"]");
	static const int64_t expected[] = { 288, 15, 31, 1000, INT64_MIN, 5 };
	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		int64_t value = 0;
		assert_true(node_int(root_of(&reading)->items.items[i], &value));
		assert_true(value == expected[i]);
	}
	int64_t untouched = 42;
	double number = 0;
	assert_false(node_int(root_of(&reading)->items.items[6], &untouched));
	assert_false(node_int(root_of(&reading)->items.items[7], &untouched));
	assert_false(node_int(NULL, &untouched));
	assert_true(untouched == 42);
	assert_true(node_number(root_of(&reading)->items.items[6], &number) && number > 1.49 &&
		    number < 1.51);
	drop(&reading);
}

void test_yaml__quotes_and_blocks_are_text(void **state)
{
	(void)state;
	struct reading reading = read_text(
		"a: '1'\nb: \"true\"\nc: |\n  12\nd: >-\n  null\ne:\nf: !!str 7\ng: ! 8\n");
	assert_true(reading.fine);
	for (const char *key = "abcdfg"; *key; key++)
		assert_int_equal(kind_at(&reading, (char[]){ *key, '\0' }), SCALAR_TEXT);
	assert_int_equal(kind_at(&reading, "e"), SCALAR_NULL);
	assert_string_equal(text_at(&reading, "c"), "12\n");
	assert_true(node_at(root_of(&reading), "a")->quoted);
	assert_false(node_at(root_of(&reading), "f")->quoted);
	drop(&reading);
}

void test_yaml__standard_tags_are_resolved(void **state)
{
	(void)state;
	struct reading reading = read_text("a: !!int \"7\"\nb: !!float 1\nc: !!bool 'true'\n");
	assert_true(reading.fine);
	assert_int_equal(kind_at(&reading, "a"), SCALAR_INT);
	assert_int_equal(kind_at(&reading, "b"), SCALAR_FLOAT);
	assert_int_equal(kind_at(&reading, "c"), SCALAR_BOOL);
	assert_null(node_at(root_of(&reading), "a")->tag);
	drop(&reading);
	reading = read_text("a: !!int seven\n");
	assert_refused(&reading, "wrong-tag", 1, 4);
	drop(&reading);
}

void test_yaml__reset_and_override_are_kept(void **state)
{
	(void)state;
	struct reading reading = read_text("a: !reset null\nb: !override [1]\nc: !override {}\n");
	assert_true(reading.fine);
	assert_string_equal(node_at(root_of(&reading), "a")->tag, "!reset");
	assert_string_equal(node_at(root_of(&reading), "b")->tag, "!override");
	assert_string_equal(node_at(root_of(&reading), "c")->tag, "!override");
	drop(&reading);
}

void test_yaml__foreign_tags_are_warned_about(void **state)
{
	(void)state;
	struct reading reading = read_text("a: !vault x\n");
	assert_true(reading.fine);
	assert_int_equal(reading.diags.warnings, 1);
	assert_string_equal(first_finding(&reading)->rule, "unknown-tag");
	drop(&reading);
}

void test_yaml__aliases_share_their_node(void **state)
{
	(void)state;
	struct reading reading = read_text("a: &x {k: [1, 2]}\nb: *x\nc: &x 5\nd: *x\n");
	assert_true(reading.fine);
	assert_ptr_equal(node_at(root_of(&reading), "a"), node_at(root_of(&reading), "b"));
	assert_string_equal(text_at(&reading, "d"), "5");
	drop(&reading);
}

void test_yaml__merge_keys_are_merged_away(void **state)
{
	(void)state;
	struct reading reading = read_text("x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\n"
					   "one: {<<: *x, b: 9}\n"
					   "two:\n  <<: [*x, *y]\n  d: 5\n"
					   "text: {\"<<\": 1}\n");
	assert_true(reading.fine);
	assert_string_equal(text_at(&reading, "one.a"), "1");
	assert_string_equal(text_at(&reading, "one.b"), "9");
	assert_string_equal(text_at(&reading, "two.b"), "2");
	assert_string_equal(text_at(&reading, "two.c"), "4");
	assert_string_equal(text_at(&reading, "text.<<"), "1");
	assert_int_equal(node_at(root_of(&reading), "one")->entries.count, 2);
	assert_int_equal(node_key_span(node_at(root_of(&reading), "two"), "c").line, 2);
	drop(&reading);
	reading = read_text("a: {<<: 1}\n");
	assert_refused(&reading, "merge-no-mapping", 1, 9);
	drop(&reading);
}

void test_yaml__a_file_may_hold_several_documents_or_none(void **state)
{
	(void)state;
	struct reading reading = read_text("a: 1\n---\nb: 2\n---\n");
	assert_true(reading.fine);
	assert_int_equal(reading.documents.count, 3);
	const struct node *last = reading.documents.items[2];
	assert_int_equal(last->scalar, SCALAR_NULL);
	drop(&reading);
	reading = read_text("# nothing\n");
	assert_true(reading.fine);
	assert_int_equal(reading.documents.count, 0);
	drop(&reading);
}

void test_yaml__a_utf8_mark_is_skipped(void **state)
{
	(void)state;
	struct reading reading = read_text("\xef\xbb\xbf"
					   "a: 1\n");
	assert_true(reading.fine);
	assert_int_equal(node_key_span(root_of(&reading), "a").column, 1);
	drop(&reading);
}
