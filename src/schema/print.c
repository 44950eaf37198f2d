/* The canonical tree as `docker compose config` prints it. */
#include "clau/schema.h"
#include "table.h"

#include <string.h>

static struct node *print_value(struct arena *arena, const struct rule *rule,
				const struct node *node);

/* So that reading it again gives the same text. */
static const char *escaped(struct arena *arena, const char *text)
{
	AUTO_BUF struct buf out = { 0 };
	if (!strchr(text, '$'))
		return text;
	for (; *text; text++) {
		buf_add_char(&out, *text);
		if (*text == '$')
			buf_add_char(&out, '$');
	}
	return buf_to_arena(&out, arena);
}

static struct node *text_node(struct arena *arena, const struct node *from, const char *text)
{
	return scalar_at(arena, from, SCALAR_TEXT, escaped(arena, text));
}

static void print_key(struct arena *arena, struct node *out, const struct node *from,
		      const char *key, struct node *value)
{
	entry_set(arena, out, escaped(arena, key), value, map_get(&from->keys, key));
}

static struct node *print_any(struct arena *arena, const struct node *node)
{
	if (node->kind == NODE_SCALAR)
		return node->scalar == SCALAR_TEXT ? text_node(arena, node, node->text)
						   : node_copy(arena, node);
	struct node *made = container_like(arena, node, node->kind);
	for (LIST_EACH(struct node, item, &node->items))
		list_add(arena, &made->items, print_any(arena, item));
	if (node->kind == NODE_SEQUENCE)
		return made;
	struct list keys = printed_keys(arena, node);
	for (LIST_EACH(const char, key, &keys))
		print_key(arena, made, node, key, print_any(arena, node_get(node, key)));
	return made;
}

static struct node *print_scalar(struct arena *arena, const struct key *key,
				 const struct node *node)
{
	int64_t value = 0;
	double number = 0;
	if (node_is_null(node))
		return node_copy(arena, node);
	if (key->type == KEY_DURATION && cast_duration(node, &value))
		return text_node(arena, node, duration_text(arena, value));
	if (key->type == KEY_BYTES && cast_bytes(node, &value))
		return text_node(arena, node, arena_printf(arena, "%lld", (long long)value));
	if (key->type == KEY_MODE && cast_mode(node, &value)) {
		if (key->flags & MODE_TEXT)
			return text_node(arena, node,
					 arena_printf(arena, "0%llo", (long long)value));
		return scalar_at(arena, node, SCALAR_INT,
				 arena_printf(arena, "%lld", (long long)value));
	}
	if (key->type == KEY_NUMBER && cast_number(node, &number)) {
		const char *text = number_text(arena, number, true, 21);
		return scalar_at(arena, node, yaml_scalar_kind(text), text);
	}
	return print_any(arena, node);
}

static bool is_left_out(const struct key *key, const struct node *value)
{
	if (key->flags & HIDDEN || !value)
		return true;
	if (key->flags & ALWAYS && key->type == KEY_OBJECT)
		return !value->entries.count;
	if (key->flags & (KEEP | ALWAYS | OPT_OUT))
		return node_is_null(value);
	return value_is_empty(key, value) && !zero_is_a_word(key, value);
}

static struct node *print_object(struct arena *arena, const struct rule *rule,
				 const struct node *node)
{
	struct node *made = container_like(arena, node, NODE_MAPPING);
	struct list rules = rules_of(arena, rule, node, 0, false);
	for (LIST_EACH(const struct rule, child, &rules)) {
		const struct node *value = node_get(node, child->name);
		if (key_is_extension(child->name) || is_left_out(child->key, value))
			continue;
		struct node *printed = print_value(arena, child, value);
		/* an object that only held nothing is left out as an empty one is */
		if (!is_left_out(child->key, printed))
			print_key(arena, made, node, child->name, printed);
	}
	struct list keys = printed_keys(arena, node);
	for (LIST_EACH(const char, key, &keys))
		if (key_is_extension(key))
			print_key(arena, made, node, key, print_any(arena, node_get(node, key)));
	return made;
}

static struct node *print_map(struct arena *arena, const struct rule *rule, const struct node *node)
{
	struct node *made = container_like(arena, node, NODE_MAPPING);
	struct list keys = printed_keys(arena, node);
	for (LIST_EACH(const char, key, &keys)) {
		const struct node *value = node_get(node, key);
		const struct rule *child = key_is_extension(key) ? NULL : rule_child(rule, key);
		print_key(arena, made, node, key,
			  child ? print_value(arena, child, value) : print_any(arena, value));
	}
	return made;
}

static int by_text(const void *left, const void *right)
{
	const struct node *one = left, *other = right;
	return strcmp(text_or(one->text, ""), text_or(other->text, ""));
}

static struct node *print_list(struct arena *arena, const struct rule *rule,
			       const struct node *node)
{
	struct node *made = container_like(arena, node, NODE_SEQUENCE);
	const struct rule *child = rule_child(rule, "*");
	for (LIST_EACH(struct node, item, &node->items))
		list_add(arena, &made->items,
			 child ? print_value(arena, child, item) : print_any(arena, item));
	if (rule_has(rule, SORTED))
		list_sort(&made->items, by_text);
	return made;
}

static struct node *print_value(struct arena *arena, const struct rule *rule,
				const struct node *node)
{
	if (node->kind == NODE_SCALAR)
		return print_scalar(arena, rule->key, node);
	if (node->kind == NODE_SEQUENCE)
		return print_list(arena, rule, node);
	if (rule->key->type == KEY_OBJECT)
		return print_object(arena, rule, node);
	return print_map(arena, rule, node);
}

/* "$$" becomes "$": takes back what `escaped` did. */
static const char *plain(struct arena *arena, const char *text)
{
	AUTO_BUF struct buf out = { 0 };
	if (!text || !strchr(text, '$'))
		return text;
	for (; *text; text += 1 + (*text == '$'))
		buf_add_char(&out, *text);
	return buf_to_arena(&out, arena);
}

static void take_back(struct arena *arena, struct node *node)
{
	node->text = plain(arena, node->text);
	for (LIST_EACH(struct node, item, &node->items))
		take_back(arena, item);
	struct map entries = node->entries;
	node->entries = (struct map){ 0 };
	for (size_t i = 0; i < entries.count; i++) {
		take_back(arena, entries.entries[i].value);
		map_set(arena, &node->entries, plain(arena, entries.entries[i].key),
			entries.entries[i].value);
	}
}

struct node *schema_print_written(struct arena *arena, const struct node *root)
{
	struct node *form = schema_print_form(arena, root);
	take_back(arena, form);
	return form;
}

struct node *schema_print_form(struct arena *arena, const struct node *root)
{
	return print_object(arena, rule_root(), root);
}
