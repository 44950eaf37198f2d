#include "parts.h"

#include "clau/schema.h"

struct base {
	struct arena *arena;
	const char *directory;
	const char *home;
};

static bool is_path(const char *text)
{
	return *text && *text != '/' && *text != '$' && !is_remote(text) &&
	       !text_starts(text, "service:") && !text_starts(text, "target:");
}

static void make_absolute(void *data, struct node *scalar)
{
	const struct base *base = data;
	const char *text = node_scalar_text(scalar);
	if (!text || !is_path(text))
		return;
	if (*text == '~' && base->home && (!text[1] || text[1] == '/'))
		scalar->text = path_join(base->arena, base->home, text[1] ? text + 2 : ".");
	else
		scalar->text = path_join(base->arena, base->directory, text);
}

void prepare_paths(struct loading *loading, struct node *root, const char *directory,
		   const struct environment *environment)
{
	if (loading->options->no_path_resolution)
		return;
	struct base base = { loading->arena, directory, environment_value(environment, "HOME") };
	schema_each_path(root, make_absolute, &base);
}

static void set_layer(struct node *node, const char *layer)
{
	node->layer = layer;
	for (LIST_EACH(struct node, item, &node->items))
		set_layer(item, layer);
	for (size_t i = 0; i < node->entries.count; i++)
		set_layer(node->entries.entries[i].value, layer);
}

/* Short forms can grow: a range of ports. `before`: the values outside this tree. */
static bool take_expanded(struct loading *loading, size_t before, const struct node *root)
{
	size_t written = loading->nodes;
	loading->nodes = before;
	bool fine = loading_take(loading, root);
	if (loading->nodes < written)
		loading->nodes = written;
	return fine;
}

struct node *prepare_plain(struct loading *loading, const struct document *document)
{
	bool interpolates = !loading->options->no_interpolate;
	size_t before = loading->nodes;
	if (!loading_take(loading, document->root))
		return NULL;
	struct node *root = node_copy(loading->arena, document->root);
	node_remove(root, "overlays");
	if (document->layer)
		set_layer(root, document->layer);
	if (!interpolates)
		interpolate_mentions(loading, document->environment, root);
	if (interpolates && !interpolate_tree(loading, document->environment, root))
		return NULL;
	schema_check(loading->arena, loading->diags, root, interpolates);
	schema_expand(loading->arena, loading->diags, root);
	if (!take_expanded(loading, before, root))
		return NULL;
	prepare_paths(loading, root, document->directory, document->environment);
	return root;
}

struct node *prepare_document(struct loading *loading, const struct document *document,
			      unsigned depth)
{
	struct node *root = prepare_plain(loading, document);
	if (!root)
		return NULL;
	include_apply(loading, document, root, depth);
	extends_apply(loading, document, root);
	return root;
}

struct node *assemble(struct loading *loading, struct node *under, const struct list *documents,
		      unsigned depth)
{
	struct node *tree = under;
	for (LIST_EACH(const struct document, document, documents)) {
		struct node *layer = prepare_document(loading, document, depth);
		if (layer && !tree->entries.count)
			schema_settle(tree = layer);
		else if (layer)
			tree = schema_merge_into(loading->arena, loading->diags, tree, layer);
	}
	return tree;
}
