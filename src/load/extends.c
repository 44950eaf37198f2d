#include "parts.h"

#include "clau/schema.h"

/* One file's services, those that were resolved already in their final form. */
struct scope {
	const struct document *document;
	struct node *services;
};

struct step { /* the way to here, for cycles */
	const struct step *before;
	const struct scope *scope;
	const char *service;
	struct span at;
};

struct extending {
	struct loading *loading;
	struct map scopes; /* path -> struct scope * */
};

static struct node *resolve(struct extending *extending, struct scope *scope, const char *name,
			    const struct step *before);

static bool is_cycle(struct extending *extending, const struct step *step)
{
	struct diags *diags = extending->loading->diags;
	for (const struct step *seen = step->before; seen; seen = seen->before) {
		if (seen->scope != step->scope || !text_equal(seen->service, step->service))
			continue;
		diag_error(diags, step->at, "extends-cycle",
			   "the service %s extends itself in the end", step->service);
		for (const struct step *way = step->before; way; way = way->before)
			diag_note(diags, way->at, "by way of %s", way->service);
		return true;
	}
	return false;
}

static struct scope *open_scope(struct extending *extending, const struct document *document,
				const struct node *file)
{
	struct loading *loading = extending->loading;
	struct list documents = { 0 };
	const char *path = path_join(loading->arena, document->directory, file->text);
	struct scope *scope = map_get(&extending->scopes, path);
	if (scope)
		return scope;
	if (is_remote(file->text)) {
		diag_error(loading->diags, file->at, "remote-file",
			   "%s cannot be extended from: it is no file of this machine", file->text);
		return NULL;
	}
	if (!path_exists(path)) {
		diag_error(loading->diags, file->at, "no-file", "%s: no such file",
			   loading_shown(loading, path));
		return NULL;
	}
	if (!document_read(loading, path, path_directory(loading->arena, path),
			   document->environment, &documents))
		return NULL;
	struct node *tree = node_mapping(loading->arena, NO_SPAN);
	for (LIST_EACH(const struct document, part, &documents)) {
		const struct node *layer = prepare_plain(loading, part);
		if (!layer)
			return NULL;
		tree = schema_merge_into(loading->arena, loading->diags, tree, layer);
	}
	scope = ARENA_NEW(loading->arena, struct scope);
	scope->document = documents.items[0];
	scope->services = node_get(tree, "services");
	map_set(loading->arena, &extending->scopes, path, scope);
	return scope;
}

static void refuse_service(struct extending *extending, const struct scope *scope,
			   const struct node *reference)
{
	struct loading *loading = extending->loading;
	const char *nearest = NULL;
	struct list names = { 0 };
	bool is_told = loading->diags->errors < DIAGS_LIMIT;
	if (is_told && scope->services && scope->services->kind == NODE_MAPPING)
		for (size_t i = 0; i < scope->services->entries.count; i++)
			list_add(loading->arena, &names,
				 arena_copy(loading->arena,
					    scope->services->entries.entries[i].key));
	if (names.count)
		nearest = text_nearest(reference->text, (const char *const *)names.items,
				       names.count);
	diag_error(loading->diags, reference->at, "undefined-reference",
		   "no service `%s` to extend in %s", reference->text,
		   loading_shown(loading, scope->document->path));
	if (nearest)
		diag_remedy(loading->diags, "did you mean `%s`?", nearest);
	else if (scope->document->layer)
		diag_remedy(loading->diags, "an overlay extends its own services, or those of a "
					    "`file:`");
}

static struct node *merge_service(struct loading *loading, const char *name, struct node *base,
				  struct node *service)
{
	struct node *trees[2], *values[2] = { base, service };
	for (size_t i = 0; i < COUNT_OF(trees); i++) {
		struct node *services = node_mapping(loading->arena, values[i]->at);
		trees[i] = node_mapping(loading->arena, values[i]->at);
		node_set(loading->arena, services, name, values[i]);
		node_set(loading->arena, trees[i], "services", services);
	}
	struct node *merged = schema_merge(loading->arena, loading->diags, trees[0], trees[1]);
	return node_get(node_get(merged, "services"), name);
}

static struct node *base_of(struct extending *extending, struct scope *scope,
			    const struct node *extends, const struct step *step)
{
	const struct node *file = node_get(extends, "file");
	const struct node *reference =
		extends->kind == NODE_MAPPING ? node_get(extends, "service") : extends;
	if (!node_scalar_text(reference))
		return NULL;
	if (node_scalar_text(file))
		scope = open_scope(extending, scope->document, file);
	if (!scope)
		return NULL;
	if (!node_get(scope->services, reference->text)) {
		refuse_service(extending, scope, reference);
		return NULL;
	}
	return resolve(extending, scope, reference->text, step);
}

/* What could not be resolved is told once. */
static bool is_given_up(const struct node *extends)
{
	return extends->kind == NODE_SCALAR && extends->scalar == SCALAR_NULL;
}

static struct node *resolve(struct extending *extending, struct scope *scope, const char *name,
			    const struct step *before)
{
	struct loading *loading = extending->loading;
	struct node *service = node_get(scope->services, name);
	const struct node *extends = node_get(service, "extends");
	if (!extends || is_given_up(extends))
		return service;
	const struct step step = { before, scope, name, extends->at };
	if (is_cycle(extending, &step))
		return NULL;
	struct node *base = base_of(extending, scope, extends, &step);
	if (base)
		node_remove(service, "extends");
	else
		node_set(loading->arena, service, "extends",
			 node_scalar(loading->arena, extends->at, SCALAR_NULL, ""));
	if (base && base->kind == NODE_MAPPING && loading_take(loading, base))
		service = merge_service(loading, name, base, service);
	map_set(loading->arena, &scope->services->entries, name, service);
	return service;
}

void extends_apply(struct loading *loading, const struct document *document, struct node *root)
{
	struct extending extending = { .loading = loading };
	struct scope scope = { document, node_get(root, "services") };
	if (!scope.services || scope.services->kind != NODE_MAPPING)
		return;
	for (size_t i = 0; i < scope.services->entries.count; i++)
		resolve(&extending, &scope, scope.services->entries.entries[i].key, NULL);
}
