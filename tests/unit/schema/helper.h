/* Project text into trees, for the tests of this room. */
#ifndef SCHEMA_HELPER_H
#define SCHEMA_HELPER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/schema.h"
#include "clau/yaml.h"

#include <string.h>

struct bench {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
};

static inline struct bench *bench_begin(void)
{
	struct arena *arena = arena_create();
	struct bench *bench = ARENA_NEW(arena, struct bench);
	bench->arena = arena;
	sources_init(&bench->sources, arena);
	diags_init(&bench->diags, arena, &bench->sources);
	return bench;
}

static inline void bench_end(struct bench *bench)
{
	arena_destroy(bench->arena);
}

static inline struct node *bench_parse(struct bench *bench, const char *text)
{
	struct list documents = { 0 };
	uint32_t file = sources_add(&bench->sources, "clau.yaml", NULL, text, strlen(text));
	assert_true(yaml_parse(bench->arena, &bench->diags, file, &documents));
	assert_int_equal(documents.count, 1);
	return documents.items[0];
}

/* Checked and expanded, without findings. */
static inline struct node *bench_expand(struct bench *bench, const char *text)
{
	struct node *root = bench_parse(bench, text);
	assert_true(schema_check(bench->arena, &bench->diags, root, true));
	assert_true(schema_expand(bench->arena, &bench->diags, root));
	return root;
}

static inline struct node *bench_default(struct bench *bench, const char *text)
{
	struct node *root = bench_expand(bench, text);
	schema_default(bench->arena, root, "vec");
	return root;
}

static inline const struct finding *bench_finding(struct bench *bench, size_t index)
{
	assert_true(index < bench->diags.findings.count);
	return bench->diags.findings.items[index];
}

/* One finding: rule, place as "line:column", and texts that it must hold. */
static inline void expect_finding(struct bench *bench, size_t index, const char *rule,
				  const char *place, const char *message, const char *remedy)
{
	const struct finding *finding = bench_finding(bench, index);
	assert_string_equal(finding->rule, rule);
	assert_string_equal(
		arena_printf(bench->arena, "%u:%u", finding->at.line, finding->at.column), place);
	if (!strstr(finding->message, message))
		assert_string_equal(finding->message, message);
	if (remedy && !strstr(text_or(finding->remedy, ""), remedy))
		assert_string_equal(text_or(finding->remedy, ""), remedy);
}

static inline const char *bench_write(struct bench *bench, const struct node *node)
{
	AUTO_BUF struct buf out = { 0 };
	yaml_write(&out, node);
	return buf_to_arena(&out, bench->arena);
}

#endif
