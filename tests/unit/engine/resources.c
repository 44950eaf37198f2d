#include "scripted.h"

static const struct row rows[] = {
	{ "POST /v1.41/networks/create ", "", CLOSE },
	{ "POST /v1.41/networks/create ", "201 {\"Id\":\"n1\",\"Warning\":\"\"}", CLOSE },
	{ "GET /v1.41/networks/net ",
	  "{\"Id\":\"n0\",\"Name\":\"net\",\"Labels\":{\"a\":\"other\"}}", CLOSE },
	{ "GET /v1.41/networks/net2 ", "{\"Id\":\"n2\",\"Name\":\"net2\",\"Labels\":{\"a\":\"1\"}}",
	  CLOSE },
	{ "POST /v1.41/networks/n1/connect ", "200", CLOSE },
	{ "POST /v1.41/volumes/create ", "201 {\"Name\":\"v\",\"Driver\":\"local\"}", CLOSE },
	{ "GET /v1.41/volumes/v%2F1 ", "{\"Name\":\"v/1\",\"Labels\":{\"k\":\"w\"}}", CLOSE },
	{ "GET /v1.41/networks?filters=%7B%22label%22%3A%5B%22a%3D1%22%2C%22b%22%5D%7D ", "[]",
	  CLOSE },
	{ "POST /v1.41/containers/c/exec ", "201 {\"Id\":\"e\"}", CLOSE },
	{ "GET /v1.41/exec/e/json ", "{\"ExitCode\":3}", CLOSE },
	{ "POST /v1.41/exec/e/resize?h=24&w=80 ", "200", CLOSE },
	{ "POST /v1.41/containers/c/rename?name=new%20name ", "204", CLOSE },
	{ NULL, NULL, CLOSE }
};

static const char *created(struct scripted *scripted, struct call *call)
{
	const char *id;

	if (settle(scripted, call) != ENGINE_OK)
		id = "none";
	else
		id = arena_copy(scripted->arena, ((const struct created *)call->result)->id);
	call_destroy(call);
	return id;
}

/* Two networks may bear one name: after a broken connection what is there must be ours. */
void test_engine__resources_network_create_looks_first(void **state)
{
	struct scripted scripted;

	(void)state;
	scripted_start(&scripted, rows);
	assert_string_equal(
		created(&scripted,
			engine_create_network(scripted.engine,
					      "{\"Name\":\"net\",\"Labels\":{\"a\":\"1\"}}")),
		"none");
	assert_int_equal(scripted_count("POST"), 1);
	scripted_stop(&scripted);
	scripted_start(&scripted, rows);
	assert_string_equal(
		created(&scripted,
			engine_create_network(scripted.engine,
					      "{\"Name\":\"net2\",\"Labels\":{\"a\":\"1\"}}")),
		"n2");
	assert_string_equal(
		created(&scripted, engine_create_network(scripted.engine, "{\"Name\":\"x\"}")),
		"n1");
	scripted_stop(&scripted);
}

static enum engine_trouble end(struct scripted *scripted, struct call *call)
{
	enum engine_trouble trouble = settle(scripted, call);

	call_destroy(call);
	return trouble;
}

void test_engine__resources_requests(void **state)
{
	static const char *const labels[] = { "a=1", "b", NULL };
	struct scripted scripted;
	struct engine *engine;
	struct call *call;
	const struct volume_summary *volume;

	(void)state;
	scripted_start(&scripted, rows);
	engine = scripted.engine;
	assert_int_equal(end(&scripted, engine_connect_network(engine, "n1", "{}")), ENGINE_OK);
	assert_string_equal(scripted_body(), "{}");
	assert_int_equal(end(&scripted, engine_create_volume(engine, "{\"Name\":\"v\"}")),
			 ENGINE_OK);
	assert_string_equal(scripted_body(), "{\"Name\":\"v\"}");
	assert_int_equal(end(&scripted, engine_list_networks(engine, labels)), ENGINE_OK);
	assert_string_equal(created(&scripted, engine_create_exec(engine, "c", "{}")), "e");
	assert_int_equal(end(&scripted, engine_inspect_exec(engine, "e")), ENGINE_OK);
	assert_int_equal(end(&scripted, engine_resize_exec(engine, "e", 80, 24)), ENGINE_OK);
	assert_int_equal(end(&scripted, engine_rename_container(engine, "c", "new name")),
			 ENGINE_OK);
	call = engine_inspect_volume(engine, "v/1");
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	volume = call->result;
	assert_string_equal(map_get(&volume->labels, "k"), "w");
	call_destroy(call);
	scripted_stop(&scripted);
}
