#include "clau/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool text_equal(const char *left, const char *right)
{
	return left && right ? strcmp(left, right) == 0 : left == right;
}

bool text_starts(const char *text, const char *prefix)
{
	return text && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t length = text ? strlen(text) : 0, wanted = strlen(suffix);
	return text && length >= wanted && memcmp(text + length - wanted, suffix, wanted) == 0;
}

bool text_is_empty(const char *text)
{
	return !text || !*text;
}

const char *text_or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static bool is_blank(char character)
{
	return character == ' ' || (character >= '\t' && character <= '\r');
}

char *text_trim(struct arena *arena, const char *text, size_t length)
{
	while (length && is_blank(*text)) {
		text++;
		length--;
	}
	while (length && is_blank(text[length - 1]))
		length--;
	return arena_copy_n(arena, text, length);
}

char *text_lower(struct arena *arena, const char *text)
{
	char *lower = arena_copy(arena, text);
	for (char *at = lower; at && *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return lower;
}

struct list text_split(struct arena *arena, const char *text, char separator)
{
	struct list parts = { 0 };
	for (;;) {
		const char *end = strchrnul(text, separator);
		list_add(arena, &parts, arena_copy_n(arena, text, (size_t)(end - text)));
		if (!*end)
			return parts;
		text = end + 1;
	}
}

char *text_join(struct arena *arena, const struct list *parts, const char *separator)
{
	size_t gap = strlen(separator), length = 0;
	for (size_t i = 0; i < parts->count; i++)
		length += strlen(parts->items[i]) + (i ? gap : 0);
	char *joined = arena_alloc(arena, length + 1), *at = joined;
	for (size_t i = 0; i < parts->count; i++) {
		at = i ? mempcpy(at, separator, gap) : at;
		at = mempcpy(at, parts->items[i], strlen(parts->items[i]));
	}
	return joined;
}

bool text_to_int64(const char *text, int64_t *ret_value)
{
	if (!text)
		return false;
	const char *digits = text + (*text == '-' || *text == '+');
	if (!*digits || digits[strspn(digits, "0123456789")])
		return false;
	errno = 0;
	long long value = strtoll(text, NULL, 10);
	if (errno == ERANGE)
		return false;
	*ret_value = value;
	return true;
}

bool text_to_double(const char *text, double *ret_value)
{
	/* strtod alone would take blanks, hexadecimal, "inf" and "nan". */
	if (text_is_empty(text) || text[strspn(text, "0123456789+-.eE")])
		return false;
	char *end;
	double value = strtod(text, &end);
	if (*end || end == text || __builtin_isinf(value))
		return false;
	*ret_value = value;
	return true;
}
