/* Which file and layer gave each value, and what it overrode. */
#include "clau/generate.h"

#include "clau/schema.h"
#include "parts.h"

#include <string.h>

struct walk {
	struct arena *arena;
	const struct loaded *loaded;
	struct list *origins;
};

static bool is_file(const struct loaded *loaded, const struct source *source, size_t index)
{
	const char *file = loaded->project->config_files.items[index];
	return text_equal(source->path, file) || (!source->path && text_equal(file, "-"));
}

static enum origin_layer layer_of_file(const struct loaded *loaded, struct span at)
{
	const struct source *source = sources_get(loaded->sources, at.file);
	if (!source)
		return ORIGIN_DEFAULT;
	for (size_t i = 0; i < loaded->project->config_files.count; i++)
		if (is_file(loaded, source, i))
			return i ? ORIGIN_OVERRIDE : ORIGIN_BASE;
	return ORIGIN_INCLUDED;
}

static void set_layer(struct walk *walk, struct origin *origin)
{
	static const struct {
		const char *name;
		enum origin_layer layer;
	} layers[] = {
		{ LAYER_DEFAULT, ORIGIN_DEFAULT },
		{ LAYER_ENV_FILE, ORIGIN_ENV_FILE },
		{ LAYER_LABEL_FILE, ORIGIN_LABEL_FILE },
	};
	const char *name = origin->value->layer;
	for (size_t i = 0; name && i < COUNT_OF(layers); i++) {
		if (!text_equal(name, layers[i].name))
			continue;
		origin->layer = layers[i].layer;
		return;
	}
	origin->overlay = name;
	origin->layer = name ? ORIGIN_OVERLAY : layer_of_file(walk->loaded, origin->at);
}

static struct origin *make_origin(struct walk *walk, const struct node *value)
{
	struct origin *origin = ARENA_NEW(walk->arena, struct origin);
	origin->value = value;
	origin->at = value->at;
	set_layer(walk, origin);
	if (value->kind == NODE_SCALAR && origin->layer != ORIGIN_DEFAULT)
		origin->definitions = load_definitions(walk->loaded, walk->arena, value->at);
	return origin;
}

static void add_origin(struct walk *walk, const char *path, const struct node *value)
{
	struct origin *origin = make_origin(walk, value);
	origin->path = path;
	for (const struct node *under = value->under; under; under = under->under)
		list_add(walk->arena, &origin->overrides, make_origin(walk, under));
	list_add(walk->arena, walk->origins, origin);
}

static const char *path_below(struct arena *arena, const char *path, const char *key)
{
	const char *quote = strchr(key, '.') ? "\"" : "";
	return arena_printf(arena, "%s%s%s%s%s", path, *path ? "." : "", quote, key, quote);
}

static void walk_node(struct walk *walk, const char *path, const struct node *node)
{
	bool is_empty = !node->items.count && !node->entries.count;
	if (is_empty || node->under)
		add_origin(walk, path, node);
	for (size_t i = 0; i < node->items.count; i++)
		walk_node(walk, arena_printf(walk->arena, "%s.%zu", path, i), node->items.items[i]);
	for (size_t i = 0; i < node->entries.count; i++)
		walk_node(walk, path_below(walk->arena, path, node->entries.entries[i].key),
			  node->entries.entries[i].value);
}

struct list *generate_origins(struct arena *arena, const struct loaded *loaded)
{
	struct walk walk = { arena, loaded, ARENA_NEW(arena, struct list) };
	walk_node(&walk, "", schema_print_form(arena, used_tree(arena, loaded)));
	return walk.origins;
}
