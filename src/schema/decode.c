#include "decode.h"

#include <string.h>

struct decode {
	struct arena *arena;
};

static void decode_object(struct decode *decode, const struct rule *rule, const struct node *node,
			  char *base);

static void add_text(struct arena *arena, struct list *list, const char *text)
{
	list_add(arena, list, arena_copy(arena, text));
}

static struct list texts(struct decode *decode, const struct node *node)
{
	struct list list = { 0 };
	for (LIST_EACH(struct node, item, &node->items))
		if (item->kind == NODE_SCALAR)
			add_text(decode->arena, &list, item->text);
	return list;
}

static struct list *texts_pointer(struct decode *decode, const struct node *node)
{
	if (node->kind != NODE_SEQUENCE)
		return NULL;
	struct list *list = ARENA_NEW(decode->arena, struct list);
	*list = texts(decode, node);
	return list;
}

static struct map pairs(struct decode *decode, const struct node *node)
{
	struct map map = { 0 };
	for (size_t i = 0; i < node->entries.count; i++) {
		const struct map_entry *entry = &node->entries.entries[i];
		const struct node *value = entry->value;
		if (value->kind == NODE_SCALAR)
			map_set(decode->arena, &map, entry->key,
				node_is_null(value) ? NULL
						    : arena_copy(decode->arena, value->text));
	}
	return map;
}

static struct list pair_texts(struct decode *decode, const struct node *node)
{
	struct list list = { 0 };
	for (size_t i = 0; i < node->entries.count; i++) {
		const char *key = node->entries.entries[i].key, *value = text_at(node, key);
		add_text(decode->arena, &list,
			 value ? arena_printf(decode->arena, "%s=%s", key, value) : key);
	}
	return list;
}

static int64_t integer(const struct key *key, const struct node *node)
{
	int64_t value = key->unset;
	if (key->type == KEY_DURATION)
		cast_duration(node, &value);
	else if (key->type == KEY_BYTES)
		cast_bytes(node, &value);
	else if (key->type == KEY_MODE)
		cast_mode(node, &value);
	else
		cast_int(node, &value);
	return value;
}

/* Numbers that are not 0 when not given. */
static void set_unset(const struct rule *rule, char *base)
{
	for (size_t i = 0; i < rule->child_count; i++) {
		const struct rule *child = rule->children[i];
		if (child->key->store == STORE_INT && child->key->unset)
			*(int64_t *)(void *)(base + child->key->offset) = child->key->unset;
		else if (child->key->store == STORE_INLINE)
			set_unset(child, base);
	}
}

/* The struct of one mapping; its row is `rule`, its size stands in the row that stores it. */
static void *new_object(struct decode *decode, const struct rule *rule, size_t size,
			const struct node *node, struct span at)
{
	char *base = arena_alloc(decode->arena, size);
	set_unset(rule, base);
	if (rule->key->at)
		*(struct span *)(void *)(base + rule->key->at) = at;
	decode_object(decode, rule, node, base);
	return base;
}

static struct list objects(struct decode *decode, const struct rule *rule, const struct node *node)
{
	struct list list = { 0 };
	const struct rule *item_rule = rule_child(rule, "*");
	for (LIST_EACH(struct node, item, &node->items))
		if (item->kind == NODE_MAPPING)
			list_add(decode->arena, &list,
				 new_object(decode, item_rule, rule->key->size, item, item->at));
	return list;
}

static struct list named(struct decode *decode, const struct rule *rule, const struct node *node)
{
	struct list list = { 0 };
	for (size_t i = 0; i < node->entries.count; i++) {
		const char *key = node->entries.entries[i].key;
		if (key_is_extension(key))
			continue;
		char *object = new_object(decode, rule_child(rule, key), rule->key->size,
					  node->entries.entries[i].value, node_key_span(node, key));
		*(const char **)(void *)object = key;
		list_add(decode->arena, &list, object);
	}
	return list;
}

static struct map object_map(struct decode *decode, const struct rule *rule,
			     const struct node *node)
{
	struct map map = { 0 };
	for (size_t i = 0; i < node->entries.count; i++) {
		const struct map_entry *entry = &node->entries.entries[i];
		const struct node *value = entry->value;
		const struct rule *item_rule = rule_child(rule, entry->key);
		char *object = new_object(decode, item_rule, rule->key->size, value, value->at);
		/* one number stands for each of the object's */
		for (size_t j = 0; value->kind == NODE_SCALAR && j < item_rule->child_count; j++)
			cast_int(value,
				 (int64_t *)(void *)(object + item_rule->children[j]->key->offset));
		map_set(decode->arena, &map, entry->key, object);
	}
	return map;
}

static void decode_scalar(const struct key *key, const struct node *node, void *field)
{
	bool truth = false;
	size_t choice = 0;
	if (node_is_null(node))
		return;
	switch ((int)key->store) {
	case STORE_TEXT:
		*(const char **)field = node->text;
		break;
	case STORE_BOOL:
		cast_bool(node, field);
		break;
	case STORE_TRISTATE:
		if (cast_bool(node, &truth))
			*(enum tristate *)field = truth ? YES : NO;
		break;
	case STORE_INT:
		*(int64_t *)field = integer(key, node);
		break;
	case STORE_NUMBER:
		cast_number(node, field);
		break;
	case STORE_CHOICE:
		if (choice_matches(key->choices, node->text, &choice))
			*(unsigned *)field = (unsigned)choice;
		break;
	default:
		break;
	}
}

static void decode_value(struct decode *decode, const struct rule *rule, const struct node *node,
			 struct span at, char *base)
{
	const struct key *key = rule->key;
	void *field = base + key->offset;
	switch ((int)key->store) {
	case STORE_TEXTS:
		*(struct list *)field = texts(decode, node);
		break;
	case STORE_TEXTS_POINTER:
		*(struct list **)field = texts_pointer(decode, node);
		break;
	case STORE_PAIRS:
		*(struct map *)field = pairs(decode, node);
		break;
	case STORE_PAIRS_TEXTS:
		*(struct list *)field = pair_texts(decode, node);
		break;
	case STORE_INLINE:
		decode_object(decode, rule, node, base);
		break;
	case STORE_OBJECT:
		if (node->kind == NODE_MAPPING)
			*(void **)field = new_object(decode, rule, key->size, node, at);
		break;
	case STORE_OBJECTS:
		*(struct list *)field = objects(decode, rule, node);
		break;
	case STORE_NAMED:
		*(struct list *)field = named(decode, rule, node);
		break;
	case STORE_OBJECT_MAP:
		*(struct map *)field = object_map(decode, rule, node);
		break;
	default:
		if (node->kind == NODE_SCALAR && key->store != STORE_NOT)
			decode_scalar(key, node, field);
		if (key->at && key->type < KEY_TEXT)
			return;
		if (key->at)
			*(struct span *)(void *)(base + key->at) = node->at;
	}
}

static void decode_object(struct decode *decode, const struct rule *rule, const struct node *node,
			  char *base)
{
	for (size_t i = 0; i < node->entries.count; i++) {
		const char *name = node->entries.entries[i].key;
		const struct rule *child = rule_child(rule, name);
		if (child)
			decode_value(decode, child, node->entries.entries[i].value,
				     node_key_span(node, name), base);
	}
}

void decode_project(struct arena *arena, const struct node *root, struct project *project)
{
	struct decode decode = { .arena = arena };
	const char *name = project->name;
	decode_object(&decode, rule_root(), root, (char *)project);
	project->name = name;
	project->name_at = node_get(root, "name") ? node_get(root, "name")->at : NO_SPAN;
}
