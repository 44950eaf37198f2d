#include "clau/ui.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "inside.h"

struct ui *ui_create(const struct ui_options *options)
{
	struct ui *ui = base_alloc(sizeof(*ui));
	ui_stream_init(&ui->out, STDOUT_FILENO, options->color);
	ui_stream_init(&ui->err, STDERR_FILENO, options->color);
	ui->progress = options->progress;
	if (ui->progress == UI_AUTO)
		ui->progress = ui->err.moves ? UI_TTY : UI_PLAIN;
	ui->verbose = options->verbose;
	ui->json = options->json_errors || ui->progress == UI_JSON;
	ui->arena = arena_create();
	ui->trace_path = arena_copy(ui->arena, options->trace_path);
	return ui;
}

bool ui_destroy(struct ui *ui)
{
	const char *reason;
	if (!ui)
		return true;
	ui_settle(ui);
	bool complete = ui_stream_flush(&ui->out);
	/* A reader that had enough (`| head`) need not be told. */
	if (!complete && ui->out.reason != EPIPE) {
		struct failure failure = {
			.code = EXIT_FAILED,
			.message = arena_printf(ui->arena, "cannot write the answer: %s",
						strerror(ui->out.reason)),
		};
		ui_failure(ui, NULL, &failure);
	}
	if (!ui_trace_write(ui, &reason))
		ui_warn(ui, "cannot write the trace to %s: %s", ui->trace_path, reason);
	ui_live_finish(ui);
	buf_finish(&ui->out.pending);
	buf_finish(&ui->err.pending);
	arena_destroy(ui->arena);
	base_free(ui);
	return complete;
}

void ui_event(struct ui *ui, const struct ui_event *event)
{
	bool verb_changed;
	struct row *row = ui_rows_update(&ui->rows, event, &verb_changed);
	switch (ui->progress) {
	case UI_TTY:
		ui_live_event(ui, event->now);
		break;
	case UI_JSON:
		ui_jsonl_row(ui, row);
		break;
	case UI_QUIET:
		if (verb_changed && row->state == UI_FAILED)
			ui_plain_row(ui, row);
		break;
	case UI_AUTO:
	case UI_PLAIN:
		if (row->state == UI_WAITING)
			row->printed = false;
		else if (verb_changed)
			ui_plain_row(ui, row);
		break;
	}
}

bool ui_is_live(const struct ui *ui)
{
	return ui->live.open;
}

void ui_settle(struct ui *ui)
{
	ui_live_close(ui);
	ui_rows_finish(&ui->rows);
}

void ui_progress_line(struct ui *ui, const char *text)
{
	AUTO_BUF struct buf line = { 0 };
	if (ui->progress == UI_QUIET)
		return;
	if (ui->progress == UI_JSON) {
		ui_jsonl_message(ui, "log", text);
		return;
	}
	ui_add_log_text(&line, &ui->err, text, strlen(text));
	buf_add_char(&line, '\n');
	ui_say_buf(ui, &line);
}
