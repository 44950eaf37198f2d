/* What POST /containers/create gets for a service. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "body.h"

struct fixture {
	struct arena *arena;
	struct project project;
	struct service service;
	struct map network_ids, container_ids;
	struct list later;
	const char *reason;
};

static void add_network(struct fixture *fixture, const char *key)
{
	struct network *network = ARENA_NEW(fixture->arena, struct network);
	network->key = key;
	network->name = arena_printf(fixture->arena, "demo_%s", key);
	list_add(fixture->arena, &fixture->project.networks, network);
	struct service_network *use = ARENA_NEW(fixture->arena, struct service_network);
	use->network = key;
	list_add(fixture->arena, &fixture->service.networks, use);
	map_set(fixture->arena, &fixture->network_ids, network->name,
		arena_printf(fixture->arena, "id-of-%s", key));
}

static struct fixture begin(void)
{
	struct fixture fixture = { .arena = arena_create() };
	fixture.project.name = "demo";
	fixture.project.directory = "/srv/demo";
	fixture.service.name = "web";
	fixture.service.image = "web:1";
	fixture.service.config_hash_older = "c0ffee";
	fixture.service.scale = 1;
	return fixture;
}

static const struct json *body(struct fixture *fixture, int api_version)
{
	struct body_input input = {
		.project = &fixture->project,
		.service = &fixture->service,
		.number = 2,
		.container_name = "demo-web-2",
		.image = "web:1",
		.image_id = "sha256:1",
		.api_version = api_version,
		.network_ids = &fixture->network_ids,
		.container_ids = &fixture->container_ids,
	};
	char *text = body_of_container(fixture->arena, &input, &fixture->later, &fixture->reason);
	if (!text)
		return NULL;
	const char *reason = NULL;
	const struct json *document = json_parse(fixture->arena, text, strlen(text), &reason);
	assert_non_null(document);
	return document;
}

static void end(struct fixture *fixture)
{
	arena_destroy(fixture->arena);
}

static const char *label(const struct json *document, const char *key)
{
	return json_member_text(json_get(document, "Labels"), key, NULL);
}

void test_run__body_carries_the_labels_of_compose(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	map_set(fixture.arena, &fixture.service.labels, "mine", arena_copy(fixture.arena, "1"));
	map_set(fixture.arena, &fixture.service.labels, LABEL_SERVICE,
		arena_copy(fixture.arena, "forged"));
	const struct json *document = body(&fixture, 141);
	assert_string_equal(label(document, "mine"), "1");
	assert_string_equal(label(document, LABEL_PROJECT), "demo");
	assert_string_equal(label(document, LABEL_SERVICE), "web");
	assert_string_equal(label(document, LABEL_NUMBER), "2");
	assert_string_equal(label(document, LABEL_ONEOFF), "False");
	assert_string_equal(label(document, LABEL_CONFIG_HASH), "c0ffee");
	assert_string_equal(label(document, LABEL_IMAGE), "sha256:1");
	assert_string_equal(label(document, LABEL_DEPENDS_ON), "");
	assert_null(label(document, LABEL_REPLACE));
	end(&fixture);
}

void test_run__body_tells_no_command_from_an_empty_one(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	struct list empty = { 0 };
	fixture.service.entrypoint = &empty;
	const struct json *document = body(&fixture, 141);
	assert_null(json_get(document, "Cmd"));
	assert_int_equal(json_get(document, "Entrypoint")->kind, JSON_ARRAY);
	end(&fixture);
}

void test_run__body_attaches_one_network_on_an_old_engine(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	add_network(&fixture, "front");
	add_network(&fixture, "back");
	const struct json *document = body(&fixture, 141);
	const struct map *at_create = json_members(document, "NetworkingConfig.EndpointsConfig");
	assert_int_equal(at_create->count, 1);
	assert_string_equal(at_create->entries[0].key, "demo_back");
	assert_string_equal(json_text(document, "HostConfig.NetworkMode", ""), "demo_back");
	assert_int_equal(fixture.later.count, 1);
	const struct body_connection *connection = fixture.later.items[0];
	assert_string_equal(connection->network, "id-of-front");
	assert_non_null(strstr(connection->body, "demo-web-2"));
	end(&fixture);
}

void test_run__body_attaches_all_networks_on_a_new_engine(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	add_network(&fixture, "front");
	add_network(&fixture, "back");
	const struct json *document = body(&fixture, 144);
	assert_int_equal(json_members(document, "NetworkingConfig.EndpointsConfig")->count, 2);
	assert_int_equal(fixture.later.count, 0);
	end(&fixture);
}

void test_run__body_groups_bindings_of_one_port(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	struct port loopback = {
		.host_ip = "127.0.0.1", .target = 80, .published = "8080", .protocol = "tcp"
	};
	struct port other = { .target = 80, .published = "8081", .protocol = "tcp" };
	list_add(fixture.arena, &fixture.service.ports, &loopback);
	list_add(fixture.arena, &fixture.service.ports, &other);
	const struct json *document = body(&fixture, 141);
	const struct json *bindings =
		json_member(json_get(document, "HostConfig.PortBindings"), "80/tcp");
	assert_int_equal(bindings->items.count, 2);
	assert_string_equal(json_text(bindings->items.items[0], "HostIp", ""), "127.0.0.1");
	assert_string_equal(json_text(bindings->items.items[1], "HostPort", ""), "8081");
	assert_non_null(json_member(json_get(document, "ExposedPorts"), "80/tcp"));
	end(&fixture);
}

void test_run__body_mounts_a_secret_file_read_only(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	struct file_object secret = { .key = "vnc", .file = "/srv/demo/secrets/vnc" };
	struct file_reference use = { .source = "vnc", .mode = -1 };
	list_add(fixture.arena, &fixture.project.secrets, &secret);
	list_add(fixture.arena, &fixture.service.secrets, &use);
	const struct json *document = body(&fixture, 141);
	const struct json *mount = json_items(document, "HostConfig.Mounts")->items[0];
	assert_string_equal(json_text(mount, "Source", ""), "/srv/demo/secrets/vnc");
	assert_string_equal(json_text(mount, "Target", ""), "/run/secrets/vnc");
	assert_true(json_bool(mount, "ReadOnly", false));
	end(&fixture);
}

void test_run__body_refuses_what_an_old_engine_would_ignore(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	struct mount mount = { .type = "volume",
			       .source = "data",
			       .target = "/data",
			       .volume_subpath = "a",
			       .tmpfs_mode = -1 };
	list_add(fixture.arena, &fixture.service.volumes, &mount);
	assert_null(body(&fixture, 141));
	assert_non_null(strstr(fixture.reason, "subpath"));
	assert_non_null(body(&fixture, 145));
	end(&fixture);
}

void test_run__body_asks_for_gpus_and_cdi_devices(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	struct device_request gpu = { .count = -1 };
	struct device cdi = { .source = "example.com/gpu=0", .target = "example.com/gpu=0" };
	list_add(fixture.arena, &fixture.service.gpus, &gpu);
	list_add(fixture.arena, &fixture.service.devices, &cdi);
	const struct json *document = body(&fixture, 141);
	const struct list *requests = json_items(document, "HostConfig.DeviceRequests");
	assert_int_equal(requests->count, 2);
	assert_string_equal(json_text(requests->items[0], "Driver", ""), "cdi");
	assert_int_equal(json_int(requests->items[1], "Count", 0), -1);
	assert_int_equal(json_items(document, "HostConfig.Devices")->count, 0);
	end(&fixture);
}

void test_run__body_joins_another_services_namespace(void **state)
{
	(void)state;
	struct fixture fixture = begin();
	fixture.service.network_mode = "service:db";
	assert_null(body(&fixture, 141));
	map_set(fixture.arena, &fixture.container_ids, "db", arena_copy(fixture.arena, "abc"));
	fixture.reason = NULL;
	const struct json *document = body(&fixture, 141);
	assert_string_equal(json_text(document, "HostConfig.NetworkMode", ""), "container:abc");
	assert_null(json_get(document, "NetworkingConfig"));
	end(&fixture);
}
