#include "screen.h"

struct fixture {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	struct captured *captured;
	uint32_t file;
};

static void begin(struct fixture *fixture, const char *name)
{
	fixture->arena = arena_create();
	sources_init(&fixture->sources, fixture->arena);
	fixture->file = sources_add(&fixture->sources, name, NULL, "a: 1\n", 5);
	diags_init(&fixture->diags, fixture->arena, &fixture->sources);
	fixture->captured = captured_begin();
}

static struct span at(const struct fixture *fixture, uint32_t line, uint32_t column,
		      uint32_t length)
{
	return (struct span){ fixture->file, line, column, length };
}

/* All of it on stdout, nothing on stderr. */
static void finish(struct fixture *fixture, void (*say)(struct ui *ui, const struct diags *diags),
		   const char *wanted)
{
	struct ui *ui = ui_create(&(struct ui_options){ .color = "always" });
	say(ui, &fixture->diags);
	assert_true(ui_destroy(ui));
	assert_string_equal(captured_text(fixture->captured, 1), wanted);
	assert_string_equal(captured_text(fixture->captured, 2), "");
	captured_finish(fixture->captured);
	arena_destroy(fixture->arena);
}

void test_ui__annotations(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture, "a,b:c%.yaml");
	diag_error(&fixture.diags, at(&fixture, 3, 5, 4), "unknown-key", "100%% of\nit: a, b ::c");
	diag_note(&fixture.diags, at(&fixture, 1, 1, 0), "first\r");
	diag_note(&fixture.diags, NO_SPAN, "nowhere");
	diag_remedy(&fixture.diags, "do: x");
	diag_warning(&fixture.diags, at(&fixture, 7, 0, 3), "w", "für");
	diag_error(&fixture.diags, NO_SPAN, "no-file", "no file");
	finish(&fixture, ui_findings_annotations,
	       "::error file=a%2Cb%3Ac%25.yaml,line=3,col=5,endColumn=9,title=unknown-key::"
	       "100%25 of%0Ait: a, b ::c%0Anote: a,b:c%25.yaml:1:1: first%0D%0Anote: nowhere"
	       "%0Ahelp: do: x\n"
	       "::warning file=a%2Cb%3Ac%25.yaml,line=7,title=w::für\n"
	       "::error title=no-file::no file\n");
}

void test_ui__annotations_tell_what_is_left_out(void **state)
{
	(void)state;
	struct fixture fixture;
	AUTO_BUF struct buf wanted = { 0 };
	begin(&fixture, "f");
	for (uint32_t i = 1; i <= DIAGS_LIMIT + 2; i++) {
		diag_error(&fixture.diags, at(&fixture, i, 1, 0), "r", "m");
		if (i <= DIAGS_LIMIT)
			buf_printf(&wanted, "::error file=f,line=%u,col=1,title=r::m\n",
				   (unsigned)i);
	}
	buf_add(&wanted, "::notice ::and 2 more\n");
	finish(&fixture, ui_findings_annotations, buf_text(&wanted));
}

void test_ui__annotations_of_nothing(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture, "f");
	finish(&fixture, ui_findings_annotations, "");
}

void test_ui__findings_document(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture, "f.yaml");
	diag_error(&fixture.diags, at(&fixture, 3, 5, 4), "r", "say \"%s\"", "x\n");
	diag_note(&fixture.diags, NO_SPAN, "n");
	finish(&fixture, ui_findings_document,
	       "{\n  \"schema\": 1,\n  \"errors\": 1,\n  \"warnings\": 0,\n  \"dropped\": 0,\n"
	       "  \"findings\": [\n    {\n      \"severity\": \"error\",\n      \"rule\": \"r\",\n"
	       "      \"message\": \"say \\\"x\\n\\\"\",\n      \"remedy\": null,\n"
	       "      \"file\": \"f.yaml\",\n      \"line\": 3,\n      \"column\": 5,\n"
	       "      \"length\": 4,\n      \"notes\": [\n        {\n"
	       "          \"message\": \"n\",\n          \"file\": null,\n          \"line\": 0,\n"
	       "          \"column\": 0,\n          \"length\": 0\n        }\n      ]\n    }\n"
	       "  ]\n}\n");
}

void test_ui__findings_document_of_nothing(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture, "f");
	finish(&fixture, ui_findings_document,
	       "{\n  \"schema\": 1,\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"dropped\": 0,\n"
	       "  \"findings\": []\n}\n");
}
