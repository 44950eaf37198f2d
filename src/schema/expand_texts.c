/* Short forms that are texts or lists of them. */
#include "table.h"

#include <string.h>

static void add_text(struct arena *arena, struct node *list, const struct node *from,
		     const char *text)
{
	struct node *item = scalar_at(arena, from, SCALAR_TEXT, text);
	item->tag = NULL;
	list_add(arena, &list->items, item);
}

static bool is_text(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->scalar == SCALAR_TEXT;
}

struct node *expand_words(struct expansion *expansion, const struct node *node)
{
	struct list words = { 0 };
	if (!is_text(node))
		return NULL;
	struct node *made = container_like(expansion->arena, node, NODE_SEQUENCE);
	if (!text_split_shell(expansion->arena, node->text, &words)) {
		diag_error(expansion->diags, node->at, "bad-value",
			   "a quote is left open in this command");
		diag_remedy(expansion->diags, "close it, or write the command as a list");
	}
	for (LIST_EACH(char, word, &words))
		add_text(expansion->arena, made, node, word);
	return made;
}

struct node *expand_test(struct expansion *expansion, const struct node *node)
{
	if (!is_text(node))
		return NULL;
	struct node *made = container_like(expansion->arena, node, NODE_SEQUENCE);
	add_text(expansion->arena, made, node, "CMD-SHELL");
	add_text(expansion->arena, made, node, node->text);
	return made;
}

/* "[::1]" is "::1" */
static const char *address_text(struct arena *arena, const char *text, size_t length)
{
	if (length > 2 && text[0] == '[' && text[length - 1] == ']')
		return arena_copy_n(arena, text + 1, length - 2);
	return arena_copy_n(arena, text, length);
}

static void add_host(struct expansion *expansion, struct node *list, const struct node *from,
		     const char *host, const char *addresses)
{
	struct arena *arena = expansion->arena;
	if (!*host || strpbrk(host, ":=")) {
		diag_error(expansion->diags, from->at, "bad-value", "`%s` is no host name", host);
		return;
	}
	struct list parts = text_split(arena, addresses, ',');
	for (LIST_EACH(char, part, &parts))
		add_text(arena, list, from,
			 arena_printf(arena, "%s=%s", host,
				      address_text(arena, part, strlen(part))));
}

static void add_host_text(struct expansion *expansion, struct node *list, const struct node *item)
{
	const char *text = cast_text(expansion->arena, item);
	const char *mark = strchr(text, '=') ? strchr(text, '=') : strchr(text, ':');
	if (node_is_open(item)) {
		list_add(expansion->arena, &list->items, node_copy(expansion->arena, item));
		return;
	}
	if (!mark) {
		diag_error(expansion->diags, item->at, "bad-value",
			   "an extra host needs an address: \"%s\"", text);
		diag_remedy(expansion->diags, "write \"%s=ADDRESS\"", text);
		return;
	}
	add_host(expansion, list, item, arena_copy_n(expansion->arena, text, (size_t)(mark - text)),
		 mark + 1);
}

struct node *expand_hosts(struct expansion *expansion, const struct node *node)
{
	if (node->kind == NODE_SCALAR)
		return NULL;
	struct node *made = container_like(expansion->arena, node, NODE_SEQUENCE);
	for (LIST_EACH(struct node, item, &node->items))
		if (item->kind == NODE_SCALAR)
			add_host_text(expansion, made, item);
	for (size_t i = 0; i < node->entries.count; i++) {
		const char *host = node->entries.entries[i].key;
		const struct node *value = node->entries.entries[i].value;
		if (value->kind == NODE_SCALAR)
			add_host(expansion, made, value, host, cast_text(expansion->arena, value));
		for (LIST_EACH(struct node, item, &value->items))
			if (item->kind == NODE_SCALAR)
				add_host(expansion, made, item, host,
					 cast_text(expansion->arena, item));
	}
	return made;
}

struct node *expand_ssh(struct expansion *expansion, const struct node *node)
{
	for (LIST_EACH(struct node, item, &node->items)) {
		if (!is_text(item) || node_is_open(item) || strchr(item->text, '=') ||
		    text_equal(item->text, "default"))
			continue;
		diag_error(expansion->diags, item->at, "bad-value",
			   "an SSH key is `default` or `name=path`, not \"%s\"", item->text);
	}
	return NULL;
}

struct node *expand_count(struct expansion *expansion, const struct node *node)
{
	if (!is_text(node) || strcasecmp(node->text, "all") != 0)
		return NULL;
	return scalar_at(expansion->arena, node, SCALAR_INT, "-1");
}

struct node *expand_gpus(struct expansion *expansion, const struct node *node)
{
	struct arena *arena = expansion->arena;
	if (!is_text(node) || node_is_open(node))
		return NULL;
	if (!text_equal(node->text, "all"))
		diag_error(expansion->diags, node->at, "bad-value",
			   "gpus must be `all` or a list, not \"%s\"", node->text);
	struct node *made = container_like(arena, node, NODE_SEQUENCE);
	struct node *request = node_mapping(arena, node->at);
	entry_set(arena, request, "count", scalar_at(arena, node, SCALAR_INT, "-1"), node);
	list_add(arena, &made->items, request);
	return made;
}

/* `external: {name: x}`, as old files have it, is `external: true` and `name: x`. */
struct node *expand_external(struct expansion *expansion, const struct node *node)
{
	const struct node *external = node_get(node, "external");
	if (!external || external->kind != NODE_MAPPING)
		return NULL;
	struct node *made = node_copy(expansion->arena, node);
	const struct node *name = node_get(external, "name");
	entry_set(expansion->arena, made, "external",
		  scalar_at(expansion->arena, external, SCALAR_BOOL, "true"),
		  map_get(&node->keys, "external"));
	if (name && !node_get(node, "name"))
		entry_set(expansion->arena, made, "name", node_copy(expansion->arena, name), NULL);
	else if (name && !node_equal(name, node_get(node, "name")))
		diag_error(expansion->diags, name->at, "bad-value",
			   "`name` and `external.name` differ");
	return made;
}
