/* Fuzzes the trace reader: the input is a record, put into base64 first; one that begins with `=`
 * is taken as base64 text itself. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static char *base64(struct arena *arena, const uint8_t *bytes, size_t length)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_alloc(arena, length / 3 * 4 + 5), *out = text;

	for (size_t i = 0; i < length; i += 3) {
		uint32_t group = (uint32_t)bytes[i] << 16;

		if (i + 1 < length)
			group |= (uint32_t)bytes[i + 1] << 8;
		if (i + 2 < length)
			group |= bytes[i + 2];
		for (int j = 0; j < 4; j++)
			*out++ = i + (size_t)j <= length ? digits[group >> (18 - 6 * j) & 63] : '=';
	}
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_create();

	if (length > 0 && bytes[0] == '=')
		trace_decode(arena, arena_copy_n(arena, (const char *)bytes + 1, length - 1));
	else
		trace_decode(arena, base64(arena, bytes, length));
	arena_destroy(arena);
	return 0;
}
