#include "place.h"

static struct environment *parsed_as(struct place *place, const char *text,
				     enum dotenv_format format, bool *ret_fine)
{
	struct environment *into = environment_create(place->arena, place->loading.environment);
	uint32_t file = sources_add(&place->sources, ".env", NULL, text, strlen(text));
	*ret_fine = dotenv_parse(&place->loading, file, format, into);
	return into;
}

static void open_with_outer(struct place *place)
{
	place_open(place);
	place_variable(place, "OUTER=out");
	place_begin(place);
}

void test_load__env_files_speak_the_whole_grammar(void **state)
{
	(void)state;
	static const struct {
		const char *text, *value; /* of A */
	} rows[] = {
		{ "A=b", "b" },
		{ "A=b\r\n", "b" },
		{ "\xef\xbb\xbf"
		  "A=b",
		  "b" },
		{ "export A=b", "b" },
		{ "export\tA=b", "b" },
		{ "A: b", "b" },
		{ "  A = b c  ", "b c" },
		{ "A=", "" },
		{ "A= # nothing", "" },
		{ "A=b#c", "b#c" },
		{ "A=b # c", "b" },
		{ "A='b # c' # d", "b # c" },
		{ "A='$OUTER\\n'", "$OUTER\\n" },
		{ "A='it\\'s'", "it's" },
		{ "A=\"x\\ny\\t\\\"q\\\"\"", "x\ny\t\"q\"" },
		{ "A=\"\\$OUTER $OUTER\"", "$OUTER out" },
		{ "A=\"two\nlines\"", "two\nlines" },
		{ "A='two\nlines'", "two\nlines" },
		{ "A=$OUTER-${OUTER}", "out-out" },
		{ "A=${MISSING:-x}", "x" },
		{ "A=$$OUTER", "$OUTER" },
		{ "B=1\nA=$B$B", "11" },
		{ "# c\n\n#A=x\nA=b", "b" },
		{ "A=1\nA=2", "2" },
		{ "A=a=b=c", "a=b=c" },
		{ "B.x-y=1\nA=b", "b" },
		{ "A=\"\"", "" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct place place;
		bool fine;
		open_with_outer(&place);
		struct environment *into = parsed_as(&place, rows[i].text, DOTENV_EXPANDED, &fine);
		if (!fine || !text_equal(environment_value(into, "A"), rows[i].value))
			fail_msg("%s gives %s", rows[i].text,
				 text_or(environment_value(into, "A"), "nothing"));
		place_close(&place);
	}
}

void test_load__bare_names_inherit(void **state)
{
	(void)state;
	struct place place;
	bool fine;
	open_with_outer(&place);
	struct environment *into =
		parsed_as(&place, "OUTER\nMISSING\nB=1\n", DOTENV_EXPANDED, &fine);
	assert_true(fine);
	assert_true(map_has(&into->definitions, "OUTER"));
	assert_false(map_has(&into->definitions, "MISSING"));
	place_close(&place);
}

void test_load__raw_env_files_take_all_as_it_is(void **state)
{
	(void)state;
	struct place place;
	bool fine;
	open_with_outer(&place);
	struct environment *into =
		parsed_as(&place, "A='$OUTER' # x\r\nB= \"y\n", DOTENV_RAW, &fine);
	assert_true(fine);
	assert_string_equal(environment_value(into, "A"), "'$OUTER' # x");
	assert_string_equal(environment_value(into, "B"), " \"y");
	place_close(&place);
}

void test_load__wrong_env_lines_are_placed_without_their_values(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where;
	} rows[] = {
		{ "A=1\n=hunter2\n", ".env:2:1" },    { "A=1\nB C=hunter2\n", ".env:2:3" },
		{ "A='hunter2\n", ".env:1:3" },       { "A=\"hunter2\" x\n", ".env:1:13" },
		{ "\xc3\xa9=hunter2\n", ".env:1:1" }, { "A=${hunter2\n", ".env:1:3" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct place place;
		bool fine;
		open_with_outer(&place);
		parsed_as(&place, rows[i].text, DOTENV_EXPANDED, &fine);
		assert_false(fine);
		const struct finding *finding = place.diags.findings.items[0];
		assert_string_equal(span_text(&place.sources, finding->at, place.arena),
				    rows[i].where);
		assert_null(strstr(finding->message, "hunter2"));
		place_close(&place);
	}
}

void test_load__one_wrong_env_line_does_not_hide_the_next(void **state)
{
	(void)state;
	struct place place;
	bool fine;
	open_with_outer(&place);
	struct environment *into =
		parsed_as(&place, "? x\nA=1\n! y\nB=2\n", DOTENV_EXPANDED, &fine);
	assert_false(fine);
	assert_int_equal(place.diags.errors, 2);
	assert_string_equal(environment_value(into, "B"), "2");
	place_close(&place);
}

void test_load__env_files_cannot_grow_without_end(void **state)
{
	(void)state;
	struct place place;
	AUTO_BUF struct buf text = { 0 };
	bool fine;
	open_with_outer(&place);
	buf_add(&text, "A0=xxxxxxxxxx\n");
	for (int i = 1; i < 64; i++)
		buf_printf(&text, "A%d=$A%d$A%d\n", i, i - 1, i - 1);
	parsed_as(&place, buf_text(&text), DOTENV_EXPANDED, &fine);
	assert_false(fine);
	assert_non_null(place_finding(&place, "interpolation-limit"));
	assert_true(arena_size(place.arena) < (64u << 20));
	place_close(&place);
}

void test_load__the_environment_beats_the_env_file(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "A=file\nB=file\nC=$A\n");
	place_variable(&place, "A=process");
	place_begin(&place);
	const struct environment *environment = place.loading.environment;
	assert_string_equal(environment_value(environment, "A"), "process");
	assert_string_equal(environment_value(environment, "B"), "file");
	assert_string_equal(environment_value(environment, "C"), "process");
	assert_int_equal(environment_find(environment, "A")->at.file, 0);
	assert_int_equal(environment_find(environment, "B")->at.line, 2);
	place_close(&place);
}

void test_load__named_env_files_replace_the_default_one(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "A=default\nD=default\n");
	place_write(&place, "one.env", "A=one\nB=one\n");
	place_write(&place, "two.env", "B=two\n");
	place_variable(&place, "COMPOSE_ENV_FILES=one.env,two.env");
	place_begin(&place);
	assert_string_equal(environment_value(place.loading.environment, "A"), "one");
	assert_string_equal(environment_value(place.loading.environment, "B"), "two");
	assert_null(environment_value(place.loading.environment, "D"));
	list_add(place.arena, &place.options.environment_files, arena_copy(place.arena, ".env"));
	place_begin(&place);
	assert_string_equal(environment_value(place.loading.environment, "A"), "default");
	place_close(&place);
}

void test_load__missing_env_files_are_errors_only_when_named(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_begin(&place);
	assert_int_equal(place.diags.errors, 0);
	place_write(&place, ".env/bin/python", "");
	place_begin(&place);
	assert_int_equal(place.diags.errors, 0);
	list_add(place.arena, &place.options.environment_files, arena_copy(place.arena, "no.env"));
	place_begin(&place);
	assert_non_null(place_finding(&place, "env-file"));
	place_close(&place);
}

void test_load__the_default_env_file_can_be_switched_off(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "A=1\n");
	place_variable(&place, "COMPOSE_DISABLE_ENV_FILE=1");
	place_begin(&place);
	assert_null(environment_value(place.loading.environment, "A"));
	place_close(&place);
}
