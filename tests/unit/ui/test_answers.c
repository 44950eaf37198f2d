#include "screen.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

static struct list *cells(struct arena *arena, const char *line)
{
	struct list *row = ARENA_NEW(arena, struct list);
	*row = text_split(arena, line, '|');
	return row;
}

void test_ui__table(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_AUTO, "always");
	static const struct ui_column columns[] = { { "NAME", false },
						    { "SIZE", true },
						    { "STATUS", false } };
	struct list rows = { 0 };
	ui_table(ui, columns, 3, &rows);
	list_add(arena, &rows, cells(arena, "für|12MB|up"));
	struct list *painted = cells(arena, "日本語|1.5MB|");
	list_add(arena, painted, NULL);
	painted->items[2] = ui_paint(ui, arena, "green", "healthy");
	painted->count = 3;
	list_add(arena, &rows, painted);
	struct list *colored = cells(arena, "|x");
	colored->items[0] = ui_paint(ui, arena, "red", "db");
	list_add(arena, &rows, colored);
	ui_table(ui, columns, 3, &rows);
	ui_destroy(ui);
	assert_string_equal(captured_text(captured, 1), "NAME   SIZE   STATUS\n"
							"NAME      SIZE   STATUS\n"
							"für       12MB   up\n"
							"日本語   1.5MB   \033[32mhealthy\033[0m\n"
							"\033[31mdb\033[0m           x\n");
	captured_finish(captured);
	arena_destroy(arena);
}

void test_ui__paint_without_color(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_AUTO, "auto");
	assert_string_equal(ui_paint(ui, arena, "green", "x"), "x");
	assert_int_equal(ui_width(ui), 80);
	ui_destroy(ui);
	setenv("CLICOLOR_FORCE", "1", 1);
	ui = ui_make(UI_AUTO, "auto");
	assert_string_equal(ui_paint(ui, arena, "green", "x"), "\033[32mx\033[0m");
	assert_string_equal(ui_paint(ui, arena, "no such color", "x"), "x");
	ui_destroy(ui);
	setenv("NO_COLOR", "1", 1);
	ui = ui_make(UI_AUTO, NULL);
	assert_string_equal(ui_paint(ui, arena, "green", "x"), "x");
	ui_destroy(ui);
	captured_finish(captured);
	arena_destroy(arena);
}

void test_ui__log_lines_in_a_pipe(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_AUTO, "auto");
	ui_log_line(ui, "web-1", 8, 0, 1, "a\033[1m\tb\xff", 8);
	ui_log_line(ui, "worker-1", 8, 1, 2, "oops", 4);
	ui_log_line(ui, NULL, 8, 1, 1, "bare", 4);
	ui_print_error(ui, "raw\n", 4);
	ui_destroy(ui);
	assert_string_equal(captured_text(captured, 1), "web-1     | a\033[1m\tb\xff\nbare\n");
	assert_string_equal(captured_text(captured, 2), "worker-1  | oops\nraw\n");
	captured_finish(captured);
}

void test_ui__log_lines_on_a_terminal(void **state)
{
	(void)state;
	struct screen *screen = screen_begin(80, 24, true);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	static const char line[] = "10%\r20% \033[31mred\033[2J\a\r";
	ui_log_line(ui, "web-1", 5, 0, 1, line, sizeof(line) - 1);
	ui_flush(ui);
	screen_line(screen, 0);
	assert_string_equal(buf_text(&screen->raw),
			    "\033[36mweb-1  | \033[0m20% \033[31mred??\033[0m\r\n");
	ui_destroy(ui);
	screen_finish(screen);
}

void test_ui__order_of_stdout_and_stderr(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	dup2(captured->files[1], STDOUT_FILENO);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	ui_printf(ui, "%s %d\n", "one", 1);
	ui_note(ui, "two");
	ui_print(ui, "three\n", 6);
	ui_destroy(ui);
	assert_string_equal(captured_text(captured, 2), "one 1\ntwo\nthree\n");
	captured_finish(captured);
}

void test_ui__full_disk_is_told(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	int full = open("/dev/full", O_WRONLY);
	dup2(full, STDOUT_FILENO);
	close(full);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	ui_print(ui, "x", 1);
	bool complete = ui_destroy(ui);
	captured_finish(captured);
	assert_false(complete);
}

void test_ui__gone_reader_is_told(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[0]);
	close(ends[1]);
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	ui_print(ui, "x", 1);
	bool flushed = ui_flush(ui);
	ui_print(ui, "y", 1);
	bool again = ui_flush(ui), complete = ui_destroy(ui);
	signal(SIGPIPE, before);
	captured_finish(captured);
	assert_false(flushed);
	assert_false(again);
	assert_false(complete);
}

void test_ui__much_output_is_passed_on(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_AUTO, "auto");
	for (int i = 0; i < 20000; i++)
		ui_print(ui, "0123456789", 10);
	bool complete = ui_destroy(ui);
	off_t size = lseek(captured->files[0], 0, SEEK_END);
	captured_finish(captured);
	assert_true(complete);
	assert_int_equal(size, 200000);
}

void test_ui__non_blocking_stdout_is_waited_for(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	int ends[2];
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	pid_t child = fork();
	if (!child) {
		char bytes[4096];
		size_t total = 0;
		close(STDOUT_FILENO);
		for (ssize_t got = -1; got; got = read(ends[0], bytes, sizeof(bytes))) {
			total += got > 0 ? (size_t)got : 0;
			usleep(200);
		}
		_exit(total == 300000 ? 0 : 1);
	}
	close(ends[0]);
	struct ui *ui = ui_make(UI_AUTO, "auto");
	for (int i = 0; i < 30000; i++)
		ui_print(ui, "0123456789", 10);
	bool complete = ui_destroy(ui);
	captured_finish(captured);
	int status;
	waitpid(child, &status, 0);
	assert_true(complete);
	assert_int_equal(status, 0);
}
