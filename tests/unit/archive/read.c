/* Reading archives that came from elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/archive.h"

#include <stdio.h>
#include <string.h>

#define BLOCK 512

/* A ustar header, made by hand so that it can say what no honest tool would write. */
static void add_header(struct buf *tar, const char *name, char type, const char *link, size_t size)
{
	char header[BLOCK + 1] = { 0 };
	unsigned sum = 0;
	snprintf(header, 100, "%s", name);
	snprintf(header + 100, 8, "%07o", 0644u);
	snprintf(header + 108, 8, "%07o", 0u);
	snprintf(header + 116, 8, "%07o", 0u);
	snprintf(header + 124, 12, "%011o", (unsigned)size);
	snprintf(header + 136, 12, "%011o", 0u);
	memset(header + 148, ' ', 8);
	header[156] = type;
	snprintf(header + 157, 100, "%s", link);
	memcpy(header + 257,
	       "ustar\0"
	       "00",
	       8);
	for (int i = 0; i < BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
	buf_append(tar, header, BLOCK);
}

static void add_content(struct buf *tar, const char *text, size_t length)
{
	static const char zeroes[BLOCK];
	buf_append(tar, text, length);
	buf_append(tar, zeroes, (BLOCK - length % BLOCK) % BLOCK);
}

static void add_end(struct buf *tar)
{
	static const char zeroes[2 * BLOCK];
	buf_append(tar, zeroes, sizeof(zeroes));
}

static bool print_entry(void *data, const struct tar_entry *entry)
{
	buf_printf(data, "%c %s %s %.*s\n", entry->type, entry->name, text_or(entry->link, "-"),
		   (int)entry->size, entry->size ? (const char *)entry->bytes : "");
	return true;
}

static bool stop_at_second(void *data, const struct tar_entry *entry)
{
	print_entry(data, entry);
	return ((struct buf *)data)->length < 12;
}

static void assert_refused(const struct buf *tar, const char *why)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf shown = { 0 };
	const char *reason = NULL;
	assert_false(tar_read(arena, tar->data, tar->length, print_entry, &shown, &reason));
	assert_non_null(reason);
	if (!strstr(reason, why))
		fail_msg("%s, not %s", reason, why);
	arena_destroy(arena);
}

void test_archive__reads_all_kinds_of_entries(void **state)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf tar = { 0 }, shown = { 0 };
	const char *reason = NULL;
	(void)state;
	add_header(&tar, "d/", '5', "", 0);
	add_header(&tar, "d/f", '0', "", 5);
	add_content(&tar, "hello", 5);
	add_header(&tar, "d/l", '2', "/etc/passwd", 0);
	add_header(&tar, "h", '1', "d/f", 0);
	add_header(&tar, "b\xc3\xa9", '0', "", 0);
	add_end(&tar);
	assert_true(tar_read(arena, tar.data, tar.length, print_entry, &shown, &reason));
	assert_string_equal(buf_text(&shown), "d d/ - \n"
					      "f d/f - hello\n"
					      "l d/l /etc/passwd \n"
					      "h h d/f \n"
					      "f b\xc3\xa9 - \n");
	buf_reset(&shown);
	assert_true(tar_read(arena, tar.data, tar.length, stop_at_second, &shown, &reason));
	assert_string_equal(buf_text(&shown), "d d/ - \nf d/f - hello\n");
	arena_destroy(arena);
}

void test_archive__reads_pax_names_beyond_ascii(void **state)
{
	static const char record[] = "18 path=d\xc3\xa9j\xc3\xa0 vu\n";
	struct arena *arena = arena_create();
	AUTO_BUF struct buf tar = { 0 }, shown = { 0 };
	const char *reason = NULL;
	(void)state;
	assert_int_equal(strlen(record), 18);
	add_header(&tar, "PaxHeaders/x", 'x', "", strlen(record));
	add_content(&tar, record, strlen(record));
	add_header(&tar, "deja", '0', "", 1);
	add_content(&tar, "x", 1);
	add_end(&tar);
	if (!tar_read(arena, tar.data, tar.length, print_entry, &shown, &reason))
		fail_msg("%s", reason);
	assert_string_equal(buf_text(&shown), "f d\xc3\xa9j\xc3\xa0 vu - x\n");
	arena_destroy(arena);
}

void test_archive__refuses_hostile_entries(void **state)
{
	static const struct {
		const char *name;
		char type;
		const char *link, *why;
	} cases[] = {
		{ "/etc/passwd", '0', "", "name inside" },
		{ "../x", '0', "", "name inside" },
		{ "a/../../x", '0', "", "name inside" },
		{ "..", '5', "", "name inside" },
		{ "null", '3', "", "device" },
		{ "disk", '4', "", "device" },
		{ "pipe", '6', "", "device" },
		{ "h", '1', "/etc/passwd", "link out" },
		{ "h", '1', "../x", "link out" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		AUTO_BUF struct buf tar = { 0 };
		add_header(&tar, cases[i].name, cases[i].type, cases[i].link, 0);
		add_end(&tar);
		assert_refused(&tar, cases[i].why);
	}
}

void test_archive__refuses_what_is_cut_anywhere(void **state)
{
	static const char filler[600] = "content";
	AUTO_BUF struct buf tar = { 0 };
	(void)state;
	add_header(&tar, "one", '0', "", 600);
	add_content(&tar, filler, sizeof(filler));
	add_header(&tar, "two", '0', "", 0);
	add_header(&tar, "three", '0', "", 5);
	add_content(&tar, "hello", 5);
	size_t whole = tar.length;
	add_end(&tar);
	/* From the first zero block on, every entry is there. */
	for (size_t length = 0; length < whole + BLOCK; length += 64) {
		struct buf cut = { .data = tar.data, .length = length };
		struct arena *arena = arena_create();
		AUTO_BUF struct buf shown = { 0 };
		const char *reason = NULL;
		if (tar_read(arena, cut.data, cut.length, print_entry, &shown, &reason))
			fail_msg("cut at %zu was taken", length);
		assert_non_null(reason);
		arena_destroy(arena);
	}
}

void test_archive__refuses_garbage_and_sparse_files(void **state)
{
	AUTO_BUF struct buf garbage = { 0 }, sparse = { 0 };
	static const char record[] = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"
				     "28 GNU.sparse.realsize=1000\n";
	(void)state;
	for (int i = 0; i < 3000; i++)
		buf_add(&garbage, "garbage ");
	assert_refused(&garbage, "archive");
	add_header(&sparse, "PaxHeaders/x", 'x', "", strlen(record));
	add_content(&sparse, record, strlen(record));
	add_header(&sparse, "holes", '0', "", BLOCK + 1);
	add_content(&sparse, "1\n0\n1\n", 6);
	add_content(&sparse, "x", 1);
	add_end(&sparse);
	assert_refused(&sparse, "sparse");
}
