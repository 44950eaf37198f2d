#include "helper.h"

struct decoded {
	struct bench *bench;
	struct node *root;
	struct project project;
	bool good;
};

static void decode(struct decoded *decoded, const char *text, const char *profile,
		   const char *named)
{
	const char *profiles[] = { profile, NULL }, *names[] = { named, NULL };
	decoded->bench = bench_begin();
	decoded->project = (struct project){ .name = "vec" };
	decoded->root = bench_default(decoded->bench, text);
	decoded->good = schema_decode(decoded->bench->arena, &decoded->bench->diags, decoded->root,
				      profiles, names, &decoded->project);
}

static struct service *only(struct decoded *decoded, const char *text)
{
	decode(decoded, text, NULL, NULL);
	assert_true(decoded->good);
	assert_int_equal(decoded->project.services.count, 1);
	return decoded->project.services.items[0];
}

void test_schema__decode_a_service(void **state)
{
	struct decoded decoded;
	(void)state;
	struct service *service = only(
		&decoded,
		"services:\n  web:\n    image: i\n    command: [a, b]\n    entrypoint: []\n"
		"    environment: {A: x, B: }\n    ports: ['127.0.0.1:8080:80/udp']\n"
		"    volumes: ['./d:/d:ro', {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: "
		"0o1777}}]\n    mem_limit: 1g\n    cpus: '1.5'\n    init: false\n    tty: true\n"
		"    stop_grace_period: 90s\n    restart: on-failure:3\n"
		"    ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}\n"
		"    logging: {driver: local, options: {max-size: 10m}}\n"
		"    gpus: all\n    x-clau: {url: 'http://x'}\n    post_start: [{command: a b}]\n");
	assert_string_equal(service->name, "web");
	assert_int_equal(service->at.line, 2);
	assert_int_equal(service->image_at.line, 3);
	assert_int_equal(service->command->count, 2);
	assert_int_equal(service->entrypoint->count, 0);
	assert_string_equal(map_get(&service->environment, "A"), "x");
	assert_true(map_has(&service->environment, "B"));
	assert_null(map_get(&service->environment, "B"));
	const struct port *port = service->ports.items[0];
	assert_string_equal(port->host_ip, "127.0.0.1");
	assert_int_equal(port->target, 80);
	assert_string_equal(port->published, "8080");
	assert_string_equal(port->protocol, "udp");
	assert_int_equal(port->at.line, 7);
	const struct mount *mount = service->volumes.items[0], *tmpfs = service->volumes.items[1];
	assert_true(mount->read_only && mount->bind_create_host_path == YES);
	assert_int_equal(mount->tmpfs_mode, -1);
	assert_int_equal(tmpfs->tmpfs_size, 1 << 20);
	assert_int_equal(tmpfs->tmpfs_mode, 01777);
	assert_true(service->mem_limit == 1 << 30 && service->cpus > 1.4 && service->cpus < 1.6);
	assert_true(service->init == NO && service->attach == UNSET && service->tty);
	assert_true(service->stop_grace_period == 90 * (int64_t)1000000000);
	assert_string_equal(service->restart, "on-failure:3");
	const struct ulimit *nofile = map_get(&service->ulimits, "nofile");
	const struct ulimit *nproc = map_get(&service->ulimits, "nproc");
	assert_true(nofile->soft == 5 && nofile->hard == 5 && nproc->soft == 1 && nproc->hard == 2);
	assert_string_equal(map_get(&service->logging->options, "max-size"), "10m");
	assert_int_equal(((struct device_request *)service->gpus.items[0])->count, -1);
	assert_string_equal(service->url, "http://x");
	assert_int_equal(((struct hook *)service->post_start.items[0])->command->count, 2);
	assert_int_equal(service_span(service, "ports").line, 7);
	assert_int_equal(service_span(service, "logging.driver").line, 16);
	assert_int_equal(service->scale, 1);
	assert_null(service->build);
	assert_null(service->healthcheck);
	bench_end(decoded.bench);
}

void test_schema__decode_build_deploy_and_health(void **state)
{
	struct decoded decoded;
	(void)state;
	struct service *service = only(
		&decoded,
		"services:\n  web:\n    build: {context: c, args: [A=1], secrets: [tok], ssh: "
		"[default, k=p]}\n    healthcheck: {test: x, interval: 5s, retries: 3, disable: "
		"false}\n    deploy: {replicas: 3, resources: {limits: {cpus: 0.5, memory: 64m, "
		"pids: 9}, reservations: {memory: 32m, devices: [{capabilities: [gpu], count: "
		"2}]}}, restart_policy: {condition: any, delay: 5s}}\n    secrets: [tok]\n"
		"secrets: {tok: {environment: T}}\n");
	assert_string_equal(service->build->context, "c");
	assert_int_equal(service->build->at.line, 3);
	assert_string_equal(service->build->ssh.items[1], "k=p");
	assert_int_equal(service->build->secrets.count, 1);
	assert_int_equal(service->healthcheck->test->count, 2);
	assert_int_equal(service->healthcheck->retries, 3);
	assert_int_equal(service->scale, 3);
	assert_int_equal(service->deploy->limit_pids, 9);
	assert_int_equal(service->deploy->reserved_memory, 32 << 20);
	assert_int_equal(service->deploy->restart_max_attempts, -1);
	assert_string_equal(service->deploy->restart_condition, "any");
	const struct device_request *request = service->deploy->devices.items[0];
	assert_int_equal(request->count, 2);
	const struct file_reference *secret = service->secrets.items[0];
	assert_string_equal(secret->target, "/run/secrets/tok");
	assert_int_equal(secret->mode, -1);
	bench_end(decoded.bench);
}

void test_schema__decode_drops_what_no_service_uses(void **state)
{
	struct decoded decoded;
	(void)state;
	decode(&decoded,
	       "services:\n  b: {image: i, networks: {n: {aliases: [x], priority: 2}}, volumes: "
	       "['vol:/v']}\n  a: {image: i, networks: [n]}\n"
	       "networks: {n: {ipam: {driver: d, config: [{subnet: s}]}}, unused: }\n"
	       "volumes: {vol: , other: }\nsecrets: {s: {file: x}}\n",
	       NULL, NULL);
	assert_true(decoded.good);
	assert_string_equal(((struct service *)decoded.project.services.items[0])->name, "a");
	assert_int_equal(decoded.project.networks.count, 1);
	const struct network *network = decoded.project.networks.items[0];
	assert_string_equal(network->key, "n");
	assert_string_equal(network->name, "vec_n");
	assert_string_equal(network->ipam_driver, "d");
	assert_string_equal(((struct ipam_pool *)network->ipam_pools.items[0])->subnet, "s");
	assert_int_equal(network->at.line, 4);
	assert_int_equal(decoded.project.volumes.count, 1);
	assert_int_equal(decoded.project.secrets.count, 0);
	const struct service *service = decoded.project.services.items[1];
	const struct service_network *joined = service->networks.items[0];
	assert_string_equal(joined->network, "n");
	assert_int_equal(joined->priority, 2);
	bench_end(decoded.bench);
}

static const char profiled[] = "services:\n  a: {image: i}\n  b: {image: i, profiles: [p]}\n"
			       "  c: {image: i, profiles: [p, q]}\n"
			       "  d: {image: i, profiles: [r], depends_on: {a: {condition: "
			       "service_completed_successfully, restart: true}}}\n";

void test_schema__decode_profiles(void **state)
{
	static const struct {
		const char *profile, *named;
		size_t active;
	} cases[] = { { NULL, NULL, 1 }, { "p", NULL, 3 }, { "q", NULL, 2 },
		      { "*", NULL, 4 },  { NULL, "b", 3 }, { "none", "d", 2 } };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct decoded decoded;
		decode(&decoded, profiled, cases[i].profile, cases[i].named);
		assert_true(decoded.good);
		assert_int_equal(decoded.project.services.count, cases[i].active);
		assert_int_equal(decoded.project.disabled_services.count, 4 - cases[i].active);
		bench_end(decoded.bench);
	}
}

void test_schema__decode_dependencies(void **state)
{
	struct decoded decoded;
	(void)state;
	decode(&decoded, profiled, "r", NULL);
	const struct service *service = decoded.project.services.items[1];
	const struct dependency *dependency = service->depends_on.items[0];
	assert_string_equal(dependency->service, "a");
	assert_int_equal(dependency->condition, SERVICE_COMPLETED);
	assert_true(dependency->restart && dependency->required);
	assert_int_equal(dependency->at.line, 5);
	bench_end(decoded.bench);
	decode(&decoded,
	       "services:\n  a: {image: i, depends_on: {b: {condition: service_healthy, required: "
	       "false}}}\n  b: {image: i, profiles: [p]}\n",
	       NULL, NULL);
	assert_true(decoded.good);
	service = decoded.project.services.items[0];
	assert_int_equal(service->depends_on.count, 0);
	bench_end(decoded.bench);
}
