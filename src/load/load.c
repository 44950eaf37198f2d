#include "parts.h"

#include "clau/schema.h"

static bool read_documents(struct loading *loading)
{
	bool fine = true;
	for (LIST_EACH(const char, path, &loading->files))
		fine &= document_read(loading, path, loading->directory, loading->environment,
				      &loading->documents);
	return fine;
}

static bool is_wanted(const struct loading *loading, const char *overlay)
{
	for (LIST_EACH(const char, name, &loading->options->overlays))
		if (text_equal(name, overlay))
			return true;
	return false;
}

/* A node of its own with the same values. */
static struct node *copy_top(struct loading *loading, const struct node *mapping)
{
	struct node *copy = ARENA_NEW(loading->arena, struct node);
	*copy = *mapping;
	copy->entries = map_copy(loading->arena, &mapping->entries);
	copy->keys = map_copy(loading->arena, &mapping->keys);
	return copy;
}

/* The document without the overlays that are in use. */
static struct node *without_wanted(struct loading *loading, struct node *root)
{
	struct node *overlays = node_get(root, "overlays");
	if (!overlays || overlays->kind != NODE_MAPPING || !loading->options->overlays.count)
		return root;
	struct node *copy = copy_top(loading, root);
	overlays = copy_top(loading, overlays);
	for (size_t i = overlays->entries.count; i-- > 0;)
		if (is_wanted(loading, overlays->entries.entries[i].key))
			node_remove(overlays, overlays->entries.entries[i].key);
	node_set(loading->arena, copy, "overlays", overlays);
	return copy;
}

/* As written, so that overlays nobody asked for are checked too; the others are checked when they
 * are applied. */
static void check_written(struct loading *loading)
{
	for (LIST_EACH(const struct document, document, &loading->documents))
		schema_check(loading->arena, loading->diags,
			     without_wanted(loading, document->root), false);
}

static struct node *merge_layers(struct loading *loading)
{
	struct node *nothing = node_mapping(loading->arena, NO_SPAN);
	struct node *tree = assemble(loading, nothing, &loading->documents, 0);
	for (LIST_EACH(const char, name, &loading->options->overlays)) {
		struct list bodies = overlay_documents(loading, name);
		tree = assemble(loading, tree, &bodies, 0);
	}
	return tree;
}

/* The tree to show: the same, or one that was not normalised. */
static struct node *complete(struct loading *loading, struct node *tree)
{
	node_set(loading->arena, tree, "name",
		 node_scalar(loading->arena, loading->name_at, SCALAR_TEXT, loading->name));
	service_files_resolve(loading, tree);
	struct node *plain =
		loading->options->no_normalize ? node_copy(loading->arena, tree) : tree;
	schema_default(loading->arena, tree, loading->name);
	prepare_paths(loading, tree, loading->directory, loading->environment);
	if (plain == tree)
		return tree;
	schema_fill(loading->arena, plain);
	prepare_paths(loading, plain, loading->directory, loading->environment);
	return plain;
}

/* The items with a NULL behind them. */
static const char *const *ended(struct loading *loading, const struct list *texts)
{
	const char **array = arena_alloc(loading->arena, (texts->count + 1) * sizeof(const char *));
	for (size_t i = 0; i < texts->count; i++)
		array[i] = texts->items[i];
	return array;
}

static struct list profiles_of(struct loading *loading)
{
	struct list profiles = { 0 };
	const char *variable = environment_value(loading->environment, "COMPOSE_PROFILES");
	if (loading->options->profiles.count || text_is_empty(variable))
		return loading->options->profiles;
	struct list parts = text_split(loading->arena, variable, ',');
	for (LIST_EACH(char, part, &parts))
		if (*part)
			list_add(loading->arena, &profiles, part);
	return profiles;
}

static struct project *decode(struct loading *loading, struct node *tree)
{
	struct diags dropped;
	struct list profiles = profiles_of(loading);
	struct project *project = ARENA_NEW(loading->arena, struct project);
	project->name = loading->name;
	project->name_at = loading->name_at;
	project->directory = project->working_directory = loading->directory;
	project->config_files = loading->files;
	project->environment_files = loading->environment_files;
	project->overlays = loading->options->overlays;
	diags_init(&dropped, loading->arena, loading->diags->sources);
	schema_decode(loading->arena, loading->options->no_consistency ? &dropped : loading->diags,
		      tree, ended(loading, &profiles), ended(loading, &loading->options->services),
		      project);
	return project;
}

/* Overlays that are not in use mention variables too. */
static struct list variables_of(struct loading *loading, const struct map *bodies)
{
	struct list variables = { 0 };
	for (size_t i = 0; i < bodies->count; i++)
		interpolate_mentions(loading, loading->environment, bodies->entries[i].value);
	for (size_t i = 0; i < loading->mentions.count; i++) {
		struct mention *mention = loading->mentions.entries[i].value;
		list_add(loading->arena, &variables, &mention->variable);
	}
	return variables;
}

static struct loaded *result_of(struct loading *loading, struct node *tree, struct project *project)
{
	struct loaded *loaded = ARENA_NEW(loading->arena, struct loaded);
	loaded->project = project;
	loaded->tree = tree;
	loaded->sources = loading->diags->sources;
	loaded->overlays = overlay_bodies(loading);
	loaded->source_tree = overlay_source_tree(loading, &loaded->overlays);
	loaded->variables = variables_of(loading, &loaded->overlays);
	loaded->environment = environment_all(loading->arena, loading->environment);
	loaded->no_interpolate = loading->options->no_interpolate;
	loaded->definitions = loading->origins;
	return loaded;
}

static struct loaded *load_documents(struct loading *loading)
{
	size_t errors = loading->diags->errors;
	check_written(loading);
	overlay_check_names(loading);
	name_decide(loading);
	struct node *tree = merge_layers(loading);
	if (loading->is_stopped)
		return NULL;
	struct node *shown = complete(loading, tree);
	struct project *project = decode(loading, tree);
	if (loading->diags->errors > errors)
		return NULL;
	if (!loading->options->no_hashes)
		hash_project(loading, tree, project);
	return result_of(loading, shown, project);
}

struct loaded *load_project(struct arena *arena, struct diags *diags, struct sources *sources,
			    const struct load_options *options)
{
	struct loading loading;
	size_t errors = diags->errors;
	diags->sources = sources;
	loading_init(&loading, arena, diags, options);
	bool fine = environment_load(&loading);
	fine &= discover_files(&loading);
	fine = fine && read_documents(&loading);
	struct loaded *loaded = fine ? load_documents(&loading) : NULL;
	interpolate_explain(&loading);
	return diags->errors > errors ? NULL : loaded;
}
