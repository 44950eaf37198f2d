#include "clau/base.h"

#include <string.h>

/* Behind the number: blanks, one of kmgtp, "i", "b", in any case. The power of 1024, or -1. */
static int read_unit(const char *at)
{
	static const char letters[] = "bkmgtp";
	at += strspn(at, " ");
	if (!*at)
		return 0;
	char letter = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
	const char *found = strchr(letters, letter);
	if (!found)
		return -1;
	at++;
	if (found != letters && (*at == 'i' || *at == 'I') && (at[1] == 'b' || at[1] == 'B'))
		at++;
	if (found != letters && (*at == 'b' || *at == 'B'))
		at++;
	return *at ? -1 : (int)(found - letters);
}

static bool scale(uint64_t whole, double fraction, int power, int64_t *ret_bytes)
{
	uint64_t size = (uint64_t)1 << (10 * power), bytes;
	if (__builtin_mul_overflow(whole, size, &bytes) ||
	    __builtin_add_overflow(bytes, (uint64_t)(fraction * (double)size), &bytes) ||
	    bytes > INT64_MAX)
		return false;
	*ret_bytes = (int64_t)bytes;
	return true;
}

bool bytes_parse(const char *text, int64_t *ret_bytes)
{
	uint64_t whole = 0;
	double fraction = 0, place = 0.1;
	if (!text)
		return false;
	if (text_equal(text, "-1")) {
		*ret_bytes = -1;
		return true;
	}
	const char *at = text;
	for (; *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, (uint64_t)(*at - '0'), &whole))
			return false;
	bool has_digits = at > text;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++, place /= 10) {
			fraction += place * (*at - '0');
			has_digits = true;
		}
	int power = read_unit(at);
	return has_digits && power >= 0 && scale(whole, fraction, power, ret_bytes);
}

char *bytes_short(struct arena *arena, int64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	double value = (double)bytes;
	size_t unit = 0;
	/* 999.5 would be rounded to four digits. */
	while ((value >= 999.5 || value <= -999.5) && unit + 1 < COUNT_OF(units)) {
		value /= 1000;
		unit++;
	}
	return arena_printf(arena, "%.3g%s", value, units[unit]);
}
