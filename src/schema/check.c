#include "clau/schema.h"
#include "table.h"

#include <ctype.h>
#include <string.h>

/* Where the walk is, for the words of a finding. */
struct place {
	const struct place *above;
	const char *name; /* NULL for an item */
	size_t index;
};

struct check {
	struct arena *arena;
	struct diags *diags;
	bool interpolated;
	bool in_overlay;
	bool merged; /* the second look: see check_complete */
};

static bool check_node(struct check *check, const struct rule *rule, const struct node *node,
		       const struct place *place);

static void add_place(struct buf *out, const struct place *place)
{
	if (!place)
		return;
	add_place(out, place->above);
	if (!place->name)
		buf_printf(out, "[%zu]", place->index);
	else
		buf_printf(out, "%s%s", out->length ? "." : "", place->name);
}

static const char *place_text(struct check *check, const struct place *place)
{
	AUTO_BUF struct buf out = { 0 };
	add_place(&out, place);
	return out.length ? buf_to_arena(&out, check->arena) : "the file";
}

static const char *shape_name(const struct node *node)
{
	static const char *const scalars[] = { [SCALAR_TEXT] = "text",
					       [SCALAR_NULL] = "empty",
					       [SCALAR_BOOL] = "true or false",
					       [SCALAR_INT] = "a number",
					       [SCALAR_FLOAT] = "a number" };
	if (node->kind == NODE_SCALAR)
		return scalars[node->scalar];
	return node->kind == NODE_MAPPING ? "a mapping" : "a list";
}

static const char *wanted_name(const struct key *key)
{
	static const char *const names[] = {
		[KEY_OBJECT] = "a mapping",
		[KEY_MAP] = "a mapping",
		[KEY_LIST] = "a list",
		[KEY_TEXTS] = "a list",
		[KEY_PAIRS] = "a mapping",
		[KEY_TEXT] = "text",
		[KEY_BOOL] = "true or false",
		[KEY_INT] = "a whole number",
		[KEY_NUMBER] = "a number",
		[KEY_DURATION] = "a duration such as \"1m30s\"",
		[KEY_BYTES] = "a size such as \"64m\"",
		[KEY_MODE] = "permissions in octal such as \"0440\"",
	};
	return names[key->type];
}

static bool accepts_scalar(const struct key *key, const struct node *node)
{
	bool is_text = node->scalar == SCALAR_TEXT;
	bool is_number = node->scalar == SCALAR_INT || node->scalar == SCALAR_FLOAT;
	if ((is_text && key->flags & ALSO_TEXT) || (is_number && key->flags & ALSO_NUMBER) ||
	    (node->scalar == SCALAR_INT && key->flags & ALSO_INT) ||
	    (node->scalar == SCALAR_BOOL && key->flags & ALSO_BOOL))
		return true;
	switch (key->type) {
	case KEY_TEXT:
	case KEY_DURATION:
		return is_text;
	case KEY_BOOL:
		return is_text || node->scalar == SCALAR_BOOL;
	case KEY_INT:
	case KEY_NUMBER:
	case KEY_BYTES:
	case KEY_MODE:
		return is_text || (is_number && !(key->flags & NO_NUMBER));
	case KEY_OBJECT:
	case KEY_MAP:
	case KEY_LIST:
	case KEY_TEXTS:
	case KEY_PAIRS:
		return false;
	}
	return false;
}

static bool accepts(const struct key *key, const struct node *node)
{
	bool is_map = key->type == KEY_OBJECT || key->type == KEY_MAP || key->type == KEY_PAIRS;
	if (node->kind == NODE_MAPPING)
		return is_map || key->flags & ALSO_MAP;
	if (node->kind == NODE_SEQUENCE)
		return key->type == KEY_LIST || key->type == KEY_TEXTS || key->flags & ALSO_LIST;
	if (node_is_null(node))
		return key->flags & ALSO_NULL;
	return accepts_scalar(key, node);
}

static bool wrong_type(struct check *check, const struct key *key, const struct node *node,
		       const struct place *place)
{
	const char *where = place_text(check, place);
	if (node_is_null(node)) {
		diag_error(check->diags, node->at, "wrong-type", "%s has no value, it must be %s",
			   where, wanted_name(key));
		diag_remedy(check->diags, "give it a value or leave the key out");
		return false;
	}
	diag_error(check->diags, node->at, "wrong-type", "%s must be %s, not %s", where,
		   wanted_name(key), shape_name(node));
	if ((key->type == KEY_TEXT || key->flags & NO_NUMBER) && node->kind == NODE_SCALAR)
		diag_remedy(check->diags, "put it in quotes: \"%s\"", node->text);
	return false;
}

static bool bad_value(struct check *check, const struct key *key, const struct node *node,
		      const struct place *place)
{
	return diag_error(check->diags, node->at, "bad-value", "%s must be %s, not \"%s\"",
			  place_text(check, place), wanted_name(key), node->text);
}

static bool out_of_bounds(struct check *check, const struct key *key, const struct node *node,
			  const struct place *place)
{
	const char *where = place_text(check, place);
	if (key->most == INT64_MAX)
		return diag_error(check->diags, node->at, "bad-value",
				  "%s must be %lld or more, not %s", where, (long long)key->least,
				  node->text);
	return diag_error(check->diags, node->at, "bad-value",
			  "%s must be between %lld and %lld, not %s", where, (long long)key->least,
			  (long long)key->most, node->text);
}

static bool check_choice(struct check *check, const struct key *key, const struct node *node,
			 const struct place *place)
{
	if (!key->choices || choice_matches(key->choices, node->text, NULL))
		return true;
	struct list choices = text_split(check->arena, key->choices, ' ');
	const char *const *names = (const char *const *)choices.items;
	const char *nearest = text_nearest(node->text, names, choices.count);
	diag_error(check->diags, node->at, "bad-value", "%s cannot be \"%s\"",
		   place_text(check, place), node->text);
	if (nearest)
		diag_remedy(check->diags, "did you mean `%s`? It is one of: %s", nearest,
			    text_join(check->arena, &choices, ", "));
	else
		diag_remedy(check->diags, "it is one of: %s",
			    text_join(check->arena, &choices, ", "));
	return false;
}

static bool check_number(struct check *check, const struct key *key, const struct node *node,
			 const struct place *place)
{
	int64_t integer;
	double number;
	if (key->expand && key->expand(&(struct expansion){ .arena = check->arena }, node))
		return true;
	if (!cast_number(node, &number))
		return bad_value(check, key, node, place);
	if (key->type == KEY_INT && !cast_int(node, &integer))
		return bad_value(check, key, node, place);
	if ((key->least || key->most) &&
	    (number < (double)key->least || number > (double)key->most))
		return out_of_bounds(check, key, node, place);
	return true;
}

static bool check_scalar(struct check *check, const struct key *key, const struct node *node,
			 const struct place *place)
{
	bool truth, fits = true;
	int64_t value;
	switch (key->type) {
	case KEY_TEXT:
		return check_choice(check, key, node, place);
	case KEY_BOOL:
		fits = cast_bool(node, &truth);
		break;
	case KEY_INT:
	case KEY_NUMBER:
		return check_number(check, key, node, place);
	case KEY_DURATION:
		fits = cast_duration(node, &value);
		break;
	case KEY_BYTES:
		fits = cast_bytes(node, &value);
		break;
	case KEY_MODE:
		fits = cast_mode(node, &value);
		break;
	case KEY_OBJECT:
		fits = !(key->flags & ALSO_INT) || cast_int(node, &value);
		break;
	case KEY_MAP:
	case KEY_LIST:
	case KEY_TEXTS:
	case KEY_PAIRS:
		break;
	}
	return fits || bad_value(check, key, node, place);
}

static bool unknown_key(struct check *check, const struct rule *rule, const struct node *mapping,
			const char *name, const struct place *place)
{
	const char *siblings[256];
	size_t count = 0;
	for (size_t i = 0; i < rule->child_count && count < COUNT_OF(siblings); i++)
		siblings[count++] = rule->children[i]->name;
	const char *nearest = text_nearest(name, siblings, count);
	diag_error(check->diags, node_key_span(mapping, name), "unknown-key",
		   "unknown key `%s` in %s", name, place_text(check, place));
	if (nearest)
		diag_remedy(check->diags, "did you mean `%s`?", nearest);
	else
		diag_remedy(check->diags, "keys of your own begin with `x-`");
	return false;
}

static bool check_required(struct check *check, const struct rule *rule, const struct node *mapping,
			   const struct place *place)
{
	bool good = true;
	for (size_t i = 0; i < rule->child_count; i++) {
		const struct rule *child = rule->children[i];
		if (!rule_has(child, REQUIRED) || node_get(mapping, child->name))
			continue;
		diag_error(check->diags, mapping->at, "missing-key", "%s needs the key `%s`",
			   place_text(check, place), child->name);
		diag_remedy(check->diags, "%s: %s", child->name, child->key->sentence);
		good = false;
	}
	return good;
}

static bool check_object(struct check *check, const struct rule *rule, const struct node *mapping,
			 const struct place *place)
{
	bool good = true;
	for (size_t i = 0; i < mapping->entries.count; i++) {
		const struct map_entry *entry = &mapping->entries.entries[i];
		const struct rule *child = rule_child(rule, entry->key);
		const struct place below = { .above = place, .name = entry->key };
		if (child)
			good &= check_node(check, child, entry->value, &below);
		else if (!key_is_extension(entry->key) && !check->merged)
			good &= unknown_key(check, rule, mapping, entry->key, place);
	}
	return good & (!check->merged || check_required(check, rule, mapping, place));
}

static bool check_name(struct check *check, const struct node *mapping, const char *name,
		       const struct place *place)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("._-", name[i]))
			return diag_error(check->diags, node_key_span(mapping, name), "bad-name",
					  "`%s` is no name for %s: letters, digits, `.`, `_` and "
					  "`-` only",
					  name, place_text(check, place));
	return length > 0 || diag_error(check->diags, node_key_span(mapping, name), "bad-name",
					"an empty name in %s", place_text(check, place));
}

static bool check_map(struct check *check, const struct rule *rule, const struct node *mapping,
		      const struct place *place)
{
	bool good = true;
	for (size_t i = 0; i < mapping->entries.count; i++) {
		const struct map_entry *entry = &mapping->entries.entries[i];
		const struct place below = { .above = place, .name = entry->key };
		if (key_is_extension(entry->key))
			continue;
		if (rule_has(rule, NAMED) && !check->merged)
			good &= check_name(check, mapping, entry->key, place);
		good &= check_node(check, rule_child(rule, entry->key), entry->value, &below);
	}
	return good;
}

/* Texts of a list, and values of pairs: any scalar, or only text and where the row says so numbers
 * (`also`). */
static bool check_text(struct check *check, const struct node *node, const struct place *place,
		       unsigned also)
{
	static const struct key text = { .type = KEY_TEXT };
	bool is_number = node->kind == NODE_SCALAR &&
			 (node->scalar == SCALAR_INT || node->scalar == SCALAR_FLOAT);
	if (node->kind == NODE_SCALAR &&
	    (node->scalar == SCALAR_TEXT || (is_number && also & ITEMS_NUMBER)))
		return true;
	return wrong_type(check, &text, node, place);
}

static bool check_pairs(struct check *check, const struct key *key, const struct node *mapping,
			const struct place *place)
{
	bool strict = key->flags & NO_NUMBER;
	bool good = true;
	for (size_t i = 0; i < mapping->entries.count; i++) {
		const struct map_entry *entry = &mapping->entries.entries[i];
		const struct node *value = entry->value;
		const struct place below = { .above = place, .name = entry->key };
		if ((strict || value->kind != NODE_SCALAR) && !value->tag)
			good &= check_text(check, value, &below, 0);
	}
	return good;
}

/* Host names with one address or several: the only mapping that stands for texts. */
static bool check_hosts(struct check *check, const struct node *mapping, const struct place *place)
{
	bool good = true;
	for (size_t i = 0; i < mapping->entries.count; i++) {
		const struct map_entry *entry = &mapping->entries.entries[i];
		const struct node *value = entry->value;
		const struct place below = { .above = place, .name = entry->key };
		if (value->kind == NODE_SEQUENCE)
			for (LIST_EACH(struct node, address, &value->items))
				good &= check_text(check, address, &below, 0);
		else
			good &= check_text(check, value, &below, 0);
	}
	return good;
}

static bool check_items(struct check *check, const struct rule *rule, const struct node *list,
			const struct place *place)
{
	bool good = true;
	const struct rule *item_rule = rule->key->type == KEY_LIST ? rule_child(rule, "*") : NULL;
	for (size_t i = 0; i < list->items.count; i++) {
		const struct node *item = list->items.items[i];
		const struct place below = { .above = place, .index = i };
		if (item->tag)
			continue;
		if (item_rule)
			good &= check_node(check, item_rule, item, &below);
		else
			good &= check_text(check, item, &below, rule->key->flags);
	}
	return good;
}

static bool check_distinct(struct check *check, const struct node *list, const struct place *place)
{
	struct map seen = { 0 };
	bool good = true;
	for (LIST_EACH(struct node, item, &list->items)) {
		if (item->kind != NODE_SCALAR)
			continue;
		const struct node *first = map_get(&seen, item->text);
		if (first) {
			good = diag_error(check->diags, item->at, "duplicate-item",
					  "%s holds \"%s\" twice", place_text(check, place),
					  item->text);
			diag_note(check->diags, first->at, "here first");
			diag_remedy(check->diags, "leave one of the two out");
		}
		map_set(check->arena, &seen, item->text, item);
	}
	return good;
}

static bool check_mapping(struct check *check, const struct rule *rule, const struct node *node,
			  const struct place *place)
{
	switch (rule->key->type) {
	case KEY_OBJECT:
		return check_object(check, rule, node, place);
	case KEY_MAP:
		return check_map(check, rule, node, place);
	case KEY_PAIRS:
		return check_pairs(check, rule->key, node, place);
	case KEY_TEXTS:
		return check_hosts(check, node, place);
	case KEY_LIST:
	case KEY_TEXT:
	case KEY_BOOL:
	case KEY_INT:
	case KEY_NUMBER:
	case KEY_DURATION:
	case KEY_BYTES:
	case KEY_MODE:
		return true;
	}
	return true;
}

static bool check_node(struct check *check, const struct rule *rule, const struct node *node,
		       const struct place *place)
{
	if (text_equal(node->tag, "!reset"))
		return true;
	if (check->in_overlay && rule_is_path(rule, "overlays"))
		return diag_error(check->diags, node->at, "misplaced-key",
				  "an overlay cannot hold overlays");
	if (!accepts(rule->key, node))
		return check->merged || wrong_type(check, rule->key, node, place);
	if (check->merged && rule_has(rule, DISTINCT) && node->kind == NODE_SEQUENCE)
		return check_distinct(check, node, place);
	if (check->merged && (node->kind == NODE_SCALAR || rule->key->type >= KEY_TEXTS))
		return true;
	if (node->kind == NODE_SEQUENCE)
		return check_items(check, rule, node, place);
	if (node->kind == NODE_SCALAR) {
		if (node_is_null(node) || (!check->interpolated && node_is_open(node)))
			return true;
		return check_scalar(check, rule->key, node, place);
	}
	bool outside = check->in_overlay;
	check->in_overlay |= rule_is_path(rule, "overlays.*");
	bool good = check_mapping(check, rule, node, place);
	check->in_overlay = outside;
	return good;
}

bool schema_check(struct arena *arena, struct diags *diags, struct node *root, bool interpolated)
{
	struct check check = { .arena = arena, .diags = diags, .interpolated = interpolated };
	return check_node(&check, rule_root(), root, NULL);
}

bool check_complete(struct arena *arena, struct diags *diags, const struct node *root)
{
	struct check check = { .arena = arena, .diags = diags, .merged = true };
	return check_node(&check, rule_root(), root, NULL);
}
