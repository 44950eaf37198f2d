/* config --services, --hash, --variables and their like. */
#include "config.h"

#include <string.h>

struct list config_hash_names(struct arena *arena, const struct config_arguments *arguments)
{
	struct list names = { 0 };
	if (!arguments->hash)
		return names;
	struct list words = text_split(arena, arguments->hash, ',');
	for (LIST_EACH(char, operand, &arguments->services)) {
		struct list more = text_split(arena, operand, ',');
		for (LIST_EACH(char, word, &more))
			list_add(arena, &words, word);
	}
	for (LIST_EACH(char, word, &words))
		if (*word && !text_equal(word, "*"))
			list_add(arena, &names, word);
	return names;
}

static bool is_among(const struct list *names, const char *name)
{
	for (LIST_EACH(const char, other, names))
		if (text_equal(other, name))
			return true;
	return names->count == 0;
}

static void list_hashes(struct command_context *context, const struct project *project,
			const struct config_arguments *arguments, struct buf *out)
{
	struct list names = config_hash_names(context->arena, arguments);
	for (LIST_EACH(const struct service, service, &project->services))
		if (is_among(&names, service->name))
			buf_printf(out, "%s %s\n", service->name, service->config_hash);
}

static void add_profiles(struct arena *arena, struct map *names, const struct list *services)
{
	for (LIST_EACH(const struct service, service, services))
		for (LIST_EACH(const char, profile, &service->profiles))
			map_set(arena, names, profile, NULL);
}

static void list_profiles(struct command_context *context, const struct project *project,
			  struct buf *out)
{
	struct map names = { 0 };
	add_profiles(context->arena, &names, &project->services);
	add_profiles(context->arena, &names, &project->disabled_services);
	map_sort(&names);
	for (size_t i = 0; i < names.count; i++)
		buf_printf(out, "%s\n", names.entries[i].key);
}

static void list_models(const struct node *tree, struct buf *out)
{
	const struct node *models = node_get(tree, "models");
	for (size_t i = 0; models && i < models->entries.count; i++) {
		const struct node *model = node_get(models->entries.entries[i].value, "model");
		if (model && !text_is_empty(model->text))
			buf_printf(out, "%s\n", model->text);
	}
}

static int by_name(const void *left, const void *right)
{
	const struct variable *one = left, *other = right;
	return strcmp(one->name, other->name);
}

static void put_variables(const struct list *variables, struct buf *out)
{
	struct json_writer json;
	json_begin(&json, out, true);
	json_open_object(&json);
	for (LIST_EACH(const struct variable, variable, variables)) {
		json_key(&json, variable->name);
		json_open_object(&json);
		json_member_put_text(&json, "Name", variable->name);
		json_member_put_text(&json, "DefaultValue", text_or(variable->default_text, ""));
		json_member_put_text(&json, "PresenceValue", text_or(variable->alternate_text, ""));
		json_member_put_bool(&json, "Required", variable->required);
		json_close_object(&json);
	}
	json_close_object(&json);
	buf_add_char(out, '\n');
}

static void print_variables(struct command_context *context, const struct list *variables)
{
	static const struct ui_column columns[] = {
		{ "NAME", false },
		{ "REQUIRED", false },
		{ "DEFAULT VALUE", false },
		{ "ALTERNATE VALUE", false },
	};
	struct arena *arena = context->arena;
	struct list rows = { 0 };
	for (LIST_EACH(const struct variable, variable, variables)) {
		struct list *row = ARENA_NEW(arena, struct list);
		list_add(arena, row, arena_copy(arena, variable->name));
		list_add(arena, row, arena_copy(arena, variable->required ? "true" : "false"));
		list_add(arena, row, arena_copy(arena, text_or(variable->default_text, "")));
		list_add(arena, row, arena_copy(arena, text_or(variable->alternate_text, "")));
		list_add(arena, &rows, row);
	}
	ui_table(context->ui, columns, COUNT_OF(columns), &rows);
}

static void list_variables(struct command_context *context, const struct loaded *loaded,
			   const struct config_arguments *arguments, struct buf *out)
{
	struct list variables = loaded->variables;
	list_sort(&variables, by_name);
	if (arguments->json || text_equal(arguments->format, "json"))
		put_variables(&variables, out);
	else
		print_variables(context, &variables);
}

static void list_environment(const struct list *environment, struct buf *out)
{
	for (LIST_EACH(const struct definition, definition, environment))
		buf_printf(out, "%s=%s\n", definition->name, definition->value);
}

static void list_images(struct command_context *context, const struct project *project,
			struct buf *out)
{
	for (LIST_EACH(const struct service, service, &project->services))
		buf_printf(out, "%s\n", service_image(context->arena, project, service));
}

/* Every struct of the model that is listed by name begins with that name. */
static void list_keys(const struct list *things, struct buf *out)
{
	for (size_t i = 0; i < things->count; i++)
		buf_printf(out, "%s\n", *(const char **)things->items[i]);
}

bool config_list(struct command_context *context, const struct loaded *loaded,
		 const struct config_arguments *arguments, struct buf *out)
{
	const struct project *project = loaded->project;
	if (arguments->names)
		list_keys(&project->services, out);
	else if (arguments->volumes)
		list_keys(&project->volumes, out);
	else if (arguments->networks)
		list_keys(&project->networks, out);
	else if (arguments->models)
		list_models(loaded->tree, out);
	else if (arguments->hash)
		list_hashes(context, project, arguments, out);
	else if (arguments->profiles)
		list_profiles(context, project, out);
	else if (arguments->images)
		list_images(context, project, out);
	else if (arguments->variables)
		list_variables(context, loaded, arguments, out);
	else if (arguments->environment)
		list_environment(&loaded->environment, out);
	else
		return false;
	return true;
}
