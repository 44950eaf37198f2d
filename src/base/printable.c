#include "clau/base.h"

#include <string.h>

#include "utf8.h"

#define ESCAPE '\x1b'

/* Length of the escape sequence at `at`, at least 1: ESC [ … letter, ESC ] … BEL or ESC \. */
static size_t escape_length(const char *at, size_t length)
{
	size_t i = 2;
	if (length < 2 || (at[1] != '[' && at[1] != ']'))
		return 1;
	if (at[1] == '[') {
		while (i < length && at[i] >= 0x20 && at[i] <= 0x3f)
			i++;
		return i < length && at[i] >= 0x40 && at[i] <= 0x7e ? i + 1 : i;
	}
	for (; i < length && at[i] != '\n'; i++) {
		if (at[i] == '\a')
			return i + 1;
		if (at[i] == ESCAPE)
			return i + 1 < length && at[i + 1] == '\\' ? i + 2 : i;
	}
	return i;
}

/* Controls, and what turns the direction of writing: both make a terminal show another text. */
static bool is_harmful(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character <= 0x9f) ||
	       (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069);
}

/* Appends the harmless form of what starts at `at`; returns how many bytes that was. */
static size_t add_harmless(struct buf *out, const char *at, size_t length, bool keep_newlines)
{
	uint32_t character;
	size_t size = utf8_read(at, length, &character);
	if (*at == '\n')
		buf_add_char(out, keep_newlines ? '\n' : ' ');
	else if (*at == '\t')
		buf_add_char(out, ' ');
	else if (*at == '\r' && length > 1 && at[1] == '\n')
		return 1;
	else if (!size || is_harmful(character))
		buf_add_char(out, '?');
	else
		buf_append(out, at, size);
	if (*at == ESCAPE)
		return escape_length(at, length);
	return size ? size : 1;
}

char *text_printable(struct arena *arena, const char *text, size_t length, bool keep_newlines)
{
	AUTO_BUF struct buf out = { 0 };
	for (size_t at = 0; at < length;)
		at += add_harmless(&out, text + at, length - at, keep_newlines);
	return buf_to_arena(&out, arena);
}
