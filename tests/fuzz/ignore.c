/* Fuzzes the ignore rules: the first line of the input is a path, the rest a .dockerignore. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "clau/build.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *text = (const char *)bytes;
	const char *stop = length > 0 ? memchr(text, '\n', length) : NULL;
	struct arena *arena;
	struct ignore_rules *rules;
	char *path;

	if (stop == NULL || length > 4096)
		return 0;
	arena = arena_create();
	path = arena_copy_n(arena, text, (size_t)(stop - text));
	rules = ignore_parse(arena, stop + 1, length - (size_t)(stop + 1 - text));
	ignore_matches(rules, path);
	ignore_trouble(rules);
	arena_destroy(arena);
	return 0;
}
