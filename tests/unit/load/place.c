#include "place.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

void place_open(struct place *place)
{
	*place = (struct place){ .arena = arena_create() };
	sources_init(&place->sources, place->arena);
	diags_init(&place->diags, place->arena, &place->sources);
	memcpy(place->directory, "/tmp/clau-load-XXXXXX", sizeof "/tmp/clau-load-XXXXXX");
	assert_non_null(mkdtemp(place->directory));
	place->options.environment = place->variables;
	place->options.current_directory = place->directory;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

void place_close(struct place *place)
{
	nftw(place->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_destroy(place->arena);
}

const char *place_path(struct place *place, const char *name)
{
	return path_join(place->arena, place->directory, name);
}

void place_write_bytes(struct place *place, const char *name, const char *text, size_t length)
{
	const char *reason = NULL, *path = place_path(place, name);
	char *way = arena_copy(place->arena, path);
	for (char *slash = strchr(way + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(way, 0755);
		*slash = '/';
	}
	if (!file_write(path, text, length, 0644, &reason))
		fail_msg("%s: %s", path, reason);
}

void place_write(struct place *place, const char *name, const char *text)
{
	place_write_bytes(place, name, text, strlen(text));
}

void place_variable(struct place *place, const char *variable)
{
	size_t count = 0;
	while (place->variables[count])
		count++;
	assert_true(count + 1 < COUNT_OF(place->variables));
	place->variables[count] = variable;
}

void place_file(struct place *place, const char *name)
{
	list_add(place->arena, &place->options.files, arena_copy(place->arena, name));
}

void place_overlay(struct place *place, const char *name)
{
	list_add(place->arena, &place->options.overlays, arena_copy(place->arena, name));
}

struct loaded *place_load(struct place *place)
{
	return load_project(place->arena, &place->diags, &place->sources, &place->options);
}

struct loaded *place_load_fine(struct place *place)
{
	struct loaded *loaded = place_load(place);
	for (LIST_EACH(const struct finding, finding, &place->diags.findings))
		if (finding->severity == SEVERITY_ERROR)
			print_error("%s: %s [%s]\n",
				    span_text(&place->sources, finding->at, place->arena),
				    finding->message, finding->rule);
	assert_non_null(loaded);
	return loaded;
}

void place_begin(struct place *place)
{
	loading_init(&place->loading, place->arena, &place->diags, &place->options);
	environment_load(&place->loading);
}

const struct finding *place_finding(const struct place *place, const char *rule)
{
	for (LIST_EACH(const struct finding, finding, &place->diags.findings))
		if (text_equal(finding->rule, rule))
			return finding;
	return NULL;
}

void assert_fails(struct place *place, const char *rule, const char *where)
{
	assert_null(place_load(place));
	const struct finding *finding = place_finding(place, rule);
	if (!finding) {
		const struct finding *first =
			place->diags.findings.count ? place->diags.findings.items[0] : NULL;
		fail_msg("no %s but %s: %s", rule, first ? first->rule : "nothing",
			 first ? first->message : "");
	}
	assert_int_equal(finding->severity, SEVERITY_ERROR);
	assert_string_equal(span_text(&place->sources, finding->at, place->arena), where);
}

void assert_text_at(const struct loaded *loaded, const char *path, const char *text)
{
	const struct node *node = node_at(loaded->tree, path);
	if (!node || node->kind != NODE_SCALAR)
		fail_msg("no value at %s", path);
	assert_string_equal(node->text, text);
}
