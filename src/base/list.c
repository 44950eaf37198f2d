#include "clau/base.h"

#include <string.h>

#include "memory.h"

#define FIRST_ROOM 4
#define FEW 12

void list_add(struct arena *arena, struct list *list, void *item)
{
	if (list->count == list->room) {
		size_t room = list->room ? base_product(list->room, 2) : FIRST_ROOM;
		void **items = arena_alloc(arena, base_product(room, sizeof(*items)));
		if (list->count)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = item;
}

struct list list_copy(struct arena *arena, const struct list *list)
{
	struct list copy = { .count = list->count, .room = list->count };
	if (!list->count)
		return copy;
	copy.items = arena_alloc(arena, base_product(list->count, sizeof(*copy.items)));
	memcpy(copy.items, list->items, list->count * sizeof(*copy.items));
	return copy;
}

void list_remove(struct list *list, size_t index)
{
	if (index >= list->count)
		return;
	list->count--;
	memmove(list->items + index, list->items + index + 1,
		(list->count - index) * sizeof(*list->items));
}

typedef int compare_items(const void *left, const void *right);

/* Merges two sorted neighbours of `from` into `into`; on a tie the left one goes first. */
static void merge(void **into, void **from, size_t middle, size_t end, compare_items *compare)
{
	size_t left = 0, right = middle;
	for (size_t i = 0; i < end; i++) {
		bool take_left =
			right >= end || (left < middle && compare(from[left], from[right]) <= 0);
		into[i] = take_left ? from[left++] : from[right++];
	}
}

static size_t smaller(size_t left, size_t right)
{
	return left < right ? left : right;
}

/* Faster for few, and needs no memory. */
static void sort_few(struct list *list, compare_items *compare)
{
	for (size_t i = 1; i < list->count; i++) {
		void *item = list->items[i];
		size_t at = i;
		for (; at && compare(list->items[at - 1], item) > 0; at--)
			list->items[at] = list->items[at - 1];
		list->items[at] = item;
	}
}

/* The C library's qsort keeps the order of equals in some versions only. */
void list_sort(struct list *list, int (*compare)(const void *left, const void *right))
{
	size_t count = list->count;
	if (count <= FEW) {
		sort_few(list, compare);
		return;
	}
	AUTO_FREE void **spare = base_alloc(count * sizeof(*spare));
	void **from = list->items, **into = spare;
	for (size_t width = 1; width < count; width *= 2) {
		for (size_t at = 0; at < count; at += 2 * width)
			merge(into + at, from + at, smaller(width, count - at),
			      smaller(2 * width, count - at), compare);
		void **swap = from;
		from = into;
		into = swap;
	}
	if (from != list->items)
		memcpy(list->items, from, count * sizeof(*from));
}
