#include "clau/keys.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

char *keys_base64url(struct arena *arena, const void *bytes, size_t length)
{
	assert(length < INT_MAX / 2);
	char *text = arena_alloc(arena, (length + 2) / 3 * 4 + 1);
	EVP_EncodeBlock((unsigned char *)text, bytes, (int)length);
	for (char *at = text; *at; at++) {
		if (*at == '+')
			*at = '-';
		else if (*at == '/')
			*at = '_';
		else if (*at == '=')
			*at = '\0';
	}
	return text;
}

static bool is_base64(const char *text, size_t length)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+/";
	if (length % 4 || length >= INT_MAX)
		return false;
	while (length && text[length - 1] == '=' && length % 4 != 2)
		length--;
	for (size_t i = 0; i < length; i++)
		if (!text[i] || !strchr(letters, text[i]))
			return false;
	return true;
}

/* OpenSSL would skip blanks and read "-" as an end, and counts the padding as bytes. */
void *keys_base64_decode(struct arena *arena, const char *text, size_t length, size_t *ret_length)
{
	if (!is_base64(text, length))
		return NULL;
	unsigned char *bytes = arena_alloc(arena, length / 4 * 3 + 1);
	int decoded = length ? EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length) : 0;
	if (decoded < 0)
		return NULL;
	size_t padding = length ? (text[length - 1] == '=') + (text[length - 2] == '=') : 0;
	bytes[(size_t)decoded - padding] = '\0';
	*ret_length = (size_t)decoded - padding;
	return bytes;
}
