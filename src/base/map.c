#include "clau/base.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "memory.h"

#define FIRST_ROOM 4
/* Up to here a look at each key is faster than an index, and takes no memory. */
#define LINEAR_LIMIT 16
#define ABSENT SIZE_MAX

/* Seeded by what the kernel gave this process, so that no file can be written whose keys all fall
 * into one slot. */
static uint64_t hash_seed(void)
{
	static uint64_t seed;
	if (!seed) {
		const void *random = (const void *)getauxval(AT_RANDOM);
		if (random)
			memcpy(&seed, random, sizeof(seed));
		seed |= 1;
	}
	return seed;
}

static size_t hash_of(const char *key)
{
	uint64_t hash = 0xcbf29ce484222325u ^ hash_seed();
	for (const unsigned char *at = (const unsigned char *)key; *at; at++)
		hash = (hash ^ *at) * 0x100000001b3u;
	return (size_t)(hash ^ hash >> 32);
}

/* The slot of key, or the free slot where it belongs; slot_count is a power of two and never full.
 */
static uint32_t *slot_of(const struct map *map, const char *key)
{
	size_t mask = map->slot_count - 1;
	size_t at = hash_of(key) & mask;
	while (map->slots[at] && strcmp(map->entries[map->slots[at] - 1].key, key) != 0)
		at = (at + 1) & mask;
	return &map->slots[at];
}

static size_t find(const struct map *map, const char *key)
{
	if (!key)
		return ABSENT;
	if (map->slots) {
		uint32_t slot = *slot_of(map, key);
		return slot ? slot - 1 : ABSENT;
	}
	for (size_t i = 0; i < map->count; i++)
		if (*map->entries[i].key == *key && strcmp(map->entries[i].key, key) == 0)
			return i;
	return ABSENT;
}

static void fill_slots(struct map *map)
{
	if (!map->slots)
		return;
	memset(map->slots, 0, map->slot_count * sizeof(*map->slots));
	for (size_t i = 0; i < map->count; i++)
		*slot_of(map, map->entries[i].key) = (uint32_t)(i + 1);
}

/* At least twice the room, so that a search ends soon. */
static uint32_t slots_for(uint32_t room)
{
	uint32_t count = 2 * LINEAR_LIMIT;
	while (count < room * 2)
		count *= 2;
	return count;
}

static void set_room(struct arena *arena, struct map *map, size_t room)
{
	if (room > UINT32_MAX / 4)
		base_out_of_memory();
	struct map_entry *entries = arena_alloc(arena, base_product(room, sizeof(*entries)));
	if (map->count)
		memcpy(entries, map->entries, map->count * sizeof(*entries));
	map->entries = entries;
	map->room = (uint32_t)room;
}

static void grow(struct arena *arena, struct map *map)
{
	set_room(arena, map, map->room ? base_product(map->room, 2) : FIRST_ROOM);
	if (map->room > LINEAR_LIMIT) {
		map->slot_count = slots_for(map->room);
		map->slots = arena_alloc(arena, map->slot_count * sizeof(*map->slots));
		fill_slots(map);
	}
}

struct map map_copy(struct arena *arena, const struct map *map)
{
	struct map copy = { 0 };
	if (!map->count)
		return copy;
	copy = *map;
	set_room(arena, &copy, map->count);
	copy.slots = NULL;
	copy.slot_count = 0;
	if (map->slots) {
		copy.slot_count = map->slot_count;
		copy.slots = arena_alloc(arena, copy.slot_count * sizeof(*copy.slots));
		memcpy(copy.slots, map->slots, copy.slot_count * sizeof(*copy.slots));
	}
	return copy;
}

void *map_get(const struct map *map, const char *key)
{
	size_t at = find(map, key);
	return at == ABSENT ? NULL : map->entries[at].value;
}

bool map_has(const struct map *map, const char *key)
{
	return find(map, key) != ABSENT;
}

void map_set(struct arena *arena, struct map *map, const char *key, void *value)
{
	size_t at = find(map, key);
	if (at != ABSENT) {
		map->entries[at].value = value;
		return;
	}
	if (map->count == map->room)
		grow(arena, map);
	if (map->slots)
		*slot_of(map, key) = (uint32_t)(map->count + 1);
	map->entries[map->count++] = (struct map_entry){ .key = key, .value = value };
}

bool map_remove(struct map *map, const char *key)
{
	size_t at = find(map, key);
	if (at == ABSENT)
		return false;
	map->count--;
	memmove(map->entries + at, map->entries + at + 1,
		(map->count - at) * sizeof(*map->entries));
	fill_slots(map);
	return true;
}

static int compare_keys(const void *left, const void *right)
{
	const struct map_entry *first = left, *second = right;
	return strcmp(first->key, second->key);
}

void map_sort(struct map *map)
{
	if (map->count < 2)
		return;
	qsort(map->entries, map->count, sizeof(*map->entries), compare_keys);
	fill_slots(map);
}
