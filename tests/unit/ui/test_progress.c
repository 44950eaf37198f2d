/* Progress where nothing can be redrawn. */
#include "screen.h"

void test_ui__plain_lines(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_AUTO, "auto");
	tell(ui, "Container a-1", "Waiting", UI_WAITING, NULL, 0);
	tell(ui, "Image x", "Building", UI_WORKING, NULL, 0);
	tell(ui, "Image x", "Building", UI_WORKING, "3/12 RUN make", 10);
	tell(ui, "Container a-1", "Starting", UI_WORKING, NULL, 100);
	tell(ui, "Container a-1", "Starting", UI_WORKING, NULL, 200);
	ui_progress_line(ui, "#5 log \033[1mline");
	ui_tick(ui, 300);
	tell(ui, "Container a-1", "Started", UI_DONE, NULL, 500);
	tell(ui, "Container a-1", "Started", UI_DONE, NULL, 600);
	tell(ui, "Image x", "Building", UI_FAILED, "exit\ncode\t1\033[2J", 1010);
	tell(ui, "Network n", "Exists", UI_SKIPPED, NULL, 1010);
	assert_false(ui_is_live(ui));
	assert_true(ui_destroy(ui));
	assert_string_equal(captured_text(captured, 2), "Image x Building\n"
							"Container a-1 Starting\n"
							"#5 log \033[1mline\n"
							"Container a-1 Started (0.4s)\n"
							"Image x Building exit code 1? (1.0s)\n"
							"Network n Exists\n");
	assert_string_equal(captured_text(captured, 1), "");
	captured_finish(captured);
}

void test_ui__json_progress(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_JSON, "always");
	ui_event(ui, &(struct ui_event){ "Image \"x\"", "Pulling", UI_WORKING, "a\nb", 0, 5, 10 });
	tell(ui, "Image \"x\"", "Pulled", UI_DONE, NULL, 9);
	ui_note(ui, "not seen");
	ui_warn(ui, "seen");
	ui_progress_line(ui, "a log line");
	ui_failure(ui, NULL, &(struct failure){ EXIT_REFUSED, "no", NULL, NO_SPAN });
	ui_destroy(ui);
	assert_string_equal(
		captured_text(captured, 2),
		"{\"schema\":1,\"type\":\"progress\",\"subject\":\"Image "
		"\\\"x\\\"\",\"verb\":\"Pulling\","
		"\"state\":\"working\",\"detail\":\"a b\",\"current\":5,\"total\":10}\n"
		"{\"schema\":1,\"type\":\"progress\",\"subject\":\"Image "
		"\\\"x\\\"\",\"verb\":\"Pulled\","
		"\"state\":\"done\",\"detail\":null,\"current\":0,\"total\":0}\n"
		"{\"schema\":1,\"type\":\"warning\",\"message\":\"seen\"}\n"
		"{\"schema\":1,\"type\":\"log\",\"message\":\"a log line\"}\n"
		"{\"schema\":1,\"type\":\"failure\",\"code\":5,\"message\":\"no\",\"remedy\":null,"
		"\"file\":null,\"line\":0,\"column\":0,\"length\":0}\n");
	captured_finish(captured);
}

void test_ui__quiet_tells_failures_only(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_QUIET, "auto");
	tell(ui, "Image x", "Building", UI_WORKING, NULL, 0);
	tell(ui, "Image x", "Error", UI_FAILED, "exit code 1", 0);
	tell(ui, "Image x", "Error", UI_FAILED, "exit code 1", 0);
	ui_progress_line(ui, "log");
	ui_note(ui, "note");
	ui_debug(ui, "debug");
	ui_destroy(ui);
	assert_string_equal(captured_text(captured, 2), "Image x Error exit code 1\n");
	captured_finish(captured);
}

void test_ui__settle_begins_anew(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_make(UI_PLAIN, "auto");
	tell(ui, "Container a", "Started", UI_DONE, NULL, 0);
	ui_settle(ui);
	tell(ui, "Container a", "Started", UI_DONE, NULL, 0);
	ui_settle(ui);
	ui_settle(ui);
	ui_destroy(ui);
	ui_destroy(NULL);
	assert_string_equal(captured_text(captured, 2),
			    "Container a Started\nContainer a Started\n");
	captured_finish(captured);
}
