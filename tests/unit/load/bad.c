#include "place.h"

#include <time.h>

static void assert_bad(const char *text, const char *rule, const char *where)
{
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", text);
	assert_fails(&place, rule, where);
	place_close(&place);
}

static void assert_bad_bytes(const char *text, size_t length, const char *rule, const char *where)
{
	struct place place;
	place_open(&place);
	place_write_bytes(&place, "clau.yaml", text, length);
	assert_fails(&place, rule, where);
	place_close(&place);
}

void test_load__what_is_no_yaml_is_refused(void **state)
{
	(void)state;
	assert_bad("services: [\n", "yaml-syntax", "clau.yaml:2:1");
	assert_bad("services:\n  a: {image: x\n  b: y\n", "yaml-syntax", "clau.yaml:3:4");
	assert_bad("services:\n\ta:\n", "tab-indent", "clau.yaml:2:1");
	assert_bad("services:\n  a: {image: i}\n  a: {image: j}\n", "duplicate-key",
		   "clau.yaml:3:3");
	assert_bad("services: {a: {image: \xff}}\n", "invalid-utf8", "clau.yaml:1:23");
	assert_bad_bytes("services:\n  a: \0", 16, "nul-byte", "clau.yaml:2:6");
	assert_bad_bytes("\xff\xfes\0e\0", 6, "not-utf8", "clau.yaml:1:1");
}

void test_load__files_without_a_project_are_refused(void **state)
{
	(void)state;
	assert_bad("", "empty-file", "clau.yaml:1:1");
	assert_bad("# nothing\n---\n", "empty-file", "clau.yaml:1:1");
	assert_bad("- a\n", "not-a-mapping", "clau.yaml:1:1");
	assert_bad("just text\n", "not-a-mapping", "clau.yaml:1:1");
}

void test_load__keys_and_types_are_checked(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services:\n  web:\n    image: i\n    enviroment: {A: 1}\n");
	assert_fails(&place, "unknown-key", "clau.yaml:4:5");
	const struct finding *finding = place_finding(&place, "unknown-key");
	assert_non_null(strstr(text_or(finding->remedy, finding->message), "environment"));
	place_close(&place);
	assert_bad("services: {web: {image: i, privileged: maybe}}\n", "bad-value",
		   "clau.yaml:1:40");
	assert_bad("services: {web: {image: [i]}}\n", "wrong-type", "clau.yaml:1:25");
	assert_bad("services: []\n", "wrong-type", "clau.yaml:1:11");
}

void test_load__references_must_be_defined(void **state)
{
	(void)state;
	assert_bad("services: {a: {image: i, networks: [nowhere]}}\n", "undefined-reference",
		   "clau.yaml:1:37");
	assert_bad("services: {a: {image: i, volumes: [\"none:/d\"]}}\n", "undefined-reference",
		   "clau.yaml:1:36");
	assert_bad("services: {a: {image: i, secrets: [none]}}\n", "undefined-reference",
		   "clau.yaml:1:36");
	assert_bad("services: {a: {image: i, configs: [none]}}\n", "undefined-reference",
		   "clau.yaml:1:36");
	assert_bad("services: {a: {image: i, depends_on: [none]}}\n", "undefined-reference",
		   "clau.yaml:1:39");
}

void test_load__cycles_are_refused(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(
		&place, "clau.yaml",
		"services:\n  a: {image: i, depends_on: [b]}\n  b: {image: i, depends_on: [c]}\n"
		"  c: {image: i, depends_on: [a]}\n");
	assert_null(place_load(&place));
	const struct finding *finding = place_finding(&place, "dependency-cycle");
	assert_non_null(finding);
	assert_true(finding->at.line >= 2);
	place_close(&place);
}

void test_load__several_mistakes_are_told_in_one_run(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services:\n  a: {image: i, imgae: x}\n  b: {image: i, tty: [1]}\n"
		    "  c: {image: i, networks: [none]}\n");
	assert_null(place_load(&place));
	assert_non_null(place_finding(&place, "unknown-key"));
	assert_non_null(place_finding(&place, "wrong-type"));
	assert_non_null(place_finding(&place, "undefined-reference"));
	place_close(&place);
}

void test_load__required_variables_stop_the_load(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services:\n  a:\n    image: i\n    ports: [\"${PORT:?choose one}:80\"]\n");
	assert_fails(&place, "required-variable", "clau.yaml:4:14");
	assert_int_equal(place.diags.errors, 1);
	place_close(&place);
	assert_bad("services: {a: {image: \"a${\"}}\n", "invalid-interpolation", "clau.yaml:1:25");
}

void test_load__a_bad_value_tells_its_variable(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "# here\nTTY=perhaps\n");
	place_write(&place, "clau.yaml", "services: {a: {image: i, tty: \"$TTY\"}}\n");
	assert_fails(&place, "bad-value", "clau.yaml:1:31");
	const struct finding *finding = place_finding(&place, "bad-value");
	assert_int_equal(finding->notes.count, 1);
	const struct finding *note = finding->notes.items[0];
	assert_string_equal(span_text(&place.sources, note->at, place.arena), ".env:2:1");
	assert_non_null(strstr(note->message, "TTY"));
	place_variable(&place, "TTY=never");
	place.diags.findings.count = 0;
	assert_fails(&place, "bad-value", "clau.yaml:1:31");
	note = place_finding(&place, "bad-value")->notes.items[0];
	assert_int_equal(note->at.file, 0);
	assert_non_null(strstr(note->message, "environment"));
	place_close(&place);
}

void test_load__values_of_secret_variables_are_not_told(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "API_TOKEN=hunter2\nSIZE=big\n");
	place_write(&place, "clau.yaml",
		    "services:\n  a: {image: i, mem_limit: \"${API_TOKEN}\"}\n"
		    "  b: {image: i, mem_limit: \"${SIZE}\"}\n"
		    "  c: {image: i, ports: [\"${API_TOKEN:?no}:x\"]}\n");
	assert_fails(&place, "bad-value", "clau.yaml:2:28");
	bool told = false;
	for (LIST_EACH(const struct finding, finding, &place.diags.findings)) {
		assert_null(strstr(finding->message, "hunter2"));
		assert_null(strstr(text_or(finding->remedy, ""), "hunter2"));
		told |= strstr(finding->message, "big") != NULL;
	}
	assert_true(told);
	assert_true(place.diags.errors >= 3);
	place_close(&place);
}

void test_load__named_files_must_be_there(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_file(&place, "none.yml");
	place_file(&place, "neither.yml");
	assert_fails(&place, "no-file", "");
	assert_int_equal(place.diags.errors, 2);
	place_close(&place);
	place_open(&place);
	place_write(&place, "dir/x", "");
	place_file(&place, "dir");
	assert_fails(&place, "file-unreadable", "");
	place_close(&place);
}

static void assert_ends_at_once(const char *text, const char *rule)
{
	struct place place;
	struct timespec start, end;
	place_open(&place);
	place_write(&place, "clau.yaml", text);
	clock_gettime(CLOCK_MONOTONIC, &start);
	assert_null(place_load(&place));
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_non_null(place_finding(&place, rule));
	assert_true(end.tv_sec - start.tv_sec < 3);
	assert_true(arena_size(place.arena) < (200u << 20));
	place_close(&place);
}

void test_load__bombs_end_at_once(void **state)
{
	(void)state;
	AUTO_BUF struct buf text = { 0 };
	for (int i = 0; i < 200 << 10; i++)
		buf_add_char(&text, '[');
	assert_ends_at_once(buf_text(&text), "yaml-limit");
	buf_reset(&text);
	buf_add(&text, "x-a0: &a0 {k: 1}\n");
	for (int i = 1; i < 30; i++)
		buf_printf(&text, "x-a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
	assert_ends_at_once(buf_text(&text), "yaml-limit");
	buf_reset(&text);
	buf_add(&text, "services:\n  base: {image: i, labels: {");
	for (int i = 0; i < 20000; i++)
		buf_printf(&text, "k%d: v,", i);
	buf_add(&text, "}}\n");
	for (int i = 0; i < 10000; i++)
		buf_printf(&text, "  s%d: {extends: base}\n", i);
	assert_ends_at_once(buf_text(&text), "project-too-large");
	buf_reset(&text);
	buf_add(&text, "services: {a: {image: i}}\nx-all: [");
	for (int i = 0; i < 4000; i++)
		buf_add(&text, "\"$BIG$BIG$BIG$BIG\",");
	buf_add(&text, "]\n");
	struct place place;
	place_open(&place);
	char *big = arena_alloc(place.arena, 16001);
	memset(big, 'x', 16000);
	memcpy(big, "BIG=", 4);
	place_variable(&place, big);
	place_write(&place, "clau.yaml", buf_text(&text));
	assert_null(place_load(&place));
	assert_non_null(place_finding(&place, "interpolation-limit"));
	assert_true(arena_size(place.arena) < (64u << 20));
	place_close(&place);
}

void test_load__ranges_of_ports_are_bounded(void **state)
{
	(void)state;
	assert_ends_at_once("services:\n"
			    "  a: {image: i, ports: ['1-30000:1-30000']}\n"
			    "  b: {image: i, ports: ['1-30000:1-30000/udp']}\n",
			    "too-many-ports");
}

/* A service of `count` labels. */
static void write_large(struct place *place, const char *name, int count)
{
	AUTO_BUF struct buf text = { 0 };
	buf_add(&text, "services:\n  a:\n    image: i\n    labels:\n");
	for (int i = 0; i < count; i++)
		buf_printf(&text, "      k%d: v\n", i);
	place_write(place, name, buf_text(&text));
}

void test_load__small_files_over_a_large_one_cost_little(void **state)
{
	struct place place;
	(void)state;
	place_open(&place);
	write_large(&place, "clau.yaml", 20000);
	place_write(&place, "small.yaml", "services: {a: {user: me}}\n");
	place_file(&place, "clau.yaml");
	for (int i = 0; i < 200; i++)
		place_file(&place, "small.yaml");
	assert_text_at(place_load_fine(&place), "services.a.user", "me");
	assert_true(arena_size(place.arena) < (64u << 20));
	place_close(&place);
}

void test_load__one_file_again_and_again_is_bounded(void **state)
{
	struct place place;
	(void)state;
	place_open(&place);
	write_large(&place, "clau.yaml", 20000);
	for (int i = 0; i < 1000; i++)
		place_file(&place, "clau.yaml");
	assert_null(place_load(&place));
	assert_non_null(place_finding(&place, "project-too-large"));
	assert_true(arena_size(place.arena) < (200u << 20));
	place_close(&place);
}

void test_load__env_files_are_bounded_together(void **state)
{
	struct place place;
	AUTO_BUF struct buf file = { 0 }, text = { 0 };
	(void)state;
	place_open(&place);
	for (int i = 0; i < 20000; i++)
		buf_printf(&file, "K%d=v\n", i);
	place_write(&place, "big.env", buf_text(&file));
	buf_add(&text, "services:\n");
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "  s%d: {image: i, env_file: big.env}\n", i);
	place_write(&place, "clau.yaml", buf_text(&text));
	assert_null(place_load(&place));
	assert_non_null(place_finding(&place, "project-too-large"));
	assert_true(arena_size(place.arena) < (256u << 20));
	place_close(&place);
}

void test_load__a_thousand_mistakes_cost_little(void **state)
{
	struct place place;
	AUTO_BUF struct buf text = { 0 };
	(void)state;
	place_open(&place);
	buf_add(&text, "services:\n");
	for (int i = 0; i < 4000; i++)
		buf_printf(&text, "  s%d: {image: i, depends_on: [z%d]}\n", i, i);
	place_write(&place, "clau.yaml", buf_text(&text));
	assert_null(place_load(&place));
	assert_int_equal(place.diags.errors, 4000);
	assert_true(arena_size(place.arena) < (64u << 20));
	place_close(&place);
}

void test_load__a_file_included_often_is_read_once(void **state)
{
	struct place place;
	AUTO_BUF struct buf text = { 0 };
	(void)state;
	place_open(&place);
	for (int i = 0; i < 900 << 10; i++)
		buf_add_char(&text, '#');
	buf_add(&text, "\nservices: {t: {image: i}}\n");
	place_write(&place, "one.yaml", buf_text(&text));
	buf_reset(&text);
	buf_add(&text, "include: [one.yaml");
	for (int i = 0; i < 800; i++)
		buf_add(&text, ", one.yaml");
	buf_add(&text, "]\n");
	place_write(&place, "clau.yaml", buf_text(&text));
	assert_text_at(place_load_fine(&place), "services.t.image", "i");
	assert_true(arena_size(place.arena) < (32u << 20));
	place_close(&place);
}
