#include "helper.h"

static const char *print(struct bench *bench, const char *text)
{
	return bench_write(bench, schema_print_form(bench->arena, bench_default(bench, text)));
}

static void expect(const char *service, const char *yaml)
{
	struct bench *bench = bench_begin();
	const char *text =
		arena_printf(bench->arena, "services:\n  s: {network_mode: none, %s}\n", service);
	const struct node *form = schema_print_form(bench->arena, bench_default(bench, text));
	struct node *printed = node_at(form, "services.s");
	node_remove(printed, "network_mode");
	assert_string_equal(bench_write(bench, printed), yaml);
	bench_end(bench);
}

void test_schema__print_orders_keys_as_compose(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	assert_string_equal(
		print(bench,
		      "volumes: {v10: , v9: , _a: }\nx-b: 1\nx-a: 2\nversion: '3'\nservices:\n"
		      "  web: {working_dir: /, image: i, profiles: [p], x-k: 1, build: b, "
		      "network_mode: none}\n  db: {network_mode: none, image: i}\nname: vec\n"
		      "overlays: {o: }\n"),
		"name: vec\nservices:\n  db:\n    image: i\n    network_mode: none\n  web:\n"
		"    profiles:\n      - p\n    build:\n      context: b\n"
		"      dockerfile: Dockerfile\n    image: i\n    network_mode: none\n"
		"    working_dir: /\n    x-k: 1\nvolumes:\n  _a:\n    name: vec__a\n  v9:\n"
		"    name: vec_v9\n  v10:\n    name: vec_v10\nx-a: 2\nx-b: 1\n");
	bench_end(bench);
}

void test_schema__print_canonical_values(void **state)
{
	(void)state;
	expect("stop_grace_period: 90s, mem_limit: 1g, memswap_limit: -1, cpus: '0.50'",
	       "cpus: 0.5\nmem_limit: \"1073741824\"\nmemswap_limit: \"-1\"\n"
	       "stop_grace_period: 1m30s\n");
	expect("secrets: [{source: a, mode: 0440}], volumes: [{type: tmpfs, target: /t, tmpfs: "
	       "{mode: 0o1777, size: 1k}}]",
	       "secrets:\n  - source: a\n    target: /run/secrets/a\n    mode: \"0440\"\n"
	       "volumes:\n  - type: tmpfs\n    target: /t\n    tmpfs:\n      size: \"1024\"\n"
	       "      mode: 1023\n");
	expect("extra_hosts: ['b:1', 'a:2'], ports: ['1:2']",
	       "extra_hosts:\n  - a=2\n  - b=1\nports:\n  - mode: ingress\n    target: 2\n"
	       "    published: \"1\"\n    protocol: tcp\n");
	expect("ulimits: {a: 1, b: {hard: 2, soft: 1}}",
	       "ulimits:\n  a: 1\n  b:\n    soft: 1\n    hard: 2\n");
}

void test_schema__print_leaves_out_what_says_nothing(void **state)
{
	(void)state;
	expect("tty: false, init: false, command: [], entrypoint: , cap_add: [], labels: {}, "
	       "user: '', scale: 0, volumes: ['vv:/v'], deploy: {}, privileged: true",
	       "command: []\ndeploy: {}\ninit: false\nprivileged: true\nscale: 0\nvolumes:\n"
	       "  - type: volume\n    source: vv\n    target: /v\n    volume: {}\n");
}

/* Left out it would be all of them when it is read again. */
void test_schema__print_keeps_a_count_of_zero(void **state)
{
	(void)state;
	expect("gpus: [{count: 0, capabilities: [gpu]}]",
	       "gpus:\n  - capabilities:\n      - gpu\n    count: 0\n");
}

void test_schema__print_escapes_dollars(void **state)
{
	(void)state;
	expect("command: ['a$b'], environment: {'K$': 'v$$'}, x-a: ['$c']",
	       "command:\n  - a$$b\nenvironment:\n  K$$: v$$$$\nx-a:\n  - $$c\n");
}

/* What is printed, read again, prints the same. */
void test_schema__print_reads_back(void **state)
{
	static const char text[] =
		"name: vec\nservices: {s: {image: i, build: {context: /c, ssh: [default, k=/x], "
		"args: [A=1]}, ports: ['1-2:1-2'], volumes: ['/a:/b', 'vv:/v', {type: bind, "
		"source: "
		"/q, target: /q, bind: {create_host_path: false}}], gpus: all, healthcheck: {test: "
		"x, interval: 90s}, deploy: {resources: {limits: {cpus: 0.25, memory: 5m}}}, "
		"command: a b, ulimits: {n: 5}, depends_on: [t], extra_hosts: ['a:1'], secrets: "
		"[{source: k, mode: 0400}], networks: {own: {aliases: [z]}}, blkio_config: "
		"{weight: 5}, labels: [a], env_file: [e], develop: {watch: [{path: /w, action: "
		"rebuild}]}}, t: {image: i}}\nnetworks: {own: {ipam: {config: [{subnet: a}]}}}\n"
		"secrets: {k: {file: /k}}\nvolumes: {vv: {external: true}}\n";
	(void)state;
	struct bench *bench = bench_begin();
	const char *once = print(bench, text);
	assert_string_equal(print(bench, once), once);
	bench_end(bench);
}

void test_schema__print_json(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	AUTO_BUF struct buf out = { 0 };
	struct json_writer writer;
	const struct node *form = schema_print_form(
		bench->arena,
		bench_default(bench,
			      "name: vec\nservices: {s: {image: 'a<b', mem_limit: 1k, deploy: "
			      "{resources: {limits: {cpus: '0.1'}}}}}\n"));
	json_begin(&writer, &out, false);
	schema_print_json(&writer, form);
	assert_string_equal(
		buf_text(&out),
		"{\"name\":\"vec\",\"networks\":{\"default\":{\"name\":\"vec_default\",\"ipam\":{}}"
		"},"
		"\"services\":{\"s\":{\"command\":null,\"deploy\":{\"resources\":{\"limits\":{"
		"\"cpus\":0.1}},\"placement\":{}},\"entrypoint\":null,\"image\":\"a<b\","
		"\"mem_limit\":\"1024\",\"networks\":{\"default\":null}}}}");
	bench_end(bench);
}

static void expect_words(const char *path, const char *words)
{
	struct arena *arena = arena_create();
	AUTO_BUF struct buf out = { 0 };
	assert_true(schema_explain(arena, path, &out));
	assert_string_equal(buf_text(&out), words);
	arena_destroy(arena);
}

void test_schema__explain(void **state)
{
	(void)state;
	expect_words("services.*.healthcheck.interval",
		     "services.*.healthcheck.interval\n"
		     "Time between the end of one probe and the start of the next.\n"
		     "type:    duration, such as 1m30s\ndefault: 30s\n"
		     "merged:  the later file replaces it\n");
	expect_words("services.web.configs.0",
		     "services.web.configs.0\nOne config of the container.\ntype:    mapping\n"
		     "also as: a text\nmerged:  key by key\n\nkeys:\n"
		     "  gid     Group of the file, as a number.\n"
		     "  mode    Permissions of the file, in octal.\n"
		     "  source  Name of the config under `configs`.\n"
		     "  target  Path in the container; `/<source>` when absent.\n"
		     "  uid     Owner of the file, as a number.\n");
	expect_words("services.*.oom_score_adj",
		     "services.*.oom_score_adj\nHow readily it is killed when memory runs out.\n"
		     "type:    whole number\nbounds:  -1000 to 1000\n"
		     "merged:  the later file replaces it\n");
	AUTO_BUF struct buf out = { 0 };
	struct arena *arena = arena_create();
	assert_false(schema_explain(arena, "services.*.nothing", &out));
	assert_false(schema_explain(arena, NULL, &out));
	assert_int_equal(out.length, 0);
	assert_true(schema_explain(arena, "", &out));
	assert_non_null(strstr(buf_text(&out), "\n  overlays  Overrides by name"));
	arena_destroy(arena);
}

void test_schema__editor_is_a_schema(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	AUTO_BUF struct buf out = { 0 };
	const char *reason = NULL;
	schema_editor(&out);
	const struct json *json = json_parse(arena, buf_text(&out), out.length, &reason);
	assert_non_null(json);
	assert_string_equal(json_text(json, "properties.overlays.additionalProperties.$ref", ""),
			    "#");
	const struct json *service =
		json_get(json, "properties.services.additionalProperties.properties");
	assert_string_equal(json_text(service, "healthcheck.properties.interval.default", ""),
			    "30s");
	assert_int_equal(json_items(service, "tty.type")->count, 2);
	assert_string_equal(json_text(service, "restart.pattern", ""),
			    "^(no|always|unless-stopped|on-failure|on-failure:.+)$|\\$");
	assert_int_equal(json_int(service, "oom_score_adj.minimum", 0), -1000);
	assert_non_null(json_get(service, "pre_stop.items.properties.command"));
	arena_destroy(arena);
}
