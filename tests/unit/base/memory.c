/* Memory, growing text, lists and maps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/base.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void test_base__arena_memory_is_zeroed_aligned_and_kept(void **state)
{
	struct arena *arena = arena_create();
	char *pieces[200];
	(void)state;
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		size_t size = i * 37 % 5000;
		pieces[i] = arena_alloc(arena, size);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < size; j++)
			assert_int_equal(pieces[i][j], 0);
		memset(pieces[i], (int)i + 1, size);
	}
	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		for (size_t j = 0; j < i * 37 % 5000; j++)
			assert_int_equal((unsigned char)pieces[i][j], i + 1);
	arena_destroy(arena);
	arena_destroy(NULL);
}

void test_base__arena_counts_and_takes_large_pieces(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	assert_int_equal(arena_size(arena), 0);
	assert_non_null(arena_alloc(arena, 10));
	char *large = arena_alloc(arena, 5 << 20);
	large[(5 << 20) - 1] = 'x';
	assert_non_null(arena_alloc(arena, 6));
	assert_int_equal(arena_size(arena), 16 + (5 << 20));
	assert_non_null(arena_alloc(arena, 0));
	arena_destroy(arena);
}

void test_base__arena_text(void **state)
{
	struct arena *arena = arena_create();
	char expected[600];
	(void)state;
	assert_null(arena_copy(arena, NULL));
	assert_string_equal(arena_copy(arena, "héllo"), "héllo");
	assert_string_equal(arena_copy_n(arena, "abcdef", 3), "abc");
	assert_string_equal(arena_copy_n(arena, NULL, 0), "");
	assert_string_equal(arena_printf(arena, "%s-%d", "web", 7), "web-7");
	/* Around the size of its first attempt. */
	for (int width = 254; width < 258; width++) {
		snprintf(expected, sizeof(expected), "%0*d", width, 5);
		assert_string_equal(arena_printf(arena, "%0*d", width, 5), expected);
	}
	arena_destroy(arena);
}

void test_base__buf_grows_and_stays_a_text(void **state)
{
	struct buf buf = { 0 };
	(void)state;
	assert_string_equal(buf_text(&buf), "");
	for (int i = 0; i < 1000; i++)
		assert_true(buf_printf(&buf, "%03d,", i));
	assert_int_equal(buf.length, 4000);
	assert_int_equal(strlen(buf.data), 4000);
	buf_consume(&buf, 3992);
	assert_string_equal(buf_text(&buf), "998,999,");
	buf_consume(&buf, 100);
	assert_string_equal(buf_text(&buf), "");
	assert_true(buf_append(&buf, "a\0b", 3));
	assert_memory_equal(buf.data, "a\0b", 4);
	buf_finish(&buf);
	assert_null(buf.data);
	buf_consume(&buf, 1);
}

void test_base__buf_never_passes_its_limit(void **state)
{
	struct arena *arena = arena_create();
	struct buf buf;
	(void)state;
	buf_init(&buf, 10);
	assert_true(buf_add(&buf, "0123456789"));
	assert_false(buf.full);
	assert_false(buf_add_char(&buf, 'x'));
	assert_true(buf.full);
	assert_true(buf.room <= 11);
	buf_reset(&buf);
	assert_false(buf.full);
	assert_false(buf_printf(&buf, "%s", "abcdefghijklm"));
	assert_string_equal(buf_text(&buf), "abcdefghij");
	assert_string_equal(buf_to_arena(&buf, arena), "abcdefghij");
	assert_false(buf_add(&buf, "more"));
	assert_int_equal(buf.length, 10);
	buf_finish(&buf);
	arena_destroy(arena);
}

static int compare_first(const void *left, const void *right)
{
	return *(const char *)left - *(const char *)right;
}

void test_base__list_keeps_order_and_sorts_stably(void **state)
{
	struct arena *arena = arena_create();
	struct list list = { 0 }, wanted = { 0 };
	(void)state;
	list_sort(&list, compare_first);
	/* A letter that decides, a number that tells whether equals kept their order. */
	for (int i = 0; i < 101; i++)
		list_add(arena, &list, arena_printf(arena, "%c%03d", 'a' + i * 7 % 5, i));
	for (char letter = 'a'; letter < 'f'; letter++)
		for (LIST_EACH(char, item, &list))
			if (*item == letter)
				list_add(arena, &wanted, item);
	list_sort(&list, compare_first);
	assert_int_equal(list.count, 101);
	for (size_t i = 0; i < list.count; i++)
		assert_ptr_equal(list.items[i], wanted.items[i]);
	list_remove(&list, 0);
	list_remove(&list, 99);
	list_remove(&list, 99);
	assert_int_equal(list.count, 99);
	assert_ptr_equal(list.items[0], wanted.items[1]);
	assert_ptr_equal(list.items[98], wanted.items[99]);
	arena_destroy(arena);
}

void test_base__list_each_knows_continue_and_break(void **state)
{
	struct arena *arena = arena_create();
	struct list list = { 0 };
	AUTO_BUF struct buf seen = { 0 };
	(void)state;
	for (LIST_EACH(const char, item, &list))
		fail_msg("an empty list gave %s", item);
	for (const char *at = "a b c d"; *at; at += at[1] ? 2 : 1)
		list_add(arena, &list, arena_copy_n(arena, at, 1));
	for (LIST_EACH(const char, item, &list)) {
		if (*item == 'b')
			continue;
		if (*item == 'd')
			break;
		buf_add(&seen, item);
	}
	assert_string_equal(buf_text(&seen), "ac");
	arena_destroy(arena);
}

static void assert_map_matches(const struct map *map, bool (*is_in)(size_t i), size_t count)
{
	size_t expected = 0;
	char key[32];
	for (size_t i = 0; i < count; i++) {
		snprintf(key, sizeof(key), "key%zu", i);
		assert_int_equal(map_has(map, key), is_in(i));
		if (!is_in(i))
			continue;
		assert_string_equal(map_get(map, key), key);
		assert_string_equal(map->entries[expected++].key, key);
	}
	assert_int_equal(map->count, expected);
}

static bool is_any(size_t i)
{
	return i < SIZE_MAX;
}

static bool is_odd(size_t i)
{
	return i % 2;
}

void test_base__map_finds_what_was_put_in_order(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	/* Without an index, at its beginning, and with a large one. */
	for (size_t count = 1; count < 3000; count = count * 3 / 2 + 1) {
		struct map map = { 0 };
		for (size_t i = 0; i < count; i++) {
			char *key = arena_printf(arena, "key%zu", i);
			map_set(arena, &map, key, key);
		}
		assert_map_matches(&map, is_any, count);
		for (size_t i = 0; i < count; i += 2)
			assert_true(map_remove(&map, arena_printf(arena, "key%zu", i)));
		assert_false(map_remove(&map, "key0"));
		assert_map_matches(&map, is_odd, count);
	}
	arena_destroy(arena);
}

void test_base__map_replaces_in_place_and_sorts(void **state)
{
	struct arena *arena = arena_create();
	struct map map = { 0 };
	static char one[] = "1", two[] = "2";
	const char *keys = "qwertyuiopasdfghjklzxcvbnm";
	(void)state;
	assert_null(map_get(&map, "a"));
	assert_false(map_has(&map, NULL));
	map_sort(&map);
	for (const char *at = keys; *at; at++)
		map_set(arena, &map, arena_copy_n(arena, at, 1), one);
	map_set(arena, &map, "e", two);
	map_set(arena, &map, "r", NULL);
	assert_int_equal(map.count, 26);
	assert_string_equal(map.entries[2].key, "e");
	assert_ptr_equal(map_get(&map, "e"), two);
	assert_true(map_has(&map, "r"));
	assert_null(map_get(&map, "r"));
	map_sort(&map);
	for (size_t i = 0; i < 26; i++)
		assert_int_equal(map.entries[i].key[0], 'a' + i);
	assert_ptr_equal(map_get(&map, "e"), two);
	assert_ptr_equal(map_get(&map, "z"), one);
	arena_destroy(arena);
}

static int by_tens(const void *left, const void *right)
{
	const size_t *one = left, *other = right;
	return (*one / 10 > *other / 10) - (*one / 10 < *other / 10);
}

void test_base__list_sort_is_stable_at_every_size(void **state)
{
	size_t numbers[40];
	(void)state;
	for (size_t count = 0; count <= COUNT_OF(numbers); count++) {
		struct arena *arena = arena_create();
		struct list list = { 0 };
		for (size_t i = 0; i < count; i++) {
			numbers[i] = (count - i) % 4 * 10 + i % 10;
			list_add(arena, &list, &numbers[i]);
		}
		list_sort(&list, by_tens);
		assert_int_equal(list.count, count);
		for (size_t i = 1; i < count; i++) {
			size_t *before = list.items[i - 1], *at = list.items[i];
			assert_true(*before / 10 <= *at / 10);
			assert_true(*before / 10 < *at / 10 || before < at);
		}
		arena_destroy(arena);
	}
}

void test_base__list_copy_is_another_list(void **state)
{
	struct arena *arena = arena_create();
	struct list list = { 0 }, empty;
	char letters[][2] = { "a", "b", "c", "d" };
	(void)state;
	empty = list_copy(arena, &list);
	assert_int_equal(empty.count, 0);
	list_add(arena, &empty, letters[0]);
	list_add(arena, &list, letters[0]);
	list_add(arena, &list, letters[1]);
	struct list copy = list_copy(arena, &list);
	list_remove(&copy, 0);
	list_add(arena, &copy, letters[2]);
	list_add(arena, &copy, letters[3]);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0], "a");
	assert_string_equal(text_join(arena, &copy, ""), "bcd");
	arena_destroy(arena);
}

void test_base__map_copy_is_another_map(void **state)
{
	(void)state;
	for (size_t count = 0; count < 70; count++) {
		struct arena *arena = arena_create();
		struct map map = { 0 };
		for (size_t i = 0; i < count; i++)
			map_set(arena, &map, arena_printf(arena, "key%zu", i), &map);
		struct map copy = map_copy(arena, &map);
		for (size_t i = 0; i < 40; i++)
			map_set(arena, &copy, arena_printf(arena, "more%zu", i), &copy);
		assert_true(count == 0 || map_remove(&copy, "key0"));
		assert_int_equal(map.count, count);
		assert_int_equal(copy.count, count ? count + 39 : 40);
		assert_false(map_has(&map, "more0"));
		assert_false(map_has(&copy, "key0"));
		for (size_t i = 1; i < count; i++)
			assert_ptr_equal(map_get(&copy, arena_printf(arena, "key%zu", i)), &map);
		assert_ptr_equal(map_get(&copy, "more39"), &copy);
		arena_destroy(arena);
	}
}

void test_base__out_of_memory_is_one_line_and_exit_code_1(void **state)
{
	char line[100] = "";
	int ends[2], status = 0;
	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		arena_alloc(arena_create(), SIZE_MAX);
		_exit(77);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILED);
	close(ends[1]);
	assert_int_equal(read(ends[0], line, sizeof(line) - 1), 20);
	assert_string_equal(line, "clau: out of memory\n");
	close(ends[0]);
}
