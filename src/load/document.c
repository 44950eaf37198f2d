#include "parts.h"

#include <string.h>

static bool refuse_file(struct loading *loading, const char *path, enum file_result result)
{
	const char *shown = loading_shown(loading, path);
	if (loading->reads > LOAD_FILES_LIMIT)
		return diag_error(loading->diags, NO_SPAN, "too-many-files",
				  "more than %d files belong to the project", LOAD_FILES_LIMIT);
	diag_error(loading->diags, NO_SPAN, result == FILE_ABSENT ? "no-file" : "file-unreadable",
		   "%s: %s", shown, file_result_text(result));
	if (result == FILE_TOO_LARGE)
		diag_remedy(loading->diags, "a project file has at most %zu KiB",
			    YAML_FILE_LIMIT >> 10);
	return false;
}

static const char *kind_text(const struct node *node)
{
	if (node->kind == NODE_SEQUENCE)
		return "a list";
	return node->kind == NODE_SCALAR ? "a single value" : "a mapping";
}

static bool is_nothing(const struct node *root)
{
	return root->kind == NODE_SCALAR && root->scalar == SCALAR_NULL;
}

static bool add_document(struct loading *loading, struct node *root, const struct document *like,
			 struct list *ret_documents)
{
	if (root->kind != NODE_MAPPING) {
		diag_error(loading->diags, root->at, "not-a-mapping",
			   "the file holds %s, not keys like `services:`", kind_text(root));
		return false;
	}
	if (!loading_take_read(loading, root))
		return false;
	struct document *document = ARENA_NEW(loading->arena, struct document);
	*document = *like;
	document->root = root;
	list_add(loading->arena, ret_documents, document);
	return true;
}

struct parsed {
	struct list roots; /* struct node * */
	bool fine;
};

/* Once for each file, however often it is included: what is read is never changed. */
static const struct parsed *parse(struct loading *loading, const char *path, uint32_t file)
{
	struct parsed *parsed = map_get(&loading->parsed, path);
	if (parsed)
		return parsed;
	parsed = ARENA_NEW(loading->arena, struct parsed);
	parsed->fine = yaml_parse(loading->arena, loading->diags, file, &parsed->roots);
	map_set(loading->arena, &loading->parsed, path, parsed);
	return parsed;
}

bool document_read(struct loading *loading, const char *path, const char *directory,
		   const struct environment *environment, struct list *ret_documents)
{
	enum file_result result;
	size_t before = ret_documents->count;
	const struct document like = { .path = path,
				       .directory = directory,
				       .environment = environment };
	if (loading->nodes_read > LOAD_NODE_LIMIT)
		return false;
	uint32_t file = loading_read(loading, path, &result);
	if (!file)
		return refuse_file(loading, path, result);
	const struct parsed *parsed = parse(loading, path, file);
	bool fine = parsed->fine;
	for (LIST_EACH(struct node, root, &parsed->roots))
		if (!is_nothing(root))
			fine &= add_document(loading, root, &like, ret_documents);
	if (fine && ret_documents->count == before) {
		diag_error(loading->diags, (struct span){ file, 1, 1, 0 }, "empty-file",
			   "the file is empty");
		return diag_remedy(loading->diags, "write at least one service under `services:`"),
		       false;
	}
	return fine;
}
