#include <string.h>

#include "inside.h"

#define ESCAPE '\033'

size_t ui_character_size(const char *at, size_t length)
{
	for (size_t size = 1; size <= 4 && size <= length; size++)
		if (text_valid_utf8(at, size) == size)
			return size;
	return 1;
}

static bool is_plain(char character)
{
	return character >= ' ' && character <= '~';
}

unsigned ui_add_character(struct buf *out, const char *at, size_t size)
{
	if (size == 1) {
		buf_add_char(out, is_plain(*at) ? *at : '?');
		return 1;
	}
	struct arena *arena = arena_create();
	const char *shown = text_printable(arena, at, size, false);
	unsigned columns = (unsigned)text_width(shown);
	buf_add(out, shown);
	arena_destroy(arena);
	return columns;
}

/* Length of the colour sequence at `at`, 0 when there is none. */
static size_t color_length(const char *at)
{
	if (at[0] != ESCAPE || at[1] != '[')
		return 0;
	size_t length = 2 + strspn(at + 2, "0123456789;:");
	return at[length] == 'm' ? length + 1 : 0;
}

static unsigned character_columns(const char *at, size_t size)
{
	char copy[5] = { 0 };
	if (size == 1)
		return 1;
	memcpy(copy, at, size);
	return (unsigned)text_width(copy);
}

unsigned ui_columns(const char *text)
{
	unsigned columns = 0;
	for (const char *end = text + strlen(text); text < end;) {
		size_t color = color_length(text);
		size_t size = color ? color : ui_character_size(text, (size_t)(end - text));
		columns += color ? 0 : character_columns(text, size);
		text += size;
	}
	return columns;
}

unsigned ui_add_cut(struct buf *out, const char *text, unsigned width)
{
	bool whole = ui_columns(text) <= width;
	unsigned room = whole || !width ? width : width - 1, used = 0;
	for (const char *end = text + strlen(text); text < end;) {
		size_t size = ui_character_size(text, (size_t)(end - text));
		unsigned columns = character_columns(text, size);
		if (used + columns > room)
			break;
		buf_append(out, text, size);
		used += columns;
		text += size;
	}
	if (!whole && width) {
		buf_add(out, "…");
		used++;
	}
	return used;
}

void ui_add_blanks(struct buf *out, unsigned count)
{
	while (count--)
		buf_add_char(out, ' ');
}

void ui_add_printable(struct buf *out, const char *text, size_t length, bool keep_newlines)
{
	size_t plain = 0;
	while (plain < length && is_plain(text[plain]))
		plain++;
	buf_append(out, text, plain);
	if (plain == length)
		return;
	struct arena *arena = arena_create();
	buf_add(out, text_printable(arena, text + plain, length - plain, keep_newlines));
	arena_destroy(arena);
}
