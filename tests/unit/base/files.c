/* Paths and files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/base.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *make_directory(struct arena *arena)
{
	char *path = arena_copy(arena, "/tmp/clau-unit-base-XXXXXX");
	assert_non_null(mkdtemp(path));
	return path;
}

void test_base__path_clean_is_lexical(void **state)
{
	static const struct {
		const char *path, *clean;
	} cases[] = {
		{ "", "." },
		{ ".", "." },
		{ "/", "/" },
		{ "a//b/../c/", "a/c" },
		{ "./a", "a" },
		{ "a/./b", "a/b" },
		{ "a/..", "." },
		{ "..", ".." },
		{ "../..", "../.." },
		{ "../a/../..", "../.." },
		{ "/..", "/" },
		{ "/../a", "/a" },
		{ "/a/../..", "/" },
		{ "//a//b", "/a/b" },
		{ "a/../../b", "../b" },
		{ "..a/b", "..a/b" },
		{ "a/b/../../c/..", "." },
		{ "...", "..." },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(path_clean(arena, cases[i].path), cases[i].clean);
	arena_destroy(arena);
}

void test_base__path_parts(void **state)
{
	struct arena *arena = arena_create();
	char buffer[4096];
	(void)state;
	assert_string_equal(path_join(arena, "/a/b", "../c"), "/a/c");
	assert_string_equal(path_join(arena, "/a/b", "/c/"), "/c");
	assert_string_equal(path_join(arena, "/a", ""), "/a");
	assert_string_equal(path_join(arena, "", "a"), "a");
	assert_string_equal(path_directory(arena, "a"), ".");
	assert_string_equal(path_directory(arena, "/a"), "/");
	assert_string_equal(path_directory(arena, "/a/b/c"), "/a/b");
	assert_string_equal(path_base("/a/b"), "b");
	assert_string_equal(path_base("b"), "b");
	assert_string_equal(path_base("a/"), "");
	assert_string_equal(path_current(arena), getcwd(buffer, sizeof(buffer)));
	arena_destroy(arena);
}

void test_base__path_relative_climbs(void **state)
{
	static const struct {
		const char *directory, *path, *relative;
	} cases[] = {
		{ "/a/b", "/a/b/c", "c" },
		{ "/a/b", "/a/b", "." },
		{ "/a/b", "/a/c/d", "../c/d" },
		{ "/a/b", "/a/bc", "../bc" },
		{ "/a/bc", "/a/b", "../b" },
		{ "/a/b/c", "/a", "../.." },
		{ "/", "/a/b", "a/b" },
		{ "/a/b", "/", "../.." },
		{ "/", "/", "." },
		{ "/a", "/b", "../b" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(path_relative(arena, cases[i].directory, cases[i].path),
				    cases[i].relative);
	arena_destroy(arena);
}

void test_base__file_read_gives_all_or_a_reason(void **state)
{
	struct arena *arena = arena_create();
	char *directory = make_directory(arena), *text = NULL;
	char *file = path_join(arena, directory, "file"), *pipe = path_join(arena, directory, "p");
	const char *reason;
	size_t length = 99;
	(void)state;
	assert_int_equal(file_read(arena, file, 10, &text, &length), FILE_ABSENT);
	assert_true(file_write(file, "0123456789", 10, 0600, &reason));
	assert_int_equal(file_read(arena, file, 9, &text, &length), FILE_TOO_LARGE);
	assert_int_equal(file_read(arena, directory, 9, &text, &length), FILE_NOT_REGULAR);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(file_read(arena, pipe, 9, &text, &length), FILE_NOT_REGULAR);
	assert_int_equal(file_read(arena, path_join(arena, file, "x"), 9, &text, &length),
			 FILE_ABSENT);
	assert_null(text);
	assert_int_equal(length, 99);
	assert_int_equal(file_read(arena, file, 10, &text, &length), FILE_OK);
	assert_int_equal(length, 10);
	assert_string_equal(text, "0123456789");
	/* A file whose size is not told beforehand. */
	assert_int_equal(file_read(arena, "/proc/self/stat", 1 << 20, &text, &length), FILE_OK);
	assert_true(length > 0);
	assert_string_equal(file_result_text(FILE_ABSENT), "no such file");
	assert_true(path_exists(file));
	assert_false(path_is_directory(file));
	assert_true(path_is_directory(directory));
	unlink(pipe);
	unlink(file);
	assert_false(path_exists(file));
	rmdir(directory);
	arena_destroy(arena);
}

void test_base__file_read_takes_standard_input(void **state)
{
	struct arena *arena = arena_create();
	int ends[2], kept = dup(STDIN_FILENO);
	char *text;
	size_t length;
	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "a: b\n", 5), 5);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	assert_int_equal(file_read(arena, "-", 100, &text, &length), FILE_OK);
	assert_string_equal(text, "a: b\n");
	close(ends[0]);
	if (kept >= 0) {
		dup2(kept, STDIN_FILENO);
		close(kept);
	}
	arena_destroy(arena);
}

void test_base__file_write_replaces_whole_or_not_at_all(void **state)
{
	struct arena *arena = arena_create();
	char *directory = make_directory(arena), *text;
	char *file = path_join(arena, directory, "file"),
	     *inner = path_join(arena, directory, "inner");
	const char *reason = NULL;
	struct stat status;
	size_t length;
	mode_t mask = umask(022);
	(void)state;
	assert_true(file_write(file, "one", 3, 0666, &reason));
	assert_int_equal(stat(file, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0644);
	assert_true(file_write(file, "two", 3, 0600, &reason));
	assert_int_equal(stat(file, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(file_read(arena, file, 10, &text, &length), FILE_OK);
	assert_string_equal(text, "two");
	assert_null(reason);
	assert_false(file_write(path_join(arena, file, "x"), "x", 1, 0600, &reason));
	assert_non_null(reason);
	/* A directory cannot be replaced by a file, and nothing is left beside it. */
	assert_int_equal(mkdir(inner, 0700), 0);
	assert_false(file_write(inner, "x", 1, 0600, &reason));
	rmdir(inner);
	unlink(file);
	assert_int_equal(rmdir(directory), 0);
	umask(mask);
	arena_destroy(arena);
}
