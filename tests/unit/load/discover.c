#include "place.h"

#include <unistd.h>

static void assert_found(struct place *place, const char *const *names, const char *directory)
{
	place_begin(place);
	assert_true(discover_files(&place->loading));
	size_t count = 0;
	while (names[count])
		count++;
	assert_int_equal(place->loading.files.count, count);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(place->loading.files.items[i], place_path(place, names[i]));
	assert_string_equal(place->loading.directory, place_path(place, directory));
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })

void test_load__clau_yaml_comes_first(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "compose.yaml", "");
	place_write(&place, "compose.override.yml", "");
	assert_found(&place, NAMES("compose.yaml", "compose.override.yml"), ".");
	place_write(&place, "clau.yaml", "");
	assert_found(&place, NAMES("clau.yaml"), ".");
	assert_int_equal(place.diags.warnings, 0);
	place_close(&place);
}

void test_load__compose_names_have_their_order(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "docker-compose.yaml", "");
	assert_found(&place, NAMES("docker-compose.yaml"), ".");
	place_write(&place, "docker-compose.yml", "");
	assert_found(&place, NAMES("docker-compose.yml"), ".");
	assert_int_equal(place.diags.warnings, 1);
	place_write(&place, "compose.yml", "");
	assert_found(&place, NAMES("compose.yml"), ".");
	place_write(&place, "compose.override.yaml", "");
	assert_found(&place, NAMES("compose.yml", "compose.override.yaml"), ".");
	place_write(&place, "compose.override.yml", "");
	assert_found(&place, NAMES("compose.yml", "compose.override.yml"), ".");
	assert_non_null(place_finding(&place, "several-files"));
	place_close(&place);
}

void test_load__parents_are_searched_and_the_nearest_wins(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "");
	place_write(&place, "a/b/x", "");
	place.options.current_directory = place_path(&place, "a/b");
	assert_found(&place, NAMES("clau.yaml"), ".");
	place_write(&place, "a/compose.yml", "");
	assert_found(&place, NAMES("a/compose.yml"), "a");
	place_close(&place);
}

void test_load__no_file_lists_the_names(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	assert_fails(&place, "no-file", "");
	assert_non_null(strstr(place_finding(&place, "no-file")->remedy, "docker-compose.yaml"));
	place_close(&place);
}

void test_load__named_files_stand_alone(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "");
	place_write(&place, "sub/one.yml", "");
	place_write(&place, "two.yml", "");
	place_variable(&place, "COMPOSE_FILE=sub/one.yml:two.yml");
	assert_found(&place, NAMES("sub/one.yml", "two.yml"), "sub");
	place_file(&place, "two.yml");
	place_file(&place, "sub/one.yml");
	assert_found(&place, NAMES("two.yml", "sub/one.yml"), ".");
	place.options.project_directory = "sub";
	assert_found(&place, NAMES("two.yml", "sub/one.yml"), "sub");
	place_close(&place);
}

void test_load__the_separator_of_files_can_be_chosen(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "COMPOSE_FILE=a.yml;b.yml\nCOMPOSE_PATH_SEPARATOR=;\n");
	assert_found(&place, NAMES("a.yml", "b.yml"), ".");
	place_close(&place);
}

void test_load__the_search_begins_in_the_project_directory(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "sub/compose.yaml", "");
	place.options.project_directory = "sub";
	assert_found(&place, NAMES("sub/compose.yaml"), "sub");
	place_close(&place);
}

void test_load__the_projects_own_env_file_is_beneath(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "A=here\n");
	place_write(&place, "sub/.env", "A=there\nB=there\n");
	place_write(&place, "sub/compose.yaml", "");
	place_file(&place, "sub/compose.yaml");
	assert_found(&place, NAMES("sub/compose.yaml"), "sub");
	assert_string_equal(environment_value(place.loading.environment, "A"), "here");
	assert_string_equal(environment_value(place.loading.environment, "B"), "there");
	place_close(&place);
}

void test_load__remote_files_are_refused(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_file(&place, "oci://registry.example/project");
	assert_fails(&place, "remote-file", "");
	place_close(&place);
}

static void assert_named(struct place *place, const char *name)
{
	const char *found, *directory;
	assert_true(load_project_name(place->arena, &place->options, &found, &directory));
	assert_string_equal(found, name);
	assert_string_equal(directory, place->directory);
}

void test_load__the_name_has_four_sources(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "services: {a: {image: i}}\n");
	assert_named(&place, project_name_normalise(place.arena, path_base(place.directory)));
	place_variable(&place, "X=Ample");
	place_write(&place, "clau.yaml", "name: __My.${X}-1\nservices: {a: {image: i}}\n");
	assert_named(&place, "myample-1");
	place_write(&place, ".env", "COMPOSE_PROJECT_NAME=from_env\n");
	assert_named(&place, "from_env");
	place.options.project_name = "given";
	assert_named(&place, "given");
	place_close(&place);
}

void test_load__given_names_must_be_legal(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "services: {a: {image: i}}\n");
	place.options.project_name = "Not.Legal";
	assert_fails(&place, "project-name", "");
	assert_non_null(strstr(place_finding(&place, "project-name")->remedy, "notlegal"));
	place.options.project_name = NULL;
	place_write(&place, ".env", "#\nCOMPOSE_PROJECT_NAME=UP\n");
	place.diags.findings.count = 0;
	assert_fails(&place, "project-name", ".env:2:1");
	place_write(&place, ".env", "");
	place_write(&place, "clau.yaml", "name: '...'\nservices: {a: {image: i}}\n");
	place.diags.findings.count = 0;
	assert_fails(&place, "project-name", "clau.yaml:1:7");
	place_close(&place);
}

void test_load__without_a_file_a_given_name_is_enough(void **state)
{
	(void)state;
	struct place place;
	const char *name, *directory;
	place_open(&place);
	assert_false(load_project_name(place.arena, &place.options, &name, &directory));
	place.options.project_name = "given";
	assert_true(load_project_name(place.arena, &place.options, &name, &directory));
	assert_string_equal(name, "given");
	assert_null(directory);
	place_close(&place);
}

void test_load__a_linked_directory_keeps_its_own_name(void **state)
{
	(void)state;
	struct place place;
	const char *name, *directory;
	place_open(&place);
	place_write(&place, "real/compose.yaml", "services: {a: {image: i}}\n");
	assert_int_equal(symlink("real", place_path(&place, "linked")), 0);
	place.options.current_directory = NULL;
	const char *start = path_current(place.arena);
	assert_int_equal(chdir(place_path(&place, "linked")), 0);
	place_variable(&place, arena_printf(place.arena, "PWD=%s", place_path(&place, "linked")));
	assert_true(load_project_name(place.arena, &place.options, &name, &directory));
	assert_int_equal(chdir(start), 0);
	assert_string_equal(name, "linked");
	place_close(&place);
}

void test_load__names_for_completion_never_fail(void **state)
{
	(void)state;
	struct place place;
	struct list services = { 0 }, overlays = { 0 }, profiles = { 0 };
	place_open(&place);
	load_names(place.arena, &place.options, &services, &overlays, &profiles);
	assert_int_equal(services.count, 0);
	place_write(&place, "clau.yaml",
		    "services: {web: {profiles: [p, q], image: $X}, db: {}}\n"
		    "overlays: {gpu: {}, dev: {services: 1}}\n");
	load_names(place.arena, &place.options, &services, &overlays, &profiles);
	assert_int_equal(services.count, 2);
	assert_string_equal(services.items[0], "db");
	assert_string_equal(overlays.items[1], "gpu");
	assert_int_equal(profiles.count, 2);
	place_close(&place);
}
