#include "parts.h"

#include <string.h>
#include <sys/stat.h>

/* The shell's name for the working directory, if it is one: a link keeps its own name there. */
static const char *named_current(const struct load_options *options)
{
	struct stat named, real;
	const char *const *entry = options->environment;
	for (; entry && *entry; entry++) {
		if (!text_starts(*entry, "PWD=/"))
			continue;
		const char *path = *entry + strlen("PWD=");
		if (!stat(path, &named) && !stat(".", &real) && named.st_ino == real.st_ino &&
		    named.st_dev == real.st_dev)
			return path;
	}
	return NULL;
}

void loading_init(struct loading *loading, struct arena *arena, struct diags *diags,
		  const struct load_options *options)
{
	*loading = (struct loading){ .arena = arena, .diags = diags, .options = options };
	const char *current = options->current_directory;
	if (!current)
		current = named_current(options);
	loading->current = current ? path_clean(arena, current) : path_current(arena);
}

const char *loading_shown(struct loading *loading, const char *path)
{
	if (text_equal(path, "-"))
		return "<stdin>";
	const char *relative = path_relative(loading->arena, loading->current, path);
	return text_starts(relative, "../../../") ? path : relative;
}

uint32_t loading_read(struct loading *loading, const char *path, enum file_result *ret_result)
{
	char *text;
	size_t length;
	*ret_result = FILE_FAILED;
	if (loading->reads++ >= LOAD_FILES_LIMIT)
		return 0;
	*ret_result = FILE_OK;
	uint32_t *known = map_get(&loading->read, path);
	if (known)
		return *known;
	*ret_result = file_read(loading->arena, path, YAML_FILE_LIMIT, &text, &length);
	if (*ret_result != FILE_OK)
		return 0;
	loading->bytes += length;
	if (loading->bytes > LOAD_BYTES_LIMIT) {
		*ret_result = FILE_TOO_LARGE;
		return 0;
	}
	known = ARENA_NEW(loading->arena, uint32_t);
	*known = sources_add(loading->diags->sources, loading_shown(loading, path),
			     text_equal(path, "-") ? NULL : path, text, length);
	map_set(loading->arena, &loading->read, path, known);
	return *known;
}

static size_t count_nodes(const struct node *node)
{
	size_t count = 1;
	for (LIST_EACH(const struct node, item, &node->items))
		count += count_nodes(item);
	for (size_t i = 0; i < node->entries.count; i++)
		count += count_nodes(node->entries.entries[i].value);
	return count;
}

static bool take(struct loading *loading, size_t *total, size_t count)
{
	if (*total > LOAD_NODE_LIMIT)
		return false;
	*total += count;
	if (*total <= LOAD_NODE_LIMIT)
		return true;
	loading->is_stopped = true;
	return diag_error(loading->diags, NO_SPAN, "project-too-large",
			  "the project has more than %zu values once includes and extends are "
			  "resolved",
			  LOAD_NODE_LIMIT);
}

bool loading_take(struct loading *loading, const struct node *node)
{
	return take(loading, &loading->nodes, count_nodes(node));
}

bool loading_take_count(struct loading *loading, size_t count)
{
	return take(loading, &loading->nodes, count);
}

bool loading_take_read(struct loading *loading, const struct node *node)
{
	return take(loading, &loading->nodes_read, count_nodes(node));
}

bool is_remote(const char *reference)
{
	return strstr(reference, "://") || text_starts(reference, "git@") ||
	       text_starts(reference, "github.com/") || text_starts(reference, "oci:");
}

const char *node_scalar_text(const struct node *node)
{
	return node && node->kind == NODE_SCALAR && node->scalar != SCALAR_NULL ? node->text : NULL;
}
