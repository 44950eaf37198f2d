/* The canonical tree as Go's encoding/json writes Compose's structs: the text that is hashed, and
 * the JSON form of `config`. */
#include "clau/schema.h"
#include "table.h"

#include <string.h>

struct emit {
	struct json_writer writer;
	struct arena *arena;
	bool hash;
	bool older; /* as Compose before version 5 */
};

static void emit_value(struct emit *emit, const struct rule *rule, const struct node *node);

static void emit_any(struct emit *emit, const struct node *node)
{
	struct json_writer *writer = &emit->writer;
	int64_t integer;
	double number;
	if (node->kind == NODE_MAPPING) {
		struct list keys = sorted_keys(emit->arena, node);
		json_open_object(writer);
		for (LIST_EACH(const char, key, &keys)) {
			json_key(writer, key);
			emit_any(emit, node_get(node, key));
		}
		json_close_object(writer);
	} else if (node->kind == NODE_SEQUENCE) {
		json_open_array(writer);
		for (LIST_EACH(struct node, item, &node->items))
			emit_any(emit, item);
		json_close_array(writer);
	} else if (node_is_null(node)) {
		json_put_null(writer);
	} else if (node->scalar == SCALAR_BOOL) {
		json_put_bool(writer, (node->text[0] | 0x20) == 't');
	} else if (node_int(node, &integer)) {
		json_put_int(writer, integer);
	} else if (node_number(node, &number)) {
		json_put_number(writer, number);
	} else {
		json_put_text(writer, node->text);
	}
}

static bool is_left_out(const struct emit *emit, const struct rule *rule, const struct node *value)
{
	const struct key *key = rule->key;
	bool truth = false;
	if (emit->hash && (key->flags & HASH_NOT || key_is_extension(rule->name)))
		return true;
	if (key->flags & HIDDEN)
		return true;
	if (key->flags & ALWAYS)
		return false;
	if (!value || node_is_null(value))
		return true;
	if (key->flags & OPT_OUT && emit->hash)
		return cast_bool(value, &truth) && truth != emit->older;
	if (!emit->hash && zero_is_a_word(key, value))
		return false;
	return !(key->flags & (KEEP | OPT_OUT)) && value_is_empty(key, value);
}

static void emit_extensions(struct emit *emit, const struct rule *rule, const struct node *node)
{
	struct list keys = sorted_keys(emit->arena, node);
	for (LIST_EACH(const char, key, &keys)) {
		if (emit->hash || rule_child(rule, key))
			continue;
		json_key(&emit->writer, key);
		emit_any(emit, node_get(node, key));
	}
}

static void emit_key(struct emit *emit, const struct rule *child, const struct node *node)
{
	const struct node *value = node ? node_get(node, child->name) : NULL;
	if (is_left_out(emit, child, value))
		return;
	json_key(&emit->writer,
		 emit->hash && child->key->json_name ? child->key->json_name : child->name);
	emit_value(emit, child, value);
}

/* node: NULL for a struct that is written although it was not given */
static void emit_object(struct emit *emit, const struct rule *rule, const struct node *node)
{
	/* only the top level is a map in Compose, and so sorted by name */
	struct list rules = rules_of(emit->arena, rule, node, ALWAYS, !*rule->key->path);
	json_open_object(&emit->writer);
	for (LIST_EACH(const struct rule, child, &rules))
		emit_key(emit, child, node);
	if (node)
		emit_extensions(emit, rule, node);
	json_close_object(&emit->writer);
}

static void emit_map(struct emit *emit, const struct rule *rule, const struct node *node)
{
	struct list keys = sorted_keys(emit->arena, node);
	json_open_object(&emit->writer);
	for (LIST_EACH(const char, key, &keys)) {
		const struct node *value = node_get(node, key);
		json_key(&emit->writer, key);
		if (node_is_null(value))
			json_put_null(&emit->writer);
		else if (rule->key->type == KEY_MAP && !key_is_extension(key))
			emit_value(emit, rule_child(rule, key), value);
		else
			emit_any(emit, value);
	}
	json_close_object(&emit->writer);
}

static int by_text(const void *left, const void *right)
{
	const struct node *one = left, *other = right;
	return strcmp(text_or(one->text, ""), text_or(other->text, ""));
}

static void emit_list(struct emit *emit, const struct rule *rule, const struct node *node)
{
	struct list items = { 0 };
	for (LIST_EACH(struct node, item, &node->items))
		list_add(emit->arena, &items, item);
	if (rule_has(rule, SORTED))
		list_sort(&items, by_text);
	json_open_array(&emit->writer);
	for (LIST_EACH(struct node, item, &items))
		if (rule->key->type == KEY_LIST)
			emit_value(emit, rule_child(rule, "*"), item);
		else
			json_put_text(&emit->writer, item->text);
	json_close_array(&emit->writer);
}

static bool emit_number(struct emit *emit, const struct key *key, const struct node *node)
{
	struct json_writer *writer = &emit->writer;
	int64_t integer = 0;
	double number = 0;
	switch ((int)key->type) {
	case KEY_INT:
		if (!cast_int(node, &integer))
			return false;
		json_put_int(writer, integer);
		return true;
	case KEY_NUMBER:
		if (!cast_number(node, &number))
			return false;
		json_put_raw(writer, number_text(emit->arena, number, true, 21));
		return true;
	case KEY_MODE:
		if (!cast_mode(node, &integer))
			return false;
		if (key->flags & MODE_TEXT)
			json_put_text(writer,
				      arena_printf(emit->arena, "0%llo", (long long)integer));
		else
			json_put_int(writer, integer);
		return true;
	}
	return false;
}

static bool emit_measure(struct emit *emit, const struct key *key, const struct node *node)
{
	int64_t value = 0;
	bool truth = false;
	if (key->type == KEY_BOOL && cast_bool(node, &truth))
		json_put_bool(&emit->writer, truth);
	else if (key->type == KEY_DURATION && cast_duration(node, &value))
		json_put_text(&emit->writer, duration_text(emit->arena, value));
	else if (key->type == KEY_BYTES && cast_bytes(node, &value))
		json_put_text(&emit->writer, arena_printf(emit->arena, "%lld", (long long)value));
	else
		return false;
	return true;
}

/* A limit of 0, soft and hard: Compose takes it for a struct without members. */
static bool is_zero_for_all(const struct key *key, const struct node *node)
{
	int64_t value = 1;
	return key->flags & ALSO_INT && node && cast_int(node, &value) && value == 0;
}

static void emit_value(struct emit *emit, const struct rule *rule, const struct node *node)
{
	if (!rule)
		emit_any(emit, node);
	else if (emit->hash && is_zero_for_all(rule->key, node))
		emit_object(emit, rule, NULL);
	else if (rule->key->type == KEY_OBJECT && (!node || node->kind == NODE_MAPPING))
		emit_object(emit, rule, node);
	else if (!node)
		json_put_null(&emit->writer);
	else if (node->kind == NODE_MAPPING)
		emit_map(emit, rule, node);
	else if (node->kind == NODE_SEQUENCE)
		emit_list(emit, rule, node);
	else if (node_is_null(node))
		json_put_null(&emit->writer);
	else if (rule->key->type == KEY_TEXT)
		json_put_text(&emit->writer, node->text);
	else if (!emit_number(emit, rule->key, node) && !emit_measure(emit, rule->key, node))
		emit_any(emit, node);
}

static void hash_text(struct arena *arena, const char *path, const struct node *node, bool older,
		      struct buf *out)
{
	struct emit emit = { .arena = arena, .hash = true, .older = older };
	json_begin(&emit.writer, out, false);
	emit.writer.go = true;
	emit_object(&emit, rule_find(path), node);
}

void schema_hash_service(struct arena *arena, const struct node *service, struct buf *out)
{
	hash_text(arena, "services.*", service, false, out);
}

void schema_hash_service_older(struct arena *arena, const struct node *service, struct buf *out)
{
	hash_text(arena, "services.*", service, true, out);
}

void schema_hash_network(struct arena *arena, const struct node *network, struct buf *out)
{
	hash_text(arena, "networks.*", network, false, out);
}

void schema_hash_volume(struct arena *arena, const struct node *volume, struct buf *out)
{
	struct node *full = node_copy(arena, volume);
	if (text_is_empty(text_at(full, "driver")))
		node_set(arena, full, "driver", node_text(arena, "local"));
	hash_text(arena, "volumes.*", full, false, out);
}

void schema_print_json(struct json_writer *writer, const struct node *print_form)
{
	struct emit emit = { .writer = *writer, .arena = arena_create() };
	emit_object(&emit, rule_root(), print_form);
	*writer = emit.writer;
	arena_destroy(emit.arena);
}
