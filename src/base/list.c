#include "clau/base.h"

#include <string.h>

#include "memory.h"

#define FIRST_ROOM 4

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

/* The C library's qsort keeps the order of equals in some versions only. */
void list_sort(struct list *list, int (*compare)(const void *left, const void *right))
{
	size_t count = list->count;
	if (count < 2)
		return;
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
