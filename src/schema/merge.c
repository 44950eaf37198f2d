#include "clau/schema.h"
#include "table.h"

struct merge {
	struct arena *arena;
	struct diags *diags;
};

static struct node *merge_node(struct merge *merge, const struct rule *rule,
			       const struct node *under, const struct node *over);

static bool resets(const struct node *node)
{
	return text_equal(node->tag, "!reset");
}

/* A copy without what `!reset` marks and without tags; NULL when nothing is left. */
static struct node *take(struct merge *merge, const struct node *node)
{
	if (resets(node))
		return NULL;
	struct node *made = ARENA_NEW(merge->arena, struct node);
	*made = *node;
	made->tag = NULL;
	made->items = (struct list){ 0 };
	made->entries = made->keys = (struct map){ 0 };
	for (LIST_EACH(struct node, item, &node->items)) {
		struct node *taken = take(merge, item);
		if (taken)
			list_add(merge->arena, &made->items, taken);
	}
	for (size_t i = 0; i < node->entries.count; i++) {
		const struct map_entry *entry = &node->entries.entries[i];
		struct node *taken = take(merge, entry->value);
		if (taken)
			entry_set(merge->arena, made, entry->key, taken,
				  map_get(&node->keys, entry->key));
	}
	return made;
}

static struct node *replace(struct merge *merge, const struct node *under, const struct node *over)
{
	struct node *made = take(merge, over);
	if (made)
		made->under = under;
	return made;
}

static bool cannot_merge(struct merge *merge, const struct node *under, const struct node *over)
{
	static const char *const names[] = { "a single value", "a list", "a mapping" };
	diag_error(merge->diags, over->at, "wrong-type", "%s cannot be merged over %s",
		   names[over->kind], names[under->kind]);
	diag_note(merge->diags, under->at, "this is what it would override");
	diag_remedy(merge->diags, "put `!override` before it to replace what is below");
	return false;
}

/* The winner keeps its own key's place; a mapping that only gained keys keeps the first one. */
static const struct node *winning_key(const struct node *under, const struct node *over,
				      const char *key, const struct node *value)
{
	const struct node *first = map_get(&under->keys, key), *last = map_get(&over->keys, key);
	bool merged = value->kind != NODE_SCALAR && !value->under;
	return merged && first ? first : last ? last : first;
}

static struct node *merge_mappings(struct merge *merge, const struct rule *rule,
				   const struct node *under, const struct node *over)
{
	struct node *made = container_like(merge->arena, under, NODE_MAPPING);
	made->tag = NULL;
	for (size_t i = 0; i < under->entries.count; i++) {
		const struct map_entry *entry = &under->entries.entries[i];
		const struct node *wins = node_get(over, entry->key);
		struct node *value =
			wins ? merge_node(merge, rule_child(rule, entry->key), entry->value, wins)
			     : take(merge, entry->value);
		if (value)
			entry_set(merge->arena, made, entry->key, value,
				  winning_key(under, over, entry->key, value));
	}
	for (size_t i = 0; i < over->entries.count; i++) {
		const struct map_entry *entry = &over->entries.entries[i];
		struct node *value = node_get(under, entry->key) ? NULL : take(merge, entry->value);
		if (value)
			entry_set(merge->arena, made, entry->key, value,
				  map_get(&over->keys, entry->key));
	}
	return made;
}

static struct node *append(struct merge *merge, const struct rule *rule, const struct node *under,
			   const struct node *over)
{
	struct node *made = take(merge, under);
	struct node *added = take(merge, over);
	if (!made || !added)
		return made ? made : added;
	for (LIST_EACH(struct node, item, &added->items))
		list_add(merge->arena, &made->items, item);
	if (rule && rule->key->unique)
		unique_items(merge->arena, rule->key, made);
	return made;
}

/* As Compose has it: the later pools, each over the earlier one of its subnet. */
static struct node *merge_pools(struct merge *merge, const struct rule *rule,
				const struct node *under, const struct node *over)
{
	struct node *made = take(merge, over);
	for (size_t i = 0; i < made->items.count; i++) {
		const struct node *pool = made->items.items[i];
		const char *subnet = text_at(pool, "subnet");
		for (LIST_EACH(struct node, before, &under->items))
			if (subnet && text_equal(text_at(before, "subnet"), subnet))
				made->items.items[i] =
					merge_node(merge, rule_child(rule, "*"), before, pool);
	}
	return made;
}

static struct node *merge_logging(struct merge *merge, const struct rule *rule,
				  const struct node *under, const struct node *over)
{
	const char *before = text_at(under, "driver"), *after = text_at(over, "driver");
	if (before && after && !text_equal(before, after))
		return replace(merge, under, over);
	return merge_mappings(merge, rule, under, over);
}

static struct node *merge_containers(struct merge *merge, const struct rule *rule,
				     const struct node *under, const struct node *over)
{
	enum merge_rule how = rule ? rule->key->merge : MERGE_BY_KIND;
	if (how == MERGE_LOGGING && over->kind == NODE_MAPPING)
		return merge_logging(merge, rule, under, over);
	if (how == MERGE_IPAM && over->kind == NODE_SEQUENCE)
		return merge_pools(merge, rule, under, over);
	if (over->kind == NODE_MAPPING)
		return merge_mappings(merge, rule, under, over);
	return append(merge, rule, under, over);
}

static struct node *merge_node(struct merge *merge, const struct rule *rule,
			       const struct node *under, const struct node *over)
{
	/* the rows of an overlay hold for what it is merged over */
	bool is_pair = !rule || rule->key->type == KEY_PAIRS;
	if (resets(over))
		return NULL;
	if (text_equal(over->tag, "!override") || (rule && rule->key->merge == MERGE_REPLACE))
		return replace(merge, under, over);
	if (node_is_null(over) && !is_pair)
		return take(merge, under);
	if (node_is_null(under) || (under->kind == NODE_SCALAR && over->kind == NODE_SCALAR))
		return replace(merge, under, over);
	if (under->kind != over->kind) {
		cannot_merge(merge, under, over);
		return take(merge, under);
	}
	return merge_containers(merge, rule, under, over);
}

struct node *schema_merge(struct arena *arena, struct diags *diags, const struct node *under,
			  const struct node *over)
{
	struct merge merge = { .arena = arena, .diags = diags };
	struct node *made = merge_node(&merge, rule_root(), under, over);
	return made ? made : node_mapping(arena, under->at);
}
