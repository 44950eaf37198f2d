#include "parts.h"

static struct node *section_of(struct loading *loading, struct node *service, const char *key)
{
	struct node *section = node_get(service, key);
	if (section && section->kind == NODE_MAPPING)
		return section;
	section = node_mapping(loading->arena, service->at);
	node_set(loading->arena, service, key, section);
	return section;
}

/* `KEY:` without a value takes it from the project's environment; if unset it stays bare. */
static void fill_bare(struct loading *loading, struct node *variables)
{
	for (size_t i = 0; variables && i < variables->entries.count; i++) {
		struct map_entry *entry = &variables->entries.entries[i];
		const struct node *bare = entry->value;
		struct definition *found = environment_find(loading->environment, entry->key);
		if (!found || bare->kind != NODE_SCALAR || bare->scalar != SCALAR_NULL)
			continue;
		struct node *filled = node_copy(loading->arena, bare);
		struct list used = { 0 };
		filled->scalar = SCALAR_TEXT;
		filled->text = found->value;
		list_add(loading->arena, &used, found);
		interpolate_remember(loading, bare->at, &used);
		entry->value = filled;
	}
}

static struct environment *environment_of(struct loading *loading, const struct node *variables)
{
	struct environment *environment = environment_create(loading->arena, loading->environment);
	for (size_t i = 0; variables && i < variables->entries.count; i++) {
		const struct map_entry *entry = &variables->entries.entries[i];
		const struct node *value = entry->value;
		if (node_scalar_text(value))
			environment_set(loading->arena, environment, entry->key, value->text,
					value->at);
	}
	return environment;
}

static void read_file(struct loading *loading, const struct node *at, const char *path,
		      enum dotenv_format format, bool is_required, struct environment *into)
{
	enum file_result result;
	size_t before = into->definitions.count;
	if (loading->nodes > LOAD_NODE_LIMIT)
		return;
	uint32_t file = loading_read(loading, path, &result);
	if (file) {
		dotenv_parse(loading, file, format, into);
		loading_take_count(loading, into->definitions.count - before);
		return;
	}
	if (result == FILE_ABSENT && !is_required)
		return;
	diag_error(loading->diags, at->at, "env-file", "%s: %s", loading_shown(loading, path),
		   file_result_text(result));
	if (result == FILE_ABSENT)
		diag_remedy(loading->diags, "make it, or write `required: false` beside its path");
}

static void read_entry(struct loading *loading, const struct node *entry, struct environment *into)
{
	const struct node *path = entry->kind == NODE_MAPPING ? node_get(entry, "path") : entry;
	bool is_raw = text_equal(node_scalar_text(node_get(entry, "format")), "raw");
	bool is_required = !text_equal(node_scalar_text(node_get(entry, "required")), "false");
	if (node_scalar_text(path))
		read_file(loading, path, path_join(loading->arena, loading->directory, path->text),
			  is_raw ? DOTENV_RAW : DOTENV_EXPANDED, is_required, into);
}

static void read_entries(struct loading *loading, const struct node *entries,
			 struct environment *into)
{
	if (entries->kind != NODE_SEQUENCE) {
		read_entry(loading, entries, into);
		return;
	}
	for (LIST_EACH(const struct node, entry, &entries->items))
		read_entry(loading, entry, into);
}

/* What the files define is beneath what the section itself says. */
static void add_beneath(struct loading *loading, struct node *service, const char *key,
			const struct environment *files, const char *layer)
{
	if (!files->definitions.count)
		return;
	struct node *section = section_of(loading, service, key);
	for (size_t i = 0; i < files->definitions.count; i++) {
		const struct definition *definition = files->definitions.entries[i].value;
		struct node *wins = map_get(&section->entries, definition->name);
		struct node *value = node_scalar(loading->arena, definition->at, SCALAR_TEXT,
						 definition->value);
		value->layer = layer;
		if (!wins)
			node_set(loading->arena, section, definition->name, value);
		else if (!wins->under)
			wins->under = value;
	}
}

static void resolve_environment(struct loading *loading, struct node *service)
{
	struct node *variables = node_get(service, "environment");
	const struct node *entries = node_get(service, "env_file");
	fill_bare(loading, variables);
	if (!entries)
		return;
	struct environment *files =
		environment_create(loading->arena, environment_of(loading, variables));
	read_entries(loading, entries, files);
	add_beneath(loading, service, "environment", files, LAYER_ENV_FILE);
	node_remove(service, "env_file");
}

static void resolve_labels(struct loading *loading, struct node *service)
{
	const struct node *entries = node_get(service, "label_file");
	if (!entries)
		return;
	struct environment *files = environment_create(loading->arena, NULL);
	read_entries(loading, entries, files);
	add_beneath(loading, service, "labels", files, LAYER_LABEL_FILE);
}

/* Unlike a variable of the container, an argument that has no value is left to the Dockerfile. */
static void resolve_arguments(struct loading *loading, struct node *service)
{
	struct node *arguments = node_get(node_get(service, "build"), "args");
	fill_bare(loading, arguments);
	for (size_t i = arguments ? arguments->entries.count : 0; i-- > 0;)
		if (!node_scalar_text(arguments->entries.entries[i].value))
			node_remove(arguments, arguments->entries.entries[i].key);
}

/* Compose fills the platform of what it builds from the engine client's own variable. */
static void fill_platform(struct loading *loading, struct node *service)
{
	const char *platform = environment_value(loading->environment, "DOCKER_DEFAULT_PLATFORM");
	if (!text_is_empty(platform) && node_get(service, "build") &&
	    !node_get(service, "platform"))
		node_set(loading->arena, service, "platform", node_text(loading->arena, platform));
}

void service_files_resolve(struct loading *loading, struct node *root)
{
	const struct node *services = node_get(root, "services");
	if (!services || services->kind != NODE_MAPPING || loading->options->no_interpolate)
		return;
	for (size_t i = 0; i < services->entries.count; i++) {
		struct node *service = services->entries.entries[i].value;
		if (service->kind != NODE_MAPPING)
			continue;
		if (!loading->options->no_environment_resolution)
			resolve_environment(loading, service);
		resolve_arguments(loading, service);
		resolve_labels(loading, service);
		fill_platform(loading, service);
	}
}
