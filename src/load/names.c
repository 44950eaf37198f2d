#include "parts.h"

/* A quiet load: its findings go nowhere. */
struct quiet {
	struct sources sources;
	struct diags diags;
	struct loading loading;
};

static bool quiet_begin(struct quiet *quiet, struct arena *arena,
			const struct load_options *options)
{
	sources_init(&quiet->sources, arena);
	diags_init(&quiet->diags, arena, &quiet->sources);
	loading_init(&quiet->loading, arena, &quiet->diags, options);
	environment_load(&quiet->loading);
	return discover_files(&quiet->loading) && quiet->loading.files.count;
}

static void read_all(struct loading *loading)
{
	for (LIST_EACH(const char, path, &loading->files))
		document_read(loading, path, loading->directory, loading->environment,
			      &loading->documents);
}

static bool is_given(const struct loading *loading)
{
	return !text_is_empty(loading->options->project_name) ||
	       !text_is_empty(environment_value(loading->environment, "COMPOSE_PROJECT_NAME"));
}

bool load_project_name(struct arena *arena, const struct load_options *options,
		       const char **ret_name, const char **ret_directory)
{
	struct quiet quiet;
	bool found = quiet_begin(&quiet, arena, options);
	if (!found && !is_given(&quiet.loading))
		return false;
	if (!is_given(&quiet.loading))
		read_all(&quiet.loading);
	if (!name_decide(&quiet.loading))
		return false;
	*ret_name = quiet.loading.name;
	*ret_directory = found ? quiet.loading.directory : NULL;
	return true;
}

static void add_keys(struct arena *arena, struct map *names, const struct node *mapping)
{
	if (!mapping || mapping->kind != NODE_MAPPING)
		return;
	for (size_t i = 0; i < mapping->entries.count; i++)
		map_set(arena, names, mapping->entries.entries[i].key,
			mapping->entries.entries[i].value);
}

static void add_profiles(struct arena *arena, struct map *names, const struct node *services)
{
	if (!services || services->kind != NODE_MAPPING)
		return;
	for (size_t i = 0; i < services->entries.count; i++) {
		const struct node *profiles =
			node_get(services->entries.entries[i].value, "profiles");
		if (!profiles || profiles->kind != NODE_SEQUENCE)
			continue;
		for (LIST_EACH(struct node, profile, &profiles->items))
			if (node_scalar_text(profile))
				map_set(arena, names, profile->text, profile);
	}
}

static void list_sorted(struct arena *arena, struct map *names, struct list *ret_names)
{
	map_sort(names);
	for (size_t i = 0; i < names->count; i++)
		list_add(arena, ret_names, arena_copy(arena, names->entries[i].key));
}

void load_names(struct arena *arena, const struct load_options *options, struct list *ret_services,
		struct list *ret_overlays, struct list *ret_profiles)
{
	struct quiet quiet;
	struct map services = { 0 }, overlays = { 0 }, profiles = { 0 };
	if (!quiet_begin(&quiet, arena, options))
		return;
	/* The shell's completion has no file on its standard input. */
	for (size_t i = quiet.loading.files.count; i-- > 0;)
		if (text_equal(quiet.loading.files.items[i], "-"))
			list_remove(&quiet.loading.files, i);
	read_all(&quiet.loading);
	for (LIST_EACH(const struct document, document, &quiet.loading.documents)) {
		add_keys(arena, &services, node_get(document->root, "services"));
		add_keys(arena, &overlays, node_get(document->root, "overlays"));
		add_profiles(arena, &profiles, node_get(document->root, "services"));
	}
	list_sorted(arena, &services, ret_services);
	list_sorted(arena, &overlays, ret_overlays);
	list_sorted(arena, &profiles, ret_profiles);
}
