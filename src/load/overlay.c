#include "parts.h"

#include "clau/schema.h"

static void add_body(struct loading *loading, struct list *list, const struct document *from,
		     const char *name, struct node *body)
{
	struct document *document = ARENA_NEW(loading->arena, struct document);
	*document = *from;
	document->root = body;
	document->layer = name;
	list_add(loading->arena, list, document);
}

struct list overlay_documents(struct loading *loading, const char *name)
{
	struct list bodies = { 0 };
	for (LIST_EACH(const struct document, document, &loading->documents)) {
		struct node *body = node_get(node_get(document->root, "overlays"), name);
		if (body && body->kind == NODE_MAPPING)
			add_body(loading, &bodies, document, name, body);
	}
	return bodies;
}

/* Every name once, in the order of the files. */
static struct map all_names(struct loading *loading)
{
	struct map names = { 0 };
	for (LIST_EACH(const struct document, document, &loading->documents)) {
		const struct node *overlays = node_get(document->root, "overlays");
		if (!overlays || overlays->kind != NODE_MAPPING)
			continue;
		for (size_t i = 0; i < overlays->entries.count; i++)
			map_set(loading->arena, &names, overlays->entries.entries[i].key,
				overlays->entries.entries[i].value);
	}
	return names;
}

static struct span overlays_span(const struct loading *loading)
{
	for (LIST_EACH(const struct document, document, &loading->documents))
		if (node_get(document->root, "overlays"))
			return node_key_span(document->root, "overlays");
	return NO_SPAN;
}

static void refuse_name(struct loading *loading, const char *name, const struct map *names)
{
	struct list keys = { 0 };
	for (size_t i = 0; i < names->count; i++)
		list_add(loading->arena, &keys, arena_copy(loading->arena, names->entries[i].key));
	diag_error(loading->diags, overlays_span(loading), "unknown-overlay",
		   "no overlay `%s` in the project", name);
	if (!keys.count) {
		diag_remedy(loading->diags, "the file has no `overlays:`");
		return;
	}
	const char *nearest = text_nearest(name, (const char *const *)keys.items, keys.count);
	const char *all = text_join(loading->arena, &keys, ", ");
	if (nearest)
		diag_remedy(loading->diags, "did you mean `%s`? There are: %s", nearest, all);
	else
		diag_remedy(loading->diags, "there are: %s", all);
}

bool overlay_check_names(struct loading *loading)
{
	struct map names = all_names(loading);
	bool fine = true;
	if (!names.count && overlays_span(loading).line)
		return false; /* something else stands there: that was said already */
	for (LIST_EACH(const char, name, &loading->options->overlays)) {
		if (map_has(&names, name))
			continue;
		refuse_name(loading, name, &names);
		fine = false;
	}
	return fine;
}

/* Expanded copies can be merged; what is wrong in them was said when they were prepared. */
static struct node *merge_written(struct loading *loading, const struct list *documents,
				  bool with_overlays)
{
	struct diags dropped;
	const struct document *first = documents->items[0];
	if (documents->count == 1 && with_overlays)
		return first->root;
	diags_init(&dropped, loading->arena, loading->diags->sources);
	struct node *tree = node_mapping(loading->arena, first->root->at);
	for (LIST_EACH(const struct document, document, documents)) {
		struct node *copy = node_copy(loading->arena, document->root);
		node_remove(copy, "overlays");
		schema_expand(loading->arena, &dropped, copy);
		tree = schema_merge_into(loading->arena, &dropped, tree, copy);
	}
	return tree;
}

struct map overlay_bodies(struct loading *loading)
{
	struct map bodies = { 0 }, names = all_names(loading);
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.entries[i].key;
		struct list documents = overlay_documents(loading, name);
		map_set(loading->arena, &bodies, name,
			documents.count
				? merge_written(loading, &documents, documents.count == 1)
				: node_mapping(loading->arena, overlays_span(loading)));
	}
	return bodies;
}

struct node *overlay_source_tree(struct loading *loading, const struct map *bodies)
{
	struct node *tree = merge_written(loading, &loading->documents, true);
	if (loading->documents.count == 1 || !bodies->count)
		return tree;
	struct node *overlays = node_mapping(loading->arena, overlays_span(loading));
	for (size_t i = 0; i < bodies->count; i++)
		node_set(loading->arena, overlays, bodies->entries[i].key,
			 bodies->entries[i].value);
	node_set(loading->arena, tree, "overlays", overlays);
	return tree;
}
