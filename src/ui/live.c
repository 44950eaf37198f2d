/* The live view: rows that are redrawn in place, each time in one write. Lines of others go above
 * it. No line ever wraps and it is never higher than the terminal, so that the way back to its top
 * is known. */
#include <stdlib.h>
#include <string.h>

#include "inside.h"

#define REDRAW_MILLISECONDS 100
#define WIDTH_MOST 100
#define ABOVE_MOST ((size_t)64 << 10)
#define CURSOR_HIDE "\033[?25l"
#define CURSOR_SHOW "\033[?25h"
#define ERASE_LINE_REST "\033[K"
#define ERASE_BELOW "\033[J"

/* Lines that the view takes now; a narrower terminal has wrapped what was drawn. */
static size_t standing_lines(const struct live *live, unsigned columns)
{
	size_t lines = 0;
	for (size_t i = 0; i < live->width_count; i++)
		lines += live->widths[i] > columns ? (live->widths[i] + columns - 1) / columns : 1;
	return lines;
}

/* To the first line of what stands there. */
static void add_way_up(const struct ui *ui, struct buf *out)
{
	unsigned columns, lines;
	ui_stream_size(&ui->err, &columns, &lines);
	size_t up = standing_lines(&ui->live, columns);
	if (up > lines - 1)
		up = lines - 1;
	buf_add_char(out, '\r');
	if (up)
		buf_printf(out, "\033[%zuA", up);
}

static void remember_width(struct live *live, unsigned width)
{
	if (live->width_count == live->width_room) {
		live->width_room = live->width_room ? 2 * live->width_room : 32;
		live->widths = base_realloc(live->widths, live->width_room * sizeof(*live->widths));
	}
	live->widths[live->width_count++] = width;
}

static struct layout layout_of(const struct ui *ui, unsigned columns, int64_t now, bool settled)
{
	struct layout layout = { .color = ui->err.color, .now = now, .settled = settled };
	layout.ascii = text_equal(getenv("TERM"), "linux");
	layout.width = columns > WIDTH_MOST ? WIDTH_MOST : columns > 2 ? columns - 1 : 1;
	for (LIST_EACH(struct row, row, &ui->rows.all)) {
		unsigned subject = ui_columns(row->subject),
			 verb = ui_columns(buf_text(&row->verb));
		layout.subject = subject > layout.subject ? subject : layout.subject;
		layout.verb = verb > layout.verb ? verb : layout.verb;
	}
	if (layout.subject > layout.width / 2)
		layout.subject = layout.width / 2;
	return layout;
}

/* Which rows go when there are too many: what is done, then what waits, then the rest. */
static unsigned importance(const struct row *row)
{
	switch (row->state) {
	case UI_DONE:
	case UI_SKIPPED:
		return 0;
	case UI_WAITING:
		return 1;
	case UI_WARNING:
		return 2;
	case UI_WORKING:
		return 3;
	case UI_FAILED:
		return 4;
	}
	return 0;
}

/* What of each importance stays on the screen. */
struct share {
	size_t kept[5];
	size_t leaving; /* of importance 0: how many go, the oldest first */
};

/* The more important first, as far as there is room. */
static struct share share_room(const struct rows *rows, size_t room)
{
	struct share share = { 0 };
	for (LIST_EACH(struct row, row, &rows->all))
		share.kept[importance(row)]++;
	share.leaving = share.kept[0];
	for (int i = 4; i >= 0; i--) {
		share.kept[i] = share.kept[i] < room ? share.kept[i] : room;
		room -= share.kept[i];
	}
	share.leaving -= share.kept[0];
	return share;
}

/* Done rows leave from the top, others from the bottom; what stays keeps its order. */
static bool take_share(struct share *share, unsigned rank)
{
	if (rank == 0 && share->leaving) {
		share->leaving--;
		return false;
	}
	if (!share->kept[rank])
		return false;
	share->kept[rank]--;
	return true;
}

static void add_line_end(struct ui *ui, struct buf *out, unsigned width)
{
	buf_add(out, ERASE_LINE_REST "\n");
	remember_width(&ui->live, width);
}

static bool is_moving(const struct rows *rows)
{
	for (LIST_EACH(struct row, row, &rows->all))
		if (!ui_row_is_final(row))
			return true;
	return false;
}

static void add_footer(struct ui *ui, struct buf *out, const struct layout *layout, size_t hidden)
{
	struct arena *arena = arena_create();
	const struct rows *rows = &ui->rows;
	size_t done = 0, failed = 0;
	for (LIST_EACH(struct row, row, &rows->all)) {
		done += ui_row_is_final(row) && row->state != UI_FAILED;
		failed += row->state == UI_FAILED;
	}
	int64_t end = is_moving(rows) && layout->now > rows->latest ? layout->now : rows->latest;
	char *more = hidden ? arena_printf(arena, "… %zu more, ", hidden) : arena_copy(arena, "");
	char *bad = failed ? arena_printf(arena, ", %zu failed", failed) : arena_copy(arena, "");
	char *text = arena_printf(arena, "  %s%zu of %zu done%s, %s", more, done, rows->all.count,
				  bad, duration_short(arena, end - rows->started));
	add_line_end(ui, out, ui_line_dim(out, layout, text));
	arena_destroy(arena);
}

static void add_rows(struct ui *ui, struct buf *out, const struct layout *layout, size_t room)
{
	struct share share = share_room(&ui->rows, room);
	for (LIST_EACH(struct row, row, &ui->rows.all))
		if (take_share(&share, importance(row)))
			add_line_end(ui, out, ui_line_row(out, layout, row));
}

/* The whole picture from the top of the view on; `settled`: all rows, as they stay. */
static void add_view(struct ui *ui, struct buf *out, int64_t now, bool settled)
{
	unsigned columns, lines;
	ui_stream_size(&ui->err, &columns, &lines);
	struct layout layout = layout_of(ui, columns, now, settled);
	size_t count = ui->rows.all.count, room = lines > 3 ? lines - 2 : 1;
	size_t shown = settled || count < room ? count : room;
	ui->live.width_count = 0;
	add_rows(ui, out, &layout, shown);
	if (!settled && count > 1)
		add_footer(ui, out, &layout, count - shown);
}

/* Lines from elsewhere, each with the rest of the old picture taken off behind it. */
static void add_above(struct ui *ui, struct buf *out)
{
	const char *at = buf_text(&ui->live.above), *end = at + ui->live.above.length;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		buf_append(out, at, length);
		buf_add(out, ERASE_LINE_REST "\n");
		at += length + 1;
	}
	buf_reset(&ui->live.above);
}

static void draw(struct ui *ui, int64_t now, bool settled)
{
	struct buf *out = &ui->err.pending;
	add_way_up(ui, out);
	add_above(ui, out);
	add_view(ui, out, now, settled);
	buf_add(out, ERASE_BELOW);
	if (settled)
		buf_add(out, CURSOR_SHOW);
	ui_stream_flush(&ui->err);
	ui->live.drawn_at = now;
	ui->live.changed = false;
}

void ui_live_event(struct ui *ui, int64_t now)
{
	if (!ui->live.open) {
		ui_stream_add(&ui->err, CURSOR_HIDE, strlen(CURSOR_HIDE));
		ui->live.open = true;
		ui->live.drawn_at = now - REDRAW_MILLISECONDS;
	}
	ui->live.changed = true;
	ui_tick(ui, now);
}

void ui_tick(struct ui *ui, int64_t now)
{
	const struct live *live = &ui->live;
	bool wanted = live->changed || live->above.length || is_moving(&ui->rows);
	if (live->open && wanted && now - live->drawn_at >= REDRAW_MILLISECONDS)
		draw(ui, now, false);
}

void ui_live_above(struct ui *ui, const char *text, size_t length)
{
	buf_append(&ui->live.above, text, length);
	if (ui->live.above.length >= ABOVE_MOST)
		draw(ui, ui->live.drawn_at, false);
}

void ui_live_erase(struct ui *ui)
{
	if (!ui->live.open)
		return;
	add_way_up(ui, &ui->err.pending);
	add_above(ui, &ui->err.pending);
	buf_add(&ui->err.pending, ERASE_BELOW);
	ui_stream_flush(&ui->err);
	ui->live.width_count = 0;
	ui->live.drawn_at -= REDRAW_MILLISECONDS;
	ui->live.changed = true;
}

void ui_live_close(struct ui *ui)
{
	if (!ui->live.open)
		return;
	int64_t latest = ui->live.drawn_at > ui->rows.latest ? ui->live.drawn_at : ui->rows.latest;
	draw(ui, latest, true);
	ui->live.open = false;
	ui->live.width_count = 0;
}

void ui_live_finish(struct ui *ui)
{
	buf_finish(&ui->live.above);
	base_free(ui->live.widths);
}
