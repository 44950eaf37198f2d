#include "encode.h"

#include <string.h>

char *encode_base64(struct arena *arena, const void *bytes, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *from = bytes;
	AUTO_BUF struct buf out = { 0 };

	for (size_t i = 0; i < length; i += 3) {
		size_t have = length - i < 3 ? length - i : 3;
		uint32_t group = 0;

		for (size_t j = 0; j < 3; j++)
			group = group << 8 | (j < have ? from[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			buf_add_char(&out, j <= have ? digits[group >> (18 - 6 * j) & 63] : '=');
	}
	return buf_to_arena(&out, arena);
}

void encode_varint(struct buf *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		buf_add_char(out, (char)(value | 0x80));
	buf_add_char(out, (char)value);
}

void encode_bytes(struct buf *out, unsigned field, const void *bytes, size_t length)
{
	encode_varint(out, (uint64_t)field << 3 | 2);
	encode_varint(out, length);
	buf_append(out, bytes, length);
}

static void encode_time(struct buf *out, unsigned field, int64_t milliseconds)
{
	AUTO_BUF struct buf body = { 0 };

	if (milliseconds == 0)
		return;
	encode_varint(&body, 1 << 3);
	encode_varint(&body, (uint64_t)milliseconds / 1000);
	encode_varint(&body, 2 << 3);
	encode_varint(&body, (uint64_t)milliseconds % 1000 * 1000000);
	encode_bytes(out, field, body.data, body.length);
}

void encode_vertex(struct buf *out, const char *digest, const char *name, bool cached,
		   int64_t started, int64_t completed, const char *error)
{
	AUTO_BUF struct buf body = { 0 };

	encode_bytes(&body, 1, digest, strlen(digest));
	encode_bytes(&body, 3, name, strlen(name));
	if (cached)
		buf_append(&body, "\x20\x01", 2);
	encode_time(&body, 5, started);
	encode_time(&body, 6, completed);
	if (error != NULL)
		encode_bytes(&body, 7, error, strlen(error));
	encode_bytes(out, 1, body.data, body.length);
}

void encode_log(struct buf *out, const char *digest, const char *bytes, size_t length)
{
	AUTO_BUF struct buf body = { 0 };

	encode_bytes(&body, 1, digest, strlen(digest));
	buf_append(&body, "\x18\x01", 2);
	encode_bytes(&body, 4, bytes, length);
	encode_bytes(out, 3, body.data, body.length);
}
