/* Digests, randomness, base64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/keys.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EMPTY_DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define ABC_DIGEST "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
/* Of a million times "a", as in FIPS 180-2. */
#define MILLION_DIGEST "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

void test_keys__sha256_of_bytes_and_files(void **state)
{
	char digest[SHA256_TEXT_SIZE], path[] = "/tmp/clau-unit-keys-XXXXXX";
	AUTO_BUF struct buf million = { 0 };
	(void)state;
	keys_sha256("", 0, digest);
	assert_string_equal(digest, EMPTY_DIGEST);
	keys_sha256("abc", 3, digest);
	assert_string_equal(digest, ABC_DIGEST);
	for (int i = 0; i < 1000000; i++)
		buf_add_char(&million, 'a');
	AUTO_CLOSE int file = mkstemp(path);
	assert_true(file >= 0);
	assert_true(keys_sha256_file(path, digest));
	assert_string_equal(digest, EMPTY_DIGEST);
	assert_int_equal(write(file, million.data, million.length), 1000000);
	assert_true(keys_sha256_file(path, digest));
	assert_string_equal(digest, MILLION_DIGEST);
	unlink(path);
	assert_false(keys_sha256_file(path, digest));
	assert_false(keys_sha256_file("/", digest));
}

void test_keys__random_is_hex_and_never_twice(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	const char *one = keys_random_hex(arena, 16), *other = keys_random_hex(arena, 16);
	assert_int_equal(strlen(one), 32);
	assert_int_equal(strspn(one, "0123456789abcdef"), 32);
	assert_string_not_equal(one, other);
	assert_string_equal(keys_random_hex(arena, 0), "");
	arena_destroy(arena);
}

void test_keys__base64url_has_no_padding(void **state)
{
	struct arena *arena = arena_create();
	(void)state;
	assert_string_equal(keys_base64url(arena, "", 0), "");
	assert_string_equal(keys_base64url(arena, "f", 1), "Zg");
	assert_string_equal(keys_base64url(arena, "fo", 2), "Zm8");
	assert_string_equal(keys_base64url(arena, "foo", 3), "Zm9v");
	assert_string_equal(keys_base64url(arena, "\xfb\xff\xfe", 3), "-__-");
	arena_destroy(arena);
}

void test_keys__base64_decodes_the_standard_form_only(void **state)
{
	static const struct {
		const char *text, *bytes;
	} cases[] = {
		{ "", "" },        { "Zg==", "f" },        { "Zm8=", "fo" },
		{ "Zm9v", "foo" }, { "Zm9vYg==", "foob" }, { "+/+/", "\xfb\xff\xbf" },
	};
	static const char *const wrong[] = {
		"Zg",     "Zg=",   "Zg===", "=",    "====",     "Z===",
		"Zm9v\n", " Zm9v", "Zm8-",  "Zm8_", "Zg==Zg==", "Z=g="
	};
	struct arena *arena = arena_create();
	size_t length = 77;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (keys_base64_decode(arena, wrong[i], strlen(wrong[i]), &length))
			fail_msg("'%s' was taken", wrong[i]);
	assert_int_equal(length, 77);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *bytes =
			keys_base64_decode(arena, cases[i].text, strlen(cases[i].text), &length);
		assert_non_null(bytes);
		assert_int_equal(length, strlen(cases[i].bytes));
		assert_string_equal(bytes, cases[i].bytes);
	}
	const char *zero = keys_base64_decode(arena, "YQBiAA==", 8, &length);
	assert_int_equal(length, 4);
	assert_memory_equal(zero, "a\0b\0", 4);
	arena_destroy(arena);
}
