#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/generate.h"
#include "clau/yaml.h"

#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct bench {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	char directory[64];
};

static void write_file(struct bench *bench, const char *name, const char *text)
{
	const char *reason;
	assert_true(file_write(path_join(bench->arena, bench->directory, name), text, strlen(text),
			       0644, &reason));
}

static struct bench *bench_begin(const char *text)
{
	struct arena *arena = arena_create();
	struct bench *bench = ARENA_NEW(arena, struct bench);
	bench->arena = arena;
	sources_init(&bench->sources, arena);
	diags_init(&bench->diags, arena, &bench->sources);
	snprintf(bench->directory, sizeof(bench->directory), "/tmp/clau-generate-XXXXXX");
	assert_non_null(mkdtemp(bench->directory));
	write_file(bench, "clau.yaml", text);
	return bench;
}

static void bench_end(struct bench *bench)
{
	static const char *const names[] = { "clau.yaml", ".env", "compose/docker-compose.yml",
					     "compose/docker-compose.gpu.yml", "compose" };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		remove(path_join(bench->arena, bench->directory, names[i]));
	assert_int_equal(rmdir(bench->directory), 0);
	arena_destroy(bench->arena);
}

static struct loaded *load(struct bench *bench, const char *overlay, const char *first,
			   const char *second)
{
	static const char *const environment[] = { "HOME=/home/me", NULL };
	struct load_options options = { .environment = environment,
					.current_directory = bench->directory };
	const char *files[] = { first, second };
	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (files[i])
			list_add(bench->arena, &options.files, arena_copy(bench->arena, files[i]));
	if (first)
		options.project_directory = path_join(bench->arena, bench->directory, "compose");
	if (overlay)
		list_add(bench->arena, &options.overlays, arena_copy(bench->arena, overlay));
	struct loaded *loaded =
		load_project(bench->arena, &bench->diags, &bench->sources, &options);
	for (LIST_EACH(struct finding, finding, &bench->diags.findings))
		if (finding->severity == SEVERITY_ERROR)
			assert_string_equal(finding->message, "");
	assert_non_null(loaded);
	return loaded;
}

static struct list *generate(struct bench *bench)
{
	struct list *files =
		generate_files(bench->arena, &bench->diags, load(bench, NULL, NULL, NULL),
			       path_join(bench->arena, bench->directory, "compose"));
	assert_non_null(files);
	return files;
}

/* The text of one generated file behind its header. */
static const char *body(const struct list *files, size_t index)
{
	const char *text = ((const struct generated_file *)files->items[index])->text;
	while (*text == '#')
		text = strchr(text, '\n') + 1;
	return text;
}

void test_generate__files_have_headers(void **state)
{
	(void)state;
	struct bench *bench = bench_begin("# mine\nname: law\nservices: {a: {image: i}}\n"
					  "overlays: {gpu: {services: {a: {gpus: all}}}}\n");
	const struct list *files = generate(bench);
	assert_int_equal(files->count, 2);
	const struct generated_file *base = files->items[0], *gpu = files->items[1];
	assert_string_equal(base->name, "docker-compose.yml");
	assert_string_equal(
		base->text,
		"# Made by `clau generate` from clau.yaml; change that and run it again.\n"
		"# In the project's directory (with `--env-file .env` where there is one):\n"
		"#   docker compose -f compose/docker-compose.yml up\n"
		"name: law\nservices:\n  a:\n    image: i\n");
	assert_string_equal(gpu->name, "docker-compose.gpu.yml");
	assert_string_equal(
		gpu->text,
		"# Made by `clau generate` from clau.yaml; change that and run it again.\n"
		"# Holds what the overlay \"gpu\" changes on docker-compose.yml.\n"
		"# In the project's directory (with `--env-file .env` where there is one):\n"
		"#   docker compose -f compose/docker-compose.yml -f "
		"compose/docker-compose.gpu.yml up\n"
		"services:\n  a:\n    gpus: all\n");
	bench_end(bench);
}

void test_generate__files_move_paths_and_keep_variables(void **state)
{
	(void)state;
	struct bench *bench = bench_begin(
		"name: law\nversion: '3'\nservices:\n  a:\n    image: \"i:${TAG:-1}\"\n"
		"    build: .\n    command: [a, $$b]\n    ports: [\"${P:-80}:80\"]\n"
		"    env_file: [{path: sub/f.env, required: false}]\n"
		"    volumes: [./d:/d:ro, '.:/all', \"${D:-./x}:/x\", named:/n, ~/h:/h, "
		"../up:/up]\n    x-clau: {url: u}\nvolumes: {named: }\n"
		"secrets: {t: {file: t.txt}}\n"
		"overlays:\n  gpu:\n    services:\n      a:\n        ports: !reset []\n"
		"        command: !override [z]\n        build: {context: ./web}\n");
	const struct list *files = generate(bench);
	assert_int_equal(bench->diags.warnings, 0);
	assert_string_equal(
		body(files, 0),
		"name: law\nservices:\n  a:\n    image: i:${TAG:-1}\n    build: ..\n"
		"    command:\n      - a\n      - $$b\n    ports:\n      - ${P:-80}:80\n"
		"    env_file:\n      - path: ../sub/f.env\n        required: false\n"
		"    volumes:\n      - ../d:/d:ro\n      - ..:/all\n"
		"      - ${D:-../x}:/x\n      - named:/n\n      - ~/h:/h\n"
		"      - ../../up:/up\n    x-clau:\n      url: u\nvolumes:\n"
		"  named: null\nsecrets:\n  t:\n    file: ../t.txt\n");
	assert_string_equal(body(files, 1),
			    "services:\n  a:\n    ports: !reset []\n    command: !override\n"
			    "      - z\n    build:\n      context: ../web\n");
	bench_end(bench);
}

void test_generate__files_name_the_project(void **state)
{
	(void)state;
	struct bench *bench = bench_begin("services: {a: {image: i}}\n");
	const char *name = project_name_normalise(bench->arena, path_base(bench->directory));
	assert_string_equal(
		body(generate(bench), 0),
		arena_printf(bench->arena, "name: %s\nservices:\n  a:\n    image: i\n", name));
	bench_end(bench);
}

void test_generate__files_warn_of_open_paths(void **state)
{
	(void)state;
	struct bench *bench =
		bench_begin("name: law\nservices:\n  a: {image: i, volumes: ['${D-/a}:/d', "
			    "'$HOME/x:/x']}\n");
	const struct list *files = generate(bench);
	assert_int_equal(bench->diags.warnings, 1);
	const struct finding *finding = bench->diags.findings.items[0];
	assert_string_equal(finding->rule, "open-path");
	assert_int_equal(finding->at.line, 3);
	assert_non_null(strstr(body(files, 0), "- $HOME/x:/x\n"));
	bench_end(bench);
}

static const char law[] =
	"name: law\nservices:\n  a:\n    image: i\n    build: {context: web, args: [A=1]}\n"
	"    volumes: [./d:/d, named:/n]\n    environment: [A=1, 'B=$$x']\n"
	"    ports: ['80:80', '81:81']\n    healthcheck: {test: x, interval: 5s}\n"
	"    depends_on: [b]\n    secrets: [t]\n  b: {image: i}\nvolumes: {named: }\n"
	"secrets: {t: {file: t.txt}}\noverlays:\n  gpu:\n    services:\n      a:\n"
	"        gpus: all\n        volumes: ['./other:/d']\n        environment: {A: '2'}\n"
	"        ports: !override ['90:80']\n        healthcheck: {interval: 9s}\n"
	"      b: {command: !reset null}\n      c: {image: i, build: {context: .}}\n";

static const char *config(struct bench *bench, const struct loaded *loaded, const char *format)
{
	AUTO_BUF struct buf out = { 0 };
	generate_config(bench->arena, loaded, format, &out);
	return buf_to_arena(&out, bench->arena);
}

/* The generated files, loaded as any Compose files, mean what the project and its overlay mean. */
void test_generate__files_mean_the_same(void **state)
{
	static const char *const names[] = { "docker-compose.yml", "docker-compose.gpu.yml" };
	(void)state;
	struct bench *bench = bench_begin(law);
	const struct list *files = generate(bench);
	assert_int_equal(mkdir(path_join(bench->arena, bench->directory, "compose"), 0755), 0);
	for (size_t i = 0; i < files->count; i++)
		write_file(bench, arena_printf(bench->arena, "compose/%s", names[i]),
			   ((const struct generated_file *)files->items[i])->text);
	const char *base = path_join(bench->arena, bench->directory, "compose/docker-compose.yml");
	const char *gpu =
		path_join(bench->arena, bench->directory, "compose/docker-compose.gpu.yml");
	assert_string_equal(config(bench, load(bench, NULL, base, NULL), "yaml"),
			    config(bench, load(bench, NULL, NULL, NULL), "yaml"));
	assert_string_equal(config(bench, load(bench, NULL, base, gpu), "yaml"),
			    config(bench, load(bench, "gpu", NULL, NULL), "yaml"));
	bench_end(bench);
}

void test_generate__config_holds_what_is_used(void **state)
{
	(void)state;
	struct bench *bench = bench_begin(
		"name: law\nservices:\n  a: {image: i}\n  b: {image: i, profiles: [p], networks: "
		"[own]}\nnetworks: {own: }\nvolumes: {v: }\noverlays: {gpu: {}}\n");
	const struct loaded *loaded = load(bench, NULL, NULL, NULL);
	assert_string_equal(config(bench, loaded, "yaml"),
			    "name: law\nservices:\n  a:\n    image: i\n    networks:\n"
			    "      default: null\nnetworks:\n  default:\n    name: law_default\n");
	assert_string_equal(config(bench, loaded, "json"),
			    "{\n  \"name\": \"law\",\n  \"networks\": {\n    \"default\": {\n"
			    "      \"name\": \"law_default\",\n      \"ipam\": {}\n    }\n  },\n"
			    "  \"services\": {\n    \"a\": {\n      \"command\": null,\n"
			    "      \"entrypoint\": null,\n      \"image\": \"i\",\n"
			    "      \"networks\": {\n        \"default\": null\n      }\n    }\n"
			    "  }\n}\n");
	bench_end(bench);
}

static void expect_moved(const char *text, const char *moved)
{
	struct arena *arena = arena_create();
	struct sources sources;
	struct diags diags;
	sources_init(&sources, arena);
	diags_init(&diags, arena, &sources);
	struct node *root = node_mapping(arena, NO_SPAN), *secrets = node_mapping(arena, NO_SPAN);
	struct node *secret = node_mapping(arena, NO_SPAN), *file = node_text(arena, text);
	node_set(arena, root, "secrets", secrets);
	node_set(arena, secrets, "a", secret);
	node_set(arena, secret, "file", file);
	rewrite_paths(arena, &diags, root, "/p/q", "/p/q/compose/deep");
	assert_string_equal(file->text, moved);
	arena_destroy(arena);
}

void test_generate__paths_are_moved(void **state)
{
	(void)state;
	expect_moved("a", "../../a");
	expect_moved("./a", "../../a");
	expect_moved(".//./a", "../../a");
	expect_moved(".", "../..");
	expect_moved("./", "../..");
	expect_moved("../a", "../../../a");
	expect_moved(".hidden", "../../.hidden");
	expect_moved("a/${B}/c", "../../a/${B}/c");
	expect_moved("/abs", "/abs");
	expect_moved("~/a", "~/a");
	expect_moved("${A:-b}/c", "${A:-../../b}/c");
	expect_moved("${A-./b}", "${A-../../b}");
	expect_moved("${A:-/b}", "${A:-/b}");
	expect_moved("${A:-}", "${A:-}");
	expect_moved("${A}", "${A}");
	expect_moved("./k=v", "../../k=v");
	expect_moved("k=v", "k=../../v");
}

static const struct origin *origin_of(const struct list *origins, const char *path)
{
	for (LIST_EACH(const struct origin, origin, origins))
		if (text_equal(origin->path, path))
			return origin;
	fail_msg("no origin of %s", path);
	return NULL;
}

static void expect_place(const struct origin *origin, enum origin_layer layer, uint32_t line,
			 uint32_t column)
{
	assert_int_equal(origin->layer, layer);
	assert_int_equal(origin->at.line, line);
	assert_int_equal(origin->at.column, column);
}

void test_generate__origins(void **state)
{
	(void)state;
	struct bench *bench = bench_begin("services:\n"
					  "  web:\n"
					  "    image: a:${TAG}\n"
					  "    ports: ['1:2']\n"
					  "    labels: {a.b: x}\n"
					  "    command: [x]\n"
					  "overlays:\n"
					  "  gpu: {services: {web: {image: b, ports: ['3:4'],\n"
					  "    command: [y]}}}\n");
	write_file(bench, ".env", "# tag\nTAG=7\n");
	const struct loaded *plain = load(bench, NULL, "clau.yaml", NULL);
	const struct list *origins = generate_origins(bench->arena, plain);
	const struct origin *image = origin_of(origins, "services.web.image");
	expect_place(image, ORIGIN_BASE, 3, 12);
	assert_int_equal(image->overrides.count, 0);
	const struct definition *tag = image->definitions->items[0];
	assert_string_equal(tag->name, "TAG");
	assert_int_equal(tag->at.line, 2);
	expect_place(origin_of(origins, "services.web.labels.\"a.b\""), ORIGIN_BASE, 5, 19);
	assert_int_equal(origin_of(origins, "networks.default.name")->layer, ORIGIN_DEFAULT);

	const struct loaded *loaded = load(bench, "gpu", "clau.yaml", NULL);
	origins = generate_origins(bench->arena, loaded);
	image = origin_of(origins, "services.web.image");
	expect_place(image, ORIGIN_OVERLAY, 8, 33);
	assert_string_equal(image->overlay, "gpu");
	assert_int_equal(image->overrides.count, 1);
	const struct origin *loser = image->overrides.items[0];
	expect_place(loser, ORIGIN_BASE, 3, 12);
	assert_string_equal(loser->value->text, "a:7");
	expect_place(origin_of(origins, "services.web.ports.0.target"), ORIGIN_BASE, 4, 13);
	expect_place(origin_of(origins, "services.web.ports.1.target"), ORIGIN_OVERLAY, 8, 44);
	const struct origin *command = origin_of(origins, "services.web.command");
	assert_int_equal(command->overrides.count, 1);
	expect_place(origin_of(origins, "services.web.command.0"), ORIGIN_OVERLAY, 9, 15);
	bench_end(bench);
}
