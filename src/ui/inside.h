/* Private to ui: what its files share. */
#ifndef UI_INSIDE_H
#define UI_INSIDE_H

#include "clau/ui.h"

/* One of stdout and stderr. */
struct stream {
	int file;
	bool terminal;
	bool moves; /* a terminal whose cursor can be moved */
	bool color;
	bool failed; /* a write failed: what comes after is dropped */
	int reason; /* errno, when failed */
	struct buf pending; /* of stdout: not written yet */
};

/* What is known of one subject. */
struct row {
	const char *subject;
	struct buf verb;
	struct buf detail;
	enum ui_state state;
	int64_t started; /* the first event that was not WAITING */
	int64_t changed; /* the latest event */
	int64_t current, total;
	bool begun;
	bool printed; /* PLAIN, QUIET: a line stands for its verb and state */
};

/* The rows since the last settle. */
struct rows {
	struct arena *arena; /* NULL: none yet */
	struct list all; /* struct row * in order of appearance */
	struct map by_subject;
	int64_t started, latest; /* of the first and the latest event */
};

/* The live view as it stands on the terminal. */
struct live {
	bool open;
	bool changed; /* since it was drawn */
	int64_t drawn_at;
	struct buf above; /* lines that go above it with the next drawing */
	unsigned *widths; /* of the lines that stand there, to find their top after a resize */
	size_t width_count;
	size_t width_room;
};

struct ui {
	struct stream out, err;
	enum ui_progress progress; /* never AUTO */
	bool verbose;
	bool json; /* findings, failures and warnings go out as JSON */
	struct rows rows;
	struct live live;
	struct arena *arena; /* of the trace */
	const char *trace_path; /* NULL: none wanted */
	struct list trace; /* struct trace_piece * */
};

/* ---- rows.c: the one place where a row changes */
/* The event's row, brought up to date. *ret_verb_changed: there is something new to say in PLAIN.
 */
struct row *ui_rows_update(struct rows *rows, const struct ui_event *event, bool *ret_verb_changed);
void ui_rows_finish(struct rows *rows);
/* "3.1s"; "" when it has not begun or took no time worth telling. */
const char *ui_row_elapsed_text(struct arena *arena, const struct row *row, int64_t now);
bool ui_row_is_final(const struct row *row);

/* ---- live.c */
void ui_live_event(struct ui *ui, int64_t now);
/* Writes text to stderr above the view, now or with the next drawing. */
void ui_live_above(struct ui *ui, const char *text, size_t length);
/* Takes the view off the terminal, for other output; the next drawing brings it back. */
void ui_live_erase(struct ui *ui);
void ui_live_close(struct ui *ui);
void ui_live_finish(struct ui *ui);

/* ---- line.c: how a row looks */
struct layout {
	unsigned width; /* columns to use */
	unsigned subject, verb; /* columns of those fields */
	bool color;
	bool ascii; /* the terminal's font has no ticks */
	int64_t now;
	bool settled; /* no spinner: nothing moves any more */
};
/* Adds one line without a newline; returns its columns, never above layout->width. */
unsigned ui_line_row(struct buf *out, const struct layout *layout, const struct row *row);
unsigned ui_line_dim(struct buf *out, const struct layout *layout, const char *text);

/* ---- plain.c, jsonl.c */
/* Prints the row and marks it so. */
void ui_plain_row(struct ui *ui, struct row *row);
void ui_jsonl_row(struct ui *ui, const struct row *row);
/* {"schema":1,"type":TYPE,"message":…} */
void ui_jsonl_message(struct ui *ui, const char *type, const char *message);
void ui_jsonl_finding(struct ui *ui, const struct sources *sources, const struct finding *finding);
void ui_jsonl_failure(struct ui *ui, const struct sources *sources, const struct failure *failure);

/* ---- findings_data.c: members of the object that is open */
void ui_put_place(struct json_writer *writer, const struct sources *sources, struct span at);
void ui_put_finding(struct json_writer *writer, const struct sources *sources,
		    const struct finding *finding);

/* ---- logline.c */
/* Adds a line of a program's output as `stream` may show it: a file gets it as it is, a terminal
 * nothing but its text and, where colours are on, its colours. */
void ui_add_log_text(struct buf *out, const struct stream *stream, const char *text, size_t length);

/* ---- snippet.c */
/* The line that the span points at, and a caret under the place; nothing when there is none. */
void ui_add_snippet(struct buf *out, const struct stream *stream, const struct sources *sources,
		    struct span at);

/* ---- trace.c */
/* Writes the file; false: *ret_reason. */
bool ui_trace_write(struct ui *ui, const char **ret_reason);

/* ---- stream.c */
void ui_stream_init(struct stream *stream, int file, const char *color);
void ui_stream_add(struct stream *stream, const char *text, size_t length);
bool ui_stream_flush(struct stream *stream);
/* Columns and lines of the terminal, 80 by 24 when there is none. */
void ui_stream_size(const struct stream *stream, unsigned *ret_columns, unsigned *ret_lines);
/* Text for stderr: stdout goes first, and a live view stays below it. */
void ui_say(struct ui *ui, const char *text, size_t length);
void ui_say_buf(struct ui *ui, const struct buf *text);

/* ---- columns.c: text as a terminal sees it */
/* Bytes of the character at `at`; 1 for a byte that is none. */
size_t ui_character_size(const char *at, size_t length);
/* Adds a character in its harmless form; returns its columns. */
unsigned ui_add_character(struct buf *out, const char *at, size_t size);
/* Columns of text that may hold colours. */
unsigned ui_columns(const char *text);
/* Adds as much of text as goes into `width` columns, with "…" when cut; returns the columns. */
unsigned ui_add_cut(struct buf *out, const char *text, unsigned width);
void ui_add_blanks(struct buf *out, unsigned count);
/* Adds text that came from elsewhere in its harmless form. */
void ui_add_printable(struct buf *out, const char *text, size_t length, bool keep_newlines);

/* ---- color.c */
/* The sequence that turns on "green", "bold red", …; "" when not `on` or unknown. */
const char *ui_color_on(bool on, const char *name);
const char *ui_color_off(bool on);

#endif
