#include "screen.h"

static const char text[] = "services:\n"
			   "\tweb:\n"
			   "    enviroment: {}\n"
			   "  日本: \"für\tx\" # é\x1b[2J\xff+\r\n"
			   "last";

struct fixture {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	struct captured *captured;
	uint32_t file;
};

static void begin(struct fixture *fixture)
{
	fixture->arena = arena_create();
	sources_init(&fixture->sources, fixture->arena);
	fixture->file =
		sources_add(&fixture->sources, "clau.yaml", "/x/clau.yaml", text, sizeof(text) - 1);
	diags_init(&fixture->diags, fixture->arena, &fixture->sources);
	fixture->captured = captured_begin();
}

static void finish(struct fixture *fixture, const char *color, bool json, const char *wanted)
{
	struct ui *ui = ui_create(&(struct ui_options){ .color = color, .json_errors = json });
	ui_findings(ui, &fixture->diags);
	ui_destroy(ui);
	assert_string_equal(captured_text(fixture->captured, 2), wanted);
	captured_finish(fixture->captured);
	arena_destroy(fixture->arena);
}

static struct span at(const struct fixture *fixture, uint32_t line, uint32_t column,
		      uint32_t length)
{
	return (struct span){ fixture->file, line, column, length };
}

void test_ui__findings(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	diag_error(&fixture.diags, at(&fixture, 3, 5, 10), "unknown-key",
		   "unknown key \"enviroment\"");
	diag_note(&fixture.diags, at(&fixture, 1, 1, 0), "the section begins here");
	diag_note(&fixture.diags, NO_SPAN, "keys are those of Compose");
	diag_remedy(&fixture.diags, "did you mean environment?");
	diag_warning(&fixture.diags, NO_SPAN, "no-name", "no name");
	finish(&fixture, "auto", false,
	       "clau.yaml:3:5: error: unknown key \"enviroment\" [unknown-key]\n"
	       "    3 |     enviroment: {}\n"
	       "      |     ^~~~~~~~~~\n"
	       "  note: clau.yaml:1:1: the section begins here\n"
	       "  note: keys are those of Compose\n"
	       "  help: did you mean environment?\n"
	       "warning: no name [no-name]\n");
}

void test_ui__findings_count_characters(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	diag_error(&fixture.diags, at(&fixture, 2, 2, 3), "r", "behind a tab");
	diag_error(&fixture.diags, at(&fixture, 4, 3, 2), "r", "wide");
	diag_error(&fixture.diags, at(&fixture, 4, 8, 5), "r", "a tab in it");
	diag_error(&fixture.diags, at(&fixture, 4, 23, 1), "r", "behind bad bytes");
	diag_error(&fixture.diags, at(&fixture, 5, 5, 0), "r", "behind the end");
	diag_error(&fixture.diags, at(&fixture, 5, 1, 99), "r", "longer than the line");
	diag_error(&fixture.diags, at(&fixture, 6, 1, 1), "r", "no such line");
	diag_error(&fixture.diags, at(&fixture, 5, 0, 0), "r", "no column");
	finish(&fixture, "never", false,
	       "clau.yaml:2:2: error: behind a tab [r]\n"
	       "    2 |         web:\n"
	       "      |         ^~~\n"
	       "clau.yaml:4:3: error: wide [r]\n"
	       "    4 |   日本: \"für    x\" # é?[2J?+\n"
	       "      |   ^~~~\n"
	       "clau.yaml:4:8: error: a tab in it [r]\n"
	       "    4 |   日本: \"für    x\" # é?[2J?+\n"
	       "      |          ^~~~~~~~\n"
	       "clau.yaml:4:23: error: behind bad bytes [r]\n"
	       "    4 |   日本: \"für    x\" # é?[2J?+\n"
	       "      |                            ^\n"
	       "clau.yaml:5:5: error: behind the end [r]\n"
	       "    5 | last\n"
	       "      |     ^\n"
	       "clau.yaml:5:1: error: longer than the line [r]\n"
	       "    5 | last\n"
	       "      | ^~~~\n"
	       "clau.yaml:6:1: error: no such line [r]\n"
	       "clau.yaml:5: error: no column [r]\n"
	       "    5 | last\n");
}

void test_ui__findings_in_color(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	diag_warning(&fixture.diags, at(&fixture, 5, 1, 2), "r", "m");
	diag_remedy(&fixture.diags, "h");
	finish(&fixture, "always", false,
	       "\033[1mclau.yaml:5:1\033[0m: \033[1;35mwarning:\033[0m \033[1mm\033[0m "
	       "\033[2m[r]\033[0m\n"
	       "    5 | last\n"
	       "      | \033[32m^~\033[0m\n"
	       "  \033[36mhelp:\033[0m h\n");
}

void test_ui__findings_as_json(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	diag_error(&fixture.diags, at(&fixture, 5, 1, 2), "r", "m");
	diag_note(&fixture.diags, NO_SPAN, "n");
	finish(&fixture, "always", true,
	       "{\"schema\":1,\"type\":\"finding\",\"severity\":\"error\",\"rule\":\"r\","
	       "\"message\":\"m\","
	       "\"remedy\":null,\"file\":\"clau.yaml\",\"line\":5,\"column\":1,\"length\":2,"
	       "\"notes\":"
	       "[{\"message\":\"n\",\"file\":null,\"line\":0,\"column\":0,\"length\":0}]}\n");
}

void test_ui__findings_beyond_the_limit(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	for (uint32_t i = 0; i < DIAGS_LIMIT + 3; i++)
		diag_error(&fixture.diags, NO_SPAN, "r", "number %u", i);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	ui_findings(ui, &fixture.diags);
	ui_destroy(ui);
	const char *shown = captured_text(fixture.captured, 2);
	assert_true(text_ends(shown, "error: number 19 [r]\n… and 3 more\n"));
	captured_finish(fixture.captured);
	arena_destroy(fixture.arena);
}

void test_ui__long_lines_are_cut_around_the_place(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	char *line = arena_alloc(fixture.arena, 1001);
	memset(line, 'a', 1000);
	memcpy(line + 600, "HERE", 4);
	uint32_t file = sources_add(&fixture.sources, "long", NULL, line, 1000);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	struct failure failure = { EXIT_PROJECT, "m", NULL, { file, 1, 601, 4 } };
	ui_failure(ui, &fixture.sources, &failure);
	failure.at = (struct span){ file, 1, 1, 1000 };
	ui_failure(ui, &fixture.sources, &failure);
	ui_destroy(ui);
	struct list lines = text_split(fixture.arena, captured_text(fixture.captured, 2), '\n');
	captured_finish(fixture.captured);
	const char *shown = lines.items[1], *caret = lines.items[2];
	assert_true(text_width(shown) == 208 && text_ends(shown, "a…"));
	const char *here = strstr(shown, "HERE");
	assert_non_null(here);
	/* "…" takes three bytes and one column. */
	assert_int_equal(here - shown - 2, strchr(caret, '^') - caret);
	assert_true(text_ends(caret, "^~~~"));
	assert_true(text_width(lines.items[5]) == 208);
	arena_destroy(fixture.arena);
}

void test_ui__failure(void **state)
{
	(void)state;
	struct fixture fixture;
	begin(&fixture);
	struct ui *ui = ui_make(UI_QUIET, "auto");
	struct failure failure = { EXIT_REFUSED, "cannot start web-1: port\033[2J is taken",
				   "choose another", at(&fixture, 5, 1, 4) };
	ui_failure(ui, &fixture.sources, &failure);
	failure.remedy = NULL;
	ui_failure(ui, NULL, &failure);
	ui_destroy(ui);
	assert_string_equal(captured_text(fixture.captured, 2),
			    "clau.yaml:5:1: error: cannot start web-1: port? is taken\n"
			    "    5 | last\n"
			    "      | ^~~~\n"
			    "  help: choose another\n"
			    "error: cannot start web-1: port? is taken\n");
	captured_finish(fixture.captured);
	arena_destroy(fixture.arena);
}

void test_ui__sentences(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_create(&(struct ui_options){ .color = "auto", .verbose = true });
	ui_warn(ui, "a %d", 1);
	ui_note(ui, "b\nc");
	ui_debug(ui, "d");
	ui_destroy(ui);
	assert_string_equal(captured_text(captured, 2), "warning: a 1\nb\nc\ndebug: d\n");
	captured_finish(captured);
}
