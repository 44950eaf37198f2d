#include "helper.h"

/* What a service's key becomes, written as YAML. */
static void expect(const char *service, const char *key, const char *yaml)
{
	struct bench *bench = bench_begin();
	const struct node *root =
		bench_expand(bench, arena_printf(bench->arena, "services:\n  s: {%s}\n", service));
	const struct node *value = node_at(root, arena_printf(bench->arena, "services.s.%s", key));
	assert_non_null(value);
	assert_string_equal(bench_write(bench, value), yaml);
	bench_end(bench);
}

static void refuse(const char *service, const char *place, const char *message)
{
	struct bench *bench = bench_begin();
	struct node *root =
		bench_parse(bench, arena_printf(bench->arena, "services:\n  s: {%s}\n", service));
	assert_true(schema_check(bench->arena, &bench->diags, root, true));
	assert_false(schema_expand(bench->arena, &bench->diags, root));
	expect_finding(bench, 0, "bad-value", place, message, NULL);
	bench_end(bench);
}

void test_schema__expand_ports(void **state)
{
	(void)state;
	expect("ports: ['8080:80']", "ports",
	       "- mode: ingress\n  target: 80\n  published: \"8080\"\n  protocol: tcp\n");
	expect("ports: [9000]", "ports", "- mode: ingress\n  target: 9000\n  protocol: tcp\n");
	expect("ports: ['127.0.0.1::53/UDP']", "ports",
	       "- mode: ingress\n  host_ip: 127.0.0.1\n  target: 53\n  protocol: udp\n");
	expect("ports: ['[::1]:1:2']", "ports",
	       "- mode: ingress\n  host_ip: ::1\n  target: 2\n  published: \"1\"\n  protocol: "
	       "tcp\n");
	expect("ports: ['5-6:70']", "ports",
	       "- mode: ingress\n  target: 70\n  published: 5-6\n  protocol: tcp\n");
	expect("ports: ['99-100:99-100']", "ports.0.target", "100\n");
	expect("ports: ['99-100:99-100']", "ports.1.published", "\"99\"\n");
	expect("ports: ['8080:80', '8080:80']", "ports",
	       "- mode: ingress\n  target: 80\n  published: \"8080\"\n  protocol: tcp\n");
}

void test_schema__expand_refuses_ports_that_are_none(void **state)
{
	(void)state;
	refuse("ports: ['a:80']", "2:15", "the published port is no number");
	refuse("ports: ['80:a']", "2:15", "the container's port is no number");
	refuse("ports: ['80:65536']", "2:15", "the container's port");
	refuse("ports: ['1.2.3.300:80:80']", "2:15", "address");
	refuse("ports: ['80/icmp']", "2:15", "protocol");
	refuse("ports: ['1-2:3-5']", "2:15", "not of the same length");
	refuse("ports: ['']", "2:15", "the container's port");
	refuse("ports: ['9-8']", "2:15", "the container's port");
}

void test_schema__expand_volumes(void **state)
{
	(void)state;
	expect("volumes: ['./d:/d/:ro']", "volumes",
	       "- source: ./d\n  target: /d\n  read_only: true\n  type: bind\n  bind:\n"
	       "    create_host_path: true\n");
	expect("volumes: ['vol:/v:nocopy']", "volumes",
	       "- source: vol\n  target: /v\n  volume:\n    nocopy: true\n  type: volume\n");
	expect("volumes: [/anon]", "volumes", "- target: /anon\n  type: volume\n  volume: {}\n");
	expect("volumes: ['~/a:/a:z,rshared']", "volumes.0.bind",
	       "selinux: z\npropagation: rshared\ncreate_host_path: true\n");
	expect("volumes: ['C:\\\\a:/a']", "volumes.0.source", "C:\\\\a\n");
	expect("volumes: ['${A:-b}:/c']", "volumes.0.source", "${A:-b}\n");
	expect("volumes: ['v:/v']", "volumes", "- target: v:/v\n  type: volume\n  volume: {}\n");
	refuse("volumes: ['aa:/b:ro:x']", "2:17", "too many colons");
	refuse("volumes: [':/b']", "2:17", "empty");
	refuse("volumes: ['']", "2:17", "empty");
}

void test_schema__expand_warns_of_one_target_twice(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const struct node *root =
		bench_expand(bench, "services:\n  s: {volumes: ['./a:/x', './b:/x', './b:/x']}\n");
	assert_int_equal(bench->diags.warnings, 1);
	expect_finding(bench, 0, "duplicate-mount", "2:27", "/x is mounted twice", NULL);
	assert_int_equal(node_at(root, "services.s.volumes")->items.count, 1);
	assert_string_equal(node_at(root, "services.s.volumes.0.source")->text, "./b");
	bench_end(bench);
}

void test_schema__expand_pairs(void **state)
{
	(void)state;
	expect("environment: [A=1, B=x=y, C, D=]", "environment",
	       "A: \"1\"\nB: x=y\nC: null\nD: \"\"\n");
	expect("environment: {A: 1.50, B: true, C: , D: 0x10}", "environment",
	       "A: \"1.5\"\nB: \"true\"\nC: null\nD: \"16\"\n");
	expect("environment: {A: 12345678901234567890}", "environment",
	       "A: \"12345678901234567890\"\n");
	expect("labels: [a, b=c]", "labels", "a: \"\"\nb: c\n");
	expect("labels: {a: }", "labels", "a: \"\"\n");
	expect("build: {context: ., args: [A], ssh: [default, k=/x]}", "build",
	       "context: .\nargs:\n  A: null\nssh:\n  default: null\n  k: /x\n");
	refuse("build: {ssh: [other]}", "2:21", "an SSH key");
}

void test_schema__expand_texts(void **state)
{
	(void)state;
	expect("command: \"sh -c 'a b' c\\\\ d\"", "command", "- sh\n- -c\n- a b\n- c d\n");
	expect("entrypoint: ''", "entrypoint", "[]\n");
	expect("command: ", "command", "null\n");
	expect("healthcheck: {test: curl x}", "healthcheck.test", "- CMD-SHELL\n- curl x\n");
	expect("dns: 1.1.1.1", "dns", "- 1.1.1.1\n");
	expect("expose: [80, '81/udp']", "expose", "- \"80\"\n- 81/udp\n");
	expect("env_file: a.env", "env_file", "- path: a.env\n");
	expect("extra_hosts: {h: [1.1.1.1, '[::1]']}", "extra_hosts", "- h=1.1.1.1\n- h=::1\n");
	expect("extra_hosts: ['a:1.1.1.1', 'b=2.2.2.2,3.3.3.3']", "extra_hosts",
	       "- a=1.1.1.1\n- b=2.2.2.2\n- b=3.3.3.3\n");
	refuse("command: \"a 'b\"", "2:16", "a quote is left open");
	refuse("extra_hosts: [lonely]", "2:21", "needs an address");
}

void test_schema__expand_mappings(void **state)
{
	(void)state;
	expect("build: ./web", "build", "context: ./web\n");
	expect("networks: [a, b]", "networks", "a: null\nb: null\n");
	expect("depends_on: [a]", "depends_on", "a: {}\n");
	expect("extends: other", "extends", "service: other\n");
	expect("secrets: [a]", "secrets", "- source: a\n");
	expect("devices: ['/a:/b:r', /c]", "devices",
	       "- source: /a\n  target: /b\n  permissions: r\n- source: /c\n  target: /c\n"
	       "  permissions: rwm\n");
	expect("gpus: all", "gpus", "- count: -1\n");
	expect("gpus: [{count: ALL, capabilities: [gpu]}]", "gpus.0.count", "-1\n");
	expect("ulimits: {nofile: '5'}", "ulimits.nofile", "5\n");
	refuse("gpus: some", "2:13", "`all` or a list");
	refuse("devices: ['a:b:c:d']", "2:17", "too many colons");
}

void test_schema__expand_external_with_a_name(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const struct node *root = bench_expand(bench, "networks: {n: {external: {name: other}}}\n");
	assert_string_equal(bench_write(bench, node_at(root, "networks.n")),
			    "external: true\nname: other\n");
	bench_end(bench);
}

void test_schema__expand_twice_is_expand_once(void **state)
{
	static const char text[] =
		"services: {s: {image: i, ports: ['1-2:1-2', {target: 5}], volumes: ['a:/b', "
		"{type: bind, source: ., target: /c}], environment: [A], command: a b, gpus: all, "
		"networks: [n], depends_on: [t], extra_hosts: ['a:1'], healthcheck: {test: x}}}\n";
	(void)state;
	struct bench *bench = bench_begin();
	struct node *root = bench_expand(bench, text);
	const struct node *once = node_copy(bench->arena, root);
	assert_true(schema_expand(bench->arena, &bench->diags, root));
	assert_true(node_equal(once, root));
	bench_end(bench);
}

/* An anchor's node is in several places; none may change another. */
void test_schema__expand_leaves_aliases_alone(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	const struct node *root =
		bench_expand(bench, "services:\n  s: {environment: &e {A: , B: 1}, labels: *e}\n");
	assert_string_equal(bench_write(bench, node_at(root, "services.s.environment")),
			    "A: null\nB: \"1\"\n");
	assert_string_equal(bench_write(bench, node_at(root, "services.s.labels")),
			    "A: \"\"\nB: \"1\"\n");
	bench_end(bench);
}

/* What the check refused does not trouble later stages. */
void test_schema__expand_drops_what_cannot_be(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	struct node *root = bench_parse(
		bench, "services:\n  s: {image: [a], hostname: {}, cap_add: [[x], y], environment: "
		       "{A: [1], B: 2}, ports: [!reset x, '1:2'], networks: 5}\n");
	assert_false(schema_check(bench->arena, &bench->diags, root, true));
	schema_expand(bench->arena, &bench->diags, root);
	const struct node *service = node_at(root, "services.s");
	assert_null(node_get(service, "image"));
	assert_null(node_get(service, "hostname"));
	assert_int_equal(node_get(service, "cap_add")->items.count, 1);
	assert_int_equal(node_get(service, "ports")->items.count, 1);
	assert_string_equal(bench_write(bench, node_get(service, "environment")), "B: \"2\"\n");
	struct project project = { .name = "vec" };
	schema_default(bench->arena, root, "vec");
	assert_false(schema_decode(bench->arena, &bench->diags, root, NULL, NULL, &project));
	bench_end(bench);
}

void test_schema__expand_a_document_that_is_no_mapping(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	struct node *root = bench_parse(bench, "- a\n");
	schema_expand(bench->arena, &bench->diags, root);
	assert_int_equal(root->kind, NODE_MAPPING);
	assert_int_equal(root->entries.count, 0);
	bench_end(bench);
}
