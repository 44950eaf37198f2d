#include "helper.h"
#include "table.h"

static void expect_suggestions(const char *path, const char *wanted)
{
	struct arena *arena = arena_create();
	struct list paths = schema_suggest(arena, path);
	assert_string_equal(text_join(arena, &paths, " "), wanted);
	arena_destroy(arena);
}

void test_schema__suggest(void **state)
{
	(void)state;
	expect_suggestions("services.web.healthchek.intervall",
			   "services.web.healthcheck.interval");
	expect_suggestions("servces", "services");
	expect_suggestions("interval", "services.*.healthcheck.interval");
	expect_suggestions("services.web.image.name", "");
	expect_suggestions("frobnicate", "");
	expect_suggestions("", "");
	expect_suggestions("...", "");
	expect_suggestions("labels", "configs.*.labels networks.*.labels secrets.*.labels "
				     "services.*.build.labels services.*.deploy.labels");
}

void test_schema__reference_has_every_row(void **state)
{
	(void)state;
	AUTO_BUF struct buf out = { 0 };
	schema_reference(&out);
	for (size_t i = 0; i < table_count(); i++) {
		AUTO_BUF struct buf heading = { 0 };
		buf_printf(&heading, "\n## `%s`\n\n%s\n\n- type: ", table_row(i)->path,
			   table_row(i)->sentence);
		assert_non_null(strstr(buf_text(&out), buf_text(&heading)));
	}
}

/* Only a tree without values keeps its `$`. */
void test_schema__print_as_written(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const char *text = "services: {web: {image: \"$$a${B}\", labels: {\"k$$\": $X}}}";
	const struct node *root = bench_parse(bench, text);
	const char *form = bench_write(bench, schema_print_written(bench->arena, root));
	assert_string_equal(form, "services:\n  web:\n    image: $$a${B}\n"
				  "    labels:\n      k$$: $X\n");
	bench_end(bench);
}
