/* Progress, findings and failures as JSON, one object a line, on stderr. */
#include "clau/json.h"

#include "inside.h"

static const char *const state_names[] = {
	[UI_WAITING] = "waiting", [UI_WORKING] = "working", [UI_DONE] = "done",
	[UI_SKIPPED] = "skipped", [UI_WARNING] = "warning", [UI_FAILED] = "failed",
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

void ui_jsonl_finding(struct ui *ui, const struct sources *sources, const struct finding *finding)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	begin(&writer, &out, "finding");
	ui_put_finding(&writer, sources, finding);
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
	ui_put_place(&writer, sources, failure->at);
	finish(ui, &writer);
}
