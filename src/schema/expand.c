#include "clau/schema.h"
#include "table.h"

#include <string.h>

static struct node *expand_node(struct expansion *expansion, const struct rule *rule,
				const struct node *node);

/* A scalar as its row wants it; what does not fit stays as written, the check has said so. */
static struct node *expand_scalar(struct expansion *expansion, const struct key *key,
				  const struct node *node)
{
	struct arena *arena = expansion->arena;
	bool truth;
	int64_t integer;
	if (node_is_null(node))
		return node_copy(arena, node);
	if (key->type == KEY_TEXT && node->scalar != SCALAR_TEXT)
		return scalar_at(arena, node, SCALAR_TEXT, cast_text(arena, node));
	if (key->type == KEY_BOOL && cast_bool(node, &truth))
		return scalar_at(arena, node, SCALAR_BOOL, truth ? "true" : "false");
	if ((key->type == KEY_INT || key->flags & ALSO_INT) && cast_int(node, &integer))
		return scalar_at(arena, node, SCALAR_INT,
				 arena_printf(arena, "%lld", (long long)integer));
	if (key->type == KEY_NUMBER && node->scalar == SCALAR_TEXT && !node_is_open(node))
		return scalar_at(arena, node, yaml_scalar_kind(node->text), node->text);
	return node_copy(arena, node);
}

static struct node *expand_pair(struct expansion *expansion, const struct rule *rule,
				const struct node *value)
{
	if (value->kind != NODE_SCALAR || value->tag)
		return node_copy(expansion->arena, value);
	if (node_is_null(value) && rule_has(rule, NULLS))
		return node_copy(expansion->arena, value);
	return scalar_at(expansion->arena, value, SCALAR_TEXT, cast_text(expansion->arena, value));
}

/* Null says nothing, except where it takes the place of what is below. */
static bool says_nothing(const struct rule *rule, const struct node *value)
{
	return node_is_null(value) && !value->tag && rule && rule->key->merge != MERGE_REPLACE;
}

/* A list or mapping where only one value makes sense: the check has said so, and later stages need
 * not see it. */
static bool is_misfit(enum key_type type, const struct node *value)
{
	return value->kind != NODE_SCALAR && type >= KEY_TEXT && !text_equal(value->tag, "!reset");
}

static struct node *expand_mapping(struct expansion *expansion, const struct rule *rule,
				   const struct node *node)
{
	struct node *made = container_like(expansion->arena, node, NODE_MAPPING);
	for (size_t i = 0; i < node->entries.count; i++) {
		const struct map_entry *entry = &node->entries.entries[i];
		const struct node *value = entry->value;
		const struct rule *child = rule_child(rule, entry->key);
		struct node *expanded;
		if (rule->key->type == KEY_OBJECT && says_nothing(child, value))
			continue;
		if (rule->key->type == KEY_PAIRS)
			expanded = expand_pair(expansion, rule, value);
		else if (child && !(rule->key->type == KEY_MAP && key_is_extension(entry->key)))
			expanded = expand_node(expansion, child, value);
		else
			expanded = node_copy(expansion->arena, value);
		enum key_type wanted = rule->key->type == KEY_PAIRS ? KEY_TEXT
				       : child                      ? child->key->type
								    : KEY_OBJECT;
		if (is_misfit(wanted, expanded))
			continue;
		entry_set(expansion->arena, made, entry->key, expanded,
			  map_get(&node->keys, entry->key));
	}
	return made;
}

static struct node *pairs_from_list(struct expansion *expansion, const struct rule *rule,
				    const struct node *list)
{
	struct arena *arena = expansion->arena;
	struct node *made = container_like(arena, list, NODE_MAPPING);
	for (LIST_EACH(struct node, item, &list->items)) {
		if (item->kind != NODE_SCALAR)
			continue;
		const char *text = cast_text(arena, item), *equals = strchr(text, '=');
		size_t length = equals ? (size_t)(equals - text) : strlen(text);
		struct node *value =
			equals || !rule_has(rule, NULLS)
				? scalar_at(arena, item, SCALAR_TEXT, equals ? equals + 1 : "")
				: scalar_at(arena, item, SCALAR_NULL, "");
		entry_set(arena, made, arena_copy_n(arena, text, length), value, item);
	}
	return made;
}

static struct node *map_from_list(struct expansion *expansion, const struct rule *rule,
				  const struct node *list)
{
	struct arena *arena = expansion->arena;
	struct node *made = container_like(arena, list, NODE_MAPPING);
	bool can_be_null = rule_has(rule_child(rule, "*"), ALSO_NULL);
	for (LIST_EACH(struct node, item, &list->items)) {
		if (item->kind != NODE_SCALAR)
			continue;
		struct node *value = can_be_null ? scalar_at(arena, item, SCALAR_NULL, "")
						 : container_like(arena, item, NODE_MAPPING);
		entry_set(arena, made, item->text, value, item);
	}
	return made;
}

static struct node *expand_list(struct expansion *expansion, const struct rule *rule,
				const struct node *node)
{
	struct arena *arena = expansion->arena;
	if (rule->key->type == KEY_PAIRS)
		return pairs_from_list(expansion, rule, node);
	if (rule->key->type == KEY_MAP)
		return map_from_list(expansion, rule, node);
	struct node *made = container_like(arena, node, NODE_SEQUENCE);
	const struct rule *item_rule = rule_child(rule, "*");
	for (LIST_EACH(struct node, item, &node->items)) {
		struct node *expanded = NULL;
		if (text_equal(item->tag, "!reset"))
			continue;
		if (rule->key->type == KEY_LIST && item_rule)
			expanded = expand_node(expansion, item_rule, item);
		else if (item->kind == NODE_SCALAR && !item->tag)
			expanded = scalar_at(arena, item, SCALAR_TEXT, cast_text(arena, item));
		else
			expanded = node_copy(arena, item);
		if (!is_misfit(rule->key->type == KEY_TEXTS ? KEY_TEXT : KEY_OBJECT, expanded))
			list_add(arena, &made->items, expanded);
	}
	return made;
}

/* A text where a mapping or a list is meant. */
static struct node *wrap_scalar(struct expansion *expansion, const struct key *key,
				const struct node *node)
{
	struct arena *arena = expansion->arena;
	if (node_is_null(node))
		return NULL;
	if (key->type == KEY_OBJECT && key->short_key) {
		struct node *made = container_like(arena, node, NODE_MAPPING);
		struct node *value = node_copy(arena, node);
		value->tag = NULL;
		entry_set(arena, made, key->short_key, value, node);
		return made;
	}
	if (key->type == KEY_LIST || key->type == KEY_TEXTS) {
		struct node *made = container_like(arena, node, NODE_SEQUENCE);
		struct node *value = node_copy(arena, node);
		value->tag = NULL;
		list_add(arena, &made->items, value);
		return made;
	}
	return NULL;
}

static void warn_mounts(struct expansion *expansion, const struct node *list)
{
	struct map seen = { 0 };
	for (LIST_EACH(struct node, item, &list->items)) {
		const char *target = text_at(item, "target");
		if (!target)
			continue;
		const struct node *first = map_get(&seen, target);
		if (first && !node_equal(first, item)) {
			diag_warning(expansion->diags, item->at, "duplicate-mount",
				     "%s is mounted twice, the later mount wins", target);
			diag_note(expansion->diags, first->at, "the earlier one");
		}
		map_set(expansion->arena, &seen, target, item);
	}
}

static struct node *expand_kind(struct expansion *expansion, const struct rule *rule,
				const struct node *node)
{
	if (node->kind == NODE_MAPPING)
		return expand_mapping(expansion, rule, node);
	if (node->kind == NODE_SEQUENCE)
		return expand_list(expansion, rule, node);
	const struct node *wrapped = wrap_scalar(expansion, rule->key, node);
	if (wrapped)
		return expand_kind(expansion, rule, wrapped);
	return expand_scalar(expansion, rule->key, node);
}

/* What a short form stands for comes from where the short form does. */
static void inherit_layer(struct node *made, const char *layer)
{
	if (!made->layer)
		made->layer = layer;
	for (LIST_EACH(struct node, item, &made->items))
		inherit_layer(item, layer);
	for (size_t i = 0; i < made->entries.count; i++)
		inherit_layer(made->entries.entries[i].value, layer);
}

static struct node *expand_node(struct expansion *expansion, const struct rule *rule,
				const struct node *node)
{
	const struct key *key = rule->key;
	if (text_equal(node->tag, "!reset"))
		return node_copy(expansion->arena, node);
	if (key->expand) {
		struct node *made = key->expand(expansion, node);
		if (made && node->layer)
			inherit_layer(made, node->layer);
		node = made ? made : node;
	}
	struct node *expanded = expand_kind(expansion, rule, node);
	if (key->unique && expanded->kind == NODE_SEQUENCE) {
		if (rule_is_path(rule, "services.*.volumes"))
			warn_mounts(expansion, expanded);
		unique_items(expansion->arena, key, expanded);
	}
	return expanded;
}

bool schema_expand(struct arena *arena, struct diags *diags, struct node *root)
{
	struct expansion expansion = { .arena = arena, .diags = diags };
	size_t errors = diags->errors;
	const struct node *expanded = expand_node(&expansion, rule_root(), root);
	root->kind = NODE_MAPPING;
	root->items = expanded->items;
	root->entries = expanded->entries;
	root->keys = expanded->keys;
	return diags->errors == errors;
}
