#include "wrap.h"

#include <string.h>

static size_t columns(const char *word, size_t length)
{
	char copy[256];
	if (length >= sizeof(copy))
		return length;
	*(char *)mempcpy(copy, word, length) = '\0';
	return text_width(copy);
}

static void add_blanks(struct buf *out, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_char(out, ' ');
}

void wrap_words(struct buf *out, const char *text, size_t length, size_t at, size_t indent,
		size_t width)
{
	const char *end = text + length;
	bool at_start = true;
	while (text < end) {
		text += strspn(text, " \n");
		size_t word = strcspn(text, " \n");
		if (text >= end || !word)
			return;
		word = word > (size_t)(end - text) ? (size_t)(end - text) : word;
		size_t needed = columns(text, word);
		if (!at_start && at + 1 + needed > width) {
			buf_add_char(out, '\n');
			add_blanks(out, indent);
			at = indent;
		} else if (!at_start) {
			buf_add_char(out, ' ');
			at++;
		}
		buf_append(out, text, word);
		at += needed;
		text += word;
		at_start = false;
	}
}

bool wrap_next(const char **text, struct passage *ret_passage)
{
	const char *at = *text;
	size_t empty = strspn(at, "\n");
	at += empty;
	if (!*at)
		return false;
	ret_passage->first = empty != 0;
	ret_passage->text = at;
	ret_passage->verbatim = *at == ' ';
	do
		at = *strchrnul(at, '\n') ? strchrnul(at, '\n') + 1 : strchrnul(at, '\n');
	while (!ret_passage->verbatim && *at && *at != ' ' && *at != '\n');
	size_t length = (size_t)(at - ret_passage->text);
	ret_passage->length = length && at[-1] == '\n' ? length - 1 : length;
	*text = at;
	return true;
}
