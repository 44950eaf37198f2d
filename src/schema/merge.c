#include "clau/schema.h"
#include "table.h"

struct merge {
	struct arena *arena;
	struct diags *diags;
	bool in_place; /* what is below is used up, and holds no tags */
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
	made->items = list_copy(merge->arena, &node->items);
	made->entries = map_copy(merge->arena, &node->entries);
	made->keys = map_copy(merge->arena, &node->keys);
	for (size_t i = made->items.count; i-- > 0;) {
		made->items.items[i] = take(merge, made->items.items[i]);
		if (!made->items.items[i])
			list_remove(&made->items, i);
	}
	for (size_t i = made->entries.count; i-- > 0;) {
		struct map_entry *entry = &made->entries.entries[i];
		entry->value = take(merge, entry->value);
		if (!entry->value)
			node_remove(made, entry->key);
	}
	return made;
}

/* What is below, as it goes on. */
static struct node *keep(struct merge *merge, const struct node *under)
{
	union {
		const struct node *read;
		struct node *write;
	} kept = { under };
	return merge->in_place ? kept.write : take(merge, under);
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

/* A copy of `under` without the keys that `over` has too, unless it can be changed itself. */
static struct node *merge_base(struct merge *merge, const struct node *under,
			       const struct node *over)
{
	if (merge->in_place)
		return keep(merge, under);
	struct node *made = container_like(merge->arena, under, NODE_MAPPING);
	made->tag = NULL;
	made->entries = map_copy(merge->arena, &under->entries);
	made->keys = map_copy(merge->arena, &under->keys);
	for (size_t i = made->entries.count; i-- > 0;) {
		struct map_entry *entry = &made->entries.entries[i];
		if (map_has(&over->entries, entry->key))
			continue;
		entry->value = take(merge, entry->value);
		if (!entry->value)
			node_remove(made, entry->key);
	}
	return made;
}

static struct node *merge_mappings(struct merge *merge, const struct rule *rule,
				   const struct node *under, const struct node *over)
{
	struct node *made = merge_base(merge, under, over);
	for (size_t i = 0; i < over->entries.count; i++) {
		const struct map_entry *entry = &over->entries.entries[i];
		const struct node *below = map_get(&made->entries, entry->key);
		struct node *value =
			below ? merge_node(merge, rule_child(rule, entry->key), below, entry->value)
			      : take(merge, entry->value);
		if (value)
			entry_set(merge->arena, made, entry->key, value,
				  below ? winning_key(made, over, entry->key, value)
					: map_get(&over->keys, entry->key));
		else if (below)
			node_remove(made, entry->key);
	}
	return made;
}

static struct node *append(struct merge *merge, const struct rule *rule, const struct node *under,
			   const struct node *over)
{
	struct node *made = keep(merge, under);
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
		return keep(merge, under);
	if (node_is_null(under) || (under->kind == NODE_SCALAR && over->kind == NODE_SCALAR))
		return replace(merge, under, over);
	if (under->kind != over->kind) {
		cannot_merge(merge, under, over);
		return keep(merge, under);
	}
	return merge_containers(merge, rule, under, over);
}

struct node *schema_merge_into(struct arena *arena, struct diags *diags, struct node *under,
			       const struct node *over)
{
	struct merge merge = { .arena = arena, .diags = diags, .in_place = true };
	struct node *made = merge_node(&merge, rule_root(), under, over);
	return made ? made : node_mapping(arena, under->at);
}

/* False when the node itself goes. */
static bool settle(struct node *node)
{
	if (resets(node))
		return false;
	node->tag = NULL;
	for (size_t i = node->items.count; i-- > 0;)
		if (!settle(node->items.items[i]))
			list_remove(&node->items, i);
	for (size_t i = node->entries.count; i-- > 0;)
		if (!settle(node->entries.entries[i].value))
			node_remove(node, node->entries.entries[i].key);
	return true;
}

void schema_settle(struct node *root)
{
	if (settle(root))
		return;
	root->tag = NULL;
	root->entries = root->keys = (struct map){ 0 };
}

struct node *schema_merge(struct arena *arena, struct diags *diags, const struct node *under,
			  const struct node *over)
{
	struct merge merge = { .arena = arena, .diags = diags };
	struct node *made = merge_node(&merge, rule_root(), under, over);
	return made ? made : node_mapping(arena, under->at);
}
