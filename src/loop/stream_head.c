/* The head and the (error) body of the answer to an upgrade request. */
#include <string.h>
#include <strings.h>

#include "stream.h"

static bool parse_status(const char *line, size_t length, int *ret_status)
{
	if (length < 12 || memcmp(line, "HTTP/1.", 7) != 0 || line[8] != ' ')
		return false;
	*ret_status = 0;
	for (size_t at = 9; at < 12; at++) {
		if (line[at] < '0' || line[at] > '9')
			return false;
		*ret_status = *ret_status * 10 + (line[at] - '0');
	}
	return true;
}

static const char *value_of(struct arena *arena, const char *line, size_t length, const char *name)
{
	size_t named = strlen(name);

	if (length <= named || line[named] != ':' || strncasecmp(line, name, named) != 0)
		return NULL;
	return text_trim(arena, line + named + 1, length - named - 1);
}

static bool parse_header(struct arena *arena, const char *line, size_t length,
			 struct stream_head *head)
{
	const char *value = value_of(arena, line, length, "Content-Length");

	if (value != NULL)
		return text_to_int64(value, &head->body_length) && head->body_length >= 0;
	value = value_of(arena, line, length, "Transfer-Encoding");
	if (value != NULL)
		head->is_chunked = strcasecmp(value, "chunked") == 0;
	value = value_of(arena, line, length, "Content-Type");
	if (value != NULL)
		head->content_type = value;
	return true;
}

static enum head_state read_one(struct arena *arena, const char *text, size_t length,
				struct stream_head *head)
{
	const char *end = memmem(text, length, "\r\n\r\n", 4);
	const char *line = text;

	if (end == NULL)
		return length >= 7 && memcmp(text, "HTTP/1.", 7) != 0 ? HEAD_BAD : HEAD_MORE;
	*head = (struct stream_head){ .body_length = -1, .content_type = "" };
	head->length = (size_t)(end - text) + 4;
	while (line < end) {
		const char *stop = memmem(line, (size_t)(end + 2 - line), "\r\n", 2);
		size_t wide = (size_t)(stop - line);
		bool is_good = line == text ? parse_status(line, wide, &head->status)
					    : parse_header(arena, line, wide, head);

		if (!is_good)
			return HEAD_BAD;
		line = stop + 2;
	}
	return HEAD_READY;
}

enum head_state stream_head_read(struct arena *arena, const struct buf *bytes,
				 struct stream_head *ret_head)
{
	size_t skipped = 0;

	for (;;) {
		enum head_state state = read_one(arena, buf_text(bytes) + skipped,
						 bytes->length - skipped, ret_head);

		if (state != HEAD_READY)
			return state;
		skipped += ret_head->length;
		if (ret_head->status >= 200 || ret_head->status == 101)
			break;
	}
	ret_head->length = skipped;
	return HEAD_READY;
}

/* One chunk at the front: its size and where its bytes begin; false when not whole yet. */
static bool chunk_at(const char *body, size_t length, size_t *ret_start, size_t *ret_size)
{
	const char *end = memmem(body, length, "\r\n", 2);
	char *stop;
	unsigned long size;

	if (end == NULL)
		return false;
	size = strtoul(body, &stop, 16);
	if (stop == body || size > STREAM_BODY_LIMIT)
		return false;
	*ret_start = (size_t)(end - body) + 2;
	*ret_size = size;
	return *ret_start + size + 2 <= length;
}

bool stream_body_whole(const struct stream_head *head, const char *body, size_t length)
{
	size_t at = 0, start, size;

	if (!head->is_chunked)
		return head->body_length >= 0 && length >= (size_t)head->body_length;
	while (chunk_at(body + at, length - at, &start, &size)) {
		if (size == 0)
			return true;
		at += start + size + 2;
	}
	return false;
}

void stream_body_take(const struct stream_head *head, const char *body, size_t length,
		      struct buf *ret_body)
{
	size_t at = 0, start, size;

	if (!head->is_chunked) {
		bool is_told = head->body_length >= 0 && (size_t)head->body_length < length;

		buf_append(ret_body, body, is_told ? (size_t)head->body_length : length);
		return;
	}
	while (chunk_at(body + at, length - at, &start, &size) && size > 0) {
		buf_append(ret_body, body + at + start, size);
		at += start + size + 2;
	}
}
