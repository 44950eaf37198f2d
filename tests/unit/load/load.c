#include "place.h"

static const struct service *service_of(const struct loaded *loaded, const char *name)
{
	const struct service *service = project_service(loaded->project, name);
	if (!service)
		fail_msg("no service %s", name);
	return service;
}

void test_load__a_project_comes_out_whole(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, ".env", "TAG=1.2\nPORT=8080\n");
	place_write(&place, "clau.yaml",
		    "name: demo\nservices:\n  web:\n    image: web:${TAG}\n"
		    "    ports: [\"${PORT}:80\"]\n    volumes: [\"./data:/data:ro\"]\n"
		    "    depends_on: [db]\n  db:\n    image: db\n    volumes: [\"store:/v\"]\n"
		    "volumes: {store: }\n");
	const struct loaded *loaded = place_load_fine(&place);
	const struct project *project = loaded->project;
	assert_string_equal(project->name, "demo");
	assert_string_equal(project->directory, place.directory);
	assert_int_equal(project->name_at.line, 1);
	assert_int_equal(project->services.count, 2);
	assert_string_equal(project->config_files.items[0], place_path(&place, "clau.yaml"));
	const struct service *web = service_of(loaded, "web");
	assert_string_equal(web->image, "web:1.2");
	const struct port *port = web->ports.items[0];
	assert_string_equal(port->published, "8080");
	const struct mount *mount = web->volumes.items[0];
	assert_string_equal(mount->source, place_path(&place, "data"));
	assert_string_equal(project_volume(project, "store")->name, "demo_store");
	assert_int_equal(strlen(web->config_hash), 64);
	assert_int_equal(strlen(project_network(project, "default")->config_hash), 64);
	assert_int_equal(strlen(project_volume(project, "store")->config_hash), 64);
	place_close(&place);
}

void test_load__files_merge_in_their_order(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "a.yml",
		    "services: {web: {image: one, command: [a], environment: {A: 1, B: 1}}}\n");
	place_write(&place, "b.yml",
		    "services:\n  web:\n    image: two\n    command: [b]\n"
		    "    environment: [B=2]\n---\nservices: {web: {image: three}}\n");
	place_file(&place, "a.yml");
	place_file(&place, "b.yml");
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.web.image", "three");
	assert_text_at(loaded, "services.web.command.0", "b");
	assert_text_at(loaded, "services.web.environment.A", "1");
	assert_text_at(loaded, "services.web.environment.B", "2");
	const struct node *image = node_at(loaded->tree, "services.web.image");
	assert_non_null(image->under);
	assert_string_equal(image->under->text, "two");
	place_close(&place);
}

static const char with_overlays[] =
	"services: {web: {image: base, ports: [\"80:80\"], environment: {LEVEL: base}}}\n"
	"overlays:\n"
	"  gpu: {services: {web: {environment: {LEVEL: gpu, GPU: \"${GPU:-0}\"}}}}\n"
	"  dev: {services: {web: {image: dev, ports: !reset [], environment: {LEVEL: dev}}}}\n"
	"  prod: {services: {web: {image: \"${SECRET_TAG:?no tag}\"}}}\n";

void test_load__overlays_apply_in_order(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", with_overlays);
	place_overlay(&place, "gpu");
	place_overlay(&place, "dev");
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.web.image", "dev");
	assert_text_at(loaded, "services.web.environment.LEVEL", "dev");
	assert_text_at(loaded, "services.web.environment.GPU", "0");
	assert_int_equal(service_of(loaded, "web")->ports.count, 0);
	assert_string_equal(node_at(loaded->tree, "services.web.image")->layer, "dev");
	assert_null(node_get(loaded->tree, "overlays"));
	assert_int_equal(loaded->project->overlays.count, 2);
	place_close(&place);
}

void test_load__overlays_not_asked_for_need_no_variables(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", with_overlays);
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.web.image", "base");
	assert_int_equal(place.diags.warnings, 0);
	assert_int_equal(loaded->overlays.count, 3);
	assert_int_equal(loaded->variables.count, 2);
	const struct variable *last = loaded->variables.items[1];
	assert_string_equal(last->name, "SECRET_TAG");
	assert_true(last->required);
	const struct node *source = loaded->source_tree;
	assert_string_equal(node_at(source, "overlays.prod.services.web.image")->text,
			    "${SECRET_TAG:?no tag}");
	place_close(&place);
	place_open(&place);
	place_write(&place, "clau.yaml", with_overlays);
	place_overlay(&place, "prod");
	assert_fails(&place, "required-variable", "clau.yaml:5:35");
	place_close(&place);
}

void test_load__overlays_not_asked_for_are_checked_all_the_same(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(
		&place, "clau.yaml",
		"services: {web: {image: i}}\noverlays:\n  dev: {services: {web: {imaeg: x}}}\n");
	assert_fails(&place, "unknown-key", "clau.yaml:3:26");
	place_close(&place);
}

void test_load__mistakes_of_a_chosen_overlay_are_told_once(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(
		&place, "clau.yaml",
		"services: {web: {image: i}}\noverlays:\n  dev: {services: {web: {imaeg: x}}}\n");
	place_overlay(&place, "dev");
	assert_fails(&place, "unknown-key", "clau.yaml:3:26");
	assert_int_equal(place.diags.errors, 1);
	place_close(&place);
}

void test_load__unknown_overlays_name_the_nearest(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", with_overlays);
	place_overlay(&place, "gpo");
	assert_fails(&place, "unknown-overlay", "clau.yaml:2:1");
	const char *remedy = place_finding(&place, "unknown-overlay")->remedy;
	assert_non_null(strstr(remedy, "`gpu`"));
	assert_non_null(strstr(remedy, "gpu, dev, prod"));
	place_close(&place);
	place_open(&place);
	place_write(&place, "clau.yaml", "services: {web: {image: i}}\n");
	place_overlay(&place, "gpu");
	assert_fails(&place, "unknown-overlay", "");
	place_close(&place);
}

void test_load__overlays_of_several_files_add_up(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "a.yml",
		    "services: {web: {image: i}}\n"
		    "overlays: {dev: {services: {web: {user: a, hostname: a}}}}\n");
	place_write(&place, "b.yml",
		    "services: {web: {tty: true}}\n"
		    "overlays: {dev: {services: {web: {user: b}}}}\n");
	place_file(&place, "a.yml");
	place_file(&place, "b.yml");
	place_overlay(&place, "dev");
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.web.user", "b");
	assert_text_at(loaded, "services.web.hostname", "a");
	assert_string_equal(node_at(loaded->source_tree, "overlays.dev.services.web.user")->text,
			    "b");
	assert_string_equal(node_at(loaded->source_tree, "services.web.tty")->text, "true");
	place_close(&place);
}

void test_load__include_brings_its_own_paths_and_variables(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "include: [sub/part.yaml, {path: other/b.yml, project_directory: .}]\n"
		    "services: {web: {image: i, depends_on: [db]}}\n");
	place_write(&place, ".env", "OWN=outer\n");
	place_write(&place, "sub/.env", "OWN=inner\nTAG=7\n");
	place_write(&place, "sub/part.yaml",
		    "services: {db: {image: \"db:$TAG-$OWN\", volumes: [\"./d:/d\", \"v:/v\"]}}\n"
		    "volumes: {v: }\n");
	place_write(&place, "other/b.yml",
		    "services: {c: {image: c, volumes: [\"./d:/d\"], environment: [X=$$y]}}\n");
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.db.image", "db:7-outer");
	assert_text_at(loaded, "services.c.environment.X", "$y");
	const struct mount *first = service_of(loaded, "db")->volumes.items[0];
	assert_string_equal(first->source, place_path(&place, "sub/d"));
	const struct mount *other = service_of(loaded, "c")->volumes.items[0];
	assert_string_equal(other->source, place_path(&place, "d"));
	place_close(&place);
}

void test_load__include_takes_env_files_of_its_own(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "include: [{path: [sub/a.yml, sub/b.yml], env_file: [vars.env]}]\n");
	place_write(&place, "vars.env", "TAG=5\n");
	place_write(&place, "sub/.env", "TAG=unread\n");
	place_write(&place, "sub/a.yml",
		    "services: {a: {image: \"a:$TAG\"}}\n"
		    "overlays: {dev: {services: {a: {tty: true}}}}\n");
	place_write(&place, "sub/b.yml", "services: {a: {user: b}}\nnetworks: {n: {}}\n");
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.a.image", "a:5");
	assert_text_at(loaded, "services.a.user", "b");
	assert_non_null(place_finding(&place, "ignored-overlays"));
	place_write(&place, "clau.yaml", "include: [{path: sub/a.yml, env_file: none.env}]\n");
	assert_fails(&place, "env-file", "clau.yaml:1:39");
	place_close(&place);
}

void test_load__the_default_platform_is_for_what_is_built(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_variable(&place, "DOCKER_DEFAULT_PLATFORM=linux/arm64");
	place_write(&place, "clau.yaml", "services: {a: {build: .}, b: {image: i}}\n");
	const struct loaded *loaded = place_load_fine(&place);
	assert_string_equal(service_of(loaded, "a")->platform, "linux/arm64");
	assert_null(service_of(loaded, "b")->platform);
	place_close(&place);
}

void test_load__include_conflicts_show_both_places(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "include: [b.yml]\nservices: {web: {image: i}}\n");
	place_write(&place, "b.yml", "services: {web: {image: i}}\n");
	place_load_fine(&place);
	place_write(&place, "b.yml", "services: {web: {image: other}}\n");
	assert_fails(&place, "include-conflict", "clau.yaml:2:12");
	assert_int_equal(place_finding(&place, "include-conflict")->notes.count, 1);
	place_close(&place);
}

void test_load__includes_that_cannot_be(void **state)
{
	(void)state;
	static const struct {
		const char *text, *rule, *where;
	} rows[] = {
		{ "include: [clau.yaml]\n", "include-cycle", "clau.yaml:1:11" },
		{ "include: [none.yml]\n", "no-file", "clau.yaml:1:11" },
		{ "include: [\"https://example.com/x.git\"]\n", "remote-file", "clau.yaml:1:11" },
		{ "include: [{path: \"oci://r/x\"}]\n", "remote-file", "clau.yaml:1:18" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct place place;
		place_open(&place);
		place_write(&place, "clau.yaml", rows[i].text);
		assert_fails(&place, rows[i].rule, rows[i].where);
		place_close(&place);
	}
}

void test_load__includes_that_double_at_each_level_end(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "include: [l1.yml, l1.yml]\nservices: {a: {image: i}}\n");
	for (int level = 1; level < 15; level++) {
		const char *name = arena_printf(place.arena, "l%d.yml", level);
		place_write(
			&place, name,
			arena_printf(place.arena,
				     "include: [l%d.yml, l%d.yml]\nservices: {s%d: {image: i}}\n",
				     level + 1, level + 1, level));
	}
	place_write(&place, "l15.yml", "services: {end: {image: i}}\n");
	assert_fails(&place, "too-many-files", "");
	place_close(&place);
}

void test_load__extends_takes_services_of_here_and_elsewhere(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services:\n  web: {extends: base, environment: {A: web}}\n"
		    "  base: {image: base, environment: {A: base, B: base}, cap_drop: [ALL]}\n"
		    "  far: {extends: {file: sub/x.yml, service: one}, image: far}\n");
	place_write(&place, "sub/x.yml",
		    "services:\n  one: {extends: {service: two}, volumes: [\"./d:/d\"]}\n"
		    "  two: {extends: {file: ../y.yml, service: three}, image: two}\n");
	place_write(&place, "y.yml", "services: {three: {user: three, build: {context: .}}}\n");
	const struct loaded *loaded = place_load_fine(&place);
	assert_text_at(loaded, "services.web.image", "base");
	assert_text_at(loaded, "services.web.environment.A", "web");
	assert_text_at(loaded, "services.web.environment.B", "base");
	assert_text_at(loaded, "services.far.image", "far");
	assert_text_at(loaded, "services.far.user", "three");
	assert_text_at(loaded, "services.far.build.context", place.directory);
	const struct mount *mount = service_of(loaded, "far")->volumes.items[0];
	assert_string_equal(mount->source, place_path(&place, "sub/d"));
	assert_null(node_at(loaded->tree, "services.far.extends"));
	assert_null(node_at(loaded->tree, "services.one"));
	place_close(&place);
}

void test_load__extends_that_cannot_be(void **state)
{
	(void)state;
	static const struct {
		const char *text, *rule, *where;
	} rows[] = {
		{ "services: {a: {image: i, extends: wbe}, web: {image: i}}\n",
		  "undefined-reference", "clau.yaml:1:35" },
		{ "services: {a: {extends: b}, b: {extends: c}, c: {extends: a}}\n",
		  "extends-cycle", "clau.yaml:1:25" },
		{ "services: {a: {image: i, extends: {file: no.yml, service: x}}}\n", "no-file",
		  "clau.yaml:1:42" },
		{ "services: {a: {image: i, extends: {file: \"git@h:x\", service: x}}}\n",
		  "remote-file", "clau.yaml:1:42" },
		{ "services: {a: {image: i, extends: {file: clau.yaml, service: a}}}\n",
		  "extends-cycle", "clau.yaml:1:35" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct place place;
		place_open(&place);
		place_write(&place, "clau.yaml", rows[i].text);
		assert_fails(&place, rows[i].rule, rows[i].where);
		place_close(&place);
	}
}

void test_load__env_files_are_beneath_the_environment(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_variable(&place, "OUTER=outer");
	place_write(&place, "clau.yaml",
		    "services:\n  web:\n    image: i\n"
		    "    environment: {A: own, OUTER: , UNSET: , N: 1.50}\n"
		    "    env_file: [one.env, {path: two.env, required: false}, {path: raw.env, "
		    "format: raw}, {path: none.env, required: false}]\n");
	place_write(&place, "one.env", "A=one\nB=one\nC=$A $OUTER\n");
	place_write(&place, "two.env", "B=two\n");
	place_write(&place, "raw.env", "R='$A'\n");
	const struct loaded *loaded = place_load_fine(&place);
	const struct map *environment = &service_of(loaded, "web")->environment;
	assert_string_equal(map_get(environment, "A"), "own");
	assert_string_equal(map_get(environment, "B"), "two");
	assert_string_equal(map_get(environment, "C"), "own outer");
	assert_string_equal(map_get(environment, "R"), "'$A'");
	assert_string_equal(map_get(environment, "OUTER"), "outer");
	assert_true(map_has(environment, "UNSET"));
	assert_null(map_get(environment, "UNSET"));
	assert_null(node_at(loaded->tree, "services.web.env_file"));
	place_close(&place);
}

void test_load__missing_env_files_of_services_are_placed(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services:\n  web:\n    image: i\n    env_file:\n      - none.env\n");
	assert_fails(&place, "env-file", "clau.yaml:5:9");
	place_close(&place);
}

void test_load__label_files_are_beneath_the_labels(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services: {web: {image: i, labels: {a: own}, "
		    "label_file: [l.env]}}\n");
	place_write(&place, "l.env", "a=file\nb.c=file\n");
	const struct loaded *loaded = place_load_fine(&place);
	const struct map *labels = &service_of(loaded, "web")->labels;
	assert_string_equal(map_get(labels, "a"), "own");
	assert_string_equal(map_get(labels, "b.c"), "file");
	place_close(&place);
}

void test_load__profiles_come_from_options_or_the_environment(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services: {a: {image: i}, b: {image: i, profiles: [x]}, c: {image: i, "
		    "profiles: [y]}}\n");
	assert_int_equal(place_load_fine(&place)->project->services.count, 1);
	place_variable(&place, "COMPOSE_PROFILES=x,");
	assert_int_equal(place_load_fine(&place)->project->services.count, 2);
	list_add(place.arena, &place.options.profiles, arena_copy(place.arena, "*"));
	const struct loaded *loaded = place_load_fine(&place);
	assert_int_equal(loaded->project->services.count, 3);
	place_close(&place);
}

void test_load__the_projects_name_is_a_variable(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "name: demo\nservices: {a: {image: \"i:$COMPOSE_PROJECT_NAME\"}}\n");
	assert_text_at(place_load_fine(&place), "services.a.image", "i:demo");
	place.options.project_name = "other";
	place_variable(&place, "COMPOSE_PROJECT_NAME=third");
	assert_text_at(place_load_fine(&place), "services.a.image", "i:other");
	place_close(&place);
}

void test_load__without_interpolation_all_stays_as_written(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml", "services: {a: {image: \"i:${U:?x}\"}}\n");
	place.options.no_interpolate = true;
	assert_text_at(place_load_fine(&place), "services.a.image", "i:${U:?x}");
	place_close(&place);
}

static const char *content_hash_after(struct place *place, const char *secret)
{
	place_write(place, "s.txt", secret);
	return service_of(place_load_fine(place), "a")->content_hash;
}

void test_load__content_counts_in_the_content_hash_only(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_write(&place, "clau.yaml",
		    "services: {a: {image: i, secrets: [s], configs: [c]}, b: {image: i}}\n"
		    "secrets: {s: {file: s.txt}}\nconfigs: {c: {content: \"${X:-1}\"}}\n");
	const char *first = content_hash_after(&place, "one");
	const char *config = service_of(place_load_fine(&place), "a")->config_hash;
	assert_string_equal(content_hash_after(&place, "one"), first);
	assert_string_not_equal(content_hash_after(&place, "two"), first);
	assert_string_equal(service_of(place_load_fine(&place), "a")->config_hash, config);
	content_hash_after(&place, "one");
	place_variable(&place, "X=2");
	assert_string_not_equal(content_hash_after(&place, "one"), first);
	place_close(&place);
}

void test_load__home_stands_behind_a_tilde(void **state)
{
	(void)state;
	struct place place;
	place_open(&place);
	place_variable(&place, "HOME=/home/me");
	place_write(&place, "clau.yaml", "services: {a: {image: i, volumes: [\"~/d:/d\"]}}\n");
	const struct loaded *loaded = place_load_fine(&place);
	const struct mount *mount = service_of(loaded, "a")->volumes.items[0];
	assert_string_equal(mount->source, "/home/me/d");
	place_close(&place);
}
