#include "clau/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "memory.h"

#define CHUNK_FIRST ((size_t)16 << 10)
#define CHUNK_LARGEST ((size_t)1 << 20)
#define CHUNK_MAPPED ((size_t)256 << 10)

struct chunk {
	struct chunk *next;
	size_t room, used;
	bool mapped;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *chunks; /* the first is the one being filled */
	size_t next_room;
	size_t size;
};

struct arena *arena_create(void)
{
	struct arena *arena = base_alloc(sizeof(*arena));
	arena->next_room = CHUNK_FIRST;
	return arena;
}

void arena_destroy(struct arena *arena)
{
	if (!arena)
		return;
	for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		if (chunk->mapped)
			munmap(chunk, sizeof(*chunk) + chunk->room);
		else
			free(chunk);
	}
	free(arena);
}

/* Memory of chunks is handed out once, so calloc's zeroes serve arena_alloc, and what is never
 * handed out of a large chunk is never touched. */
static struct chunk *create_chunk(size_t room)
{
	struct chunk *chunk = base_alloc(sizeof(*chunk) + room);
	chunk->room = room;
	return chunk;
}

#ifdef BASE_ARENA_PLAIN
/* One malloc of the exact size each, so that the sanitizer sees both ends. */
static void *take(struct arena *arena, size_t size)
{
	struct chunk *chunk = create_chunk(size);
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk->data;
}
#else
/* All its pages at once: a fault for each costs more than to fill them. */
static struct chunk *map_chunk(size_t room)
{
	struct chunk *chunk = mmap(NULL, sizeof(*chunk) + room, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (chunk == MAP_FAILED)
		base_out_of_memory();
	chunk->room = room;
	chunk->mapped = true;
	return chunk;
}

static struct chunk *next_chunk(struct arena *arena, size_t size)
{
	struct chunk *chunk;
	if (arena->next_room < CHUNK_MAPPED || size > arena->next_room - sizeof(*chunk))
		chunk = create_chunk(size > arena->next_room ? size : arena->next_room);
	else
		chunk = map_chunk(arena->next_room - sizeof(*chunk));
	if (arena->next_room < CHUNK_LARGEST)
		arena->next_room *= 2;
	return chunk;
}

static struct chunk *chunk_for(struct arena *arena, size_t size)
{
	struct chunk *first = arena->chunks;
	if (first && first->room - first->used >= size)
		return first;
	/* A large piece gets a chunk of its own behind the one being filled. */
	if (first && size > arena->next_room / 4) {
		struct chunk *own = create_chunk(size);
		own->next = first->next;
		first->next = own;
		return own;
	}
	struct chunk *chunk = next_chunk(arena, size);
	chunk->next = first;
	arena->chunks = chunk;
	return chunk;
}

static void *take(struct arena *arena, size_t size)
{
	const size_t unit = _Alignof(max_align_t);
	size = (size + unit - 1) / unit * unit;
	struct chunk *chunk = chunk_for(arena, size);
	void *memory = chunk->data + chunk->used;
	chunk->used += size;
	return memory;
}
#endif

void *arena_alloc(struct arena *arena, size_t size)
{
	if (size > PTRDIFF_MAX - CHUNK_LARGEST)
		base_out_of_memory();
	arena->size += size;
	return take(arena, size ? size : 1);
}

char *arena_copy(struct arena *arena, const char *text)
{
	return text ? arena_copy_n(arena, text, strlen(text)) : NULL;
}

char *arena_copy_n(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);
	if (length)
		memcpy(copy, text, length);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	char small[256];
	va_list again;
	va_copy(again, arguments);
	int length = vsnprintf(small, sizeof(small), format, arguments);
	char *text;
	if (length < 0)
		base_out_of_memory();
	if ((size_t)length < sizeof(small)) {
		text = arena_copy_n(arena, small, (size_t)length);
	} else {
		text = arena_alloc(arena, (size_t)length + 1);
		vsnprintf(text, (size_t)length + 1, format, again);
	}
	va_end(again);
	return text;
}

size_t arena_size(const struct arena *arena)
{
	return arena->size;
}
