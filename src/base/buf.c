#include "clau/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define FIRST_ROOM 64

void buf_init(struct buf *buf, size_t limit)
{
	*buf = (struct buf){ .limit = limit };
}

void buf_finish(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){ .limit = buf->limit };
}

/* Makes room for `length` more bytes and the NUL; returns how many of them may be added. */
static size_t reserve(struct buf *buf, size_t length)
{
	size_t limit = buf->limit ? buf->limit : BUF_LIMIT_DEFAULT;
	size_t left = limit > buf->length ? limit - buf->length : 0;
	if (length > left) {
		buf->full = true;
		length = left;
	}
	size_t needed = buf->length + length + 1;
	if (needed > buf->room) {
		size_t room = buf->room ? buf->room * 2 : FIRST_ROOM;
		if (room > limit + 1)
			room = limit + 1;
		if (room < needed)
			room = needed;
		buf->data = base_realloc(buf->data, room);
		buf->room = room;
	}
	return length;
}

bool buf_append(struct buf *buf, const void *bytes, size_t length)
{
	size_t fitting = reserve(buf, length);
	if (fitting)
		memcpy(buf->data + buf->length, bytes, fitting);
	buf->length += fitting;
	buf->data[buf->length] = '\0';
	return fitting == length;
}

bool buf_add(struct buf *buf, const char *text)
{
	return buf_append(buf, text, strlen(text));
}

bool buf_add_char(struct buf *buf, char character)
{
	return buf_append(buf, &character, 1);
}

/* The limit is met before the bytes are made, so a long text is never made only to be dropped. */
static bool print(struct buf *buf, const char *format, va_list arguments)
{
	char small[128];
	va_list again;
	va_copy(again, arguments);
	int wanted = vsnprintf(small, sizeof(small), format, again);
	va_end(again);
	if (wanted < 0)
		base_out_of_memory();
	if ((size_t)wanted < sizeof(small))
		return buf_append(buf, small, (size_t)wanted);
	size_t fitting = reserve(buf, (size_t)wanted);
	vsnprintf(buf->data + buf->length, fitting + 1, format, arguments);
	buf->length += fitting;
	return fitting == (size_t)wanted;
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	bool whole = print(buf, format, arguments);
	va_end(arguments);
	return whole;
}

void buf_reset(struct buf *buf)
{
	buf->length = 0;
	buf->full = false;
	if (buf->data)
		buf->data[0] = '\0';
}

void buf_consume(struct buf *buf, size_t length)
{
	if (!buf->data)
		return;
	if (length > buf->length)
		length = buf->length;
	buf->length -= length;
	memmove(buf->data, buf->data + length, buf->length + 1);
}

const char *buf_text(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

char *buf_to_arena(const struct buf *buf, struct arena *arena)
{
	return arena_copy_n(arena, buf_text(buf), buf->length);
}
