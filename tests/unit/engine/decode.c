#include <stdlib.h>

#include "scripted.h"

/* Answers one GET with this; the call is the caller's. */
static const struct row *answering(const char *answer)
{
	static struct row rows[2];

	rows[0] = (struct row){ "GET /v1.41/", answer, CLOSE };
	return rows;
}

void test_engine__decode_summary(void **state)
{
	struct scripted scripted;
	struct call *call;
	const struct container_summary *item;
	const struct published_port *port;

	(void)state;
	scripted_start(
		&scripted,
		answering(
			"[{\"Id\":\"c1\",\"Names\":[\"/a/web\",\"/web\"],\"Image\":\"i\","
			"\"ImageID\":\"sha256:1\",\"Command\":\"run\",\"Created\":1700000000,"
			"\"State\":\"running\",\"Status\":\"Up 3 minutes (healthy)\","
			"\"Labels\":{\"com.x.y\":\"1\"},\"Ports\":[{\"IP\":\"127.0.0.1\","
			"\"PrivatePort\":80,\"PublicPort\":8080,\"Type\":\"tcp\"},"
			"{\"PrivatePort\":70000}],\"Mounts\":[{\"Type\":\"volume\",\"Name\":\"v\","
			"\"Destination\":\"/d\",\"RW\":true}],\"NetworkSettings\":{\"Networks\":"
			"{\"net\":{}}}}]"));
	call = engine_list_containers(scripted.engine, true, NULL);
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	item = ((const struct list *)call->result)->items[0];
	assert_string_equal(item->name, "web");
	assert_int_equal(item->created, 1700000000);
	assert_string_equal(map_get(&item->labels, "com.x.y"), "1");
	port = item->ports.items[0];
	assert_string_equal(port->ip, "127.0.0.1");
	assert_int_equal(port->public_port, 8080);
	port = item->ports.items[1];
	assert_int_equal(port->private_port, 0);
	assert_true(((const struct container_mount *)item->mounts.items[0])->writable);
	assert_string_equal(item->networks.items[0], "net");
	call_destroy(call);
	scripted_stop(&scripted);
}

void test_engine__decode_details(void **state)
{
	struct scripted scripted;
	struct call *call;
	const struct container_details *details;
	const struct probe_result *probe;

	(void)state;
	scripted_start(
		&scripted,
		answering("{\"Id\":\"c1\",\"Name\":\"/web\",\"Created\":\"2026-11-22T05:22:09Z\","
			  "\"RestartCount\":3,\"Config\":{\"Image\":\"i\",\"Tty\":true,\"Labels\":"
			  "{\"a\":\"b\"}},\"State\":{\"Status\":\"exited\",\"ExitCode\":137,"
			  "\"OOMKilled\":true,\"Error\":\"e\",\"StartedAt\":"
			  "\"0001-01-01T00:00:00Z\",\"Health\":{\"Status\":\"unhealthy\","
			  "\"FailingStreak\":4,\"Log\":[{\"Start\":\"2026-11-22T05:22:09.25Z\","
			  "\"ExitCode\":1,\"Output\":\"a\\nb\\u001b[1m\"}]}},\"NetworkSettings\":"
			  "{\"Networks\":{\"n\":{\"IPAddress\":\"1.2.3.4\"}}}}"));
	call = engine_inspect_container(scripted.engine, "c1");
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	details = call->result;
	assert_string_equal(details->name, "web");
	assert_int_equal(details->created, 1795324929000);
	assert_int_equal(details->started, 0);
	assert_int_equal(details->exit_code, 137);
	assert_true(details->oom_killed && details->tty && !details->running);
	assert_string_equal(details->restart_policy, "no");
	assert_string_equal(details->health, "unhealthy");
	assert_int_equal(details->failing_streak, 4);
	probe = details->probes.items[0];
	assert_int_equal(probe->started, 1795324929250);
	assert_non_null(strstr(probe->output, "a\nb"));
	assert_null(strchr(probe->output, 27));
	assert_string_equal(json_text(map_get(&details->networks, "n"), "IPAddress", ""),
			    "1.2.3.4");
	assert_string_equal(json_text(details->raw, "Id", ""), "c1");
	call_destroy(call);
	scripted_stop(&scripted);
}

/* Every member of the wrong type: an id is all that is asked for, nothing crashes. */
void test_engine__decode_wrong_types(void **state)
{
	static const char *const answers[] = {
		"[{\"Id\":\"1\",\"Names\":{},\"Labels\":[],\"Ports\":\"x\",\"Mounts\":[1,null,[]],"
		"\"NetworkSettings\":7,\"Created\":\"x\",\"State\":{},\"Image\":[]}]",
		"[{\"Id\":\"1\",\"Names\":[1,null],\"Labels\":{\"a\":1,\"b\":null},\"Ports\":[{},7]"
		","
		"\"NetworkSettings\":{\"Networks\":[]}}]",
		"[{\"Id\":\"1\",\"Names\":[],\"Ports\":null,\"Labels\":null,\"Mounts\":null}]",
	};
	static const char *const details[] = {
		"{\"Id\":\"1\",\"State\":[],\"Config\":\"x\",\"NetworkSettings\":null}",
		"{\"Id\":\"1\",\"State\":{\"Health\":{\"Log\":{},\"Status\":1},\"ExitCode\":\"x\","
		"\"StartedAt\":5},\"Created\":\"yesterday\",\"RestartCount\":1e99,"
		"\"HostConfig\":{\"RestartPolicy\":{\"Name\":1}}}",
		"{\"Id\":\"1\",\"State\":{\"Health\":{\"Log\":[1,null,{\"Output\":7}]}}}",
	};
	struct scripted scripted;
	struct call *call;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		scripted_start(&scripted, answering(answers[i]));
		call = engine_list_containers(scripted.engine, true, NULL);
		assert_int_equal(settle(&scripted, call), ENGINE_OK);
		call_destroy(call);
		scripted_stop(&scripted);
		scripted_start(&scripted, answering(details[i]));
		call = engine_inspect_container(scripted.engine, "1");
		assert_int_equal(settle(&scripted, call), ENGINE_OK);
		assert_non_null(((const struct container_details *)call->result)->health);
		call_destroy(call);
		call = engine_inspect_image(scripted.engine, "a/b:c");
		assert_int_equal(settle(&scripted, call), ENGINE_OK);
		assert_int_equal(scripted_count("GET /v1.41/images/a/b%3Ac/json "), 1);
		call_destroy(call);
		scripted_stop(&scripted);
	}
}

static enum engine_trouble asked(const char *answer,
				 struct call *(*ask)(struct engine *engine, const char *name),
				 size_t *ret_count, const char **ret_name)
{
	static char name[64];
	struct scripted scripted;
	struct call *call;
	enum engine_trouble trouble;

	scripted_start(&scripted, answering(answer));
	call = ask(scripted.engine, "net");
	trouble = settle(&scripted, call);
	*ret_count = 0;
	if (trouble == ENGINE_OK) {
		const struct list *list = call->result;

		*ret_count = list->count;
		if (list->count > 0)
			strncpy(name, ((const struct network_summary *)list->items[0])->name,
				sizeof(name) - 1);
	}
	*ret_name = name;
	call_destroy(call);
	scripted_stop(&scripted);
	return trouble;
}

static struct call *list_volumes(struct engine *engine, const char *name)
{
	(void)name;
	return engine_list_volumes(engine, NULL);
}

void test_engine__decode_networks_and_volumes(void **state)
{
	size_t count;
	const char *name;

	(void)state;
	assert_int_equal(asked("[{\"Id\":\"1\",\"Name\":\"net2\"},{\"Id\":\"2\",\"Name\":\"net\"},"
			       "{\"Id\":\"3\",\"Name\":\"net\"}]",
			       engine_find_network, &count, &name),
			 ENGINE_OK);
	assert_int_equal(count, 2);
	assert_string_equal(name, "net");
	assert_int_equal(asked("{}", engine_find_network, &count, &name), ENGINE_STRANGE);
	assert_int_equal(asked("{\"Volumes\":null}", list_volumes, &count, &name), ENGINE_OK);
	assert_int_equal(count, 0);
	assert_int_equal(asked("{\"Volumes\":[{\"Name\":\"v\"}]}", list_volumes, &count, &name),
			 ENGINE_OK);
	assert_int_equal(count, 1);
	assert_int_equal(asked("{\"Volumes\":{}}", list_volumes, &count, &name), ENGINE_STRANGE);
	assert_int_equal(asked("[]", list_volumes, &count, &name), ENGINE_STRANGE);
}

void test_engine__decode_system(void **state)
{
	struct scripted scripted;
	struct call *call;
	const struct engine_info *info;

	(void)state;
	scripted_start(&scripted,
		       answering("{\"Name\":\"host\",\"NCPU\":2,\"MemTotal\":123,\"Runtimes\":"
				 "{\"runc\":{},\"nvidia\":{}},\"CDISpecDirs\":[\"/etc/cdi\",1],"
				 "\"DiscoveredDevices\":[{\"ID\":\"nvidia.com/gpu=0\"},{},3]}"));
	call = engine_get_info(scripted.engine);
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	info = call->result;
	assert_int_equal(info->runtimes.count, 2);
	assert_string_equal(info->runtimes.items[1], "nvidia");
	assert_int_equal(info->cdi_spec_directories.count, 1);
	assert_int_equal(info->discovered_devices.count, 1);
	assert_int_equal(info->memory, 123);
	call_destroy(call);
	call = engine_get_version(scripted.engine);
	assert_int_equal(settle(&scripted, call), ENGINE_STRANGE);
	call_destroy(call);
	call = engine_get_json(scripted.engine, "/containers/x/stats?stream=false");
	assert_int_equal(settle(&scripted, call), ENGINE_OK);
	assert_int_equal(json_int(call->result, "NCPU", 0), 2);
	call_destroy(call);
	scripted_stop(&scripted);
}
