#include "reading.h"

#include <stdlib.h>
#include <time.h>

static double seconds_since(const struct timespec *start)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void assert_bad(const char *text, const char *rule, unsigned line, unsigned column)
{
	struct reading reading = read_text(text);
	assert_refused(&reading, rule, line, column);
	drop(&reading);
}

void test_yaml__syntax_errors_say_where_and_what_next(void **state)
{
	(void)state;
	struct reading reading = read_text("services:\n  web: {image: x\n  db: y\n");
	assert_false(reading.fine);
	assert_string_equal(first_finding(&reading)->rule, "yaml-syntax");
	assert_int_equal(first_finding(&reading)->notes.count, 1);
	drop(&reading);
	reading = read_text("a: b: c\n");
	assert_refused(&reading, "yaml-syntax", 1, 5);
	assert_non_null(first_finding(&reading)->remedy);
	drop(&reading);
	assert_bad("a: @x\n", "yaml-syntax", 1, 4);
	assert_bad("a: \"open\n", "yaml-syntax", 2, 1);
}

void test_yaml__duplicate_keys_are_errors_with_the_first_place(void **state)
{
	(void)state;
	struct reading reading = read_text("a: 1\nb: {c: 1, c: 2}\na: 3\n");
	assert_refused(&reading, "duplicate-key", 2, 11);
	assert_int_equal(reading.diags.errors, 2);
	const struct finding *second = reading.diags.findings.items[1];
	assert_int_equal(second->at.line, 3);
	assert_int_equal(second->notes.count, 1);
	const struct finding *note = second->notes.items[0];
	assert_int_equal(note->at.line, 1);
	drop(&reading);
}

void test_yaml__tabs_in_the_indentation_are_named(void **state)
{
	(void)state;
	assert_bad("services:\n\tweb:\n", "tab-indent", 2, 1);
	assert_bad("services:\n  web:\n  \timage: x\n", "tab-indent", 3, 3);
	assert_bad("a:\n  - x\n\t- y\n", "tab-indent", 3, 1);
}

void test_yaml__tabs_elsewhere_are_fine(void **state)
{
	(void)state;
	struct reading reading = read_text(
		"a: |\n  if x; then\n  \techo\n  fi\nb: [\n\t1,\n\t2 ]\nc:\t3\n");
	assert_true(reading.fine);
	drop(&reading);
}

void test_yaml__bytes_that_are_no_text_are_placed(void **state)
{
	(void)state;
	struct reading reading = read_bytes("a: 1\nb: \xc3\xa9\0x\n", 13);
	assert_refused(&reading, "nul-byte", 2, 5);
	drop(&reading);
	assert_bad("a: 1\nb: \x01\n", "control-character", 2, 4);
	assert_bad("a: \x7f\n", "control-character", 1, 4);
	assert_bad("a: \xc2\x9b\n", "control-character", 1, 4);
	assert_bad("a: \xc3\xa9\xff\n", "invalid-utf8", 1, 5);
	assert_bad("a: \xed\xa0\x80\n", "invalid-utf8", 1, 4);
	assert_bad("a: \"x\\0y\"\n", "nul-byte", 1, 4);
}

void test_yaml__wide_encodings_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		const char *name;
	} rows[] = {
		{ "\xff\xfe"
		  "a\0:\0",
		  6, "UTF-16" },
		{ "\xfe\xff\0a\0:", 6, "UTF-16" },
		{ "a\0:\0 \0b\0", 8, "UTF-16" },
		{ "\xff\xfe\0\0a\0\0\0", 8, "UTF-32" },
		{ "\0\0\xfe\xff\0\0\0a", 8, "UTF-32" },
		{ "\0\0\0a\0\0\0:", 8, "UTF-32" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct reading reading = read_bytes(rows[i].bytes, rows[i].length);
		assert_refused(&reading, "not-utf8", 1, 1);
		assert_non_null(strstr(first_finding(&reading)->message, rows[i].name));
		drop(&reading);
	}
}

void test_yaml__keys_must_be_scalars(void **state)
{
	(void)state;
	assert_bad("{a: 1, [b]: 2}\n", "key-not-text", 1, 8);
	assert_bad("? {a: 1}\n: 2\n", "key-not-text", 1, 3);
}

void test_yaml__aliases_need_an_anchor_above(void **state)
{
	(void)state;
	assert_bad("a: *x\nb: &x 1\n", "undefined-alias", 1, 4);
	assert_bad("a: &x [1, *x]\n", "alias-cycle", 1, 11);
	assert_bad("a: &x 1\n---\nb: *x\n", "undefined-alias", 3, 4);
}

static void assert_ends_at_once(const char *unit, size_t count)
{
	AUTO_BUF struct buf text = { 0 };
	struct timespec start;
	for (size_t i = 0; i < count; i++)
		buf_add(&text, unit);
	clock_gettime(CLOCK_MONOTONIC, &start);
	struct reading reading = read_bytes(buf_text(&text), text.length);
	assert_false(reading.fine);
	assert_string_equal(first_finding(&reading)->rule, "yaml-limit");
	assert_true(seconds_since(&start) < 1.0);
	assert_true(arena_size(reading.arena) < 4 * text.length + (1 << 20));
	drop(&reading);
}

void test_yaml__deep_nesting_ends_at_once(void **state)
{
	(void)state;
	assert_ends_at_once("[", 200 << 10);
	assert_ends_at_once("{", 200 << 10);
	assert_ends_at_once("[\n", 100 << 10);
	assert_ends_at_once("- ", 100 << 10);
	assert_ends_at_once("? ", 100 << 10);
	assert_ends_at_once("{a: ", 50 << 10);
}

void test_yaml__depth_64_is_the_last_that_passes(void **state)
{
	(void)state;
	char text[2 * (YAML_DEPTH_LIMIT + 1) + 1] = "";
	for (size_t depth = YAML_DEPTH_LIMIT; depth <= YAML_DEPTH_LIMIT + 1; depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		text[2 * depth] = '\0';
		struct reading reading = read_text(text);
		assert_int_equal(reading.fine, depth == YAML_DEPTH_LIMIT);
		drop(&reading);
	}
}

void test_yaml__alias_bombs_end_at_once(void **state)
{
	(void)state;
	AUTO_BUF struct buf text = { 0 };
	struct timespec start;
	buf_add(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 10; i++) {
		buf_printf(&text, "a%d: &a%d [", i, i);
		for (int j = 0; j < 9; j++)
			buf_printf(&text, "%s*a%d", j ? "," : "", i - 1);
		buf_add(&text, "]\n");
	}
	clock_gettime(CLOCK_MONOTONIC, &start);
	struct reading reading = read_text(buf_text(&text));
	assert_refused(&reading, "yaml-limit", 6, 10);
	assert_true(seconds_since(&start) < 1.0);
	assert_true(arena_size(reading.arena) < 1 << 20);
	drop(&reading);
}

void test_yaml__counts_are_limited(void **state)
{
	(void)state;
	AUTO_BUF struct buf text = { 0 };
	for (int i = 0; i < YAML_NODE_LIMIT + 1; i++)
		buf_add(&text, "- 1\n");
	struct reading reading = read_text(buf_text(&text));
	assert_refused(&reading, "yaml-limit", YAML_NODE_LIMIT, 3);
	drop(&reading);
	buf_reset(&text);
	for (int i = 0; i < YAML_ANCHOR_LIMIT + 1; i++)
		buf_printf(&text, "- &a%d 1\n", i);
	reading = read_text(buf_text(&text));
	assert_refused(&reading, "yaml-limit", YAML_ANCHOR_LIMIT + 1, 3);
	drop(&reading);
}

void test_yaml__sizes_are_limited(void **state)
{
	(void)state;
	size_t length = YAML_FILE_LIMIT + 1;
	char *text = malloc(length);
	memset(text, 'x', length);
	struct reading reading = read_bytes(text, length);
	assert_refused(&reading, "yaml-limit", 1, 1);
	drop(&reading);
	reading = read_bytes(text, YAML_SCALAR_LIMIT + 1);
	assert_refused(&reading, "yaml-limit", 1, 1);
	drop(&reading);
	reading = read_bytes(text, YAML_SCALAR_LIMIT);
	assert_true(reading.fine);
	drop(&reading);
	free(text);
}

void test_yaml__findings_stop_at_their_cap(void **state)
{
	(void)state;
	AUTO_BUF struct buf text = { 0 };
	for (int i = 0; i < 100; i++)
		buf_add(&text, "a: 1\n");
	struct reading reading = read_text(buf_text(&text));
	assert_int_equal(reading.diags.findings.count, DIAGS_LIMIT);
	assert_false(reading.fine);
	drop(&reading);
}

/* Any cut of a text that uses everything must be answered, never crash. */
void test_yaml__every_cut_is_survived(void **state)
{
	(void)state;
	static const char text[] = "a: &x {b: [1, \"q\\n\", 'r'], c: !reset ~}\nd:\n  <<: *x\n  "
				   "e: |\n    lit\n  ? f\n  : >-\n    fold\n---\n- *y\n...\n";
	for (size_t length = 0; length < sizeof text - 1; length++) {
		struct reading reading = read_bytes(text, length);
		assert_true(reading.fine || reading.diags.errors > 0);
		drop(&reading);
	}
}
