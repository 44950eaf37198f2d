/* One line of the live view: mark, subject, verb, detail, and the time at the right edge. */
#include "inside.h"

#include <inttypes.h>

static const char *const spinner[] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏" };
static const char *const spinner_ascii[] = { "|", "/", "-", "\\" };
#define FRAME_MILLISECONDS 100

/* By state. */
static const struct {
	const char *mark;
	const char *mark_ascii;
	const char *color;
	const char *verb_color;
} looks[] = {
	[UI_WAITING] = { "·", ".", "dim", "dim" }, [UI_WORKING] = { "…", "~", "cyan", "" },
	[UI_DONE] = { "✔", "+", "green", "" },     [UI_SKIPPED] = { "-", "-", "dim", "dim" },
	[UI_WARNING] = { "!", "!", "yellow", "" }, [UI_FAILED] = { "✘", "x", "red", "red" },
};

/* A line that is being filled from the left. */
struct line {
	struct buf *out;
	const struct layout *layout;
	unsigned used;
};

static unsigned room_of(const struct line *line)
{
	return line->layout->width - line->used;
}

static void put(struct line *line, const char *color, const char *text, unsigned most)
{
	const char *on = ui_color_on(line->layout->color, color);
	unsigned room = room_of(line) < most ? room_of(line) : most;
	buf_add(line->out, on);
	line->used += ui_add_cut(line->out, text, room);
	buf_add(line->out, ui_color_off(*on != '\0'));
}

static void pad_to(struct line *line, unsigned column)
{
	unsigned room = room_of(line);
	unsigned count = column > line->used ? column - line->used : 0;
	count = count < room ? count : room;
	ui_add_blanks(line->out, count);
	line->used += count;
}

static const char *mark_of(const struct layout *layout, const struct row *row)
{
	uint64_t frame = (uint64_t)layout->now / FRAME_MILLISECONDS;
	if (row->state != UI_WORKING || layout->settled)
		return layout->ascii ? looks[row->state].mark_ascii : looks[row->state].mark;
	return layout->ascii ? spinner_ascii[frame % COUNT_OF(spinner_ascii)]
			     : spinner[frame % COUNT_OF(spinner)];
}

/* What is known of how far it is goes before the detail's words. */
static const char *detail_of(struct arena *arena, const struct row *row)
{
	if (row->state != UI_WORKING || row->total <= 0 || row->current < 0)
		return buf_text(&row->detail);
	double part = row->current < row->total ? (double)row->current / (double)row->total : 1;
	return arena_printf(arena, "%2d%%%s%s", (int)(part * 100), row->detail.length ? " " : "",
			    buf_text(&row->detail));
}

unsigned ui_line_row(struct buf *out, const struct layout *layout, const struct row *row)
{
	struct arena *arena = arena_create();
	struct line line = { .out = out, .layout = layout };
	const char *elapsed = ui_row_elapsed_text(arena, row, layout->now);
	unsigned right = *elapsed ? ui_columns(elapsed) + 1 : 0;
	unsigned subject_end = 2 + layout->subject, verb_end = subject_end + 2 + layout->verb;
	const char *detail = detail_of(arena, row);

	put(&line, looks[row->state].color, mark_of(layout, row), 2);
	pad_to(&line, 2);
	put(&line, row->state == UI_WAITING ? "dim" : "", row->subject, layout->subject);
	pad_to(&line, subject_end + 2);
	put(&line, looks[row->state].verb_color, buf_text(&row->verb), layout->verb);
	if (*detail && verb_end + 2 + 4 + right <= layout->width) {
		pad_to(&line, verb_end + 2);
		put(&line, row->state == UI_FAILED ? "red" : "dim", detail,
		    layout->width - line.used - right);
	}
	if (right && line.used + right <= layout->width) {
		pad_to(&line, layout->width - right + 1);
		put(&line, "dim", elapsed, right);
	}
	arena_destroy(arena);
	return line.used;
}

unsigned ui_line_dim(struct buf *out, const struct layout *layout, const char *text)
{
	struct line line = { .out = out, .layout = layout };
	put(&line, "dim", text, layout->width);
	return line.used;
}
