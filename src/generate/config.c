#include "clau/generate.h"

#include "clau/json.h"
#include "clau/schema.h"
#include "parts.h"

/* The entries of a section that the project has; the rest is not in use. Every struct of the model
 * that is listed by name begins with that name. */
static void keep(struct arena *arena, struct node *root, const char *section,
		 const struct list *used)
{
	const struct node *all = node_get(root, section);
	if (!all || all->kind != NODE_MAPPING)
		return;
	struct node *kept = node_mapping(arena, all->at);
	for (size_t i = 0; i < used->count; i++) {
		const char *key = *(const char **)used->items[i];
		struct node *value = node_get(all, key);
		if (value)
			node_set(arena, kept, key, value);
	}
	if (kept->entries.count || text_equal(section, "services"))
		node_set(arena, root, section, kept);
	else
		node_remove(root, section);
}

struct node *used_tree(struct arena *arena, const struct loaded *loaded)
{
	const struct project *project = loaded->project;
	struct node *root = node_mapping(arena, loaded->tree->at);
	for (size_t i = 0; i < loaded->tree->entries.count; i++)
		node_set(arena, root, loaded->tree->entries.entries[i].key,
			 loaded->tree->entries.entries[i].value);
	/* As written is everything; only what is in use can be told of values that are known. */
	if (loaded->no_interpolate)
		return root;
	keep(arena, root, "services", &project->services);
	keep(arena, root, "networks", &project->networks);
	keep(arena, root, "volumes", &project->volumes);
	keep(arena, root, "secrets", &project->secrets);
	keep(arena, root, "configs", &project->configs);
	return root;
}

void generate_config(struct arena *arena, const struct loaded *loaded, const char *format,
		     struct buf *out)
{
	const struct node *used = used_tree(arena, loaded);
	const struct node *form = loaded->no_interpolate ? schema_print_written(arena, used)
							 : schema_print_form(arena, used);
	if (!text_equal(format, "json")) {
		yaml_write(out, form);
		return;
	}
	struct json_writer writer;
	json_begin(&writer, out, true);
	schema_print_json(&writer, form);
	buf_add_char(out, '\n');
}
