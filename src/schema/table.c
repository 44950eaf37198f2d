#include "table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SECTIONS(each)                                                                             \
	each(build) each(deploy) each(develop) each(health) each(limits) each(network)             \
		each(project) each(resource) each(service) each(service_life)                      \
			each(service_network) each(storage)
#define DECLARE(section)                                                                           \
	extern const struct key keys_##section[];                                                  \
	extern const size_t keys_##section##_count;
SECTIONS(DECLARE)

#define ROWS_LIMIT 512

static const struct key top = { .path = "",
				.type = KEY_OBJECT,
				.sentence = "A project: what runs together." };

/* Made from the rows at the first use, constant from then on. */
static struct rule rules[ROWS_LIMIT]; /* 0 is the top, then all rows sorted by path */
static const struct rule *kids[ROWS_LIMIT];
static size_t parents[ROWS_LIMIT];
static size_t rule_count;

static int by_path(const void *left, const void *right)
{
	const struct rule *one = left, *other = right;
	return strcmp(one->key->path, other->key->path);
}

static void add_section(const struct key *rows, size_t count)
{
	assert(rule_count + count <= ROWS_LIMIT);
	for (size_t i = 0; i < count; i++)
		rules[rule_count++].key = &rows[i];
}

static bool is_below(const char *path, const char *above)
{
	size_t length = strlen(above);
	return !length || (strncmp(path, above, length) == 0 && path[length] == '.');
}

/* Sorted rows put a parent before what is below it, so the parent is among the row before and its
 * parents. */
static void link_parents(void)
{
	for (size_t i = 1; i < rule_count; i++) {
		const char *path = rules[i].key->path, *dot = strrchr(path, '.');
		size_t candidate = i - 1;
		while (candidate && !is_below(path, rules[candidate].key->path))
			candidate = parents[candidate];
		parents[i] = candidate;
		rules[candidate].child_count++;
		rules[i].name = dot ? dot + 1 : path;
	}
}

static void link_children(void)
{
	size_t filled[ROWS_LIMIT] = { 0 }, next = 0;
	for (size_t i = 0; i < rule_count; i++) {
		rules[i].children = &kids[next];
		filled[i] = next;
		next += rules[i].child_count;
	}
	for (size_t i = 1; i < rule_count; i++)
		kids[filled[parents[i]]++] = &rules[i];
}

static void link_same(void)
{
	for (size_t i = 1; i < rule_count; i++) {
		if (!rules[i].key->same_as)
			continue;
		const struct rule *model = rule_find(rules[i].key->same_as);
		assert(model);
		rules[i].children = model->children;
		rules[i].child_count = model->child_count;
	}
}

const struct rule *rule_root(void)
{
	if (rule_count)
		return rules;
	rules[0] = (struct rule){ .key = &top, .name = "" };
	rule_count = 1;
#define ADD(section) add_section(keys_##section, keys_##section##_count);
	SECTIONS(ADD)
	qsort(rules + 1, rule_count - 1, sizeof(*rules), by_path);
	link_parents();
	link_children();
	link_same();
	return rules;
}

static const struct rule *child_named(const struct rule *rule, const char *name)
{
	size_t low = 0, high = rule->child_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *here = rule->children[middle]->name;
		int order = (unsigned char)*name - (unsigned char)*here;
		if (!order)
			order = strcmp(name, here);
		if (!order)
			return rule->children[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct rule *rule_child(const struct rule *rule, const char *name)
{
	if (!rule || !rule->child_count)
		return NULL;
	/* `*` sorts before every letter */
	if (rule->children[0]->name[0] == '*')
		return rule->children[0];
	return child_named(rule, name);
}

const struct rule *rule_find(const char *path)
{
	const struct rule *rule = rule_root();
	char part[64];
	while (rule && *path) {
		size_t length = strcspn(path, ".");
		if (length >= sizeof(part))
			return NULL;
		memcpy(part, path, length);
		part[length] = '\0';
		rule = rule_child(rule, part);
		path += length + (path[length] == '.');
	}
	return rule;
}

static int by_order(const void *left, const void *right)
{
	const struct rule *one = left, *other = right;
	return (one->key->order > other->key->order) - (one->key->order < other->key->order);
}

static int by_name(const void *left, const void *right)
{
	const struct rule *one = left, *other = right;
	return strcmp(one->name, other->name);
}

static void add_rule(struct arena *arena, struct list *list, const struct rule *rule)
{
	list_add(arena, list, &rules[rule - rules]);
}

struct list rules_of(struct arena *arena, const struct rule *rule, const struct node *mapping,
		     unsigned also, bool names)
{
	struct list found = { 0 };
	for (size_t i = 0; mapping && i < mapping->entries.count; i++) {
		const struct rule *child = rule_child(rule, mapping->entries.entries[i].key);
		if (child)
			add_rule(arena, &found, child);
	}
	for (size_t i = 0; also && i < rule->child_count; i++) {
		const struct rule *child = rule->children[i];
		if (rule_has(child, also) && !node_get(mapping, child->name))
			add_rule(arena, &found, child);
	}
	list_sort(&found, names ? by_name : by_order);
	return found;
}

bool rule_has(const struct rule *rule, unsigned flag)
{
	return rule && (rule->key->flags & flag);
}

bool rule_is_path(const struct rule *rule, const char *path)
{
	return rule && text_equal(rule->key->path, path);
}

bool key_is_extension(const char *name)
{
	return text_starts(name, "x-");
}

size_t table_count(void)
{
	rule_root();
	return rule_count - 1;
}

const struct key *table_row(size_t index)
{
	rule_root();
	return rules[index + 1].key;
}
