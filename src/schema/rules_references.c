/* Rules about what a service names: everything named must be there, and no circle of waiting. */
#include "table.h"

#include <string.h>

struct reference {
	struct ruling *ruling;
	const char *service;
};

/* Not looked for when the finding is one too many to be told. */
static const char *nearest_key(struct ruling *ruling, const struct node *section, const char *name)
{
	struct arena *arena = ruling->arena;
	struct list keys = { 0 };
	if (ruling->diags->errors >= DIAGS_LIMIT)
		return NULL;
	for (size_t i = 0; section && i < section->entries.count; i++)
		list_add(arena, &keys, arena_copy(arena, section->entries.entries[i].key));
	return text_nearest(name, (const char *const *)keys.items, keys.count);
}

static bool undefined(struct reference *from, struct span at, const char *kind, const char *section,
		      const char *name)
{
	struct diags *diags = from->ruling->diags;
	const char *nearest =
		nearest_key(from->ruling, node_get(from->ruling->root, section), name);
	diag_error(diags, at, "undefined-reference", "service `%s` refers to the undefined %s `%s`",
		   from->service, kind, name);
	if (nearest)
		diag_remedy(diags, "did you mean `%s`?", nearest);
	else
		diag_remedy(diags, "define it under `%s`", section);
	return false;
}

static bool check_defined(struct reference *from, struct span at, const char *kind,
			  const char *section, const char *name)
{
	return node_get(node_get(from->ruling->root, section), name) ||
	       undefined(from, at, kind, section, name);
}

static bool check_keys(struct reference *from, const struct node *mapping, const char *kind,
		       const char *section)
{
	bool good = true;
	for (size_t i = 0; mapping && i < mapping->entries.count; i++) {
		const char *name = mapping->entries.entries[i].key;
		if (!key_is_extension(name))
			good &= check_defined(from, node_key_span(mapping, name), kind, section,
					      name);
	}
	return good;
}

static bool check_sources(struct reference *from, const struct node *list, const char *kind,
			  const char *section)
{
	bool good = true;
	for (size_t i = 0; list && i < list->items.count; i++) {
		const struct node *item = list->items.items[i];
		const char *name = text_at(item, "source");
		if (name)
			good &= check_defined(from, item->at, kind, section, name);
	}
	return good;
}

static bool check_volumes(struct reference *from, const struct node *volumes)
{
	bool good = true;
	for (size_t i = 0; volumes && i < volumes->items.count; i++) {
		const struct node *mount = volumes->items.items[i];
		const char *name = text_at(mount, "source");
		if (name && *name && text_equal(text_at(mount, "type"), "volume"))
			good &= check_defined(from, mount->at, "volume", "volumes", name);
	}
	return good;
}

static bool inactive(struct reference *from, struct span at, const char *name)
{
	const struct node *service = node_get(node_get(from->ruling->root, "services"), name);
	const struct node *profiles = node_get(service, "profiles");
	diag_error(from->ruling->diags, at, "undefined-reference",
		   "service `%s` depends on `%s`, which no active profile holds", from->service,
		   name);
	if (profiles && profiles->items.count) {
		const struct node *first = profiles->items.items[0];
		diag_note(from->ruling->diags, first->at, "its profile");
		diag_remedy(from->ruling->diags,
			    "activate it: --profile %s; or say `required: false`", first->text);
	}
	return false;
}

static bool check_dependencies(struct reference *from, const struct node *depends)
{
	bool good = true;
	for (size_t i = 0; depends && i < depends->entries.count; i++) {
		const struct map_entry *entry = &depends->entries.entries[i];
		const struct node *needed = node_get(entry->value, "required");
		bool required = true;
		struct span at = node_key_span(depends, entry->key);
		if (needed)
			cast_bool(needed, &required);
		if (key_is_extension(entry->key) || map_has(from->ruling->active, entry->key))
			continue;
		if (!node_get(node_get(from->ruling->root, "services"), entry->key))
			good = undefined(from, at, "service", "services", entry->key);
		else if (required)
			good = inactive(from, at, entry->key);
	}
	return good;
}

static bool check_contexts(struct reference *from, const struct node *contexts)
{
	bool good = true;
	for (size_t i = 0; contexts && i < contexts->entries.count; i++) {
		const struct node *value = contexts->entries.entries[i].value;
		const char *text = value->kind == NODE_SCALAR ? value->text : "";
		if (!text_starts(text, "service:"))
			continue;
		const char *name = text + strlen("service:");
		const struct node *service =
			node_get(node_get(from->ruling->root, "services"), name);
		if (!service)
			good = undefined(from, value->at, "service", "services", name);
		else if (!node_get(service, "build"))
			good = diag_error(from->ruling->diags, value->at, "undefined-reference",
					  "service `%s` is not built here, it cannot be a context",
					  name);
	}
	return good;
}

bool rules_check_references(struct ruling *ruling, const char *name, const struct node *service)
{
	struct reference from = { ruling, name };
	bool good = check_keys(&from, node_get(service, "networks"), "network", "networks");
	good &= check_keys(&from, node_get(service, "models"), "model", "models");
	good &= check_volumes(&from, node_get(service, "volumes"));
	good &= check_sources(&from, node_get(service, "secrets"), "secret", "secrets");
	good &= check_sources(&from, node_get(service, "configs"), "config", "configs");
	good &= check_sources(&from, node_at(service, "build.secrets"), "secret", "secrets");
	good &= check_contexts(&from, node_at(service, "build.additional_contexts"));
	return good & check_dependencies(&from, node_get(service, "depends_on"));
}
