#include "helper.h"

static struct bench *rule(const char *text)
{
	struct bench *bench = bench_begin();
	struct project project = { .name = "vec" };
	struct node *root = bench_default(bench, text);
	size_t errors = bench->diags.errors;
	bool good = schema_decode(bench->arena, &bench->diags, root, NULL, NULL, &project);
	assert_int_equal(good, bench->diags.errors == errors);
	return bench;
}

/* One service `s` (line 2) with an image and these keys; one finding. */
static void expect(const char *keys, const char *id, const char *place, const char *message)
{
	struct arena *arena = arena_create();
	struct bench *bench = rule(arena_printf(arena, "services:\n  s: {image: i, %s}\n", keys));
	assert_int_equal(bench->diags.errors, 1);
	expect_finding(bench, 0, id, place, message, NULL);
	bench_end(bench);
	arena_destroy(arena);
}

static void accept(const char *keys)
{
	struct arena *arena = arena_create();
	struct bench *bench = rule(arena_printf(arena, "services:\n  s: {image: i, %s}\n", keys));
	assert_int_equal(bench->diags.findings.count, 0);
	bench_end(bench);
	arena_destroy(arena);
}

void test_schema__rules_of_one_service(void **state)
{
	(void)state;
	expect("healthcheck: {test: [curl, x]}", "bad-value", "2:38", "must begin with CMD");
	expect("healthcheck: {start_interval: 1s}", "missing-key", "2:47", "start_period");
	accept("healthcheck: {start_interval: 1s, start_period: 5s, test: [NONE]}");
	expect("scale: 2, deploy: {replicas: 3}", "conflicting-keys", "2:24", "differ");
	expect("scale: 2, container_name: x", "conflicting-keys", "2:43", "only one container");
	accept("scale: 2, deploy: {replicas: 2}");
	accept("scale: 1, container_name: x");
	expect("deploy: {replicas: -1}", "bad-value", "2:36", "cannot be negative");
	expect("tmpfs: [/a], volumes: ['./v:/a']", "duplicate-mount", "2:40",
	       "/a is mounted twice");
	expect("gpus: [{count: 1, device_ids: [a]}]", "conflicting-keys", "2:32", "device_ids");
	expect("deploy: {resources: {reservations: {devices: [{count: 1}]}}}", "missing-key",
	       "2:63", "`capabilities`");
	expect("scale: -1", "bad-value", "2:24", "cannot be negative");
	expect("develop: {watch: [{path: x, action: sync}]}", "missing-key", "2:35",
	       "needs the key `target`");
	accept("develop: {watch: [{path: x, action: restart}]}");
	expect("ports: [{target: 1, host_ip: here}]", "bad-value", "2:46", "no IP address");
	expect("ports: [{published: 5}]", "missing-key", "2:25", "needs the key `target`");
	expect("volumes: [{type: bind, target: /a}]", "missing-key", "2:27", "`source`");
	expect("group_add: [a, b, a]", "duplicate-item", "2:35", "holds \"a\" twice");
	expect("env_file: [{format: raw}]", "missing-key", "2:28", "env_file[0] needs the key");
}

void test_schema__rules_of_network_mode(void **state)
{
	(void)state;
	struct bench *bench =
		rule("services:\n  s: {image: i, network_mode: host, networks: [own]}\n"
		     "networks: {own: }\n");
	assert_int_equal(bench->diags.errors, 1);
	expect_finding(bench, 0, "conflicting-keys", "2:31", "`network_mode` and `networks`", NULL);
	assert_int_equal(((struct finding *)bench_finding(bench, 0)->notes.items[0])->at.column,
			 47);
	bench_end(bench);
}

void test_schema__rules_of_amounts_said_twice(void **state)
{
	(void)state;
	expect("cpus: 2, deploy: {resources: {limits: {cpus: 3}}}", "conflicting-keys", "2:23",
	       "`cpus` and `deploy.resources.limits.cpus` differ");
	expect("mem_limit: 1g, deploy: {resources: {limits: {cpus: 3}}}", "conflicting-keys",
	       "2:28", "limits.memory` differ");
	expect("pids_limit: 5, deploy: {resources: {limits: {pids: 6}}}", "conflicting-keys",
	       "2:29", "limits.pids` differ");
	accept("mem_limit: 1g, deploy: {resources: {limits: {memory: 1024m}}}");
	accept("mem_limit: 1g, deploy: {resources: {reservations: {cpus: 3}}}");
}

void test_schema__rules_of_build(void **state)
{
	(void)state;
	expect("build: {dockerfile: a, dockerfile_inline: b}", "conflicting-keys", "2:59",
	       "`dockerfile` and `dockerfile_inline`");
	expect("platform: a/b, build: {platforms: [c/d]}", "conflicting-keys", "2:51",
	       "`build.platforms`");
	struct bench *bench = rule("services:\n  s: {hostname: x}\n  t: {provider: {type: p}}\n");
	assert_int_equal(bench->diags.errors, 1);
	expect_finding(bench, 0, "no-image", "2:3", "service `s` has neither", "build");
	bench_end(bench);
}

void test_schema__rules_of_references(void **state)
{
	(void)state;
	struct bench *bench =
		rule("services:\n  web:\n    image: i\n    networks: [frontt]\n"
		     "    volumes: ['dat:/d']\n    secrets: [tok]\n    configs: [cfg]\n"
		     "    models: [m]\n    depends_on: [bd]\n"
		     "    build: {secrets: [bs], additional_contexts: {a: 'service:zz'}}\n"
		     "  db: {image: i}\nnetworks: {front: }\nvolumes: {data: }\n");
	expect_finding(bench, 0, "undefined-reference", "4:16", "undefined network `frontt`",
		       "did you mean `front`?");
	expect_finding(bench, 1, "undefined-reference", "8:14", "undefined model `m`",
		       "define it under `models`");
	expect_finding(bench, 2, "undefined-reference", "5:15", "undefined volume `dat`",
		       "did you mean `data`?");
	expect_finding(bench, 3, "undefined-reference", "6:15", "undefined secret `tok`", NULL);
	expect_finding(bench, 4, "undefined-reference", "7:15", "undefined config `cfg`", NULL);
	expect_finding(bench, 5, "undefined-reference", "10:23", "undefined secret `bs`", NULL);
	expect_finding(bench, 6, "undefined-reference", "10:53", "undefined service `zz`", NULL);
	expect_finding(bench, 7, "undefined-reference", "9:18", "undefined service `bd`",
		       "did you mean `db`?");
	assert_int_equal(bench->diags.errors, 8);
	bench_end(bench);
}

void test_schema__rules_name_the_profile_that_is_off(void **state)
{
	(void)state;
	struct bench *bench = rule("services:\n  a: {image: i, depends_on: [b]}\n"
				   "  b: {image: i, profiles: [dev]}\n");
	expect_finding(bench, 0, "undefined-reference", "2:30", "no active profile holds",
		       "--profile dev");
	bench_end(bench);
}

void test_schema__rules_show_the_cycle(void **state)
{
	(void)state;
	struct bench *bench = rule("services:\n  a: {image: i, depends_on: [b]}\n"
				   "  b: {image: i, links: ['c:x']}\n"
				   "  c: {image: i, network_mode: 'service:a'}\n"
				   "  d: {image: i, depends_on: [d]}\n"
				   "  e: {image: i, depends_on: [a, d]}\n");
	assert_int_equal(bench->diags.errors, 2);
	expect_finding(bench, 0, "dependency-cycle", "4:31", "a -> b -> c -> a",
		       "out of `depends_on`");
	const struct finding *finding = bench_finding(bench, 0);
	assert_int_equal(finding->notes.count, 2);
	assert_string_equal(((struct finding *)finding->notes.items[0])->message, "a waits for b");
	assert_int_equal(((struct finding *)finding->notes.items[1])->at.line, 3);
	expect_finding(bench, 1, "dependency-cycle", "5:30", "d -> d", NULL);
	bench_end(bench);
}

void test_schema__rules_of_the_top_level(void **state)
{
	(void)state;
	struct bench *bench =
		rule("services: {}\nsecrets:\n  a: {file: x, environment: Y}\n  b: {name: z}\n"
		     "  c: {external: true}\nconfigs:\n  d: {labels: [x]}\n"
		     "volumes:\n  e: {external: true, driver: x, x-mine: 1}\n"
		     "models: {m: {context_size: 5}}\n");
	expect_finding(bench, 0, "missing-key", "10:13", "models.m needs the key `model`", NULL);
	expect_finding(bench, 1, "conflicting-keys", "3:29", "exclude each other", NULL);
	expect_finding(bench, 2, "missing-key", "4:6", "secret `b` has no content", NULL);
	expect_finding(bench, 3, "missing-key", "7:6", "config `d` has no content", NULL);
	expect_finding(bench, 4, "conflicting-keys", "9:23", "`driver` has no effect", NULL);
	assert_int_equal(bench->diags.errors, 5);
	bench_end(bench);
}
