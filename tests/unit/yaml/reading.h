/* One text read into nodes, with its findings, for the tests of this folder. */
#ifndef TEST_YAML_READING_H
#define TEST_YAML_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clau/yaml.h"

struct reading {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	struct list documents;
	bool fine;
};

static inline struct reading read_bytes(const char *text, size_t length)
{
	struct reading reading = { .arena = arena_create() };
	sources_init(&reading.sources, reading.arena);
	diags_init(&reading.diags, reading.arena, NULL);
	reading.diags.sources = arena_alloc(reading.arena, sizeof reading.sources);
	*reading.diags.sources = reading.sources;
	char *copy = arena_copy_n(reading.arena, text, length);
	uint32_t file = sources_add(reading.diags.sources, "clau.yaml", NULL, copy, length);
	reading.fine = yaml_parse(reading.arena, &reading.diags, file, &reading.documents);
	return reading;
}

static inline struct reading read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static inline const struct node *root_of(const struct reading *reading)
{
	assert_true(reading->documents.count > 0);
	return reading->documents.items[0];
}

static inline const struct finding *first_finding(const struct reading *reading)
{
	assert_true(reading->diags.findings.count > 0);
	return reading->diags.findings.items[0];
}

static inline void assert_refused(const struct reading *reading, const char *rule, unsigned line,
				  unsigned column)
{
	assert_false(reading->fine);
	const struct finding *finding = first_finding(reading);
	assert_string_equal(finding->rule, rule);
	assert_int_equal(finding->at.line, line);
	assert_int_equal(finding->at.column, column);
}

static inline void drop(struct reading *reading)
{
	arena_destroy(reading->arena);
}

#endif
