#include "clau/base.h"

#include <string.h>

#define MICROSECOND ((uint64_t)1000)
#define MILLISECOND (1000 * MICROSECOND)
#define SECOND (1000 * MILLISECOND)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct unit {
	const char *name;
	uint64_t size;
} units[] = {
	{ "ns", 1 },
	{ "us", MICROSECOND },
	{ "\xc2\xb5s", MICROSECOND },
	{ "\xce\xbcs", MICROSECOND },
	{ "ms", MILLISECOND },
	{ "s", SECOND },
	{ "m", MINUTE },
	{ "h", HOUR },
	{ "d", DAY },
	{ "w", 7 * DAY },
};

static uint64_t unit_size(const char *name, size_t length)
{
	for (size_t i = 0; i < COUNT_OF(units); i++)
		if (strlen(units[i].name) == length && memcmp(units[i].name, name, length) == 0)
			return units[i].size;
	return 0;
}

/* The digits behind the point, as the part of a unit; more than a double can tell do not count. */
static const char *read_fraction(const char *at, double *ret_fraction)
{
	double fraction = 0, place = 0.1;
	for (; *at >= '0' && *at <= '9'; at++, place /= 10)
		fraction += place * (*at - '0');
	*ret_fraction = fraction;
	return at;
}

/* One "1.5h"; returns the byte behind it or NULL. */
static const char *read_part(const char *at, uint64_t *total)
{
	uint64_t whole = 0, part;
	double fraction = 0;
	const char *start = at;
	for (; *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(whole, 10, &whole) ||
		    __builtin_add_overflow(whole, (uint64_t)(*at - '0'), &whole))
			return NULL;
	size_t digits = (size_t)(at - start);
	if (*at == '.') {
		const char *behind = read_fraction(at + 1, &fraction);
		digits += (size_t)(behind - at - 1);
		at = behind;
	}
	size_t length = strcspn(at, "0123456789.");
	uint64_t size = unit_size(at, length);
	if (!digits || !size || __builtin_mul_overflow(whole, size, &part) ||
	    __builtin_add_overflow(part, (uint64_t)(fraction * (double)size + 0.5), &part) ||
	    __builtin_add_overflow(*total, part, total))
		return NULL;
	return at + length;
}

bool duration_parse(const char *text, int64_t *ret_nanoseconds)
{
	uint64_t total = 0;
	if (!text)
		return false;
	bool negative = *text == '-';
	const char *at = text + (negative || *text == '+');
	if (!*at)
		return false;
	if (text_equal(at, "0"))
		at++;
	while (at && *at)
		at = read_part(at, &total);
	if (!at || total > INT64_MAX)
		return false;
	*ret_nanoseconds = negative ? -(int64_t)total : (int64_t)total;
	return true;
}

/* value/size with the fraction's trailing zeroes left out: "1.5s". */
static void add_decimal(struct buf *out, uint64_t value, uint64_t size, const char *unit)
{
	buf_printf(out, "%llu", (unsigned long long)(value / size));
	uint64_t rest = value % size;
	if (rest)
		buf_add_char(out, '.');
	for (uint64_t place = size / 10; rest; rest %= place, place /= 10)
		buf_add_char(out, (char)('0' + rest / place));
	buf_add(out, unit);
}

char *duration_text(struct arena *arena, int64_t nanoseconds)
{
	AUTO_BUF struct buf out = { 0 };
	uint64_t value = nanoseconds < 0 ? -(uint64_t)nanoseconds : (uint64_t)nanoseconds;
	if (nanoseconds < 0)
		buf_add_char(&out, '-');
	if (value && value < MICROSECOND)
		add_decimal(&out, value, 1, "ns");
	else if (value && value < MILLISECOND)
		add_decimal(&out, value, MICROSECOND, "\xc2\xb5s");
	else if (value && value < SECOND)
		add_decimal(&out, value, MILLISECOND, "ms");
	else {
		if (value >= HOUR)
			buf_printf(&out, "%lluh", (unsigned long long)(value / HOUR));
		if (value >= MINUTE)
			buf_printf(&out, "%llum", (unsigned long long)(value % HOUR / MINUTE));
		add_decimal(&out, value % MINUTE, SECOND, "s");
	}
	return buf_to_arena(&out, arena);
}

static char *pair_text(struct arena *arena, int64_t large, const char *unit, int64_t small,
		       const char *small_unit)
{
	if (!small)
		return arena_printf(arena, "%lld%s", (long long)large, unit);
	return arena_printf(arena, "%lld%s%lld%s", (long long)large, unit, (long long)small,
			    small_unit);
}

char *duration_short(struct arena *arena, int64_t milliseconds)
{
	int64_t value = milliseconds > 0 ? milliseconds : 0;
	int64_t seconds = value / 1000, minutes = seconds / 60, hours = minutes / 60;
	if (value < 9950)
		return arena_printf(arena, "%.1fs", (double)value / 1000);
	if (value < 59500)
		return arena_printf(arena, "%llds", (long long)(value + 500) / 1000);
	if (seconds < 60) /* what rounds up to a minute */
		return arena_copy(arena, "1m");
	if (hours < 1)
		return pair_text(arena, minutes, "m", seconds % 60, "s");
	if (hours < 48)
		return pair_text(arena, hours, "h", minutes % 60, "m");
	return arena_printf(arena, "%lldd", (long long)hours / 24);
}
