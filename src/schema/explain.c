#include "clau/schema.h"
#include "table.h"

#include <string.h>

#define SUGGESTIONS_LIMIT 5

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

/* One fact a line: "type:    text", or an item of a Markdown list. */
static void put_fact(struct buf *out, bool markdown, const char *name, const char *value)
{
	if (markdown)
		buf_printf(out, "- %s: %s\n", name, value);
	else
		buf_printf(out, "%s:%*s%s\n", name, (int)(8 - strlen(name)), "", value);
}

static const char *forms_of(const struct key *key, struct buf *text)
{
	for (size_t i = 0; i < COUNT_OF(short_forms); i++)
		if (key->flags & short_forms[i].flag)
			buf_printf(text, "%s%s", text->length ? ", " : "", short_forms[i].name);
	return text->length ? buf_text(text) : NULL;
}

static const char *choices_of(const struct key *key, struct buf *text)
{
	for (const char *at = key->choices; at && *at; at++) {
		if (*at == ' ')
			buf_add(text, ", ");
		else
			buf_add_char(text, *at);
	}
	return text->length ? buf_text(text) : NULL;
}

static const char *bounds_of(const struct key *key, struct buf *text)
{
	if (!key->least && !key->most)
		return NULL;
	buf_printf(text, "%lld to ", (long long)key->least);
	if (key->most == INT64_MAX)
		buf_add(text, "any");
	else
		buf_printf(text, "%lld", (long long)key->most);
	return buf_text(text);
}

static const char *merge_of(const struct key *key)
{
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

static void put_text(struct buf *out, bool markdown, const char *name, const struct key *key,
		     const char *(*text_of)(const struct key *key, struct buf *text))
{
	AUTO_BUF struct buf text = { 0 };
	const char *value = text_of(key, &text);
	if (value)
		put_fact(out, markdown, name, value);
}

static void put_facts(struct buf *out, bool markdown, const struct key *key)
{
	AUTO_BUF struct buf type = { 0 };
	buf_printf(&type, "%s%s", type_names[key->type], key->flags & REQUIRED ? ", required" : "");
	put_fact(out, markdown, "type", buf_text(&type));
	put_text(out, markdown, "also as", key, forms_of);
	put_text(out, markdown, "one of", key, choices_of);
	put_text(out, markdown, "bounds", key, bounds_of);
	if (key->default_text)
		put_fact(out, markdown, "default", key->default_text);
	put_fact(out, markdown, "merged", merge_of(key));
}

static void put_keys(struct buf *out, const struct rule *rule)
{
	size_t widest = 0;
	for (size_t i = 0; i < rule->child_count; i++)
		if (strlen(rule->children[i]->name) > widest)
			widest = strlen(rule->children[i]->name);
	buf_add(out, rule->child_count ? "\nkeys:\n" : "");
	for (size_t i = 0; i < rule->child_count; i++)
		buf_printf(out, "  %-*s  %s\n", (int)widest, rule->children[i]->name,
			   rule->children[i]->key->sentence);
}

bool schema_explain(struct arena *arena, const char *path, struct buf *out)
{
	const struct rule *rule = path ? rule_find(path) : NULL;
	(void)arena;
	if (!rule)
		return false;
	if (*path)
		buf_printf(out, "%s\n", path);
	buf_printf(out, "%s\n", rule->key->sentence);
	if (*path)
		put_facts(out, false, rule->key);
	put_keys(out, rule);
	return true;
}

void schema_reference(struct buf *out)
{
	buf_add(out, "# Keys of the project file\n\n"
		     "`clau.yaml` is the Compose Specification and `overlays`. A `*` stands for "
		     "any name, or for each item of a list; `x-` keys may stand in every "
		     "mapping.\n");
	for (size_t i = 0; i < table_count(); i++) {
		const struct key *key = table_row(i);
		buf_printf(out, "\n## `%s`\n\n%s\n\n", key->path, key->sentence);
		put_facts(out, true, key);
		if (key->same_as)
			buf_printf(out, "- keys: as of %s\n",
				   *key->same_as ? key->same_as : "the whole file");
	}
}

/* ---- what a wrong path may have meant */

static const char *last_part(const char *path)
{
	const char *dot = strrchr(path, '.');
	return dot ? dot + 1 : path;
}

static void add_path(struct arena *arena, struct list *paths, const char *path)
{
	if (paths->count < SUGGESTIONS_LIMIT)
		list_add(arena, paths, arena_copy(arena, path));
}

/* The child that a name means, or is a typo of. */
static const struct rule *nearest_child(struct arena *arena, const struct rule *rule,
					const char *name)
{
	const struct rule *child = rule_child(rule, name);
	const char **names = arena_alloc(arena, (rule->child_count + 1) * sizeof(*names));
	for (size_t i = 0; i < rule->child_count; i++)
		names[i] = rule->children[i]->name;
	const char *nearest = child ? NULL : text_nearest(name, names, rule->child_count);
	return nearest ? rule_child(rule, nearest) : child;
}

/* Along the path, each wrong part taken for the nearest name; NULL when one is like none. */
static const char *corrected(struct arena *arena, const char *path)
{
	AUTO_BUF struct buf text = { 0 };
	struct list parts = text_split(arena, path, '.');
	const struct rule *rule = rule_root();
	for (LIST_EACH(const char, part, &parts)) {
		rule = nearest_child(arena, rule, part);
		if (!rule)
			return NULL;
		bool any = rule->name[0] == '*';
		buf_printf(&text, "%s%s", text.length ? "." : "", any ? part : rule->name);
	}
	return buf_to_arena(&text, arena);
}

struct list schema_suggest(struct arena *arena, const char *path)
{
	struct list paths = { 0 };
	const char *fixed = corrected(arena, path), *wanted = last_part(path);
	bool begins_well = rule_find(arena_copy_n(arena, path, strcspn(path, "."))) != NULL;
	if (fixed)
		add_path(arena, &paths, fixed);
	if (begins_well)
		return paths;
	for (size_t i = 0; i < table_count(); i++) {
		const char *row = table_row(i)->path;
		if (text_equal(last_part(row), wanted) && !text_equal(row, fixed))
			add_path(arena, &paths, row);
	}
	return paths;
}
