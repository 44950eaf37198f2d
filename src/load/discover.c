#include "parts.h"

#include <string.h>

static const char own_name[] = "clau.yaml";
static const char *const base_names[] = { "compose.yaml", "compose.yml", "docker-compose.yml",
					  "docker-compose.yaml" };
/* Compose looks for the overrides in another order of endings than for the files. */
static const char *const override_names[] = { "compose.override.yml", "compose.override.yaml",
					      "docker-compose.override.yml",
					      "docker-compose.override.yaml" };

static void add_file(struct loading *loading, const char *path)
{
	if (!text_equal(path, "-"))
		path = path_join(loading->arena, loading->current, path);
	list_add(loading->arena, &loading->files, arena_copy(loading->arena, path));
}

static bool add_named(struct loading *loading, const char *path)
{
	if (!is_remote(path)) {
		add_file(loading, path);
		return true;
	}
	diag_error(loading->diags, NO_SPAN, "remote-file", "%s is no file of this machine", path);
	diag_remedy(loading->diags, "fetch it first, then give the local file with -f");
	return false;
}

static bool add_from_variable(struct loading *loading, const char *value)
{
	const char *separator = environment_value(loading->environment, "COMPOSE_PATH_SEPARATOR");
	bool fine = true;
	struct list parts =
		text_split(loading->arena, value, text_is_empty(separator) ? ':' : separator[0]);
	for (LIST_EACH(const char, part, &parts))
		if (*part)
			fine &= add_named(loading, part);
	return fine;
}

/* The first of the names that is in the directory; a warning when there are more. */
static const char *first_of(struct loading *loading, const char *directory,
			    const char *const *names, size_t count)
{
	const char *first = NULL;
	for (size_t i = 0; i < count; i++) {
		const char *path = path_join(loading->arena, directory, names[i]);
		if (!path_exists(path) || path_is_directory(path))
			continue;
		if (first) {
			diag_warning(loading->diags, NO_SPAN, "several-files",
				     "%s is used; %s beside it is not", path_base(first), names[i]);
			diag_remedy(loading->diags, "remove one of them, or choose with -f");
			break;
		}
		first = path;
	}
	return first;
}

static bool find_in(struct loading *loading, const char *directory)
{
	const char *own = path_join(loading->arena, directory, own_name);
	if (path_exists(own) && !path_is_directory(own)) {
		add_file(loading, own);
		return true;
	}
	const char *base = first_of(loading, directory, base_names, COUNT_OF(base_names));
	if (!base)
		return false;
	add_file(loading, base);
	const char *override =
		first_of(loading, directory, override_names, COUNT_OF(override_names));
	if (override)
		add_file(loading, override);
	return true;
}

static bool refuse_nothing(struct loading *loading, const char *start)
{
	diag_error(loading->diags, NO_SPAN, "no-file",
		   "no project file in %s or in any directory above it", start);
	AUTO_BUF struct buf names = { 0 };
	buf_add(&names, own_name);
	for (size_t i = 0; i < COUNT_OF(base_names); i++)
		buf_printf(&names, ", %s", base_names[i]);
	diag_remedy(loading->diags, "looked for %s; name another one with -f", buf_text(&names));
	return false;
}

static bool find_upwards(struct loading *loading, const char *start)
{
	const char *directory = start;
	while (!find_in(loading, directory)) {
		const char *parent = path_directory(loading->arena, directory);
		if (text_equal(parent, directory))
			return refuse_nothing(loading, start);
		directory = parent;
	}
	return true;
}

static const char *named_directory(struct loading *loading)
{
	const char *named = loading->options->project_directory;
	return text_is_empty(named) ? NULL : path_join(loading->arena, loading->current, named);
}

static const char *directory_of(struct loading *loading)
{
	const char *named = named_directory(loading);
	if (named)
		return named;
	for (LIST_EACH(const char, path, &loading->files))
		if (!text_equal(path, "-"))
			return path_directory(loading->arena, path);
	return loading->current;
}

bool discover_files(struct loading *loading)
{
	const char *variable = environment_value(loading->environment, "COMPOSE_FILE");
	const char *named = named_directory(loading);
	bool fine = true;
	loading->is_explicit = true;
	if (loading->options->files.count) {
		for (LIST_EACH(const char, path, &loading->options->files))
			fine &= add_named(loading, path);
	} else if (!text_is_empty(variable)) {
		fine = add_from_variable(loading, variable);
	} else {
		loading->is_explicit = false;
		fine = find_upwards(loading, named ? named : loading->current);
	}
	loading->directory = directory_of(loading);
	if (!loading->environment_files.count && !text_equal(loading->directory, loading->current))
		loading->environment =
			environment_beneath(loading, loading->environment, loading->directory);
	return fine;
}
