#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "inside.h"

#define PENDING_MOST ((size_t)64 << 10)

static bool is_dumb(void)
{
	const char *terminal = getenv("TERM");
	return text_is_empty(terminal) || text_equal(terminal, "dumb");
}

static bool wants_color(bool able, const char *color)
{
	const char *force = getenv("CLICOLOR_FORCE");
	if (text_equal(color, "always") || text_equal(color, "never"))
		return text_equal(color, "always");
	if (!text_is_empty(getenv("NO_COLOR")))
		return false;
	if (!text_is_empty(force) && !text_equal(force, "0"))
		return true;
	return able;
}

void ui_stream_init(struct stream *stream, int file, const char *color)
{
	stream->file = file;
	stream->terminal = isatty(file);
	stream->moves = stream->terminal && !is_dumb();
	stream->color = wants_color(stream->moves, color);
}

/* The file may have been made non-blocking by whoever shares it: then its room is waited for. */
static bool write_all(int file, const char *text, size_t length)
{
	while (length) {
		ssize_t written = write(file, text, length);
		if (written < 0 && errno == EAGAIN) {
			struct pollfd room = { .fd = file, .events = POLLOUT };
			if (poll(&room, 1, -1) < 0 && errno != EINTR)
				return false;
		} else if (written < 0 && errno != EINTR) {
			return false;
		} else if (written > 0) {
			text += written;
			length -= (size_t)written;
		}
	}
	return true;
}

bool ui_stream_flush(struct stream *stream)
{
	if (stream->pending.length && !stream->failed) {
		stream->failed = !write_all(stream->file, buf_text(&stream->pending),
					    stream->pending.length);
		stream->reason = errno;
	}
	buf_reset(&stream->pending);
	return !stream->failed;
}

void ui_stream_add(struct stream *stream, const char *text, size_t length)
{
	if (!stream->failed)
		buf_append(&stream->pending, text, length);
}

void ui_stream_size(const struct stream *stream, unsigned *ret_columns, unsigned *ret_lines)
{
	struct winsize size = { 0 };
	bool known = stream->terminal && ioctl(stream->file, TIOCGWINSZ, &size) == 0;
	*ret_columns = known && size.ws_col ? size.ws_col : 80;
	*ret_lines = known && size.ws_row ? size.ws_row : 24;
}

void ui_say(struct ui *ui, const char *text, size_t length)
{
	if (ui->live.open) {
		ui_live_above(ui, text, length);
		return;
	}
	ui_stream_flush(&ui->out);
	ui_stream_add(&ui->err, text, length);
	ui_stream_flush(&ui->err);
	ui->err.failed = false;
}

void ui_say_buf(struct ui *ui, const struct buf *text)
{
	ui_say(ui, buf_text(text), text->length);
}

bool ui_flush(struct ui *ui)
{
	if (ui->out.pending.length && ui->out.terminal)
		ui_live_erase(ui);
	return ui_stream_flush(&ui->out);
}

void ui_print(struct ui *ui, const char *text, size_t length)
{
	ui_stream_add(&ui->out, text, length);
	if (ui->out.pending.length >= PENDING_MOST)
		ui_flush(ui);
}

void ui_printf(struct ui *ui, const char *format, ...)
{
	struct arena *arena = arena_create();
	va_list arguments;
	va_start(arguments, format);
	const char *text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	ui_print(ui, text, strlen(text));
	arena_destroy(arena);
}

void ui_print_error(struct ui *ui, const char *text, size_t length)
{
	ui_say(ui, text, length);
}

bool ui_has_terminal(const struct ui *ui)
{
	return ui->out.terminal;
}

unsigned ui_width(const struct ui *ui)
{
	unsigned columns, lines;
	ui_stream_size(&ui->out, &columns, &lines);
	return columns;
}
