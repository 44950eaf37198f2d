#include "place.h"

/* The digests were printed by `docker compose config --hash` (version 5) for projects that mean the
 * same; here they are said another way, so that each stage of a load takes its part. */
struct known {
	const char *what, *text, *overlay, *kind, *key, *digest;
};

static const struct known rows[] = {
	{ "the least there is", "services:\n  s:\n    image: ${IMAGE}\n", NULL, "service", "s",
	  "b5503d15e9dfd8640ebae91969f22360eac34b863c420e1f1dfaa304737b96ce" },
	{ "what does not count",
	  "services:\n  s:\n    image: i\n    depends_on: {t: {condition: service_started}}\n"
	  "    pull_policy: never\n    x-note: any\n    deploy: !reset null\n"
	  "  t: {image: t}\n",
	  NULL, "service", "s",
	  "b5503d15e9dfd8640ebae91969f22360eac34b863c420e1f1dfaa304737b96ce" },
	{ "the network that nobody wrote", "services: {s: {image: i}}\n", NULL, "network",
	  "default", "0ab520014e0fc7b744b167ea3eb87c0f01e3b481ab405f37afcfc6ef8e8cdef8" },
	{ "a command as one text",
	  "services:\n  s:\n    image: i\n    entrypoint: \"\"\n"
	  "    command: >-\n      sh -c 'a b'\n      \"c d\" e\\ f\n",
	  NULL, "service", "s",
	  "01f98763e0c53e3ba573da1b043b5a76ad5d5409784347f8b3666b2fd5bab86e" },
	{ "signs that JSON escapes",
	  "services:\n  s:\n    image: i\n    environment:\n      - K=$$x\n    command:\n"
	  "      - a<b>&c\n      - \"\xc3\xa9\\L\\t\\\"\\\\\"\n",
	  NULL, "service", "s",
	  "7f10bc47cd7996ea914948491dfe904558f3f36defd76861acdb44d97e44210f" },
	{ "the environment and its file",
	  "services:\n  s:\n    image: i\n    env_file: vars.env\n"
	  "    environment:\n      A: ${YES}\n      N:\n      E: \"\"\n      F: 1.5\n      B: "
	  "0x2\n",
	  NULL, "service", "s",
	  "555e2f304bf405d64f5e8b6364f7ac00dd46abdeda7b4127abed97ea57a5609a" },
	{ "a list of variables over inherited ones",
	  "services:\n  base:\n    environment: [A=0, UNSETVAR]\n    image: none\n"
	  "  s:\n    extends: base\n    image: i\n    environment: [\"B=${TWO:?}\", \"A=x=y\"]\n",
	  NULL, "service", "s",
	  "2e83b6a7678d83cdc88e9597cf6cd4581b971fb6420fde835f18d4550514f6c2" },
	{ "a health check put together from two layers",
	  "services:\n  s:\n    image: i\n    healthcheck:\n      test: [CMD, no]\n"
	  "      timeout: 90s\n      interval: 90s\n      start_period: 60m\n"
	  "overlays:\n  o:\n    services:\n      s:\n        healthcheck:\n"
	  "          test: curl -f x\n          retries: ${THREE:-3}\n"
	  "          start_interval: 0.5s\n",
	  "o", "service", "s", "8c1f508242168d07aa663bc8144fc9e83e6837ad2768683db7352a5cf0856307" },
	{ "a GPU that an overlay reserves",
	  "services: {s: {image: i}}\noverlays: {gpu: {services: {s: {deploy: {resources: "
	  "{reservations: {devices: [{driver: nvidia, count: \"2\", capabilities: [gpu]}]}}}}}}}\n",
	  "gpu", "service", "s",
	  "4481dc8015bb7066f07f56824f8d4a0ff9d23b54457d1210f67b18142c685c98" },
	{ "all GPUs", "services: {s: {image: i, gpus: all}}\n", NULL, "service", "s",
	  "70223fd9d2f1135b9e04c72e155e597e23da97b2a5c39dd295126bc58c4f527b" },
	{ "limits in other units",
	  "services:\n  s:\n    image: i\n    cpus: \"1.50\"\n    cpuset: 0-3\n"
	  "    mem_limit: 524288k\n    memswap_limit: -1\n    shm_size: 1024mb\n"
	  "    pids_limit: \"${HUNDRED:-100}\"\n    oom_score_adj: -5\n",
	  NULL, "service", "s",
	  "22879228270ac89c88bb9e91e935cc15deee417cfb8de6e4590cfce6a0571a96" },
	{ "networks by name and by form",
	  "services:\n  s:\n    image: i\n    networks:\n      other:\n      default:\n"
	  "        priority: 5\n        aliases: [b, a]\nnetworks:\n  other: {}\n",
	  NULL, "service", "s",
	  "6fc8d4c09fec5c0cf4fd689fe51b3e8df217bf83abae1e725f28a25e2c6fad03" },
	{ "a network of its own kind",
	  "services: {s: {image: i, networks: [other]}}\nnetworks:\n  other:\n"
	  "    enable_ipv6: \"false\"\n    internal: true\n    driver: bridge\n"
	  "    ipam:\n      config:\n        - subnet: 10.9.0.0/24\n",
	  NULL, "network", "other",
	  "cda4ad6cc6a9f46336860668e163ebac3f1c949daeb5211e4f8d2008ff9d82f7" },
	{ "a volume with options",
	  "services: {s: {image: i, volumes: [vol1:/v]}}\nvolumes:\n  vol1:\n"
	  "    driver_opts: {type: tmpfs}\n    labels: [a=b]\n",
	  NULL, "volume", "vol1",
	  "fbfc5adfb0ff94bc855200c46ad2dd7fecaaa97f25dcea7cf129dce549237839" },
	{ "secrets and configs",
	  "services:\n  s:\n    image: i\n    configs: [{source: k}]\n    secrets:\n"
	  "      - source: a\n      - {source: b, target: c, uid: \"5\", mode: \"0440\"}\n"
	  "secrets:\n  a: {file: vars.env}\n  b: {environment: YES}\nconfigs:\n  k: {content: "
	  "hi}\n",
	  NULL, "service", "s",
	  "7e935dc3c94b3baaca7cfd939718adfc57ce0b575fb710a0af92f9a2afe9b3b0" },
	{ "paths from the project's directory",
	  "services:\n  s:\n    image: i\n    tmpfs: [/x]\n    volumes:\n      - ./e/../d/:/d\n"
	  "      - /srv/vec/volumes/r:/r:ro\n"
	  "      - vol1:/v\n      - vol1:/w:nocopy\n      - /anon\n      - type: bind\n"
	  "        source: /srv/vec/volumes/e\n        target: /e\n"
	  "        bind: {propagation: rslave, create_host_path: false}\n      - type: tmpfs\n"
	  "        target: /t\n        tmpfs: {size: 1024k, mode: 01777}\nvolumes: {vol1: }\n",
	  NULL, "service", "s",
	  "cea79e52603ae1e4ebded2dc270d9799ec967b27ba25d21672b5352b08762355" },
};

static const char *hash_in(const struct project *project, const struct known *row)
{
	if (text_equal(row->kind, "service"))
		return project_service(project, row->key)->config_hash;
	if (text_equal(row->kind, "network"))
		return project_network(project, row->key)->config_hash;
	return project_volume(project, row->key)->config_hash;
}

void test_load__hashes_are_those_of_compose(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct place place;
		place_open(&place);
		place_variable(&place, "IMAGE=i");
		place_variable(&place, "YES=true");
		place_variable(&place, "TWO=2");
		place_write(&place, "vars.env", "A=fromfile\nZ=\"q $A\"\n");
		place_write(&place, "clau.yaml", rows[i].text);
		place.options.project_name = "vec";
		if (strstr(rows[i].text, "/srv/vec/volumes"))
			place.options.project_directory = "/srv/vec/volumes";
		place_file(&place, "clau.yaml");
		if (rows[i].overlay)
			place_overlay(&place, rows[i].overlay);
		const char *hash = hash_in(place_load_fine(&place)->project, &rows[i]);
		if (!text_equal(hash, rows[i].digest))
			fail_msg("%s: %s", rows[i].what, text_or(hash, "no hash"));
		place_close(&place);
	}
}
