#include <string.h>

#include "inside.h"

static const struct {
	const char *word;
	const char *color;
} severities[] = {
	[SEVERITY_ERROR] = { "error", "bold red" },
	[SEVERITY_WARNING] = { "warning", "bold magenta" },
	[SEVERITY_NOTE] = { "note", "cyan" },
};

static void add_colored(struct buf *out, bool on, const char *color, const char *text)
{
	buf_add(out, ui_color_on(on, color));
	ui_add_printable(out, text, strlen(text), true);
	buf_add(out, ui_color_off(on));
}

/* "clau.yaml:14:9: ", nothing when there is no place. */
static void add_place(struct buf *out, bool color, const struct sources *sources, struct span at)
{
	struct arena *arena = arena_create();
	const char *place = sources ? span_text(sources, at, arena) : "";
	if (*place) {
		add_colored(out, color, "bold", place);
		buf_add(out, ": ");
	}
	arena_destroy(arena);
}

static void add_remedy(struct buf *out, bool color, const char *remedy)
{
	if (!remedy)
		return;
	buf_add(out, "  ");
	add_colored(out, color, "cyan", "help:");
	buf_add_char(out, ' ');
	ui_add_printable(out, remedy, strlen(remedy), true);
	buf_add_char(out, '\n');
}

static void add_head(struct buf *out, bool color, enum severity severity, const char *message)
{
	buf_add(out, ui_color_on(color, severities[severity].color));
	buf_printf(out, "%s:%s ", severities[severity].word, ui_color_off(color));
	add_colored(out, color, "bold", message);
}

static void add_note(struct buf *out, bool color, const struct sources *sources,
		     const struct finding *note)
{
	buf_add(out, "  ");
	add_colored(out, color, severities[SEVERITY_NOTE].color, "note:");
	buf_add_char(out, ' ');
	add_place(out, color, sources, note->at);
	ui_add_printable(out, note->message, strlen(note->message), true);
	buf_add_char(out, '\n');
}

static void add_finding(struct buf *out, const struct stream *stream, const struct sources *sources,
			const struct finding *finding)
{
	bool color = stream->color;
	add_place(out, color, sources, finding->at);
	add_head(out, color, finding->severity, finding->message);
	buf_printf(out, " %s[%s]%s\n", ui_color_on(color, "dim"), finding->rule,
		   ui_color_off(color));
	ui_add_snippet(out, stream, sources, finding->at);
	for (LIST_EACH(struct finding, note, &finding->notes))
		add_note(out, color, sources, note);
	add_remedy(out, color, finding->remedy);
}

static void say_findings_json(struct ui *ui, const struct diags *diags)
{
	struct arena *arena = arena_create();
	for (LIST_EACH(struct finding, finding, &diags->findings))
		ui_jsonl_finding(ui, diags->sources, finding);
	if (diags->dropped)
		ui_jsonl_message(ui, "note", arena_printf(arena, "and %zu more", diags->dropped));
	arena_destroy(arena);
}

void ui_findings(struct ui *ui, const struct diags *diags)
{
	AUTO_BUF struct buf out = { 0 };
	if (ui->json) {
		say_findings_json(ui, diags);
		return;
	}
	for (LIST_EACH(struct finding, finding, &diags->findings))
		add_finding(&out, &ui->err, diags->sources, finding);
	if (diags->dropped)
		buf_printf(&out, "… and %zu more\n", diags->dropped);
	ui_say_buf(ui, &out);
}

void ui_failure(struct ui *ui, const struct sources *sources, const struct failure *failure)
{
	AUTO_BUF struct buf out = { 0 };
	if (ui->json) {
		ui_jsonl_failure(ui, sources, failure);
		return;
	}
	add_place(&out, ui->err.color, sources, failure->at);
	add_head(&out, ui->err.color, SEVERITY_ERROR, failure->message);
	buf_add_char(&out, '\n');
	ui_add_snippet(&out, &ui->err, sources, failure->at);
	add_remedy(&out, ui->err.color, failure->remedy);
	ui_say_buf(ui, &out);
}

/* One sentence of clau's own; `color` is that of its label, which may be NULL. */
static void say_sentence(struct ui *ui, const char *label, const char *color, const char *format,
			 va_list arguments) PRINTF_LIKE(4, 0);
static void say_sentence(struct ui *ui, const char *label, const char *color, const char *format,
			 va_list arguments)
{
	AUTO_BUF struct buf out = { 0 };
	struct arena *arena = arena_create();
	const char *text = arena_vprintf(arena, format, arguments);
	if (ui->json && label) {
		ui_jsonl_message(ui, label, text);
	} else {
		if (label) {
			add_colored(&out, ui->err.color, color, label);
			buf_add(&out, ": ");
		}
		ui_add_printable(&out, text, strlen(text), true);
		buf_add_char(&out, '\n');
		ui_say_buf(ui, &out);
	}
	arena_destroy(arena);
}

void ui_warn(struct ui *ui, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	say_sentence(ui, "warning", "bold magenta", format, arguments);
	va_end(arguments);
}

void ui_note(struct ui *ui, const char *format, ...)
{
	va_list arguments;
	if (ui->progress == UI_QUIET || ui->json)
		return;
	va_start(arguments, format);
	say_sentence(ui, NULL, NULL, format, arguments);
	va_end(arguments);
}

void ui_debug(struct ui *ui, const char *format, ...)
{
	va_list arguments;
	if (!ui->verbose)
		return;
	va_start(arguments, format);
	say_sentence(ui, "debug", "dim", format, arguments);
	va_end(arguments);
}
