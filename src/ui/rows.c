#include <string.h>

#include "inside.h"

/* Milliseconds: less would read "0.0s". */
#define ELAPSED_LEAST 50

static struct row *row_of(struct rows *rows, const char *subject, int64_t now)
{
	struct row *row = map_get(&rows->by_subject, subject);
	if (row)
		return row;
	if (!rows->arena) {
		rows->arena = arena_create();
		rows->started = now;
	}
	AUTO_BUF struct buf name = { 0 };
	row = ARENA_NEW(rows->arena, struct row);
	ui_add_printable(&name, subject, strlen(subject), false);
	row->subject = buf_to_arena(&name, rows->arena);
	list_add(rows->arena, &rows->all, row);
	map_set(rows->arena, &rows->by_subject, arena_copy(rows->arena, subject), row);
	return row;
}

static void set_text(struct buf *into, const char *text)
{
	buf_reset(into);
	if (text)
		ui_add_printable(into, text, strlen(text), false);
}

struct row *ui_rows_update(struct rows *rows, const struct ui_event *event, bool *ret_verb_changed)
{
	struct row *row = row_of(rows, event->subject, event->now);
	enum ui_state before = row->state;
	AUTO_BUF struct buf verb = { 0 };
	set_text(&verb, event->verb);
	bool verb_changed = !text_equal(buf_text(&verb), buf_text(&row->verb));
	rows->latest = event->now;
	set_text(&row->verb, event->verb);
	set_text(&row->detail, event->detail);
	row->state = event->state;
	row->current = event->current;
	row->total = event->total;
	row->changed = event->now;
	if (!row->begun && event->state != UI_WAITING) {
		row->begun = true;
		row->started = event->now;
	}
	*ret_verb_changed =
		!row->printed || verb_changed || (before != event->state && ui_row_is_final(row));
	return row;
}

void ui_rows_finish(struct rows *rows)
{
	for (LIST_EACH(struct row, row, &rows->all)) {
		buf_finish(&row->verb);
		buf_finish(&row->detail);
	}
	arena_destroy(rows->arena);
	*rows = (struct rows){ 0 };
}

bool ui_row_is_final(const struct row *row)
{
	return row->state != UI_WAITING && row->state != UI_WORKING;
}

static int64_t elapsed_of(const struct row *row, int64_t now)
{
	int64_t end = ui_row_is_final(row) || now < row->changed ? row->changed : now;
	return row->begun && end > row->started ? end - row->started : 0;
}

const char *ui_row_elapsed_text(struct arena *arena, const struct row *row, int64_t now)
{
	int64_t elapsed = elapsed_of(row, now);
	bool telling = row->begun && (elapsed >= ELAPSED_LEAST || !ui_row_is_final(row));
	return telling ? duration_short(arena, elapsed) : "";
}
