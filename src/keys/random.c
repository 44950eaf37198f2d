#include "clau/keys.h"

#include <assert.h>
#include <limits.h>
#include <openssl/rand.h>

#include "hex.h"

void keys_hex(const unsigned char *bytes, size_t length, char *ret_text)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < length; i++) {
		*ret_text++ = digits[bytes[i] >> 4];
		*ret_text++ = digits[bytes[i] & 15];
	}
	*ret_text = '\0';
}

char *keys_random_hex(struct arena *arena, size_t bytes)
{
	unsigned char *random = arena_alloc(arena, bytes);
	char *text = arena_alloc(arena, bytes * 2 + 1);
	assert(bytes <= INT_MAX);
	/* A token that can be guessed is worse than none. */
	int filled = RAND_bytes(random, (int)bytes);
	assert(filled == 1);
	keys_hex(random, bytes, text);
	return text;
}
