#include "clau/generate.h"

#include "parts.h"

#include <string.h>

#define BASE_NAME "docker-compose.yml"

struct generation {
	struct arena *arena;
	struct diags *diags;
	const struct loaded *loaded;
	const char *directory; /* of the project */
	const char *output; /* absolute */
	const char *shown; /* the output as seen from the project: "compose" */
};

/* The files that it was made from, as seen from the project. */
static void add_sources(struct generation *generation, struct buf *out)
{
	const char *separator = "";
	for (LIST_EACH(const char, file, &generation->loaded->project->config_files)) {
		const char *shown = file[0] == '/' ? path_relative(generation->arena,
								   generation->directory, file)
						   : file;
		buf_printf(out, "%s%s", separator, shown);
		separator = ", ";
	}
}

static void add_header(struct generation *generation, const char *overlay, struct buf *out)
{
	buf_add(out, "# Made by `clau generate` from ");
	add_sources(generation, out);
	buf_add(out, "; change that and run it again.\n");
	if (overlay)
		buf_printf(out, "# Holds what the overlay \"%s\" changes on %s.\n", overlay,
			   BASE_NAME);
	buf_add(out, "# In the project's directory (with `--env-file .env` where there is one):\n");
	buf_printf(out, "#   docker compose -f %s/%s", generation->shown, BASE_NAME);
	if (overlay)
		buf_printf(out, " -f %s/docker-compose.%s.yml", generation->shown, overlay);
	buf_add(out, " up\n");
}

static struct generated_file *make_file(struct generation *generation, const char *name,
					const char *overlay, struct node *tree)
{
	AUTO_BUF struct buf out = { 0 };
	struct generated_file *file = ARENA_NEW(generation->arena, struct generated_file);
	rewrite_paths(generation->arena, generation->diags, tree, generation->directory,
		      generation->output);
	add_header(generation, overlay, &out);
	yaml_write(&out, tree);
	file->name = name;
	file->text = buf_to_arena(&out, generation->arena);
	return file;
}

/* The directory of the generated files would name the project otherwise. */
static struct node *named_first(struct generation *generation, const struct node *tree)
{
	struct node *made = node_mapping(generation->arena, tree->at);
	struct node *name = node_get(tree, "name");
	const char *decided = generation->loaded->project->name;
	node_set(generation->arena, made, "name",
		 name ? name : node_text(generation->arena, decided));
	for (size_t i = 0; i < tree->entries.count; i++) {
		const struct map_entry *entry = &tree->entries.entries[i];
		if (!text_equal(entry->key, "name") && !text_equal(entry->key, "overlays") &&
		    !text_equal(entry->key, "version"))
			node_set(generation->arena, made, entry->key, entry->value);
	}
	return made;
}

static struct node *overlay_tree(struct generation *generation, const struct node *body)
{
	struct node *tree = node_copy(generation->arena, body);
	if (tree->kind == NODE_MAPPING && tree->entries.count)
		return tree;
	/* a file must hold something */
	tree = node_mapping(generation->arena, body->at);
	node_set(generation->arena, tree, "services", node_mapping(generation->arena, body->at));
	return tree;
}

struct list *generate_files(struct arena *arena, struct diags *diags, const struct loaded *loaded,
			    const char *output_directory)
{
	struct generation generation = {
		.arena = arena,
		.diags = diags,
		.loaded = loaded,
		.directory = loaded->project->directory,
		.output = path_clean(arena, output_directory),
	};
	size_t errors = diags->errors;
	struct list *files = ARENA_NEW(arena, struct list);
	generation.shown = path_relative(arena, generation.directory, generation.output);
	const struct node *source = node_copy(arena, loaded->source_tree);
	list_add(arena, files,
		 make_file(&generation, BASE_NAME, NULL, named_first(&generation, source)));
	for (size_t i = 0; i < loaded->overlays.count; i++) {
		const struct map_entry *entry = &loaded->overlays.entries[i];
		list_add(arena, files,
			 make_file(&generation,
				   arena_printf(arena, "docker-compose.%s.yml", entry->key),
				   entry->key, overlay_tree(&generation, entry->value)));
	}
	return diags->errors > errors ? NULL : files;
}
