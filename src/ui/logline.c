#include <string.h>

#include "inside.h"

#define ESCAPE '\033'
#define COLOR_OFF "\033[0m"

static const char *const prefix_colors[] = { "cyan", "yellow", "green", "magenta", "blue" };

/* Length of the colour sequence at `at`, 0 when there is none. */
static size_t color_length(const char *at, size_t length)
{
	size_t i = 2;
	if (length < 3 || at[0] != ESCAPE || at[1] != '[')
		return 0;
	while (i < length && ((at[i] >= '0' && at[i] <= '9') || at[i] == ';' || at[i] == ':'))
		i++;
	return i < length && at[i] == 'm' ? i + 1 : 0;
}

/* Length of the part up to the next tab or colour sequence. */
static size_t part_length(const char *text, size_t length)
{
	size_t i = 0;
	while (i < length && text[i] != '\t' && !color_length(text + i, length - i))
		i++;
	return i;
}

/* What a terminal would show of "10%\r20%\r": the last that was written over. */
static void drop_overwritten(const char **text, size_t *length)
{
	while (*length && (*text)[*length - 1] == '\r')
		--*length;
	const char *last = memrchr(*text, '\r', *length);
	if (last) {
		*length -= (size_t)(last + 1 - *text);
		*text = last + 1;
	}
}

void ui_add_log_text(struct buf *out, const struct stream *stream, const char *text, size_t length)
{
	bool colored = false;
	if (!stream->terminal) {
		buf_append(out, text, length);
		return;
	}
	drop_overwritten(&text, &length);
	while (length) {
		size_t part = part_length(text, length);
		ui_add_printable(out, text, part, false);
		size_t color = color_length(text + part, length - part);
		if (color && stream->color) {
			buf_append(out, text + part, color);
			colored = true;
		}
		if (!color && part < length)
			buf_add_char(out, text[part]);
		part += color ? color : part < length;
		text += part;
		length -= part;
	}
	if (colored)
		buf_add(out, COLOR_OFF);
}

static void add_prefix(struct buf *out, bool color, const char *prefix, unsigned width,
		       unsigned index)
{
	unsigned columns = ui_columns(prefix);
	buf_add(out, ui_color_on(color, prefix_colors[index % COUNT_OF(prefix_colors)]));
	buf_add(out, prefix);
	ui_add_blanks(out, width > columns ? width - columns : 0);
	buf_add(out, "  | ");
	buf_add(out, ui_color_off(color));
}

void ui_log_line(struct ui *ui, const char *prefix, unsigned width, unsigned index, int stream,
		 const char *text, size_t length)
{
	AUTO_BUF struct buf line = { 0 };
	const struct stream *to = stream == 2 ? &ui->err : &ui->out;
	if (prefix)
		add_prefix(&line, to->color, prefix, width, index);
	ui_add_log_text(&line, to, text, length);
	buf_add_char(&line, '\n');
	if (stream == 2)
		ui_say_buf(ui, &line);
	else
		ui_print(ui, buf_text(&line), line.length);
}
