/* Writing archives piece by piece. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/archive.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

struct fixture {
	struct arena *arena;
	struct tar_writer *writer;
	char *directory;
	const char *reason;
};

static struct fixture begin(void)
{
	struct fixture fixture = { .arena = arena_create(), .writer = tar_writer_create() };
	fixture.directory = arena_copy(fixture.arena, "/tmp/clau-unit-archive-XXXXXX");
	assert_non_null(mkdtemp(fixture.directory));
	return fixture;
}

static void end(struct fixture *fixture)
{
	DIR *directory = opendir(fixture->directory);
	assert_non_null(directory);
	for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
		if (entry->d_name[0] != '.')
			remove(path_join(fixture->arena, fixture->directory, entry->d_name));
	closedir(directory);
	assert_int_equal(rmdir(fixture->directory), 0);
	tar_writer_destroy(fixture->writer);
	arena_destroy(fixture->arena);
}

static char *put_file(struct fixture *fixture, const char *name, const char *text)
{
	char *path = path_join(fixture->arena, fixture->directory, name);
	assert_true(file_write(path, text, strlen(text), 0640, &fixture->reason));
	return path;
}

static void add_file(struct fixture *fixture, const char *name, const char *path)
{
	if (!tar_writer_add_file(fixture->writer, name, path, &fixture->reason))
		fail_msg("%s", fixture->reason);
}

/* All of the archive, read `room` bytes at a time. */
static void drain(struct fixture *fixture, size_t room, struct buf *out)
{
	AUTO_FREE char *piece = base_alloc(room);
	for (;;) {
		int64_t count = tar_writer_read(fixture->writer, piece, room, &fixture->reason);
		if (count < 0)
			fail_msg("%s", fixture->reason);
		if (!count)
			return;
		assert_true((size_t)count <= room);
		buf_append(out, piece, (size_t)count);
	}
}

static bool print_entry(void *data, const struct tar_entry *entry)
{
	buf_printf(data, "%c %s %o %zu %s %.8s\n", entry->type, entry->name, entry->mode,
		   entry->size, text_or(entry->link, "-"),
		   entry->size ? (const char *)entry->bytes : "-");
	return true;
}

static void assert_entries(struct fixture *fixture, const struct buf *tar, const char *expected)
{
	AUTO_BUF struct buf shown = { 0 };
	if (!tar_read(fixture->arena, tar->data, tar->length, print_entry, &shown,
		      &fixture->reason))
		fail_msg("%s", fixture->reason);
	assert_string_equal(buf_text(&shown), expected);
}

void test_archive__writes_files_directories_links_and_bytes(void **state)
{
	struct fixture fixture = begin();
	AUTO_BUF struct buf tar = { 0 };
	char *link = path_join(fixture.arena, fixture.directory, "link");
	char *inner = path_join(fixture.arena, fixture.directory, "inner");
	(void)state;
	assert_int_equal(symlink("file", link), 0);
	assert_int_equal(mkdir(inner, 0755), 0);
	assert_int_equal(chmod(inner, 0755), 0);
	add_file(&fixture, "inner", inner);
	add_file(&fixture, "inner/file", put_file(&fixture, "file", "content"));
	add_file(&fixture, "empty", put_file(&fixture, "empty", ""));
	add_file(&fixture, "link", link);
	assert_true(tar_writer_add_bytes(fixture.writer, "Dockerfile", "FROM x\n", 7, 0600,
					 &fixture.reason));
	assert_true(tar_writer_add_bytes(fixture.writer, "nothing", "", 0, 0644, &fixture.reason));
	drain(&fixture, 10000, &tar);
	assert_int_equal(tar.length % 512, 0);
	/* 6 headers, 2 blocks of content, 2 of zeroes. */
	assert_int_equal(tar.length, 10 * 512);
	assert_memory_equal(tar.data + 257, "ustar", 5);
	assert_entries(&fixture, &tar,
		       "d inner/ 755 0 - -\n"
		       "f inner/file 640 7 - content\n"
		       "f empty 640 0 - -\n"
		       "l link 777 0 file -\n"
		       "f Dockerfile 600 7 - FROM x\n\n"
		       "f nothing 644 0 - -\n");
	end(&fixture);
}

void test_archive__header_holds_time_but_no_owner(void **state)
{
	struct fixture fixture = begin();
	AUTO_BUF struct buf tar = { 0 };
	const struct timeval times[2] = { { .tv_sec = 1000000000, .tv_usec = 5 },
					  { .tv_sec = 1234567890, .tv_usec = 999999 } };
	char *path = put_file(&fixture, "file", "x");
	(void)state;
	assert_int_equal(utimes(path, times), 0);
	add_file(&fixture, "file", path);
	drain(&fixture, 4096, &tar);
	assert_int_equal(strtol(tar.data + 108, NULL, 8), 0);
	assert_int_equal(strtol(tar.data + 116, NULL, 8), 0);
	assert_int_equal(strtol(tar.data + 136, NULL, 8), 1234567890);
	assert_int_equal(tar.data[265], 0); /* user's name */
	assert_int_equal(tar.data[297], 0); /* group's name */
	end(&fixture);
}

static void write_sample(struct fixture *fixture, size_t room, struct buf *out)
{
	char name[300];
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	tar_writer_destroy(fixture->writer);
	fixture->writer = tar_writer_create();
	add_file(fixture, name, path_join(fixture->arena, fixture->directory, "large"));
	add_file(fixture, "h\xc3\xa9llo", path_join(fixture->arena, fixture->directory, "small"));
	drain(fixture, room, out);
}

void test_archive__same_bytes_whatever_the_reading(void **state)
{
	struct fixture fixture = begin();
	AUTO_BUF struct buf first = { 0 }, large = { 0 }, expected = { 0 };
	static const size_t rooms[] = { 1, 7, 511, 512, 65536, 1 << 20 };
	(void)state;
	for (int i = 0; i < 30000; i++)
		buf_printf(&large, "%05d\n", i);
	put_file(&fixture, "large", large.data);
	put_file(&fixture, "small", "small");
	write_sample(&fixture, 4096, &first);
	/* The long name comes first, and as GNU writes it: no PAX header ('x' or 'g'). */
	assert_int_equal(first.data[156], 'L');
	for (size_t i = 0; i < COUNT_OF(rooms); i++) {
		AUTO_BUF struct buf again = { 0 };
		write_sample(&fixture, rooms[i], &again);
		assert_int_equal(again.length, first.length);
		assert_memory_equal(again.data, first.data, first.length);
	}
	buf_add(&expected, "f ");
	for (int i = 0; i < 299; i++)
		buf_add_char(&expected, 'n');
	buf_add(&expected, " 640 180000 - 00000\n00\nf h\xc3\xa9llo 640 5 - small\n");
	assert_entries(&fixture, &first, buf_text(&expected));
	end(&fixture);
}

void test_archive__empty_is_two_blocks_of_zeroes(void **state)
{
	static const char zeroes[1024];
	struct fixture fixture = begin();
	AUTO_BUF struct buf tar = { 0 };
	char byte;
	(void)state;
	drain(&fixture, 100, &tar);
	assert_int_equal(tar.length, 1024);
	assert_memory_equal(tar.data, zeroes, 1024);
	assert_int_equal(tar_writer_read(fixture.writer, &byte, 1, &fixture.reason), 0);
	end(&fixture);
}

void test_archive__refuses_names_that_climb_and_special_files(void **state)
{
	static const char *const names[] = {
		"", "/", "/etc/passwd", "..", "../x", "a/../b", "a/.."
	};
	struct fixture fixture = begin();
	char *file = put_file(&fixture, "file", "x");
	char *pipe = path_join(fixture.arena, fixture.directory, "pipe");
	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		fixture.reason = NULL;
		if (tar_writer_add_file(fixture.writer, names[i], file, &fixture.reason))
			fail_msg("'%s' was taken", names[i]);
		assert_non_null(fixture.reason);
		assert_false(tar_writer_add_bytes(fixture.writer, names[i], "x", 1, 0600,
						  &fixture.reason));
	}
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_false(tar_writer_add_file(fixture.writer, "pipe", pipe, &fixture.reason));
	assert_non_null(strstr(fixture.reason, "pipe"));
	assert_false(tar_writer_add_file(fixture.writer, "null", "/dev/null", &fixture.reason));
	assert_false(tar_writer_add_file(fixture.writer, "x", "/nowhere/at/all", &fixture.reason));
	add_file(&fixture, "a/..b/...", file);
	end(&fixture);
}

static void assert_read_fails(struct fixture *fixture, const char *why)
{
	char piece[1000];
	int64_t count;
	do
		count = tar_writer_read(fixture->writer, piece, sizeof(piece), &fixture->reason);
	while (count > 0);
	assert_int_equal(count, -1);
	if (!strstr(fixture->reason, why))
		fail_msg("%s, not %s", fixture->reason, why);
	/* And goes on failing. */
	assert_int_equal(tar_writer_read(fixture->writer, piece, 1, &fixture->reason), -1);
}

void test_archive__a_file_that_vanished_fails_the_read(void **state)
{
	struct fixture fixture = begin();
	char *path = put_file(&fixture, "file", "x");
	(void)state;
	add_file(&fixture, "file", path);
	unlink(path);
	assert_read_fails(&fixture, "No such file");
	assert_non_null(strstr(fixture.reason, path));
	end(&fixture);
}

void test_archive__a_file_that_became_a_pipe_fails_the_read(void **state)
{
	struct fixture fixture = begin();
	char *path = put_file(&fixture, "file", "x");
	(void)state;
	add_file(&fixture, "file", path);
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_read_fails(&fixture, "pipe");
	end(&fixture);
}

void test_archive__a_file_that_shrank_fails_the_read(void **state)
{
	struct fixture fixture = begin();
	AUTO_BUF struct buf large = { 0 };
	char piece[100];
	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_add_char(&large, 'x');
	char *path = put_file(&fixture, "file", large.data);
	add_file(&fixture, "file", path);
	assert_int_equal(tar_writer_read(fixture.writer, piece, 100, &fixture.reason), 100);
	assert_int_equal(truncate(path, 100000), 0);
	assert_read_fails(&fixture, "shrank");
	end(&fixture);
}

void test_archive__what_a_file_grew_by_is_left_out(void **state)
{
	struct fixture fixture = begin();
	AUTO_BUF struct buf large = { 0 }, tar = { 0 };
	char piece[100];
	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_add_char(&large, 'x');
	char *path = put_file(&fixture, "file", large.data);
	add_file(&fixture, "file", path);
	assert_int_equal(tar_writer_read(fixture.writer, piece, 100, &fixture.reason), 100);
	buf_append(&tar, piece, 100);
	assert_int_equal(truncate(path, 300000), 0);
	drain(&fixture, 10000, &tar);
	assert_entries(&fixture, &tar, "f file 640 200000 - xxxxxxxx\n");
	end(&fixture);
}

void test_archive__one_file_is_open_at_a_time(void **state)
{
	struct fixture fixture = begin();
	char *path = put_file(&fixture, "file", "content");
	char piece[700];
	int before = dup(0), after;
	(void)state;
	close(before);
	for (int i = 0; i < 5000; i++)
		add_file(&fixture, "file", path);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(tar_writer_read(fixture.writer, piece, 700, &fixture.reason), 700);
		after = dup(0);
		close(after);
		assert_true(after <= before + 1);
	}
	/* Given up half-way. */
	end(&fixture);
	tar_writer_destroy(NULL);
}
