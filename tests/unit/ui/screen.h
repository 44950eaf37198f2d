/* What the tests of ui look at: files in place of stdout and stderr, and a pty with a small
 * terminal behind it that remembers its lines. */
#ifndef TEST_UI_SCREEN_H
#define TEST_UI_SCREEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "clau/ui.h"

/* stdout and stderr go to files until captured_finish. */
struct captured {
	int saved[2];
	int files[2];
	char text[2][1 << 16];
};
struct captured *captured_begin(void);
/* Reads what was written so far to stdout (1) or stderr (2). */
const char *captured_text(struct captured *captured, int file);
void captured_finish(struct captured *captured);

#define SCREEN_LINES 60
struct screen {
	int saved[2];
	int master;
	unsigned columns, lines;
	unsigned line, column; /* of the cursor, counted from the top of all that was ever shown */
	char *cells[SCREEN_LINES]; /* a line of characters, each a NUL-ended text of 8 bytes */
	bool hidden; /* the cursor */
	bool wrapped; /* a line went past the edge */
	unsigned writes; /* frames: how often the cursor went back to a line's start and up */
	struct buf raw;
};
/* stderr (and stdout when `both`) is a terminal of that size until screen_finish. */
struct screen *screen_begin(unsigned columns, unsigned lines, bool both);
void screen_resize(struct screen *screen, unsigned columns, unsigned lines);
/* Takes in what was written; returns a line of it without blanks at its end. */
const char *screen_line(struct screen *screen, unsigned line);
void screen_finish(struct screen *screen);

struct ui *ui_make(enum ui_progress progress, const char *color);
void tell(struct ui *ui, const char *subject, const char *verb, enum ui_state state,
	  const char *detail, int64_t now);

#endif
