#include "place.h"

static char *expanded(struct place *place, const char *text)
{
	AUTO_BUF struct buf out = { 0 };
	struct template template = { .loading = &place->loading,
				     .environment = place->loading.environment,
				     .text = text,
				     .at = { 1, 7, 5, 0 },
				     .is_exact = true,
				     .is_mentioned = true };
	if (!template_expand(&template, text, strlen(text), &out))
		return NULL;
	return buf_to_arena(&out, place->arena);
}

static void open_with_variables(struct place *place)
{
	place_open(place);
	place_variable(place, "V=value");
	place_variable(place, "EMPTY=");
	place_variable(place, "_u9=under");
	place_variable(place, "DOLLAR=$V");
	place_begin(place);
}

void test_load__every_form_of_a_variable(void **state)
{
	(void)state;
	static const struct {
		const char *text, *result;
	} rows[] = {
		{ "plain", "plain" },
		{ "$V", "value" },
		{ "a$V.b", "avalue.b" },
		{ "${V}", "value" },
		{ "$_u9", "under" },
		{ "$V-x", "value-x" },
		{ "$$V", "$V" },
		{ "$$$V", "$value" },
		{ "$DOLLAR", "$V" },
		{ "${V:-d}", "value" },
		{ "${U:-d}", "d" },
		{ "${EMPTY:-d}", "d" },
		{ "${EMPTY-d}", "" },
		{ "${U-d}", "d" },
		{ "${U:-}", "" },
		{ "${V:+a}", "a" },
		{ "${EMPTY:+a}", "" },
		{ "${EMPTY+a}", "a" },
		{ "${U:+a}", "" },
		{ "${U+a}", "" },
		{ "${V:?e}", "value" },
		{ "${EMPTY?e}", "" },
		{ "${U:-${W:-${V}}}", "value" },
		{ "${U:-$V}x", "valuex" },
		{ "${U:-a${W:-b}c}d", "abcd" },
		{ "${V:+${U:-x}}", "x" },
		{ "${U:-a:-b?c}", "a:-b?c" },
		{ "${U:-$$x}", "$x" },
		{ "${U:-{a}}", "{a}" },
		{ "${V:-${U:?no}}", "value" },
		{ "${U:-http://h:80/?q}", "http://h:80/?q" },
		{ "$", "$" },
		{ "a $ b", "a $ b" },
		{ "$1", "$1" },
		{ "$-$V", "$-value" },
		{ "$$$", "$$" },
		{ "$V${U:-$}", "value$" },
		{ "\xc3\xa9${V}\xc3\xa9", "\xc3\xa9value\xc3\xa9" },
	};
	struct place place;
	open_with_variables(&place);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *result = expanded(&place, rows[i].text);
		if (!text_equal(result, rows[i].result))
			fail_msg("%s became %s", rows[i].text, text_or(result, "an error"));
	}
	assert_int_equal(place.diags.errors, 0);
	place_close(&place);
}

void test_load__wrong_forms_are_placed(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned column;
	} rows[] = {
		{ "a ${ b", 7 }, { "\xc3\xa9${1", 6 },  { "${", 5 },        { "x${V", 6 },
		{ "${}", 5 },    { "${1}", 5 },         { "${V:}", 5 },     { "${V!x}", 5 },
		{ "${V:=x}", 5 }, { "${ V}", 5 },       { "${V }", 5 },     { "$V${U:-${}}", 12 },
		{ "${U:-${V}", 5 },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct place place;
		open_with_variables(&place);
		assert_null(expanded(&place, rows[i].text));
		const struct finding *finding = place_finding(&place, "invalid-interpolation");
		assert_non_null(finding);
		assert_int_equal(finding->at.line, 7);
		if (finding->at.column != rows[i].column)
			fail_msg("%s is placed at %u", rows[i].text, (unsigned)finding->at.column);
		assert_non_null(finding->remedy);
		place_close(&place);
	}
}

void test_load__required_variables_say_why(void **state)
{
	(void)state;
	struct place place;
	open_with_variables(&place);
	assert_null(expanded(&place, "x ${U:?set $V first}"));
	const struct finding *finding = place_finding(&place, "required-variable");
	assert_non_null(strstr(finding->message, "U is required but not set: set value first"));
	assert_int_equal(finding->at.column, 7);
	place_close(&place);
	open_with_variables(&place);
	assert_null(expanded(&place, "${EMPTY:?}"));
	assert_non_null(strstr(place_finding(&place, "required-variable")->message, "but empty"));
	place_close(&place);
}

void test_load__unset_variables_are_warned_about_once(void **state)
{
	(void)state;
	struct place place;
	open_with_variables(&place);
	assert_string_equal(expanded(&place, "a${U}b$U"), "ab");
	assert_string_equal(expanded(&place, "c$U"), "c");
	assert_int_equal(place.diags.warnings, 1);
	assert_int_equal(place_finding(&place, "unset-variable")->at.column, 6);
	assert_string_equal(expanded(&place, "${X:-$W}"), "");
	assert_int_equal(place.diags.warnings, 2);
	place_close(&place);
}

void test_load__mentions_know_their_defaults(void **state)
{
	(void)state;
	struct place place;
	open_with_variables(&place);
	expanded(&place, "${A:-one} ${B:+two} ${V:?must} $A ${V:-${HIDDEN:-deep}}");
	const struct map *mentions = &place.loading.mentions;
	assert_int_equal(mentions->count, 4);
	const struct mention *first = map_get(mentions, "A");
	assert_string_equal(first->variable.default_text, "one");
	assert_null(first->variable.value);
	const struct mention *second = map_get(mentions, "B");
	assert_string_equal(second->variable.alternate_text, "two");
	const struct mention *third = map_get(mentions, "V");
	assert_true(third->variable.required);
	assert_string_equal(third->variable.value, "value");
	assert_non_null(map_get(mentions, "HIDDEN"));
	place_close(&place);
}

void test_load__nesting_of_variables_is_limited(void **state)
{
	(void)state;
	struct place place;
	AUTO_BUF struct buf text = { 0 };
	open_with_variables(&place);
	for (int i = 0; i < 5000; i++)
		buf_add(&text, "${U:-");
	for (int i = 0; i < 5000; i++)
		buf_add_char(&text, '}');
	assert_null(expanded(&place, buf_text(&text)));
	assert_non_null(place_finding(&place, "interpolation-limit"));
	place_close(&place);
}
