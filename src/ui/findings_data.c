/* Findings for programs: JSON, and the annotations of GitHub's workflows. */
#include <string.h>

#include "inside.h"

static const char *const severity_names[] = {
	[SEVERITY_ERROR] = "error",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_NOTE] = "note",
};

void ui_put_place(struct json_writer *writer, const struct sources *sources, struct span at)
{
	const struct source *source = sources ? sources_get(sources, at.file) : NULL;
	json_member_put_text(writer, "file", source ? source->name : NULL);
	json_member_put_int(writer, "line", source ? at.line : 0);
	json_member_put_int(writer, "column", source ? at.column : 0);
	json_member_put_int(writer, "length", source ? at.length : 0);
}

void ui_put_finding(struct json_writer *writer, const struct sources *sources,
		    const struct finding *finding)
{
	json_member_put_text(writer, "severity", severity_names[finding->severity]);
	json_member_put_text(writer, "rule", finding->rule);
	json_member_put_text(writer, "message", finding->message);
	json_member_put_text(writer, "remedy", finding->remedy);
	ui_put_place(writer, sources, finding->at);
	json_key(writer, "notes");
	json_open_array(writer);
	for (LIST_EACH(struct finding, note, &finding->notes)) {
		json_open_object(writer);
		json_member_put_text(writer, "message", note->message);
		ui_put_place(writer, sources, note->at);
		json_close_object(writer);
	}
	json_close_array(writer);
}

void ui_findings_document(struct ui *ui, const struct diags *diags)
{
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	json_begin(&writer, &out, true);
	json_open_object(&writer);
	json_member_put_int(&writer, "schema", 1);
	json_member_put_int(&writer, "errors", (int64_t)diags->errors);
	json_member_put_int(&writer, "warnings", (int64_t)diags->warnings);
	json_member_put_int(&writer, "dropped", (int64_t)diags->dropped);
	json_key(&writer, "findings");
	json_open_array(&writer);
	for (LIST_EACH(struct finding, finding, &diags->findings)) {
		json_open_object(&writer);
		ui_put_finding(&writer, diags->sources, finding);
		json_close_object(&writer);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	buf_add_char(&out, '\n');
	ui_print(ui, buf_text(&out), out.length);
}

/* What would end the command, or in a property (`marks`) the property, is written as its number. */
static void add_escaped(struct buf *out, const char *text, const char *marks)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '%' || byte < ' ' || strchr(marks, byte))
			buf_printf(out, "%%%02X", byte);
		else
			buf_add_char(out, *text);
	}
}

static void add_property(struct buf *out, const char *name, const char *value)
{
	bool first = buf_text(out)[out->length - 1] == ' ';
	buf_printf(out, "%s%s=", first ? "" : ",", name);
	add_escaped(out, value, ":,");
}

static void add_number(struct buf *out, const char *name, uint32_t value)
{
	AUTO_BUF struct buf text = { 0 };
	buf_printf(&text, "%u", (unsigned)value);
	if (value)
		add_property(out, name, buf_text(&text));
}

static void add_message(struct buf *out, const struct sources *sources,
			const struct finding *finding)
{
	struct arena *arena = arena_create();
	add_escaped(out, finding->message, "");
	for (LIST_EACH(struct finding, note, &finding->notes)) {
		const char *place = sources ? span_text(sources, note->at, arena) : "";
		buf_add(out, "%0Anote: ");
		add_escaped(out, place, "");
		buf_add(out, *place ? ": " : "");
		add_escaped(out, note->message, "");
	}
	if (finding->remedy) {
		buf_add(out, "%0Ahelp: ");
		add_escaped(out, finding->remedy, "");
	}
	arena_destroy(arena);
}

static void add_annotation(struct buf *out, const struct sources *sources,
			   const struct finding *finding)
{
	static const char *const commands[] = {
		[SEVERITY_ERROR] = "error",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_NOTE] = "notice",
	};
	struct span at = finding->at;
	const struct source *source = sources ? sources_get(sources, at.file) : NULL;
	buf_printf(out, "::%s ", commands[finding->severity]);
	if (source)
		add_property(out, "file", source->name);
	add_number(out, "line", source ? at.line : 0);
	add_number(out, "col", source ? at.column : 0);
	add_number(out, "endColumn", source && at.column && at.length ? at.column + at.length : 0);
	add_property(out, "title", finding->rule);
	buf_add(out, "::");
	add_message(out, sources, finding);
	buf_add_char(out, '\n');
}

void ui_findings_annotations(struct ui *ui, const struct diags *diags)
{
	AUTO_BUF struct buf out = { 0 };
	for (LIST_EACH(struct finding, finding, &diags->findings))
		add_annotation(&out, diags->sources, finding);
	if (diags->dropped)
		buf_printf(&out, "::notice ::and %zu more\n", diags->dropped);
	ui_print(ui, buf_text(&out), out.length);
}
