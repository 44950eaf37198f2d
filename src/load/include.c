#include "parts.h"

struct include {
	const struct node *at;
	struct list paths; /* const struct node *, scalars */
	const char *directory; /* absolute, or NULL: of the first path */
	struct list environment_files; /* const struct node *, scalars */
};

static void add_scalars(struct loading *loading, struct list *list, struct node *value)
{
	if (node_scalar_text(value))
		list_add(loading->arena, list, value);
	if (value && value->kind == NODE_SEQUENCE)
		for (LIST_EACH(struct node, item, &value->items))
			if (node_scalar_text(item))
				list_add(loading->arena, list, item);
}

static struct include read_entry(struct loading *loading, const struct document *document,
				 struct node *entry)
{
	struct include include = { .at = entry };
	if (entry->kind != NODE_MAPPING) {
		add_scalars(loading, &include.paths, entry);
		return include;
	}
	add_scalars(loading, &include.paths, node_get(entry, "path"));
	add_scalars(loading, &include.environment_files, node_get(entry, "env_file"));
	const char *directory = node_scalar_text(node_get(entry, "project_directory"));
	if (directory)
		include.directory = path_join(loading->arena, document->directory, directory);
	return include;
}

static const struct environment *environment_of(struct loading *loading,
						const struct document *document,
						const struct include *include)
{
	if (!include->environment_files.count)
		return environment_beneath(loading, document->environment, include->directory);
	struct environment *files = environment_create(loading->arena, document->environment);
	for (LIST_EACH(const struct node, written, &include->environment_files)) {
		enum file_result result;
		const char *path = path_join(loading->arena, document->directory, written->text);
		uint32_t file = loading_read(loading, path, &result);
		if (file)
			dotenv_parse(loading, file, DOTENV_EXPANDED, files);
		else
			diag_error(loading->diags, written->at, "env-file",
				   "the environment file %s: %s", loading_shown(loading, path),
				   file_result_text(result));
	}
	return files;
}

static bool check_path(struct loading *loading, const struct node *written, const char *path)
{
	if (is_remote(written->text)) {
		diag_error(loading->diags, written->at, "remote-file",
			   "%s cannot be included: it is no file of this machine", written->text);
		diag_remedy(loading->diags, "fetch it first and include the local copy");
		return false;
	}
	if (path_exists(path))
		return true;
	diag_error(loading->diags, written->at, "no-file", "%s: no such file",
		   loading_shown(loading, path));
	return diag_remedy(loading->diags, "it is looked for from the directory of the project"),
	       false;
}

static bool read_included(struct loading *loading, const struct document *document,
			  struct include *include, struct list *ret_documents)
{
	const struct environment *environment = NULL;
	for (LIST_EACH(const struct node, written, &include->paths)) {
		const char *path = path_join(loading->arena, document->directory, written->text);
		if (!check_path(loading, written, path))
			return false;
		if (!include->directory)
			include->directory = path_directory(loading->arena, path);
		if (!environment)
			environment = environment_of(loading, document, include);
		if (!document_read(loading, path, include->directory, environment, ret_documents))
			return false;
	}
	return true;
}

static void import_one(struct loading *loading, struct node *into, const char *section,
		       const char *key, const struct node *from)
{
	struct node *value = node_get(from, key);
	const struct node *there = node_get(into, key);
	if (!there) {
		node_set(loading->arena, into, key, value);
		map_set(loading->arena, &into->keys, key, map_get(&from->keys, key));
		return;
	}
	if (node_equal(there, value))
		return;
	diag_error(loading->diags, node_key_span(into, key), "include-conflict",
		   "%s.%s is in an included file too, with another content", section, key);
	diag_remedy(loading->diags, "rename one of them, or change it in an override file (-f)");
	diag_note(loading->diags, node_key_span(from, key), "the included one");
}

static void import_tree(struct loading *loading, struct node *root, const struct node *tree)
{
	static const char *const sections[] = { "services", "volumes", "networks",
						"secrets",  "configs", "models" };
	for (size_t i = 0; i < COUNT_OF(sections); i++) {
		const struct node *from = node_get(tree, sections[i]);
		struct node *into = node_get(root, sections[i]);
		if (!from || from->kind != NODE_MAPPING)
			continue;
		if (!into || into->kind != NODE_MAPPING) {
			into = node_mapping(loading->arena, from->at);
			node_set(loading->arena, root, sections[i], into);
		}
		for (size_t j = 0; j < from->entries.count; j++)
			import_one(loading, into, sections[i], from->entries.entries[j].key, from);
	}
}

static void include_one(struct loading *loading, const struct document *document, struct node *root,
			struct node *entry, unsigned depth)
{
	struct list documents = { 0 };
	struct include include = read_entry(loading, document, entry);
	if (depth >= LOAD_INCLUDE_DEPTH) {
		diag_error(loading->diags, entry->at, "include-cycle",
			   "files include each other, or more than %d deep", LOAD_INCLUDE_DEPTH);
		diag_remedy(loading->diags, "remove this include");
		return;
	}
	if (!read_included(loading, document, &include, &documents))
		return;
	for (LIST_EACH(const struct document, included, &documents))
		if (node_get(included->root, "overlays"))
			diag_warning(loading->diags, node_key_span(included->root, "overlays"),
				     "ignored-overlays",
				     "overlays of an included file have no "
				     "effect");
	size_t errors = loading->diags->errors;
	const struct node *tree =
		assemble(loading, node_mapping(loading->arena, entry->at), &documents, depth + 1);
	if (loading->diags->errors == errors)
		import_tree(loading, root, tree);
}

void include_apply(struct loading *loading, const struct document *document, struct node *root,
		   unsigned depth)
{
	const struct node *entries = node_get(root, "include");
	if (!entries)
		return;
	if (entries->kind == NODE_SEQUENCE)
		for (LIST_EACH(struct node, entry, &entries->items))
			include_one(loading, document, root, entry, depth);
	node_remove(root, "include");
}
