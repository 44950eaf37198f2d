#include "clau/schema.h"
#include "table.h"

#include <string.h>

static const char *const type_names[] = {
	[KEY_OBJECT] = "mapping",
	[KEY_MAP] = "mapping of names",
	[KEY_LIST] = "list",
	[KEY_TEXTS] = "list of texts",
	[KEY_PAIRS] = "mapping of texts",
	[KEY_TEXT] = "text",
	[KEY_BOOL] = "true or false",
	[KEY_INT] = "whole number",
	[KEY_NUMBER] = "number",
	[KEY_DURATION] = "duration, such as 1m30s",
	[KEY_BYTES] = "size, such as 64m",
	[KEY_MODE] = "permissions in octal, such as 0440",
};

static const struct {
	unsigned flag;
	const char *name;
} short_forms[] = {
	{ ALSO_TEXT, "a text" },        { ALSO_LIST, "a list" },
	{ ALSO_MAP, "a mapping" },      { ALSO_INT | ALSO_NUMBER, "a number" },
	{ ALSO_BOOL, "true or false" }, { ALSO_NULL, "nothing" },
};

static void explain_forms(const struct key *key, struct buf *out)
{
	const char *before = "also as: ";
	for (size_t i = 0; i < COUNT_OF(short_forms); i++) {
		if (!(key->flags & short_forms[i].flag))
			continue;
		buf_printf(out, "%s%s", before, short_forms[i].name);
		before = ", ";
	}
	if (before[0] == ',')
		buf_add_char(out, '\n');
}

static void explain_choices(const struct key *key, struct buf *out)
{
	if (!key->choices)
		return;
	buf_add(out, "one of:  ");
	for (const char *at = key->choices; *at; at++) {
		if (*at == ' ')
			buf_add(out, ", ");
		else
			buf_add_char(out, *at);
	}
	buf_add_char(out, '\n');
}

static const char *merge_words(const struct rule *rule)
{
	const struct key *key = rule->key;
	if (key->merge == MERGE_REPLACE)
		return "the later file replaces it";
	if (key->merge == MERGE_LOGGING)
		return "key by key when the driver is the same, else replaced";
	if (key->merge == MERGE_IPAM)
		return "the later file replaces it; pools of the same subnet merge";
	if (key->type == KEY_LIST || key->type == KEY_TEXTS)
		return key->unique ? "items are added; the later one of two alike stays"
				   : "items are added";
	return key->type < KEY_TEXT ? "key by key" : "the later file replaces it";
}

bool schema_explain(struct arena *arena, const char *path, struct buf *out)
{
	const struct rule *rule = path && *path ? rule_find(path) : NULL;
	if (!rule)
		return false;
	const struct key *key = rule->key;
	buf_printf(out, "%s\n%s\n", path, key->sentence);
	buf_printf(out, "type:    %s%s\n", type_names[key->type],
		   key->flags & REQUIRED ? ", required" : "");
	explain_forms(key, out);
	explain_choices(key, out);
	if (key->least || key->most)
		buf_printf(out, "bounds:  %lld to %s\n", (long long)key->least,
			   key->most == INT64_MAX
				   ? "any"
				   : arena_printf(arena, "%lld", (long long)key->most));
	if (key->default_text)
		buf_printf(out, "default: %s\n", key->default_text);
	buf_printf(out, "merged:  %s\n", merge_words(rule));
	for (size_t i = 0; i < rule->child_count; i++)
		buf_printf(out, "%s%s", i ? ", " : "keys:    ", rule->children[i]->name);
	if (rule->child_count)
		buf_add_char(out, '\n');
	return true;
}
