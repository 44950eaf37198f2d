/* Durations and sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/base.h"

#define SECOND INT64_C(1000000000)

void test_base__duration_parse_reads_go_text(void **state)
{
	static const struct {
		const char *text;
		int64_t nanoseconds;
	} cases[] = {
		{ "0", 0 },
		{ "0s", 0 },
		{ "30s", 30 * SECOND },
		{ "1m30s", 90 * SECOND },
		{ "1h2m3.5s", 3723 * SECOND + SECOND / 2 },
		{ "500ms", SECOND / 2 },
		{ "10us", 10000 },
		{ "10\xc2\xb5s", 10000 },
		{ "10\xce\xbcs", 10000 },
		{ "7ns", 7 },
		{ ".5s", SECOND / 2 },
		{ "1.s", SECOND },
		{ "0.1s", SECOND / 10 },
		{ "0.123456789s", 123456789 },
		{ "-1.5h", -5400 * SECOND },
		{ "+5s", 5 * SECOND },
		{ "1d", 86400 * SECOND },
		{ "2w", 14 * 86400 * SECOND },
		{ "9223372036854775807ns", INT64_MAX },
		{ "9223372036s", 9223372036 * SECOND },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		int64_t value = -7;
		if (!duration_parse(cases[i].text, &value) || value != cases[i].nanoseconds)
			fail_msg("'%s' gave %lld", cases[i].text, (long long)value);
	}
}

void test_base__duration_parse_refuses_the_rest(void **state)
{
	static const char *const wrong[] = { "",
					     "-",
					     "5",
					     "1.5",
					     "s",
					     ".s",
					     "1x",
					     "1 s",
					     " 1s",
					     "1s ",
					     "1S",
					     "1h-2m",
					     "1e3s",
					     "1..5s",
					     "9223372037s",
					     "9223372036854775808ns",
					     "99999999999999999999s" };
	int64_t value = 5;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (duration_parse(wrong[i], &value))
			fail_msg("'%s' was taken", wrong[i]);
	assert_false(duration_parse(NULL, &value));
	assert_int_equal(value, 5);
}

void test_base__duration_text_prints_as_go(void **state)
{
	static const struct {
		int64_t nanoseconds;
		const char *text;
	} cases[] = {
		{ 0, "0s" },
		{ 1, "1ns" },
		{ 1100, "1.1\xc2\xb5s" },
		{ 2200000, "2.2ms" },
		{ SECOND / 2, "500ms" },
		{ 3 * SECOND + SECOND / 10 * 3, "3.3s" },
		{ 90 * SECOND, "1m30s" },
		{ 3600 * SECOND, "1h0m0s" },
		{ 245 * SECOND + 1000000, "4m5.001s" },
		{ 18367 * SECOND + 1, "5h6m7.000000001s" },
		{ -SECOND, "-1s" },
		{ INT64_MAX, "2562047h47m16.854775807s" },
		{ INT64_MIN, "-2562047h47m16.854775808s" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(duration_text(arena, cases[i].nanoseconds), cases[i].text);
	arena_destroy(arena);
}

void test_base__duration_short_is_for_people(void **state)
{
	static const struct {
		int64_t milliseconds;
		const char *text;
	} cases[] = {
		{ -5, "0.0s" },        { 0, "0.0s" },
		{ 400, "0.4s" },       { 9949, "9.9s" },
		{ 9950, "10s" },       { 12000, "12s" },
		{ 59499, "59s" },      { 59500, "1m" },
		{ 60000, "1m" },       { 190000, "3m10s" },
		{ 3599999, "59m59s" }, { 3600000, "1h" },
		{ 7500000, "2h5m" },   { 4 * 86400000 + 5, "4d" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(duration_short(arena, cases[i].milliseconds), cases[i].text);
	arena_destroy(arena);
}

void test_base__bytes_parse_reads_compose_sizes(void **state)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} cases[] = {
		{ "0", 0 },
		{ "512", 512 },
		{ "512b", 512 },
		{ "512m", 512 << 20 },
		{ "1gb", 1 << 30 },
		{ "64 KiB", 64 << 10 },
		{ "1.5g", 3 << 29 },
		{ "2GB", INT64_C(2) << 30 },
		{ "1k", 1024 },
		{ "1T", INT64_C(1) << 40 },
		{ "1p", INT64_C(1) << 50 },
		{ ".5k", 512 },
		{ "-1", -1 },
		{ "9223372036854775807", INT64_MAX },
	};
	static const char *const wrong[] = {
		"",     "m",   "-2", "1x",  "1kk",  "1 k b", "1ki",
		"1bb",  "1ib", " 1", "1e3", "0x10", "8192p", "9223372036854775808",
		"1,5g", "-1m", "."
	};
	int64_t value = 5;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (bytes_parse(wrong[i], &value))
			fail_msg("'%s' was taken as %lld", wrong[i], (long long)value);
	assert_false(bytes_parse(NULL, &value));
	assert_int_equal(value, 5);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (!bytes_parse(cases[i].text, &value) || value != cases[i].bytes)
			fail_msg("'%s' gave %lld", cases[i].text, (long long)value);
}

void test_base__bytes_short_prints_as_docker(void **state)
{
	static const struct {
		int64_t bytes;
		const char *text;
	} cases[] = {
		{ 0, "0B" },
		{ 999, "999B" },
		{ 1000, "1kB" },
		{ 12345678, "12.3MB" },
		{ 999499, "999kB" },
		{ 999999, "1MB" },
		{ 1500000000, "1.5GB" },
		{ INT64_MAX, "9.22EB" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(bytes_short(arena, cases[i].bytes), cases[i].text);
	arena_destroy(arena);
}
