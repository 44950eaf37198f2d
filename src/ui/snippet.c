/* A source line as it can be shown: tabs opened, characters counted, cut around the place. */
#include <string.h>

#include "inside.h"

#define TAB_COLUMNS 8
#define LEAD 24 /* columns kept before the place in a line that is cut */

/* The line on the screen and where the span lies on it, in columns from 0. */
struct shown {
	struct buf text;
	unsigned columns;
	unsigned begin, end;
	unsigned first; /* columns before it are cut off */
};

static const char *find_line(const struct source *source, uint32_t number, size_t *ret_length)
{
	const char *at = source->text, *end = source->text + source->length;
	for (; number > 1 && at < end; number--) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		at = newline ? newline + 1 : end;
	}
	if (number != 1 || at >= end)
		return NULL;
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	*ret_length = (size_t)((newline ? newline : end) - at);
	if (*ret_length && at[*ret_length - 1] == '\r')
		--*ret_length;
	return at;
}

static unsigned add_shown(struct shown *shown, const char *at, size_t size)
{
	if (*at != '\t')
		return ui_add_character(&shown->text, at, size);
	unsigned blanks = TAB_COLUMNS - shown->columns % TAB_COLUMNS;
	ui_add_blanks(&shown->text, blanks);
	return blanks;
}

/* Lays the line out and finds the columns of the span, which counts characters. */
static void lay_out(struct shown *shown, const char *line, size_t length, struct span span)
{
	uint32_t number = 1, last = span.column + (span.length ? span.length : 1);
	bool ended = false;
	for (size_t at = 0; at < length; number++) {
		size_t size = ui_character_size(line + at, length - at);
		if (number == span.column)
			shown->begin = shown->columns;
		if (number == last && number > span.column) {
			shown->end = shown->columns;
			ended = true;
		}
		shown->columns += add_shown(shown, line + at, size);
		at += size;
	}
	if (number <= span.column)
		shown->begin = shown->columns;
	if (!ended)
		shown->end = shown->columns;
	if (shown->end <= shown->begin)
		shown->end = shown->begin + 1;
}

/* Cuts the text to `width` columns around the place, "…" where something is left out. */
static void cut(struct shown *shown, unsigned width)
{
	AUTO_BUF struct buf whole = shown->text;
	unsigned first = shown->begin > LEAD ? shown->begin - LEAD : 0, column = 0;
	if (shown->columns <= width || shown->begin + LEAD / 2 < width)
		first = 0;
	shown->text = (struct buf){ 0 };
	const char *at = buf_text(&whole), *end = at + whole.length;
	for (; at < end && column < first; at += ui_character_size(at, (size_t)(end - at))) {
		char copy[5] = { 0 };
		memcpy(copy, at, ui_character_size(at, (size_t)(end - at)));
		column += (unsigned)text_width(copy);
	}
	shown->first = column;
	if (column)
		buf_add(&shown->text, "…");
	ui_add_cut(&shown->text, at, width - (column ? 1 : 0));
}

static void add_underline(struct buf *out, const struct stream *stream, const struct shown *shown,
			  unsigned width)
{
	unsigned shift = shown->first ? 1 : 0;
	unsigned begin = shown->begin - shown->first + shift;
	unsigned end = shown->end - shown->first + shift;
	end = end > width && width > begin ? width : end;
	buf_add(out, "      | ");
	ui_add_blanks(out, begin);
	buf_add(out, ui_color_on(stream->color, "green"));
	buf_add_char(out, '^');
	for (unsigned i = begin + 1; i < end; i++)
		buf_add_char(out, '~');
	buf_add(out, ui_color_off(stream->color));
	buf_add_char(out, '\n');
}

void ui_add_snippet(struct buf *out, const struct stream *stream, const struct sources *sources,
		    struct span at)
{
	const struct source *source = sources ? sources_get(sources, at.file) : NULL;
	struct shown shown = { 0 };
	unsigned columns, lines;
	size_t length;
	const char *line =
		source && source->text && at.line ? find_line(source, at.line, &length) : NULL;
	if (!line)
		return;
	ui_stream_size(stream, &columns, &lines);
	unsigned width = !stream->terminal ? 200 : columns > 40 ? columns - 9 : 31;
	lay_out(&shown, line, length, at);
	cut(&shown, width);
	buf_printf(out, "%5u | %s\n", at.line, buf_text(&shown.text));
	if (at.column)
		add_underline(out, stream, &shown, width);
	buf_finish(&shown.text);
}
