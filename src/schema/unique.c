#include "table.h"

#include <string.h>

static const char *port_key(struct arena *arena, const struct node *item)
{
	return arena_printf(arena, "%s:%s:%s/%s", text_or(text_at(item, "host_ip"), "0.0.0.0"),
			    text_or(text_at(item, "published"), ""),
			    text_or(text_at(item, "target"), ""),
			    text_or(text_at(item, "protocol"), "tcp"));
}

static const char *mount_key(struct arena *arena, const struct node *item, const char *directory)
{
	const char *target = text_at(item, "target"), *source = text_at(item, "source");
	if (target)
		return target;
	return source ? arena_printf(arena, "%s/%s", directory, source) : NULL;
}

/* NULL: the item is like no other. */
const char *unique_text(struct arena *arena, enum unique_key kind, const struct node *item)
{
	if (item->kind == NODE_SEQUENCE)
		return NULL;
	if (item->kind == NODE_SCALAR)
		return kind == UNIQUE_NAME
			       ? arena_copy_n(arena, item->text, strcspn(item->text, "="))
			       : item->text;
	switch (kind) {
	case UNIQUE_TARGET:
		return text_at(item, "target");
	case UNIQUE_PATH:
		return text_at(item, "path");
	case UNIQUE_SECRET:
		return mount_key(arena, item, "/run/secrets");
	case UNIQUE_CONFIG:
		return mount_key(arena, item, "");
	case UNIQUE_PORT:
		return port_key(arena, item);
	case UNIQUE_NONE:
	case UNIQUE_WHOLE:
	case UNIQUE_NAME:
		break;
	}
	return NULL;
}

void unique_items(struct arena *arena, const struct key *key, struct node *list)
{
	struct map places = { 0 };
	struct list kept = { 0 };
	for (LIST_EACH(struct node, item, &list->items)) {
		const char *name = unique_text(arena, key->unique, item);
		size_t *place = name ? map_get(&places, name) : NULL;
		if (place) {
			struct node *before = kept.items[*place];
			if (!item->under && !node_equal(before, item))
				item->under = before;
			kept.items[*place] = item;
			continue;
		}
		if (name) {
			place = ARENA_NEW(arena, size_t);
			*place = kept.count;
			map_set(arena, &places, name, place);
		}
		list_add(arena, &kept, item);
	}
	list->items = kept;
}
