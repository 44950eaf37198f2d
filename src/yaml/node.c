#include "parts.h"

#include <stdlib.h>
#include <string.h>

static struct node *node_new(struct arena *arena, struct span at, enum node_kind kind)
{
	struct node *node = ARENA_NEW(arena, struct node);
	node->kind = kind;
	node->at = at;
	return node;
}

struct node *node_scalar(struct arena *arena, struct span at, enum scalar_kind kind,
			 const char *text)
{
	struct node *node = node_new(arena, at, NODE_SCALAR);
	node->scalar = kind;
	node->text = arena_copy(arena, text_or(text, ""));
	node->quoted = kind == SCALAR_TEXT && yaml_scalar_kind(node->text) != SCALAR_TEXT;
	return node;
}

struct node *node_text(struct arena *arena, const char *text)
{
	return node_scalar(arena, NO_SPAN, SCALAR_TEXT, text);
}

struct node *node_mapping(struct arena *arena, struct span at)
{
	return node_new(arena, at, NODE_MAPPING);
}

struct node *node_sequence(struct arena *arena, struct span at)
{
	return node_new(arena, at, NODE_SEQUENCE);
}

struct node *node_copy(struct arena *arena, const struct node *node)
{
	if (!node)
		return NULL;
	struct node *copy = ARENA_NEW(arena, struct node);
	*copy = *node;
	copy->items = list_copy(arena, &node->items);
	copy->entries = map_copy(arena, &node->entries);
	copy->keys = map_copy(arena, &node->keys);
	for (size_t i = 0; i < copy->items.count; i++)
		copy->items.items[i] = node_copy(arena, copy->items.items[i]);
	for (size_t i = 0; i < copy->entries.count; i++)
		copy->entries.entries[i].value = node_copy(arena, copy->entries.entries[i].value);
	return copy;
}

struct node *node_get(const struct node *mapping, const char *key)
{
	return mapping && mapping->kind == NODE_MAPPING ? map_get(&mapping->entries, key) : NULL;
}

static const struct node *node_step(const struct node *node, const char *part)
{
	if (node->kind == NODE_MAPPING)
		return map_get(&node->entries, part);
	int64_t index;
	if (node->kind != NODE_SEQUENCE || !text_to_int64(part, &index) || index < 0 ||
	    (size_t)index >= node->items.count)
		return NULL;
	return node->items.items[index];
}

struct node *node_at(const struct node *node, const char *path)
{
	AUTO_BUF struct buf part = { 0 };
	while (node) {
		size_t length = strcspn(path, ".");
		buf_reset(&part);
		buf_append(&part, path, length);
		node = node_step(node, buf_text(&part));
		if (!path[length])
			break;
		path += length + 1;
	}
	/* The caller owns the tree that it walks; the walk itself changes nothing. */
	union {
		const struct node *read;
		struct node *write;
	} found = { node };
	return found.write;
}

void node_set(struct arena *arena, struct node *mapping, const char *key, struct node *value)
{
	const char *kept = arena_copy(arena, key);
	map_set(arena, &mapping->entries, kept, value);
	if (!map_has(&mapping->keys, kept))
		map_set(arena, &mapping->keys, kept,
			node_scalar(arena, value->at, SCALAR_TEXT, kept));
}

void node_remove(struct node *mapping, const char *key)
{
	map_remove(&mapping->entries, key);
	map_remove(&mapping->keys, key);
}

struct span node_key_span(const struct node *mapping, const char *key)
{
	const struct node *name =
		mapping && mapping->kind == NODE_MAPPING ? map_get(&mapping->keys, key) : NULL;
	return name ? name->at : NO_SPAN;
}

static bool scalar_equal(const struct node *left, const struct node *right)
{
	int64_t left_int, right_int;
	double left_number, right_number;
	if (left->scalar != right->scalar)
		return false;
	if (left->scalar == SCALAR_NULL)
		return true;
	if (left->scalar == SCALAR_BOOL)
		return ((left->text[0] | 0x20) == 't') == ((right->text[0] | 0x20) == 't');
	if (node_int(left, &left_int) && node_int(right, &right_int))
		return left_int == right_int;
	if (node_number(left, &left_number) && node_number(right, &right_number))
		return !(left_number < right_number) && !(left_number > right_number);
	return text_equal(left->text, right->text);
}

static bool entries_equal(const struct node *left, const struct node *right)
{
	if (left->entries.count != right->entries.count)
		return false;
	for (size_t i = 0; i < left->entries.count; i++) {
		const struct map_entry *entry = &left->entries.entries[i];
		if (!map_has(&right->entries, entry->key) ||
		    !node_equal(entry->value, map_get(&right->entries, entry->key)))
			return false;
	}
	return true;
}

static bool items_equal(const struct node *left, const struct node *right)
{
	if (left->items.count != right->items.count)
		return false;
	for (size_t i = 0; i < left->items.count; i++)
		if (!node_equal(left->items.items[i], right->items.items[i]))
			return false;
	return true;
}

bool node_equal(const struct node *left, const struct node *right)
{
	if (!left || !right)
		return left == right;
	if (left->kind != right->kind || !text_equal(left->tag, right->tag))
		return false;
	if (left->kind == NODE_SCALAR)
		return scalar_equal(left, right);
	return left->kind == NODE_MAPPING ? entries_equal(left, right) : items_equal(left, right);
}
