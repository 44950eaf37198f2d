#include "parts.h"

#include <string.h>

struct definition *environment_find(const struct environment *environment, const char *name)
{
	if (!environment)
		return NULL;
	struct definition *found = environment_find(environment->outer, name);
	return found ? found : map_get(&environment->definitions, name);
}

const char *environment_value(const struct environment *environment, const char *name)
{
	const struct definition *found = environment_find(environment, name);
	return found ? found->value : NULL;
}

struct environment *environment_create(struct arena *arena, const struct environment *outer)
{
	struct environment *environment = ARENA_NEW(arena, struct environment);
	environment->outer = outer;
	return environment;
}

void environment_set(struct arena *arena, struct environment *environment, const char *name,
		     const char *value, struct span at)
{
	struct definition *definition = ARENA_NEW(arena, struct definition);
	*definition = (struct definition){ name, value, at };
	map_set(arena, &environment->definitions, name, definition);
}

static void add_all(struct arena *arena, const struct environment *environment, struct map *names)
{
	if (environment->outer)
		add_all(arena, environment->outer, names);
	for (size_t i = 0; i < environment->definitions.count; i++) {
		const struct map_entry *entry = &environment->definitions.entries[i];
		if (!map_has(names, entry->key))
			map_set(arena, names, entry->key, entry->value);
	}
}

struct list environment_all(struct arena *arena, const struct environment *environment)
{
	struct map names = { 0 };
	struct list all = { 0 };
	add_all(arena, environment, &names);
	map_sort(&names);
	for (size_t i = 0; i < names.count; i++)
		list_add(arena, &all, names.entries[i].value);
	return all;
}

static struct environment *of_process(struct loading *loading)
{
	struct environment *process = environment_create(loading->arena, NULL);
	const char *const *entry = loading->options->environment;
	for (; entry && *entry; entry++) {
		const char *equals = strchr(*entry, '=');
		if (!equals || equals == *entry)
			continue;
		environment_set(loading->arena, process,
				arena_copy_n(loading->arena, *entry, (size_t)(equals - *entry)),
				equals + 1, NO_SPAN);
	}
	return process;
}

static bool refuse_file(struct loading *loading, const char *path, enum file_result result)
{
	diag_error(loading->diags, NO_SPAN, "env-file", "the environment file %s: %s",
		   loading_shown(loading, path), file_result_text(result));
	return diag_remedy(loading->diags, "correct --env-file or COMPOSE_ENV_FILES"), false;
}

static bool read_explicit(struct loading *loading, struct environment *into)
{
	bool fine = true;
	for (LIST_EACH(const char, path, &loading->environment_files)) {
		enum file_result result;
		uint32_t file = loading_read(loading, path, &result);
		fine &= file ? dotenv_parse(loading, file, DOTENV_EXPANDED, into)
			     : refuse_file(loading, path, result);
	}
	return fine;
}

/* A default .env that is a directory is a Python environment more often than a mistake. */
static bool read_default(struct loading *loading, const char *directory, struct environment *into)
{
	enum file_result result;
	const char *path = path_join(loading->arena, directory, ".env");
	uint32_t file = loading_read(loading, path, &result);
	if (file)
		return dotenv_parse(loading, file, DOTENV_EXPANDED, into);
	if (result == FILE_ABSENT || path_is_directory(path))
		return true;
	return diag_error(loading->diags, NO_SPAN, "env-file", "%s: %s",
			  loading_shown(loading, path), file_result_text(result));
}

static bool is_yes(const char *value)
{
	return text_equal(value, "1") || text_equal(value, "true");
}

static void add_explicit(struct loading *loading, const char *path)
{
	if (!text_is_empty(path))
		list_add(loading->arena, &loading->environment_files,
			 path_join(loading->arena, loading->current, path));
}

static void find_explicit(struct loading *loading, const struct environment *process)
{
	for (LIST_EACH(const char, path, &loading->options->environment_files))
		add_explicit(loading, path);
	const char *named = environment_value(process, "COMPOSE_ENV_FILES");
	if (loading->environment_files.count || text_is_empty(named))
		return;
	struct list parts = text_split(loading->arena, named, ',');
	for (LIST_EACH(const char, part, &parts))
		add_explicit(loading, part);
}

bool environment_load(struct loading *loading)
{
	struct environment *process = of_process(loading);
	struct environment *files = environment_create(loading->arena, process);
	loading->process = process;
	loading->environment = files;
	find_explicit(loading, process);
	if (loading->environment_files.count)
		return read_explicit(loading, files);
	if (is_yes(environment_value(process, "COMPOSE_DISABLE_ENV_FILE")))
		return true;
	return read_default(loading, loading->current, files);
}

const struct environment *environment_beneath(struct loading *loading,
					      const struct environment *outer,
					      const char *directory)
{
	struct environment *beneath = environment_create(loading->arena, outer);
	if (is_yes(environment_value(outer, "COMPOSE_DISABLE_ENV_FILE")))
		return outer;
	read_default(loading, directory, beneath);
	return beneath->definitions.count ? beneath : outer;
}
