/* Percent-escapes. */
#include <ctype.h>
#include <string.h>

#include "clau/loop.h"

static bool is_plain(unsigned char byte)
{
	return (byte < 128 && isalnum(byte)) || (byte != 0 && strchr("-._~", byte) != NULL);
}

char *url_escape(struct arena *arena, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	char *escaped = arena_alloc(arena, strlen(text) * 3 + 1);
	char *end = escaped;

	for (const unsigned char *byte = (const unsigned char *)text; *byte != 0; byte++) {
		if (is_plain(*byte)) {
			*end++ = (char)*byte;
			continue;
		}
		*end++ = '%';
		*end++ = digits[*byte >> 4];
		*end++ = digits[*byte & 15];
	}
	return escaped;
}
