#include "helper.h"

static void expect(const char *text, const char *path, const char *yaml)
{
	struct bench *bench = bench_begin();
	const struct node *value = node_at(bench_default(bench, text), path);
	assert_non_null(value);
	assert_string_equal(bench_write(bench, value), yaml);
	bench_end(bench);
}

void test_schema__default_fills_what_rows_say(void **state)
{
	(void)state;
	expect("services: {s: {ports: [{target: 1}]}}\n", "services.s.ports",
	       "- target: 1\n  mode: ingress\n  protocol: tcp\n");
	expect("services: {s: {depends_on: {t: {condition: service_healthy}}}}\n",
	       "services.s.depends_on", "t:\n  condition: service_healthy\n  required: true\n");
	expect("services: {s: {volumes: [{type: bind, source: a, target: /a, bind: {}}]}}\n",
	       "services.s.volumes.0.bind", "create_host_path: true\n");
	expect("services: {s: {env_file: x}}\n", "services.s.env_file",
	       "- path: x\n  required: true\n");
	expect("services: {s: {build: {}}}\n", "services.s.build",
	       "context: .\ndockerfile: Dockerfile\n");
	expect("services: {s: {build: {context: '', dockerfile: ''}}}\n", "services.s.build",
	       "context: .\ndockerfile: Dockerfile\n");
	expect("services: {s: {build: {dockerfile_inline: FROM x}}}\n", "services.s.build",
	       "dockerfile_inline: FROM x\ncontext: .\n");
}

void test_schema__default_of_devices_and_secrets(void **state)
{
	(void)state;
	expect("services: {s: {gpus: [{capabilities: [gpu]}, {device_ids: [a]}]}}\n",
	       "services.s.gpus",
	       "- capabilities:\n    - gpu\n  count: -1\n- device_ids:\n    - a\n");
	expect("services: {s: {deploy: {resources: {reservations: {devices: [{capabilities: "
	       "[gpu]}]}}}}}\n",
	       "services.s.deploy.resources.reservations.devices.0.count", "-1\n");
	expect("services: {s: {secrets: [a, {source: b, target: c}], configs: [d]}}\n",
	       "services.s.secrets",
	       "- source: a\n  target: /run/secrets/a\n- source: b\n  target: c\n");
	expect("services: {s: {volumes: [{type: tmpfs, target: /a/../b/}]}}\n",
	       "services.s.volumes.0.target", "/b\n");
	expect("services: {s: {pull_policy: if_not_present}}\n", "services.s.pull_policy",
	       "missing\n");
}

void test_schema__default_network(void **state)
{
	static const char text[] =
		"services: {a: {}, b: {networks: [own]}, c: {network_mode: host}, "
		"d: {networks: {}}}\nnetworks: {own: }\n";
	(void)state;
	expect(text, "services.a.networks", "default: null\n");
	expect(text, "services.d.networks", "default: null\n");
	expect(text, "services.b.networks", "own: null\n");
	expect(text, "networks", "own:\n  name: vec_own\ndefault:\n  name: vec_default\n");
	struct bench *bench = bench_begin();
	const struct node *root =
		bench_default(bench, "services: {a: {networks: [n]}}\nnetworks: {n: }\n");
	assert_null(node_at(root, "networks.default"));
	bench_end(bench);
}

void test_schema__default_names(void **state)
{
	(void)state;
	expect("volumes: {a: , b: {external: true}, c: {name: x}, d: {external: {name: other}}}\n",
	       "volumes",
	       "a:\n  name: vec_a\nb:\n  external: true\n  name: b\nc:\n  name: x\nd:\n"
	       "  external: true\n  name: other\n");
	expect("secrets: {a: {file: f}}\n", "secrets.a.name", "vec_a\n");
}

void test_schema__default_dependencies(void **state)
{
	static const char started[] =
		":\n  condition: service_started\n  restart: true\n  required: true\n";
	(void)state;
	struct bench *bench = bench_begin();
	const char *db = arena_printf(bench->arena, "db%s", started);
	expect("services: {s: {links: ['db:x']}}\n", "services.s.depends_on", db);
	expect("services: {s: {network_mode: 'service:db'}}\n", "services.s.depends_on", db);
	expect("services: {s: {ipc: 'service:db'}}\n", "services.s.depends_on", db);
	expect("services: {s: {volumes_from: ['db:ro', 'container:c']}}\n", "services.s.depends_on",
	       "db:\n  condition: service_started\n  required: true\n");
	expect("services: {s: {links: [db], depends_on: {db: {condition: service_healthy}}}}\n",
	       "services.s.depends_on.db.condition", "service_healthy\n");
	bench_end(bench);
}

void test_schema__default_leaves_overlays_alone(void **state)
{
	(void)state;
	expect("overlays: {gpu: {services: {s: {ports: [{target: 1}]}}}}\n",
	       "overlays.gpu.services.s", "ports:\n  - target: 1\n");
}

struct seen {
	struct bench *bench;
	struct buf text;
};

static void see(void *data, struct node *scalar)
{
	struct seen *seen = data;
	buf_printf(&seen->text, "%s ", scalar->text);
	scalar->text = "/seen";
}

static void expect_paths(const char *text, bool expanded, const char *paths)
{
	struct bench *bench = bench_begin();
	struct seen seen = { .bench = bench };
	struct node *root = expanded ? bench_expand(bench, text) : bench_parse(bench, text);
	schema_each_path(root, see, &seen);
	assert_string_equal(buf_text(&seen.text), paths);
	buf_finish(&seen.text);
	bench_end(bench);
}

void test_schema__each_path_of_a_canonical_tree(void **state)
{
	(void)state;
	expect_paths("services: {s: {build: {context: web, additional_contexts: {a: lib, b: "
		     "'docker-image://x'}, ssh: [k=key]}, env_file: [e], label_file: l, volumes: "
		     "[./v:/v, named:/n, /anon], develop: {watch: [{path: w, action: rebuild}]}, "
		     "credential_spec: {file: c}}}\n",
		     true, "web lib key e l ./v w ");
	expect_paths("services: {s: {build: 'https://x/y.git'}}\nsecrets: {a: {file: sf}}\n"
		     "configs: {a: {file: cf}, b: {content: x}}\n"
		     "volumes: {v: {driver: local, driver_opts: {o: bind, device: dev}}, "
		     "w: {driver_opts: {device: no}}}\n",
		     true, "sf cf dev ");
}

void test_schema__each_path_of_a_tree_as_written(void **state)
{
	(void)state;
	expect_paths("services: {s: {build: web, env_file: e, volumes: [./v:/v:ro, 'named:/n', "
		     "'${A:-./b}:/c', {type: bind, source: b, target: /b}]}, t: {extends: s, "
		     "build: {additional_contexts: [a=lib], ssh: [default, k=key]}, env_file: "
		     "[f, {path: g}]}}\ninclude: [i, {path: [j], env_file: k}]\n"
		     "overlays: {o: {services: {s: {build: ov}}}}\n",
		     false, "web e ./v:/v:ro ${A:-./b}:/c b a=lib k=key f g i j k ov ");
}
