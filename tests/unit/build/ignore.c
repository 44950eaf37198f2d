#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clau/build.h"
#include "ignore.h"

struct row {
	const char *rules, *path;
	bool ignored;
};

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_create();
		struct ignore_rules *rules =
			ignore_parse(arena, rows[i].rules, strlen(rows[i].rules));
		bool ignored = ignore_matches(rules, rows[i].path);

		if (ignored != rows[i].ignored)
			fail_msg("`%s` on %s: ignored is %d", rows[i].rules, rows[i].path, ignored);
		assert_null(ignore_trouble(rules));
		arena_destroy(arena);
	}
}

void test_build__ignore_plain_names(void **state)
{
	static const struct row rows[] = {
		{ "", "a", false },         { "a", "a", true },       { "a", "b/a", false },
		{ "a", "ab", false },       { "a", "a/b/c", true },   { "a/b", "a/b/c", true },
		{ "a/b", "a", false },      { "a/b", "a/bc", false }, { "a.c", "abc", false },
		{ "a+(b)", "a+(b)", true }, { "ä", "ä", true },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_lines_are_cleaned(void **state)
{
	static const struct row rows[] = {
		{ "/a", "a", true },
		{ "a/", "a/b", true },
		{ "./a", "a", true },
		{ "a//b", "a/b", true },
		{ "a/../b", "b", true },
		{ "  a\t\r\n", "a", true },
		{ "\n\n a \n", "a", true },
		{ "\xEF\xBB\xBF"
		  "a",
		  "a", true },
		{ "../a", "a", false },
		{ "/", "a", false },
		{ ".", "a", false },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_comments_start_in_the_first_column(void **state)
{
	static const struct row rows[] = {
		{ "#a", "#a", false },
		{ " #a", "#a", true },
		{ "# x\nb", "b", true },
		{ "\\#a", "#a", true },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_star_and_question_mark_stop_at_a_slash(void **state)
{
	static const struct row rows[] = {
		{ "*", "a", true },
		{ "*", "a/b", true }, /* by its parent */
		{ "*.md", "x.md", true },
		{ "*.md", "a/x.md", false },
		{ "*/*", "a", false },
		{ "*/*", "a/b", true },
		{ "a*b", "a/b", false },
		{ "a*b", "ab", true },
		{ "a?b", "a/b", false },
		{ "a?b", "axb", true },
		{ "a?b", "aäb", true },
		{ "?", "", false },
		{ "*/temp*", "x/temporary.txt", true },
		{ "*/temp*", "x/y/temp", false },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_double_star(void **state)
{
	static const struct row rows[] = {
		{ "**", "a/b/c", true },
		{ "**", "a", true },
		{ "**/a", "a", true },
		{ "**/a", "x/y/a", true },
		{ "**/a", "x/ya", false },
		{ "**/a", "x/a/z", true },
		{ "**a", "x/ya", true },
		{ "**/*.go", "a.go", true },
		{ "**/*.go", "x/y/a.go", true },
		{ "**/*.go", "x/y/a.c", false },
		{ "a/**", "a/b/c", true },
		{ "a/**", "a", false },
		{ "a**", "ab/c", true },
		{ "a/**/b", "a/b", true },
		{ "a/**/b", "a/x/y/b", true },
		{ "a/**/b", "a/xb", false },
		{ "a/**/b/**/c", "a/b/c", true },
		{ "a/**/b/**/c", "a/c", false },
		{ "**/**/**", "x", true },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_classes(void **state)
{
	static const struct row rows[] = {
		{ "[ab]", "a", true },      { "[ab]", "c", false },    { "[a-c]x", "bx", true },
		{ "[^a-c]x", "bx", false }, { "[^a-c]x", "dx", true }, { "[\\]]", "]", true },
		{ "[α-ω]", "λ", true },     { "x]", "x]", true },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_the_last_rule_wins(void **state)
{
	static const struct row rows[] = {
		{ "*\n!a", "a", false },
		{ "*\n!a", "b", true },
		{ "!a\n*", "a", true },
		{ "*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true },
		{ "*.md\n!README*.md\nREADME-secret.md", "README-x.md", false },
		{ "a\n!a/b", "a/b", false },
		{ "a\n!a/b", "a/b/c", false },
		{ "a\n!a/b", "a/c", true },
		{ "*\n! src ", "src/x", false },
		{ "*\n!/src/", "src/x", false },
		{ "**/node_modules\n!keep/node_modules", "keep/node_modules/x", false },
	};
	(void)state;
	check(rows, COUNT_OF(rows));
}

void test_build__ignore_says_which_line_is_no_pattern(void **state)
{
	static const char *const bad[] = { "a\n[", "a\n[]", "a\n[a",   "a\n[a-",
					   "a\n!", "a\n\\", "a\n[-a]", "a\n[b-]" };
	(void)state;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct arena *arena = arena_create();
		struct ignore_rules *rules = ignore_parse(arena, bad[i], strlen(bad[i]));

		assert_non_null(ignore_trouble(rules));
		assert_true(text_starts(ignore_trouble(rules), "line 2: "));
		arena_destroy(arena);
	}
}

void test_build__ignore_tells_where_a_rule_may_take_back(void **state)
{
	struct arena *arena = arena_create();
	const char *text = "*\n!a/b/c";
	struct ignore_rules *rules = ignore_parse(arena, text, strlen(text));
	(void)state;

	assert_true(ignore_may_reenter(rules, "a"));
	assert_true(ignore_may_reenter(rules, "a/b"));
	assert_false(ignore_may_reenter(rules, "a/bc"));
	assert_false(ignore_may_reenter(rules, "x"));
	text = "*\n!**/keep";
	rules = ignore_parse(arena, text, strlen(text));
	assert_true(ignore_may_reenter(rules, "x"));
	arena_destroy(arena);
}

void test_build__ignore_many_stars_end_soon(void **state)
{
	struct arena *arena = arena_create();
	char path[4001];
	AUTO_BUF struct buf text = { 0 };
	struct ignore_rules *rules;
	(void)state;

	for (int i = 0; i < 200; i++)
		buf_add(&text, "**/*a");
	buf_add(&text, "b");
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	rules = ignore_parse(arena, buf_text(&text), text.length);
	assert_false(ignore_matches(rules, path));
	arena_destroy(arena);
}

void test_build__ignore_text_without_an_end(void **state)
{
	struct arena *arena = arena_create();
	static const char bytes[] = { 'a', '\0', 'b', '\n', (char)0xC3, '\n', 'c' };
	struct ignore_rules *rules = ignore_parse(arena, bytes, sizeof(bytes));
	(void)state;

	assert_true(ignore_matches(rules, "c"));
	assert_true(ignore_matches(rules, "\xC3"));
	assert_false(ignore_matches(rules, "\xC4"));
	arena_destroy(arena);
}
