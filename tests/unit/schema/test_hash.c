#include "helper.h"

#include "hash_vectors.h"

struct base {
	struct arena *arena;
	const char *directory;
};

static void make_absolute(void *data, struct node *scalar)
{
	const struct base *base = data;
	scalar->text = path_join(base->arena, base->directory, scalar->text);
}

static struct node *canonical(struct bench *bench, const char *name, const char *yaml)
{
	struct node *root = bench_default(bench, yaml);
	struct base base = { bench->arena, path_join(bench->arena, "/srv/vec", name) };
	schema_each_path(root, make_absolute, &base);
	return root;
}

static void write_hash(struct bench *bench, const struct hash_vector *vector, struct buf *out)
{
	const struct node *root = canonical(bench, vector->name, vector->yaml);
	const char *section = arena_printf(bench->arena, "%ss", vector->kind);
	const struct node *node = node_get(node_get(root, section), vector->key);
	assert_non_null(node);
	if (text_equal(vector->kind, "service"))
		schema_hash_service(bench->arena, node, out);
	else if (text_equal(vector->kind, "network"))
		schema_hash_network(bench->arena, node, out);
	else
		schema_hash_volume(bench->arena, node, out);
}

void test_schema__hash_is_composes_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(hash_vectors); i++) {
		struct bench *bench = bench_begin();
		AUTO_BUF struct buf out = { 0 };
		write_hash(bench, &hash_vectors[i], &out);
		assert_string_equal(buf_text(&out), hash_vectors[i].json);
		bench_end(bench);
	}
}

void test_schema__hash_in_the_older_dialect(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	AUTO_BUF struct buf out = { 0 };
	const struct node *root =
		canonical(bench, "v", "services: {s: {image: i, volumes: ['./d:/d']}}\n");
	schema_hash_service_older(bench->arena, node_at(root, "services.s"), &out);
	assert_string_equal(buf_text(&out),
			    "{\"command\":null,\"entrypoint\":null,\"image\":\"i\","
			    "\"networks\":{\"default\":null},\"volumes\":[{\"type\":\"bind\","
			    "\"source\":\"/srv/vec/v/d\",\"target\":\"/d\","
			    "\"bind\":{\"create_host_path\":true}}]}");
	bench_end(bench);
}

void test_schema__hash_keys_with_names_of_their_own(void **state)
{
	(void)state;
	struct bench *bench = bench_begin();
	AUTO_BUF struct buf out = { 0 };
	const struct node *root = canonical(
		bench, "v",
		"services: {s: {image: i, network_mode: none, blkio_config: {weight: 300, "
		"device_read_bps: [{path: /dev/sda, rate: 12mb}]}, deploy: {resources: {limits: "
		"{cpus: 0.1}}}}}\n");
	schema_hash_service(bench->arena, node_at(root, "services.s"), &out);
	assert_string_equal(
		buf_text(&out),
		"{\"blkio_config\":{\"weight\":300,\"device_read_bps\":[{\"Path\":\"/dev/sda\","
		"\"Rate\":\"12582912\"}]},\"command\":null,\"deploy\":{\"resources\":{\"limits\":"
		"{\"cpus\":0.1}},\"placement\":{}},\"entrypoint\":null,\"image\":\"i\","
		"\"network_mode\":\"none\"}");
	bench_end(bench);
}
