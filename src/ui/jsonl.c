/* Progress, findings and failures as JSON, one object a line, on stderr. */
#include "clau/json.h"

#include "inside.h"

static const char *const state_names[] = {
	[UI_WAITING] = "waiting", [UI_WORKING] = "working", [UI_DONE] = "done",
	[UI_SKIPPED] = "skipped", [UI_WARNING] = "warning", [UI_FAILED] = "failed",
};
static const char *const severity_names[] = {
	[SEVERITY_ERROR] = "error",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_NOTE] = "note",
};

static void begin(struct json_writer *writer, struct buf *out, const char *type)
{
	json_begin(writer, out, false);
	json_open_object(writer);
	json_member_put_int(writer, "schema", 1);
	json_member_put_text(writer, "type", type);
}

static void finish(struct ui *ui, struct json_writer *writer)
{
	json_close_object(writer);
	buf_add_char(writer->out, '\n');
	ui_say_buf(ui, writer->out);
}

void ui_jsonl_row(struct ui *ui, const struct row *row)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	begin(&writer, &out, "progress");
	json_member_put_text(&writer, "subject", row->subject);
	json_member_put_text(&writer, "verb", buf_text(&row->verb));
	json_member_put_text(&writer, "state", state_names[row->state]);
	json_member_put_text(&writer, "detail", row->detail.length ? buf_text(&row->detail) : NULL);
	json_member_put_int(&writer, "current", row->current);
	json_member_put_int(&writer, "total", row->total);
	finish(ui, &writer);
}

void ui_jsonl_message(struct ui *ui, const char *type, const char *message)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	begin(&writer, &out, type);
	json_member_put_text(&writer, "message", message);
	finish(ui, &writer);
}

static void put_place(struct json_writer *writer, const struct sources *sources, struct span at)
{
	const struct source *source = sources ? sources_get(sources, at.file) : NULL;
	json_member_put_text(writer, "file", source ? source->name : NULL);
	json_member_put_int(writer, "line", source ? at.line : 0);
	json_member_put_int(writer, "column", source ? at.column : 0);
	json_member_put_int(writer, "length", source ? at.length : 0);
}

void ui_jsonl_finding(struct ui *ui, const struct sources *sources, const struct finding *finding)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	begin(&writer, &out, "finding");
	json_member_put_text(&writer, "severity", severity_names[finding->severity]);
	json_member_put_text(&writer, "rule", finding->rule);
	json_member_put_text(&writer, "message", finding->message);
	json_member_put_text(&writer, "remedy", finding->remedy);
	put_place(&writer, sources, finding->at);
	json_key(&writer, "notes");
	json_open_array(&writer);
	for (LIST_EACH(struct finding, note, &finding->notes)) {
		json_open_object(&writer);
		json_member_put_text(&writer, "message", note->message);
		put_place(&writer, sources, note->at);
		json_close_object(&writer);
	}
	json_close_array(&writer);
	finish(ui, &writer);
}

void ui_jsonl_failure(struct ui *ui, const struct sources *sources, const struct failure *failure)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	begin(&writer, &out, "failure");
	json_member_put_int(&writer, "code", failure->code);
	json_member_put_text(&writer, "message", failure->message);
	json_member_put_text(&writer, "remedy", failure->remedy);
	put_place(&writer, sources, failure->at);
	finish(ui, &writer);
}
