#include "helper.h"

static struct bench *check(const char *text, bool interpolated, bool good)
{
	struct bench *bench = bench_begin();
	struct node *root = bench_parse(bench, text);
	assert_int_equal(schema_check(bench->arena, &bench->diags, root, interpolated), good);
	assert_int_equal(bench->diags.errors > 0, !good);
	return bench;
}

void test_schema__check_names_the_nearest_key(void **state)
{
	(void)state;
	struct bench *bench = check("services:\n  web:\n    enviroment: {}\n    imgae: x\n"
				    "    zzzzzz: 1\nvolume: {}\n",
				    true, false);
	assert_int_equal(bench->diags.errors, 4);
	expect_finding(bench, 0, "unknown-key", "3:5", "`enviroment` in services.web",
		       "did you mean `environment`?");
	expect_finding(bench, 1, "unknown-key", "4:5", "`imgae`", "did you mean `image`?");
	expect_finding(bench, 2, "unknown-key", "5:5", "`zzzzzz`", "begin with `x-`");
	expect_finding(bench, 3, "unknown-key", "6:1", "`volume`", "did you mean `volumes`?");
	bench_end(bench);
}

void test_schema__check_passes_extensions_everywhere(void **state)
{
	(void)state;
	struct bench *bench =
		check("x-a: 1\nservices:\n  x-b: 5\n  web:\n    x-c: [1]\n    image: i\n"
		      "    healthcheck: {x-d: {}}\n    ports: [{target: 1, x-e: 2}]\n"
		      "networks: {n: {x-f: 1, ipam: {x-g: 1}}}\nvolumes: {x-h: 1}\n",
		      true, true);
	bench_end(bench);
	bench = check("services: {web: {x-clau: {urll: x}}}\n", true, false);
	expect_finding(bench, 0, "unknown-key", "1:27", "`urll` in services.web.x-clau",
		       "did you mean `url`?");
	bench_end(bench);
}

void test_schema__check_types(void **state)
{
	(void)state;
	struct bench *bench = check("services:\n  web:\n    hostname: 5\n    ports: 80\n"
				    "    cap_add: [1]\n    healthcheck: [x]\n    labels: text\n"
				    "    image:\n    environment: {A: {}}\n    volumes: [[a]]\n",
				    true, false);
	expect_finding(bench, 0, "wrong-type", "3:15", "hostname must be text, not a number",
		       "in quotes: \"5\"");
	expect_finding(bench, 1, "wrong-type", "4:12", "ports must be a list, not a number", NULL);
	expect_finding(bench, 2, "wrong-type", "5:15", "cap_add[0] must be text", NULL);
	expect_finding(bench, 3, "wrong-type", "6:18", "healthcheck must be a mapping, not a list",
		       NULL);
	expect_finding(bench, 4, "wrong-type", "7:13", "labels must be a mapping, not text", NULL);
	expect_finding(bench, 5, "wrong-type", "8:11", "image has no value", "leave the key out");
	expect_finding(bench, 6, "wrong-type", "9:22", "environment.A must be text", NULL);
	expect_finding(bench, 7, "wrong-type", "10:15", "volumes[0] must be a mapping", NULL);
	assert_int_equal(bench->diags.errors, 8);
	bench_end(bench);
}

void test_schema__check_values(void **state)
{
	(void)state;
	struct bench *bench = check(
		"services:\n  web:\n    restart: allways\n    oom_score_adj: 1001\n"
		"    mem_limit: 5q\n    stop_grace_period: fast\n    tty: maybe\n"
		"    healthcheck: {retries: -1, interval: '5'}\n    scale: 1.5\n    cpus: lots\n"
		"    secrets: [{source: a, mode: '9'}]\n",
		true, false);
	expect_finding(bench, 0, "bad-value", "3:14", "restart cannot be \"allways\"",
		       "did you mean `always`?");
	expect_finding(bench, 1, "bad-value", "4:20", "between -1000 and 1000, not 1001", NULL);
	expect_finding(bench, 2, "bad-value", "5:16", "a size such as \"64m\", not \"5q\"", NULL);
	expect_finding(bench, 3, "bad-value", "6:24", "a duration", NULL);
	expect_finding(bench, 4, "bad-value", "7:10", "true or false, not \"maybe\"", NULL);
	expect_finding(bench, 5, "bad-value", "8:28", "must be 0 or more, not -1", NULL);
	expect_finding(bench, 6, "bad-value", "8:42", "a duration", NULL);
	expect_finding(bench, 7, "bad-value", "9:12", "a whole number, not \"1.5\"", NULL);
	expect_finding(bench, 8, "bad-value", "10:11", "a number, not \"lots\"", NULL);
	expect_finding(bench, 9, "bad-value", "11:33", "octal", NULL);
	assert_int_equal(bench->diags.errors, 10);
	bench_end(bench);
}

void test_schema__check_takes_texts_that_are_numbers(void **state)
{
	(void)state;
	struct bench *bench =
		check("services: {web: {scale: '2', tty: 'yes', cpus: '0.5', mem_limit: 5, "
		      "ports: [8080, {target: '80', published: 8080}], expose: [80], "
		      "gpus: [{count: all, capabilities: [gpu]}], configs: [{source: a, mode: "
		      "0440}]}}\n",
		      true, true);
	bench_end(bench);
}

void test_schema__check_lets_variables_pass_before_interpolation(void **state)
{
	const char *text = "services: {web: {scale: '${N}', tty: $T, restart: '$R', "
			   "healthcheck: {interval: '${I:-5s}'}}}\n";
	(void)state;
	bench_end(check(text, false, true));
	struct bench *bench = check(text, true, false);
	assert_int_equal(bench->diags.errors, 4);
	bench_end(bench);
	bench = check("services: {web: {ports: $P}}\n", false, false);
	expect_finding(bench, 0, "wrong-type", "1:25", "ports must be a list", NULL);
	bench_end(bench);
}

void test_schema__check_sees_overlays_as_documents(void **state)
{
	(void)state;
	bench_end(check("overlays: {gpu: {services: {web: {gpus: all}}}, none: }\n", true, true));
	struct bench *bench = check("overlays:\n  gpu:\n    services: {web: {gpu: all}}\n"
				    "    overlays: {}\n",
				    true, false);
	expect_finding(bench, 0, "unknown-key", "3:22", "`gpu` in overlays.gpu.services.web",
		       "did you mean `gpus`?");
	expect_finding(bench, 1, "misplaced-key", "4:15", "cannot hold overlays", NULL);
	bench_end(bench);
}

void test_schema__check_names_of_resources(void **state)
{
	(void)state;
	struct bench *bench =
		check("services: {'a b': {image: i}}\nvolumes: {'': }\n", true, false);
	expect_finding(bench, 0, "bad-name", "1:12", "`a b` is no name for services", NULL);
	expect_finding(bench, 1, "bad-name", "2:11", "an empty name in volumes", NULL);
	bench_end(bench);
}

void test_schema__check_passes_reset_of_any_type(void **state)
{
	(void)state;
	bench_end(check("services: {web: {ports: !reset null, image: !reset [], networks: "
			"!override [a]}}\n",
			true, true));
}

void test_schema__check_a_document_that_is_no_mapping(void **state)
{
	(void)state;
	struct bench *bench = check("- a\n", true, false);
	expect_finding(bench, 0, "wrong-type", "1:1", "the file must be a mapping, not a list",
		       NULL);
	bench_end(bench);
}
