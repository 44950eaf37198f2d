#include "reading.h"

static void assert_written(const struct node *node, const char *expected)
{
	AUTO_BUF struct buf out = { 0 };
	yaml_write(&out, node);
	assert_string_equal(buf_text(&out), expected);
}

static void assert_text_written(const char *text, const char *expected)
{
	struct arena *arena = arena_create();
	assert_written(node_text(arena, text), expected);
	arena_destroy(arena);
}

void test_yaml__writes_blocks_with_two_blanks(void **state)
{
	(void)state;
	struct reading reading =
		read_text("a: {b: [1, {c: d, e: []}, [x, z]], f: {}}\ng: !reset null\n"
			  "h: !override [1]\ni: !override {j: 1}\nk: 1.50\n");
	assert_true(reading.fine);
	assert_written(root_of(&reading), "a:\n  b:\n    - 1\n    - c: d\n      e: []\n"
					  "    - - x\n      - z\n  f: {}\ng: !reset null\n"
					  "h: !override\n  - 1\ni: !override\n  j: 1\nk: 1.50\n");
	drop(&reading);
}

void test_yaml__quotes_only_what_needs_it(void **state)
{
	(void)state;
	static const struct {
		const char *text, *written;
	} rows[] = {
		{ "web", "web\n" },
		{ "nginx:1.27", "nginx:1.27\n" },
		{ "-x", "-x\n" },
		{ "a#b", "a#b\n" },
		{ "caf\xc3\xa9", "caf\xc3\xa9\n" },
		{ "", "\"\"\n" },
		{ "yes", "\"yes\"\n" },
		{ "Off", "\"Off\"\n" },
		{ "22:22", "\"22:22\"\n" },
		{ "8080", "\"8080\"\n" },
		{ "0o17", "\"0o17\"\n" },
		{ "1e3", "\"1e3\"\n" },
		{ "2001-01-01", "\"2001-01-01\"\n" },
		{ "~", "\"~\"\n" },
		{ "<<", "\"<<\"\n" },
		{ "a: b", "\"a: b\"\n" },
		{ "a #b", "\"a #b\"\n" },
		{ "end:", "\"end:\"\n" },
		{ " lead", "\" lead\"\n" },
		{ "*star", "\"*star\"\n" },
		{ "- x", "\"- x\"\n" },
		{ "---", "\"---\"\n" },
		{ "tab\there", "\"tab\\there\"\n" },
		{ "q\"\\", "q\"\\\n" },
		{ "\x1b[31m", "\"\\x1b[31m\"\n" },
		{ "\xe2\x80\xa8", "\"\\L\"\n" },
		{ "\xc2\x85x", "\"\\x85x\"\n" },
		{ "$\xc2\x85x", "\"$\\x85x\"\n" },
		{ "ab\xc2\x85\xe2\x80\xa9", "\"ab\\x85\\P\"\n" },
		{ "two\nlines", "|-\n  two\n  lines\n" },
		{ "two\n\nlines\n", "|\n  two\n\n  lines\n" },
		{ "end\n\n", "|+\n  end\n\n" },
		{ "\nlead", "\"\\nlead\"\n" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_text_written(rows[i].text, rows[i].written);
}

/* Texts that a plain scalar would not carry as they are. */
static const char *const hard_texts[] = {
	"a",
	"",
	"yes",
	"-",
	"--- x",
	"a\nb",
	"a\nb\n\n",
	" a\nb",
	"\n",
	"#x",
	"x # y",
	"'",
	"\"",
	"\\",
	"!x",
	"&x",
	"%x",
	"@x",
	"`",
	"?",
	"? x",
	":",
	"a:b",
	"[",
	"{}",
	"\t",
	"a\r\nb",
	"\xe2\x80\xa9",
	"\xef\xbb\xbfx",
	"\x7f",
	"0x1f",
	"1:2:3",
	"=",
	"line\n\ttab\n",
	"...",
	"null",
	"a\n \nb",
	"\xf0\x9f\x98\x80",
	"a\n---\nb",
};

void test_yaml__what_is_written_reads_back_the_same(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct node *mapping = node_mapping(arena, NO_SPAN);
	struct node *items = node_sequence(arena, NO_SPAN);
	for (size_t i = 0; i < COUNT_OF(hard_texts); i++) {
		node_set(arena, mapping, hard_texts[i], node_text(arena, hard_texts[i]));
		list_add(arena, &items->items, node_text(arena, hard_texts[i]));
	}
	node_set(arena, mapping, "items", items);
	char long_key[3000];
	memset(long_key, 'k', sizeof long_key - 1);
	long_key[sizeof long_key - 1] = '\0';
	node_set(arena, mapping, long_key, items);
	AUTO_BUF struct buf out = { 0 };
	yaml_write(&out, mapping);
	struct reading reading = read_bytes(out.data, out.length);
	assert_true(reading.fine);
	assert_true(node_equal(root_of(&reading), mapping));
	drop(&reading);
	arena_destroy(arena);
}

void test_yaml__equal_is_by_meaning(void **state)
{
	(void)state;
	struct reading left = read_text("{a: [1, 0x10, true, ~], b: 1.0}");
	struct reading same = read_text("b: 1.00\na:\n- 1\n- 16\n- True\n-\n");
	struct reading other = read_text("{a: [\"1\", 16, true, ~], b: 1.0}");
	struct reading more = read_text("{a: [1, 16, true, ~], b: 1.0, c: 1}");
	assert_true(node_equal(root_of(&left), root_of(&same)));
	assert_false(node_equal(root_of(&left), root_of(&other)));
	assert_false(node_equal(root_of(&left), root_of(&more)));
	assert_false(node_equal(root_of(&left), NULL));
	drop(&left);
	drop(&same);
	drop(&other);
	drop(&more);
}

void test_yaml__copies_are_deep(void **state)
{
	(void)state;
	struct reading reading = read_text("a: &x {b: 1}\nc: *x\n");
	struct node *copy = node_copy(reading.arena, root_of(&reading));
	node_set(reading.arena, node_get(copy, "a"), "b", node_text(reading.arena, "2"));
	assert_string_equal(node_at(copy, "a.b")->text, "2");
	assert_string_equal(node_at(copy, "c.b")->text, "1");
	assert_string_equal(node_at(root_of(&reading), "a.b")->text, "1");
	node_remove(copy, "c");
	assert_null(node_get(copy, "c"));
	assert_int_equal(node_key_span(copy, "c").line, 0);
	drop(&reading);
}

void test_yaml__walking_takes_wrong_paths(void **state)
{
	(void)state;
	struct reading reading = read_text("a: [{b: 1}]\n");
	const struct node *root = root_of(&reading);
	assert_string_equal(node_at(root, "a.0.b")->text, "1");
	assert_null(node_at(root, "a.1.b"));
	assert_null(node_at(root, "a.x"));
	assert_null(node_at(root, "a.-1"));
	assert_null(node_at(root, "a.0.b.c"));
	assert_null(node_at(NULL, "a"));
	assert_null(node_get(NULL, "a"));
	assert_null(node_get(node_at(root, "a"), "a"));
	drop(&reading);
}
