#include "screen.h"

#include "inside.h"

void test_ui__live_view(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, false);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	assert_false(ui_is_live(ui));
	tell(ui, "Network lab_default", "Creating", UI_WORKING, NULL, 1000);
	assert_true(ui_is_live(ui));
	tell(ui, "Network lab_default", "Created", UI_DONE, NULL, 1060);
	tell(ui, "Container lab-web-1", "Waiting", UI_WAITING, NULL, 1060);
	tell(ui, "Image web", "Building", UI_WORKING, "3/12 RUN make", 1100);
	ui_tick(ui, 4100);
	assert_string_equal(
		screen_line(screen, 0),
		"✔ Network lab_default  Created                                             "
		"0.1s");
	assert_string_equal(screen_line(screen, 1), "· Container lab-web-1  Waiting");
	assert_string_equal(
		screen_line(screen, 2),
		"⠙ Image web            Building  3/12 RUN make                             "
		"3.0s");
	assert_string_equal(screen_line(screen, 3), "  1 of 3 done, 3.1s");
	assert_true(screen->hidden);
	tell(ui, "Image web", "Built", UI_DONE, NULL, 14100);
	tell(ui, "Container lab-web-1", "Error", UI_FAILED, "port is already allocated", 14200);
	assert_true(ui_destroy(ui));
	assert_string_equal(
		screen_line(screen, 2),
		"✔ Image web            Built                                                "
		"13s");
	assert_string_equal(screen_line(screen, 1),
			    "✘ Container lab-web-1  Error    port is already allocated");
	assert_string_equal(screen_line(screen, 3), "");
	assert_false(screen->hidden);
	assert_false(screen->wrapped);
	assert_int_equal(screen->line, 3);
	screen_finish(screen);
}

void test_ui__live_view_is_drawn_at_most_ten_times_a_second(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, false);
	struct ui *ui = ui_make(UI_AUTO, "never");
	for (int64_t now = 0; now < 1000; now++) {
		tell(ui, "Image a", "Building", UI_WORKING, now % 2 ? "x" : "y", now);
		ui_tick(ui, now);
	}
	screen_line(screen, 0);
	assert_int_equal(screen->writes, 10);
	assert_null(strstr(buf_text(&screen->raw), "\033[3"));
	tell(ui, "Image a", "Built", UI_DONE, NULL, 1100);
	screen_line(screen, 0);
	unsigned writes = screen->writes;
	for (int64_t now = 1100; now < 9000; now += 100)
		ui_tick(ui, now);
	screen_line(screen, 0);
	assert_int_equal(screen->writes, writes);
	ui_destroy(ui);
	screen_finish(screen);
}

static void tell_many(struct ui *ui, unsigned from, unsigned count, const char *verb,
		      enum ui_state state, int64_t now)
{
	for (unsigned i = from; i < from + count; i++) {
		char subject[32];
		snprintf(subject, sizeof(subject), "Container c-%u", i);
		tell(ui, subject, verb, state, NULL, now);
	}
}

void test_ui__live_view_is_cut_to_height(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 10, false);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell_many(ui, 0, 20, "Waiting", UI_WAITING, 0);
	tell_many(ui, 0, 6, "Started", UI_DONE, 0);
	tell_many(ui, 6, 4, "Starting", UI_WORKING, 0);
	tell_many(ui, 9, 1, "Error", UI_FAILED, 0);
	ui_tick(ui, 500);
	assert_true(text_starts(screen_line(screen, 0), "⠴ Container c-6"));
	assert_true(text_starts(screen_line(screen, 3), "✘ Container c-9"));
	assert_true(text_starts(screen_line(screen, 4), "· Container c-10"));
	assert_string_equal(screen_line(screen, 8), "  … 12 more, 6 of 20 done, 1 failed, 0.5s");
	assert_int_equal(screen->line, 9);
	ui_settle(ui);
	assert_false(ui_is_live(ui));
	assert_true(text_starts(screen_line(screen, 0), "✔ Container c-0"));
	assert_true(text_starts(screen_line(screen, 6), "… Container c-6"));
	assert_true(text_starts(screen_line(screen, 19), "· Container c-19"));
	assert_int_equal(screen->line, 20);
	ui_destroy(ui);
	screen_finish(screen);
}

void test_ui__live_view_shows_the_newest_of_what_is_done(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 6, false);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell_many(ui, 0, 8, "Started", UI_DONE, 0);
	tell_many(ui, 8, 1, "Starting", UI_WORKING, 0);
	ui_tick(ui, 100);
	assert_true(text_starts(screen_line(screen, 0), "✔ Container c-5"));
	assert_true(text_starts(screen_line(screen, 3), "⠙ Container c-8"));
	ui_destroy(ui);
	screen_finish(screen);
}

void test_ui__live_view_is_cut_to_width(void **state)
{
	(void)state;
	static const unsigned widths[] = { 200, 60, 30, 20, 10, 4, 1 };
	for (size_t i = 0; i < COUNT_OF(widths); i++) {
		struct screen *screen = screen_begin(widths[i], 30, false);
		struct ui *ui = ui_make(UI_AUTO, "auto");
		tell(ui, "Image 図書館-für-alle", "Building", UI_WORKING,
		     "3/12 RUN apt-get install "
		     "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本",
		     0);
		tell(ui, "Container a-very-long-name-of-a-container-that-nobody-needs-1",
		     "Waiting for it", UI_WORKING, NULL, 0);
		ui_tick(ui, 100000);
		screen_line(screen, 0);
		ui_destroy(ui);
		screen_line(screen, 0);
		assert_int_equal(screen->line, 2);
		assert_false(screen->wrapped);
		screen_finish(screen);
	}
}

void test_ui__live_view_survives_a_narrower_terminal(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, false);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell(ui, "Image a", "Building", UI_WORKING, NULL, 0);
	tell(ui, "Image b", "Building", UI_WORKING, NULL, 0);
	ui_tick(ui, 100);
	/* Two full lines and the footer: in 40 columns they stand on five. */
	screen_line(screen, 0);
	screen_resize(screen, 40, 24);
	size_t before = screen->raw.length;
	ui_tick(ui, 200);
	screen_line(screen, 0);
	assert_true(text_starts(buf_text(&screen->raw) + before, "\r\033[5A"));
	ui_destroy(ui);
	screen_finish(screen);
}

void test_ui__lines_go_above_the_live_view(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, true);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell(ui, "Image a", "Building", UI_WORKING, NULL, 0);
	tell(ui, "Image b", "Building", UI_WORKING, NULL, 0);
	ui_progress_line(ui, "compiling \033[31mred\033[0m \033[2J");
	ui_warn(ui, "something is %s", "odd");
	ui_tick(ui, 150);
	assert_string_equal(screen_line(screen, 0), "compiling red ?");
	assert_string_equal(screen_line(screen, 1), "warning: something is odd");
	assert_true(text_starts(screen_line(screen, 2), "⠙ Image a"));
	ui_printf(ui, "an answer\n");
	assert_true(ui_flush(ui));
	ui_tick(ui, 160);
	assert_string_equal(screen_line(screen, 2), "an answer");
	assert_true(text_starts(screen_line(screen, 3), "⠙ Image a"));
	assert_string_equal(screen_line(screen, 5), "  0 of 2 done, 0.2s");
	ui_destroy(ui);
	assert_true(text_starts(screen_line(screen, 4), "… Image b"));
	assert_string_equal(screen_line(screen, 5), "");
	screen_finish(screen);
}

void test_ui__live_view_shows_how_far_it_is(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, false);
	struct ui *ui = ui_make(UI_TTY, "never");
	ui_event(ui, &(struct ui_event){ "Image a", "Pulling", UI_WORKING, "12MB", 0, 1, 3 });
	assert_non_null(strstr(screen_line(screen, 0), "Pulling  33% 12MB"));
	ui_destroy(ui);
	screen_finish(screen);
}

void test_ui__dumb_terminal_gets_plain_lines(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, true);
	setenv("TERM", "dumb", 1);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell(ui, "Image a", "Building", UI_WORKING, NULL, 0);
	assert_false(ui_is_live(ui));
	ui_destroy(ui);
	assert_string_equal(screen_line(screen, 0), "Image a Building");
	assert_null(strchr(buf_text(&screen->raw), '\033'));
	screen_finish(screen);
}

void test_ui__linux_console_gets_ascii_marks(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, true);
	setenv("TERM", "linux", 1);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell(ui, "Image a", "Built", UI_DONE, NULL, 0);
	assert_true(text_starts(screen_line(screen, 0), "+ Image a  Built"));
	ui_destroy(ui);
	screen_finish(screen);
}
