#include "lines.h"

#include <string.h>

static bool is_blank(const char *text, size_t length)
{
	for (size_t at = 0; at < length; at++) {
		if (text[at] != ' ' && text[at] != '\t' && text[at] != '\r')
			return false;
	}
	return true;
}

static bool give(const char *text, size_t length,
		 bool (*line)(void *data, const char *text, size_t length), void *data)
{
	if (length > 0 && text[length - 1] == '\r')
		length--;
	return is_blank(text, length) || line(data, text, length);
}

enum lines_result lines_feed(struct buf *rest, size_t limit, const char *bytes, size_t length,
			     bool (*line)(void *data, const char *text, size_t length), void *data)
{
	while (length > 0) {
		const char *end = memchr(bytes, '\n', length);
		size_t size = end == NULL ? length : (size_t)(end - bytes);
		bool go_on;

		if (rest->length + size > limit)
			return LINES_TOO_LONG;
		if (rest->length > 0 || end == NULL)
			buf_append(rest, bytes, size);
		if (end == NULL)
			break;
		if (rest->length > 0)
			go_on = give(rest->data, rest->length, line, data);
		else
			go_on = give(bytes, size, line, data);
		buf_reset(rest);
		if (!go_on)
			return LINES_STOPPED;
		bytes += size + 1;
		length -= size + 1;
	}
	return LINES_GOOD;
}
