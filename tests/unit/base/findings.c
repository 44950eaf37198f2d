/* Sources, spans and findings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/base.h"

void test_base__span_text_names_the_place(void **state)
{
	struct arena *arena = arena_create();
	struct sources sources;
	(void)state;
	sources_init(&sources, arena);
	assert_null(sources_get(&sources, 0));
	assert_null(sources_get(&sources, 1));
	uint32_t file = sources_add(&sources, "compose.yaml", "/x/compose.yaml", "a: b\n", 5);
	assert_int_equal(file, 1);
	assert_string_equal(sources_get(&sources, file)->path, "/x/compose.yaml");
	assert_int_equal(sources_get(&sources, file)->length, 5);
	struct span span = { .file = file, .line = 14, .column = 9 };
	assert_string_equal(span_text(&sources, span, arena), "compose.yaml:14:9");
	span.column = 0;
	assert_string_equal(span_text(&sources, span, arena), "compose.yaml:14");
	span.line = 0;
	assert_string_equal(span_text(&sources, span, arena), "compose.yaml");
	assert_string_equal(span_text(&sources, NO_SPAN, arena), "");
	span.file = 9;
	assert_string_equal(span_text(&sources, span, arena), "");
	arena_destroy(arena);
}

void test_base__diags_collect_with_notes_and_remedy(void **state)
{
	struct arena *arena = arena_create();
	struct diags diags;
	struct span at = { .file = 1, .line = 2, .column = 3 };
	(void)state;
	diags_init(&diags, arena, NULL);
	diag_note(&diags, at, "nothing to join");
	diag_remedy(&diags, "nothing to mend");
	assert_false(diag_error(&diags, at, "unknown-key", "unknown key '%s'", "imgae"));
	diag_note(&diags, at, "see %d", 1);
	diag_remedy(&diags, "write '%s'", "image");
	diag_warning(&diags, at, "old", "obsolete");
	assert_int_equal(diags.findings.count, 2);
	assert_int_equal(diags.errors, 1);
	assert_int_equal(diags.warnings, 1);
	const struct finding *first = diags.findings.items[0], *second = diags.findings.items[1];
	assert_string_equal(first->message, "unknown key 'imgae'");
	assert_string_equal(first->rule, "unknown-key");
	assert_string_equal(first->remedy, "write 'image'");
	assert_int_equal(first->notes.count, 1);
	const struct finding *note = first->notes.items[0];
	assert_int_equal(note->severity, SEVERITY_NOTE);
	assert_string_equal(note->message, "see 1");
	assert_int_equal(second->severity, SEVERITY_WARNING);
	assert_int_equal(second->notes.count, 0);
	assert_null(second->remedy);
	arena_destroy(arena);
}

void test_base__diags_keep_the_same_finding_once(void **state)
{
	struct arena *arena = arena_create();
	struct diags diags;
	struct span at = { .file = 1, .line = 2, .column = 3 };
	(void)state;
	diags_init(&diags, arena, NULL);
	diag_error(&diags, at, "rule", "message");
	diag_error(&diags, at, "rule", "message");
	diag_note(&diags, at, "of the second, which is not kept");
	assert_int_equal(diags.findings.count, 1);
	assert_int_equal(diags.errors, 1);
	assert_int_equal(((struct finding *)diags.findings.items[0])->notes.count, 0);
	diag_error(&diags, at, "other", "message");
	diag_error(&diags, at, "rule", "another message");
	at.line++;
	diag_error(&diags, at, "rule", "message");
	diag_warning(&diags, at, "rule", "message");
	assert_int_equal(diags.findings.count, 5);
	assert_int_equal(diags.errors, 4);
	arena_destroy(arena);
}

void test_base__diags_count_what_is_too_much(void **state)
{
	struct arena *arena = arena_create();
	struct diags diags;
	(void)state;
	diags_init(&diags, arena, NULL);
	for (uint32_t i = 1; i <= DIAGS_LIMIT + 5; i++)
		diag_warning(&diags, (struct span){ .file = 1, .line = i }, "rule", "w");
	assert_int_equal(diags.findings.count, DIAGS_LIMIT);
	/* The last one again: what is dropped is counted once, too. */
	diag_warning(&diags, (struct span){ .file = 1, .line = DIAGS_LIMIT + 5 }, "rule", "w");
	assert_int_equal(diags.dropped, 5);
	assert_int_equal(diags.warnings, DIAGS_LIMIT + 5);
	/* Warnings must not crowd out the error. */
	diag_error(&diags, NO_SPAN, "rule", "e");
	assert_int_equal(diags.findings.count, DIAGS_LIMIT + 1);
	assert_int_equal(diags.errors, 1);
	arena_destroy(arena);
}
