/* What the fuzz targets share: an arena, findings and sources for one input, and a way to fail. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clau/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

struct fuzz {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
};

static inline void fuzz_begin(struct fuzz *fuzz)
{
	fuzz->arena = arena_create();
	sources_init(&fuzz->sources, fuzz->arena);
	diags_init(&fuzz->diags, fuzz->arena, &fuzz->sources);
}

/* The text as one more file; what is read from it may look at the NUL behind it. */
static inline uint32_t fuzz_file(struct fuzz *fuzz, const char *text, size_t length)
{
	return sources_add(&fuzz->sources, "input", "/project/input",
			   arena_copy_n(fuzz->arena, text, length), length);
}

static inline void fuzz_end(struct fuzz *fuzz)
{
	arena_destroy(fuzz->arena);
}

/* What must hold for every input; the texts tell what did not. */
static inline void fuzz_require(bool holds, const char *what, const char *left, const char *right)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n--- first\n%s\n--- second\n%s\n", what, left, right);
	abort();
}

/* True when a key holds a "$": `config` writes it twice, as Compose does, and no key is ever taken
 * for a text with variables when it is read. */
static inline bool fuzz_has_open_key(const struct node *node)
{
	for (LIST_EACH(const struct node, item, &node->items))
		if (fuzz_has_open_key(item))
			return true;
	for (size_t i = 0; i < node->entries.count; i++)
		if (strchr(node->entries.entries[i].key, '$') ||
		    fuzz_has_open_key(node->entries.entries[i].value))
			return true;
	return false;
}

#endif
