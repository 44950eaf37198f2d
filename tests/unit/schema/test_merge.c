#include "helper.h"

/* In place and as a merge, over nothing: the same. */
static void expect_settled(const char *text, const char *yaml)
{
	struct bench *bench = bench_begin();
	struct node *root = bench_parse(bench, text);
	const struct node *nothing = node_mapping(bench->arena, NO_SPAN);
	const struct node *merged = schema_merge(bench->arena, &bench->diags, nothing, root);
	assert_string_equal(bench_write(bench, merged), yaml);
	schema_settle(root);
	assert_string_equal(bench_write(bench, root), yaml);
	bench_end(bench);
}

static void expect(const char *under, const char *over, const char *yaml)
{
	struct bench *bench = bench_begin();
	const struct node *below =
		bench_expand(bench, arena_printf(bench->arena, "services:\n  s: {%s}\n", under));
	const struct node *above =
		bench_expand(bench, arena_printf(bench->arena, "services:\n  s: {%s}\n", over));
	const struct node *before = node_copy(bench->arena, below);
	const struct node *merged = schema_merge(bench->arena, &bench->diags, below, above);
	assert_int_equal(bench->diags.errors, 0);
	assert_string_equal(bench_write(bench, node_at(merged, "services.s")), yaml);
	assert_true(node_equal(before, below));
	bench_end(bench);
}

void test_schema__merge_by_kind(void **state)
{
	(void)state;
	expect("image: a, tty: true", "image: b", "image: b\ntty: true\n");
	expect("environment: [A=1, B=2]", "environment: {B: 3, C: }",
	       "environment:\n  A: \"1\"\n  B: \"3\"\n  C: null\n");
	expect("environment: {A: 1}", "environment: [A]", "environment:\n  A: null\n");
	expect("group_add: [a]", "group_add: [b]", "group_add:\n  - a\n  - b\n");
	expect("healthcheck: {interval: 5s, test: [CMD, a]}", "healthcheck: {test: b}",
	       "healthcheck:\n  interval: 5s\n  test:\n    - CMD-SHELL\n    - b\n");
	expect("networks: {n1: {priority: 5}}", "networks: [n1]",
	       "networks:\n  n1:\n    priority: 5\n");
}

void test_schema__merge_replaces_commands(void **state)
{
	(void)state;
	expect("command: [a, b]", "command: [c]", "command:\n  - c\n");
	expect("entrypoint: [a]", "entrypoint: ", "entrypoint: null\n");
	expect("ulimits: {nofile: {soft: 1, hard: 2}}", "ulimits: {nofile: 5}",
	       "ulimits:\n  nofile: 5\n");
}

void test_schema__merge_lists_by_their_key(void **state)
{
	(void)state;
	expect("volumes: ['aa:/x', 'bb:/y']", "volumes: ['cc:/x']",
	       "volumes:\n  - source: cc\n    target: /x\n    type: volume\n    volume: {}\n"
	       "  - source: bb\n    target: /y\n    type: volume\n    volume: {}\n");
	expect("ports: ['80:80']", "ports: ['80:80', '80:80/udp']",
	       "ports:\n  - mode: ingress\n    target: 80\n    published: \"80\"\n"
	       "    protocol: tcp\n  - mode: ingress\n    target: 80\n    published: \"80\"\n"
	       "    protocol: udp\n");
	expect("secrets: [a]", "secrets: [{source: b, target: /run/secrets/a}, a]",
	       "secrets:\n  - source: a\n");
	expect("configs: [a]", "configs: [{source: b, target: /a}]",
	       "configs:\n  - source: b\n    target: /a\n");
	expect("env_file: a", "env_file: [{path: a, required: false}, b]",
	       "env_file:\n  - path: a\n    required: false\n  - path: b\n");
	expect("cap_add: [A]", "cap_add: [A, B]", "cap_add:\n  - A\n  - B\n");
	expect("devices: ['/a:/x']", "devices: ['/b:/x']",
	       "devices:\n  - source: /b\n    target: /x\n    permissions: rwm\n");
	expect("expose: [1]", "expose: ['1', 2]", "expose:\n  - \"1\"\n  - \"2\"\n");
}

void test_schema__merge_logging_of_one_driver(void **state)
{
	(void)state;
	expect("logging: {driver: a, options: {x: '1'}}", "logging: {options: {z: '2'}}",
	       "logging:\n  driver: a\n  options:\n    x: \"1\"\n    z: \"2\"\n");
	expect("logging: {driver: a, options: {x: '1'}}", "logging: {driver: b, options: {z: '2'}}",
	       "logging:\n  driver: b\n  options:\n    z: \"2\"\n");
}

void test_schema__merge_pools_of_one_subnet(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const struct node *under = bench_expand(
		bench, "networks: {n: {ipam: {config: [{subnet: 10.1.0.0/16}, {subnet: "
		       "10.2.0.0/16, gateway: 10.2.0.1}]}}}\n");
	const struct node *over = bench_expand(
		bench, "networks: {n: {ipam: {config: [{subnet: 10.2.0.0/16, ip_range: "
		       "10.2.1.0/24}]}}}\n");
	const struct node *merged = schema_merge(bench->arena, &bench->diags, under, over);
	assert_string_equal(bench_write(bench, node_at(merged, "networks.n.ipam.config")),
			    "- subnet: 10.2.0.0/16\n  gateway: 10.2.0.1\n  ip_range: "
			    "10.2.1.0/24\n");
	bench_end(bench);
}

void test_schema__merge_obeys_reset_and_override(void **state)
{
	(void)state;
	expect("image: a, ports: ['1:1']", "ports: !reset []", "image: a\n");
	expect("image: a", "command: !reset null", "image: a\n");
	expect("ports: ['1:1'], image: a", "ports: !override ['2:2']",
	       "ports:\n  - mode: ingress\n    target: 2\n    published: \"2\"\n"
	       "    protocol: tcp\nimage: a\n");
	expect("environment: {A: 1, B: 2}", "environment: {A: !reset null}",
	       "environment:\n  B: \"2\"\n");
	expect("healthcheck: {test: a, retries: 3}", "healthcheck: !override {test: b}",
	       "healthcheck:\n  test:\n    - CMD-SHELL\n    - b\n");
}

void test_schema__merge_keeps_the_loser(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const struct node *under =
		bench_expand(bench, "services:\n  s:\n    image: a\n    command: x\n");
	const struct node *over = bench_expand(bench, "services:\n  s: {image: b}\n");
	const struct node *merged = schema_merge(bench->arena, &bench->diags, under, over);
	const struct node *image = node_at(merged, "services.s.image");
	assert_string_equal(image->text, "b");
	assert_non_null(image->under);
	assert_string_equal(image->under->text, "a");
	assert_int_equal(image->under->at.line, 3);
	assert_int_equal(image->at.line, 2);
	assert_int_equal(node_key_span(node_at(merged, "services.s"), "image").line, 2);
	assert_int_equal(node_key_span(node_at(merged, "services"), "s").file,
			 node_at(under, "services.s")->at.file);
	assert_null(node_at(merged, "services.s.command")->under);
	bench_end(bench);
}

void test_schema__merge_refuses_other_kinds(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const struct node *under = bench_expand(bench, "x-a: {b: 1}\n");
	const struct node *over = bench_expand(bench, "x-a: [1]\n");
	const struct node *merged = schema_merge(bench->arena, &bench->diags, under, over);
	expect_finding(bench, 0, "wrong-type", "1:6", "a list cannot be merged over a mapping",
		       "!override");
	assert_int_equal(bench_finding(bench, 0)->notes.count, 1);
	assert_non_null(node_at(merged, "x-a.b"));
	bench_end(bench);
}

void test_schema__settle_is_a_merge_over_nothing(void **state)
{
	(void)state;
	expect_settled("a: !override {b: 1}\nc: !reset [x]\nd: [1, !reset 2, 3]\n",
		       "a:\n  b: 1\nd:\n  - 1\n  - 3\n");
	expect_settled("a: !reset {b: 1}\n", "{}\n");
	expect_settled("!reset {b: 1}\n", "{}\n");
	expect_settled("a: {}\nb: ~\n", "a: {}\nb: null\n");
}
