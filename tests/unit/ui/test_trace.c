#include "screen.h"

static struct json *trace_of(struct arena *arena, const char *path)
{
	char *content;
	size_t length;
	const char *reason;
	assert_int_equal(file_read(arena, path, 1 << 20, &content, &length), FILE_OK);
	return json_parse(arena, content, length, &reason);
}

void test_ui__trace(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	char folder[] = "/tmp/ui-trace-XXXXXX";
	assert_non_null(mkdtemp(folder));
	char *path = path_join(arena, folder, "trace.json");
	struct ui *ui = ui_create(&(struct ui_options){ .color = "auto", .trace_path = path });
	ui_trace(ui, "engine", "GET /info", 1010, 1020);
	ui_trace(ui, "Container \"a\"", "start", 1000, 1500);
	ui_trace(ui, "engine", "backwards", 1030, 1020);
	assert_true(ui_destroy(ui));
	struct json *trace = trace_of(arena, path);
	unlink(path);
	rmdir(folder);
	assert_non_null(trace);
	const struct list *events = json_items(trace, "traceEvents");
	assert_int_equal(events->count, 5);
	assert_string_equal(json_text(events->items[0], "args.name", ""), "engine");
	assert_string_equal(json_text(events->items[0], "name", ""), "thread_name");
	assert_int_equal(json_int(events->items[1], "ts", -1), 10000);
	assert_int_equal(json_int(events->items[1], "dur", -1), 10000);
	assert_string_equal(json_text(events->items[1], "ph", ""), "X");
	assert_string_equal(json_text(events->items[2], "args.name", ""), "Container \"a\"");
	assert_int_equal(json_int(events->items[3], "ts", -1), 0);
	assert_int_equal(json_int(events->items[3], "tid", -1), 2);
	assert_int_equal(json_int(events->items[4], "tid", -1), 1);
	assert_int_equal(json_int(events->items[4], "dur", -1), 0);
	arena_destroy(arena);
}

void test_ui__trace_that_cannot_be_written(void **state)
{
	(void)state;
	struct captured *captured = captured_begin();
	struct ui *ui = ui_create(
		&(struct ui_options){ .color = "auto", .trace_path = "/nonexistent/trace.json" });
	ui_trace(ui, "engine", "x", 0, 1);
	assert_true(ui_destroy(ui));
	assert_true(text_starts(captured_text(captured, 2),
				"warning: cannot write the trace to /nonexistent/trace.json: "));
	captured_finish(captured);
}
