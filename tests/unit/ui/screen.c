#include "screen.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>

/* The test's own words go past what stdout and stderr are turned to. */
__attribute__((constructor)) static void keep_own_streams(void)
{
	stdout = fdopen(dup(STDOUT_FILENO), "w");
	stderr = fdopen(dup(STDERR_FILENO), "w");
	setvbuf(stderr, NULL, _IONBF, 0);
}

static void plain_environment(const char *terminal)
{
	unsetenv("NO_COLOR");
	unsetenv("CLICOLOR_FORCE");
	setenv("TERM", terminal, 1);
}

static void take(int saved[2], const int files[2])
{
	for (int i = 0; i < 2; i++) {
		saved[i] = dup(i + 1);
		if (files[i] >= 0)
			dup2(files[i], i + 1);
	}
}

static void give_back(const int saved[2])
{
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], i + 1);
		close(saved[i]);
	}
}

struct captured *captured_begin(void)
{
	struct captured *captured = calloc(1, sizeof(*captured));
	plain_environment("xterm");
	captured->files[0] = memfd_create("out", 0);
	captured->files[1] = memfd_create("err", 0);
	take(captured->saved, captured->files);
	return captured;
}

const char *captured_text(struct captured *captured, int file)
{
	char *text = captured->text[file - 1];
	ssize_t got = pread(captured->files[file - 1], text, sizeof(captured->text[0]) - 1, 0);
	assert_true(got >= 0);
	text[got] = '\0';
	return text;
}

void captured_finish(struct captured *captured)
{
	give_back(captured->saved);
	close(captured->files[0]);
	close(captured->files[1]);
	free(captured);
}

#define CELL 8
static char *cell(struct screen *screen, unsigned line, unsigned column)
{
	assert_true(line < SCREEN_LINES && column < 512);
	if (!screen->cells[line])
		screen->cells[line] = calloc(512, CELL);
	return screen->cells[line] + (size_t)column * CELL;
}

static void blank(struct screen *screen, unsigned line, unsigned from)
{
	for (unsigned column = from; line < SCREEN_LINES && column < 512; column++)
		*cell(screen, line, column) = '\0';
}

/* ESC [ … letter; returns its length. */
static size_t obey(struct screen *screen, const char *at)
{
	size_t length = 2 + strspn(at + 2, "0123456789;?");
	unsigned number = (unsigned)strtoul(at + 2, NULL, 10);
	switch (at[length]) {
	case 'A':
		screen->line -= number < screen->line ? number : screen->line;
		break;
	case 'K':
		blank(screen, screen->line, screen->column);
		break;
	case 'J':
		blank(screen, screen->line, screen->column);
		for (unsigned line = screen->line + 1; line < SCREEN_LINES; line++)
			blank(screen, line, 0);
		break;
	case 'h':
	case 'l':
		screen->hidden = at[length] == 'l';
		break;
	case 'm':
		break;
	default:
		fail_msg("unknown sequence %s", at + 1);
	}
	return length + 1;
}

static size_t show(struct screen *screen, const char *at)
{
	size_t size = 1;
	while ((at[size] & 0xc0) == 0x80)
		size++;
	char copy[5] = { 0 };
	memcpy(copy, at, size);
	unsigned width = (unsigned)text_width(copy);
	if (screen->column + width > screen->columns) {
		screen->wrapped = true;
		screen->line++;
		screen->column = 0;
	}
	memcpy(cell(screen, screen->line, screen->column), copy, size + 1);
	if (width == 2)
		memcpy(cell(screen, screen->line, screen->column + 1), "", 1);
	screen->column += width;
	return size;
}

static void take_in(struct screen *screen)
{
	char bytes[4096];
	size_t from = screen->raw.length;
	struct pollfd readable = { .fd = screen->master, .events = POLLIN };
	while (poll(&readable, 1, 20) > 0 && (readable.revents & POLLIN)) {
		ssize_t got = read(screen->master, bytes, sizeof(bytes));
		if (got <= 0)
			break;
		buf_append(&screen->raw, bytes, (size_t)got);
	}
	for (const char *at = buf_text(&screen->raw) + from; *at;) {
		if (*at == '\033') {
			at += obey(screen, at);
		} else if (*at == '\r') {
			screen->column = 0;
			screen->writes += at[1] != '\n';
			at++;
		} else if (*at == '\n') {
			screen->line++;
			at++;
		} else {
			at += show(screen, at);
		}
	}
}

struct screen *screen_begin(unsigned columns, unsigned lines, bool both)
{
	struct screen *screen = calloc(1, sizeof(*screen));
	struct winsize size = { .ws_col = (unsigned short)columns,
				.ws_row = (unsigned short)lines };
	int slave;
	plain_environment("xterm");
	screen->columns = columns;
	screen->lines = lines;
	assert_int_equal(openpty(&screen->master, &slave, NULL, NULL, &size), 0);
	take(screen->saved, (const int[]){ both ? slave : -1, slave });
	close(slave);
	return screen;
}

void screen_resize(struct screen *screen, unsigned columns, unsigned lines)
{
	struct winsize size = { .ws_col = (unsigned short)columns,
				.ws_row = (unsigned short)lines };
	screen->columns = columns;
	screen->lines = lines;
	assert_int_equal(ioctl(screen->master, TIOCSWINSZ, &size), 0);
}

const char *screen_line(struct screen *screen, unsigned line)
{
	static char text[512 * CELL];
	char *end = text;
	take_in(screen);
	*text = '\0';
	for (unsigned column = 0, blanks = 0; column < 512; column++) {
		const char *at = cell(screen, line, column);
		blanks += !*at || *at == ' ';
		if (!*at || *at == ' ')
			continue;
		for (; blanks; blanks--)
			end = stpcpy(end, " ");
		end = stpcpy(end, at);
	}
	return text;
}

void screen_finish(struct screen *screen)
{
	give_back(screen->saved);
	close(screen->master);
	for (size_t i = 0; i < SCREEN_LINES; i++)
		free(screen->cells[i]);
	buf_finish(&screen->raw);
	free(screen);
}

struct ui *ui_make(enum ui_progress progress, const char *color)
{
	return ui_create(&(struct ui_options){ .progress = progress, .color = color });
}

void tell(struct ui *ui, const char *subject, const char *verb, enum ui_state state,
	  const char *detail, int64_t now)
{
	ui_event(ui, &(struct ui_event){ .subject = subject,
					 .verb = verb,
					 .state = state,
					 .detail = detail,
					 .now = now });
}
