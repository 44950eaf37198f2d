/* ui: everything a person or a script sees. The only room that writes to stdout and stderr. stdout
 * carries the answer, stderr progress and errors. */
#ifndef CLAU_UI_H
#define CLAU_UI_H

#include "clau/base.h"
#include "clau/json.h"

enum ui_progress { UI_AUTO, UI_TTY, UI_PLAIN, UI_JSON, UI_QUIET };
struct ui_options {
	enum ui_progress progress; /* AUTO: TTY when stderr is a terminal (TERM=dumb is none), else
				      PLAIN; TTY itself always draws */
	const char *color; /* "auto", "always", "never"; auto honours NO_COLOR, CLICOLOR_FORCE,
			      TERM=dumb */
	bool verbose; /* -v: debug lines are shown */
	const char *trace_path; /* --trace FILE: a timeline in Chrome trace format, written at the
				   end */
	bool json_errors; /* --json given: findings, failures and warnings go out as JSON on stderr,
			     as they do with progress JSON: one object a line with "schema":1 and a
			     "type" of finding, failure, warning, debug, log or progress */
};
struct ui;
struct ui *ui_create(const struct ui_options *options);
/* Ends the live view (cursor shown, lines kept), writes the trace file, frees. False when stdout
 * could not take all (full disk, closed): then the exit code is 1. */
bool ui_destroy(struct ui *ui);

/* ---- progress */
enum ui_state { UI_WAITING, UI_WORKING, UI_DONE, UI_SKIPPED, UI_WARNING, UI_FAILED };
struct ui_event {
	const char *subject; /* "Container clau-doom-nats-1", "Image x", "Network y": the line it
				belongs to */
	const char *verb; /* "Starting", "Started", "Building", "Healthy" … */
	enum ui_state state;
	const char *detail; /* or NULL: "3/12 RUN apt-get …", "health: starting, 2nd probe" */
	int64_t now; /* loop_now, ms */
	int64_t current, total; /* bytes or steps; 0 = unknown */
};
/* TTY: a line a subject with spinner and elapsed time, redrawn in place. PLAIN: one line per change
 * of verb. JSON: one object a line on stderr. QUIET: failures only. */
void ui_event(struct ui *ui, const struct ui_event *event);
/* Redraws the live view; the caller's timer calls it each 100 ms while something runs. Cheap when
 * nothing is live. */
void ui_tick(struct ui *ui, int64_t now);
bool ui_is_live(const struct ui *ui); /* a live view is being drawn: ticks are wanted */
/* Ends the live view: its lines stay as they are; later text comes below. */
void ui_settle(struct ui *ui);
/* A line of someone's output in between (build log, container log), without its newline, on stderr,
 * above the live view: it may wait for the next drawing. Made harmless as in ui_log_line. */
void ui_progress_line(struct ui *ui, const char *text);

/* A finished piece of time for --trace: lane ("Container web-1", "engine"), name, start and end in
 * loop_now ms. */
void ui_trace(struct ui *ui, const char *lane, const char *name, int64_t started, int64_t ended);

/* ---- answers (stdout) */
void ui_print(struct ui *ui, const char *text, size_t length); /* as it is */
void ui_printf(struct ui *ui, const char *format, ...) PRINTF_LIKE(2, 3);
void ui_print_error(struct ui *ui, const char *text,
		    size_t length); /* a container's stderr, as it is */
/* Pushes out what is buffered now (following logs). False when the reader is gone: stop then. */
bool ui_flush(struct ui *ui);

struct ui_column {
	const char *title;
	bool right;
};
/* rows: struct list of struct list * of char *; columns padded to their widest, the last one not.
 * Headings in capitals; cells may hold UTF-8. Prints headings even when empty. */
void ui_table(struct ui *ui, const struct ui_column *columns, size_t count,
	      const struct list *rows);

/* A line of a container's log with its prefix in a colour of its own ("web-1  | text"); width = of
 * the widest prefix, index picks the colour; prefix NULL = none. stream 2
 * goes to stderr. On a terminal only text, tabs and colours of the line get through; elsewhere it
 * is passed as it is. */
void ui_log_line(struct ui *ui, const char *prefix, unsigned width, unsigned index, int stream,
		 const char *text, size_t length);

/* Wraps text in a colour for a table cell when stdout is coloured: "green", "red", "yellow",
 * "blue", "dim", "bold". Result in arena. */
char *ui_paint(struct ui *ui, struct arena *arena, const char *color, const char *text);
/* Columns of the terminal on stdout, 80 when there is none. */
unsigned ui_width(const struct ui *ui);
bool ui_has_terminal(const struct ui *ui); /* stdout is one */

/* ---- findings and failures (stderr) */
/* file:line:column: error: message [rule], the line itself with a caret, notes, remedy; warnings
 * too; "… and 3 more". JSON when json_errors. */
void ui_findings(struct ui *ui, const struct diags *diags);
/* The findings as the answer, on stdout: one JSON document
 * {"schema":1,"errors","warnings","dropped",
 * "findings":[{severity,rule,message,remedy,file,line,column,length,notes}]}, for editors; */
void ui_findings_document(struct ui *ui, const struct diags *diags);
/* … or workflow commands of GitHub Actions: "::error file=…,line=…,col=…,title=rule::message",
 * notes and remedy on lines of their own in the message. */
void ui_findings_annotations(struct ui *ui, const struct diags *diags);
/* error: message; the place's line with a caret when there is one (sources may be NULL); then the
 * remedy. */
void ui_failure(struct ui *ui, const struct sources *sources, const struct failure *failure);
void ui_warn(struct ui *ui, const char *format, ...) PRINTF_LIKE(2, 3);
void ui_note(struct ui *ui, const char *format, ...)
	PRINTF_LIKE(2, 3); /* plain sentence on stderr; silent when QUIET or JSON */
void ui_debug(struct ui *ui, const char *format, ...) PRINTF_LIKE(2, 3); /* only with -v */

#endif
