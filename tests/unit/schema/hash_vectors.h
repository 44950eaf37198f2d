/* Known answers: projects, and the JSON that Compose 5 hashes for each of their parts. Interpolation
 * and env_file are another room's: those two are written out in the YAML. */
#ifndef HASH_VECTORS_H
#define HASH_VECTORS_H

struct hash_vector {
	const char *name, *kind, *key, *yaml, *json;
};

// clang-format off
static const struct hash_vector hash_vectors[] = {
	{ "minimal", "service", "s",
	  "name: vec\nservices: {s: {image: i}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"default"
	  "\":null}}" },
	{ "minimal", "network", "default",
	  "name: vec\nservices: {s: {image: i}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "command-string", "service", "s",
	  "name: vec\nservices: {s: {image: i, command: \"sh -c 'a b' \\\"c d\\\" e\\\\ f"
	  "\", entrypoint: ''}}\n",
	  "{\"command\":[\"sh\",\"-c\",\"a b\",\"c d\",\"e f\"],\"entrypoint\":[],\"image"
	  "\":\"i\",\"networks\":{\"default\":null}}" },
	{ "command-string", "network", "default",
	  "name: vec\nservices: {s: {image: i, command: \"sh -c 'a b' \\\"c d\\\" e\\\\ f"
	  "\", entrypoint: ''}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "escapes", "service", "s",
	  "name: vec\nservices: {s: {image: i, command: ['a<b>&c', \"\\u00e9\\u2028\\t\\"
	  "\"\\\\\"], environment: {K: '$x'}}}\n",
	  "{\"command\":[\"a\\u003cb\\u003e\\u0026c\",\"\303\251\\u2028\\t\\\"\\\\\"],\"e"
	  "ntrypoint\":null,\"environment\":{\"K\":\"$x\"},\"image\":\"i\",\"networks\":{"
	  "\"default\":null}}" },
	{ "escapes", "network", "default",
	  "name: vec\nservices: {s: {image: i, command: ['a<b>&c', \"\\u00e9\\u2028\\t\\"
	  "\"\\\\\"], environment: {K: '$x'}}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "env", "service", "s",
	  "name: vec\nservices: {s: {image: i, environment: {B: 2, A: true, N: , F: 1.50,"
	  " E: '', Z: 'q true'}}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"environment\":{\"A\":\"true\",\"B\":\""
	  "2\",\"E\":\"\",\"F\":\"1.5\",\"N\":null,\"Z\":\"q true\"},\"image\":\"i\",\"ne"
	  "tworks\":{\"default\":null}}" },
	{ "env", "network", "default",
	  "name: vec\nservices: {s: {image: i, environment: {B: 2, A: true, N: , F: 1.50,"
	  " E: '', Z: 'q true'}}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "env-list", "service", "s",
	  "name: vec\nservices: {s: {image: i, environment: [B=2, A=x=y, UNSETVAR]}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"environment\":{\"A\":\"x=y\",\"B\":\"2"
	  "\",\"UNSETVAR\":null},\"image\":\"i\",\"networks\":{\"default\":null}}" },
	{ "env-list", "network", "default",
	  "name: vec\nservices: {s: {image: i, environment: [B=2, A=x=y, UNSETVAR]}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "ports", "service", "s",
	  "name: vec\nservices: {s: {image: i, ports: ['8080:80', '127.0.0.1:90-91:90-91/"
	  "udp', '9000', '18080-18081:70', {target: 1, published: 2, protocol: tcp, name:"
	  " n}], expose: [3000, '4000-4001/udp']}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"expose\":[\"3000\",\"4000-4001/udp\"],"
	  "\"image\":\"i\",\"networks\":{\"default\":null},\"ports\":[{\"mode\":\"ingress"
	  "\",\"target\":80,\"published\":\"8080\",\"protocol\":\"tcp\"},{\"mode\":\"ingr"
	  "ess\",\"host_ip\":\"127.0.0.1\",\"target\":90,\"published\":\"90\",\"protocol"
	  "\":\"udp\"},{\"mode\":\"ingress\",\"host_ip\":\"127.0.0.1\",\"target\":91,\"pu"
	  "blished\":\"91\",\"protocol\":\"udp\"},{\"mode\":\"ingress\",\"target\":9000,"
	  "\"protocol\":\"tcp\"},{\"mode\":\"ingress\",\"target\":70,\"published\":\"1808"
	  "0-18081\",\"protocol\":\"tcp\"},{\"name\":\"n\",\"mode\":\"ingress\",\"target"
	  "\":1,\"published\":\"2\",\"protocol\":\"tcp\"}]}" },
	{ "ports", "network", "default",
	  "name: vec\nservices: {s: {image: i, ports: ['8080:80', '127.0.0.1:90-91:90-91/"
	  "udp', '9000', '18080-18081:70', {target: 1, published: 2, protocol: tcp, name:"
	  " n}], expose: [3000, '4000-4001/udp']}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "healthcheck", "service", "s",
	  "name: vec\nservices: {s: {image: i, healthcheck: {test: 'curl -f x', interval:"
	  " 90s, timeout: 1m30s, retries: 3, start_period: 1h, start_interval: 500ms}}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"healthcheck\":{\"test\":[\"CMD-SHELL\""
	  ",\"curl -f x\"],\"timeout\":\"1m30s\",\"interval\":\"1m30s\",\"retries\":3,\"s"
	  "tart_period\":\"1h0m0s\",\"start_interval\":\"500ms\"},\"image\":\"i\",\"netwo"
	  "rks\":{\"default\":null}}" },
	{ "healthcheck", "network", "default",
	  "name: vec\nservices: {s: {image: i, healthcheck: {test: 'curl -f x', interval:"
	  " 90s, timeout: 1m30s, retries: 3, start_period: 1h, start_interval: 500ms}}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "gpu", "service", "s",
	  "name: vec\nservices: {s: {image: i, gpus: all}, t: {image: i, gpus: [{device_i"
	  "ds: ['0'], capabilities: [utility]}]}, u: {image: i, deploy: {resources: {rese"
	  "rvations: {devices: [{capabilities: [gpu], count: 2, driver: nvidia}]}}}}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"gpus\":[{\"count\":-1}],\"image\":\"i"
	  "\",\"networks\":{\"default\":null}}" },
	{ "gpu", "service", "t",
	  "name: vec\nservices: {s: {image: i, gpus: all}, t: {image: i, gpus: [{device_i"
	  "ds: ['0'], capabilities: [utility]}]}, u: {image: i, deploy: {resources: {rese"
	  "rvations: {devices: [{capabilities: [gpu], count: 2, driver: nvidia}]}}}}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"gpus\":[{\"capabilities\":[\"utility\""
	  "],\"device_ids\":[\"0\"]}],\"image\":\"i\",\"networks\":{\"default\":null}}" },
	{ "gpu", "service", "u",
	  "name: vec\nservices: {s: {image: i, gpus: all}, t: {image: i, gpus: [{device_i"
	  "ds: ['0'], capabilities: [utility]}]}, u: {image: i, deploy: {resources: {rese"
	  "rvations: {devices: [{capabilities: [gpu], count: 2, driver: nvidia}]}}}}}\n",
	  "{\"command\":null,\"deploy\":{\"resources\":{\"reservations\":{\"devices\":[{"
	  "\"capabilities\":[\"gpu\"],\"driver\":\"nvidia\",\"count\":2}]}},\"placement\""
	  ":{}},\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"default\":null}}" },
	{ "gpu", "network", "default",
	  "name: vec\nservices: {s: {image: i, gpus: all}, t: {image: i, gpus: [{device_i"
	  "ds: ['0'], capabilities: [utility]}]}, u: {image: i, deploy: {resources: {rese"
	  "rvations: {devices: [{capabilities: [gpu], count: 2, driver: nvidia}]}}}}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "limits", "service", "s",
	  "name: vec\nservices: {s: {image: i, mem_limit: 512m, memswap_limit: -1, cpus: "
	  "1.5, pids_limit: 100, shm_size: 1g, cpuset: '0-3', oom_score_adj: -5}, t: {ima"
	  "ge: i, deploy: {replicas: 2, resources: {limits: {cpus: '0.50', memory: 64M, p"
	  "ids: 5}}, restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3}}"
	  "}}\n",
	  "{\"cpus\":1.5,\"cpuset\":\"0-3\",\"command\":null,\"entrypoint\":null,\"image"
	  "\":\"i\",\"mem_limit\":\"536870912\",\"memswap_limit\":\"-1\",\"networks\":{\""
	  "default\":null},\"oom_score_adj\":-5,\"pids_limit\":100,\"shm_size\":\"1073741"
	  "824\"}" },
	{ "limits", "service", "t",
	  "name: vec\nservices: {s: {image: i, mem_limit: 512m, memswap_limit: -1, cpus: "
	  "1.5, pids_limit: 100, shm_size: 1g, cpuset: '0-3', oom_score_adj: -5}, t: {ima"
	  "ge: i, deploy: {replicas: 2, resources: {limits: {cpus: '0.50', memory: 64M, p"
	  "ids: 5}}, restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3}}"
	  "}}\n",
	  "{\"command\":null,\"deploy\":{\"resources\":{\"limits\":{\"cpus\":0.5,\"memory"
	  "\":\"67108864\",\"pids\":5}},\"restart_policy\":{\"condition\":\"on-failure\","
	  "\"delay\":\"5s\",\"max_attempts\":3},\"placement\":{}},\"entrypoint\":null,\"i"
	  "mage\":\"i\",\"networks\":{\"default\":null}}" },
	{ "limits", "network", "default",
	  "name: vec\nservices: {s: {image: i, mem_limit: 512m, memswap_limit: -1, cpus: "
	  "1.5, pids_limit: 100, shm_size: 1g, cpuset: '0-3', oom_score_adj: -5}, t: {ima"
	  "ge: i, deploy: {replicas: 2, resources: {limits: {cpus: '0.50', memory: 64M, p"
	  "ids: 5}}, restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3}}"
	  "}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "volumes", "service", "s",
	  "name: vec\nservices: {s: {image: i, volumes: ['./d:/d', './r:/r:ro', 'vol1:/v'"
	  ", 'vol1:/w:nocopy', '/anon', {type: bind, source: ./e, target: /e, bind: {crea"
	  "te_host_path: false, propagation: rslave}}, {type: tmpfs, target: /t, tmpfs: {"
	  "size: 1m, mode: 0o1777}}], tmpfs: /x}}\nvolumes: {vol1: {labels: {a: b}, drive"
	  "r_opts: {type: tmpfs}}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"default"
	  "\":null},\"tmpfs\":[\"/x\"],\"volumes\":[{\"type\":\"bind\",\"source\":\"/srv/"
	  "vec/volumes/d\",\"target\":\"/d\",\"bind\":{}},{\"type\":\"bind\",\"source\":"
	  "\"/srv/vec/volumes/r\",\"target\":\"/r\",\"read_only\":true,\"bind\":{}},{\"ty"
	  "pe\":\"volume\",\"source\":\"vol1\",\"target\":\"/v\",\"volume\":{}},{\"type\""
	  ":\"volume\",\"source\":\"vol1\",\"target\":\"/w\",\"volume\":{\"nocopy\":true}"
	  "},{\"type\":\"volume\",\"target\":\"/anon\",\"volume\":{}},{\"type\":\"bind\","
	  "\"source\":\"/srv/vec/volumes/e\",\"target\":\"/e\",\"bind\":{\"propagation\":"
	  "\"rslave\",\"create_host_path\":false}},{\"type\":\"tmpfs\",\"target\":\"/t\","
	  "\"tmpfs\":{\"size\":\"1048576\",\"mode\":1023}}]}" },
	{ "volumes", "network", "default",
	  "name: vec\nservices: {s: {image: i, volumes: ['./d:/d', './r:/r:ro', 'vol1:/v'"
	  ", 'vol1:/w:nocopy', '/anon', {type: bind, source: ./e, target: /e, bind: {crea"
	  "te_host_path: false, propagation: rslave}}, {type: tmpfs, target: /t, tmpfs: {"
	  "size: 1m, mode: 0o1777}}], tmpfs: /x}}\nvolumes: {vol1: {labels: {a: b}, drive"
	  "r_opts: {type: tmpfs}}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "volumes", "volume", "vol1",
	  "name: vec\nservices: {s: {image: i, volumes: ['./d:/d', './r:/r:ro', 'vol1:/v'"
	  ", 'vol1:/w:nocopy', '/anon', {type: bind, source: ./e, target: /e, bind: {crea"
	  "te_host_path: false, propagation: rslave}}, {type: tmpfs, target: /t, tmpfs: {"
	  "size: 1m, mode: 0o1777}}], tmpfs: /x}}\nvolumes: {vol1: {labels: {a: b}, drive"
	  "r_opts: {type: tmpfs}}}\n",
	  "{\"name\":\"vec_vol1\",\"driver\":\"local\",\"driver_opts\":{\"type\":\"tmpfs"
	  "\"},\"labels\":{\"a\":\"b\"}}" },
	{ "networks", "service", "h",
	  "name: vec\nservices: {s: {image: i, networks: {default: {aliases: [b, a], prio"
	  "rity: 5}, other: }}, t: {image: i, networks: [other]}, h: {image: i, network_m"
	  "ode: host}}\nnetworks: {other: {driver: bridge, internal: true, ipam: {config:"
	  " [{subnet: 10.9.0.0/24}]}, enable_ipv6: false}, default: {driver_opts: {x: 1}}"
	  "}\n",
	  "{\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"network_mode\":\"host"
	  "\"}" },
	{ "networks", "service", "s",
	  "name: vec\nservices: {s: {image: i, networks: {default: {aliases: [b, a], prio"
	  "rity: 5}, other: }}, t: {image: i, networks: [other]}, h: {image: i, network_m"
	  "ode: host}}\nnetworks: {other: {driver: bridge, internal: true, ipam: {config:"
	  " [{subnet: 10.9.0.0/24}]}, enable_ipv6: false}, default: {driver_opts: {x: 1}}"
	  "}\n",
	  "{\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"default"
	  "\":{\"aliases\":[\"b\",\"a\"],\"priority\":5},\"other\":null}}" },
	{ "networks", "service", "t",
	  "name: vec\nservices: {s: {image: i, networks: {default: {aliases: [b, a], prio"
	  "rity: 5}, other: }}, t: {image: i, networks: [other]}, h: {image: i, network_m"
	  "ode: host}}\nnetworks: {other: {driver: bridge, internal: true, ipam: {config:"
	  " [{subnet: 10.9.0.0/24}]}, enable_ipv6: false}, default: {driver_opts: {x: 1}}"
	  "}\n",
	  "{\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"other\":"
	  "null}}" },
	{ "networks", "network", "default",
	  "name: vec\nservices: {s: {image: i, networks: {default: {aliases: [b, a], prio"
	  "rity: 5}, other: }}, t: {image: i, networks: [other]}, h: {image: i, network_m"
	  "ode: host}}\nnetworks: {other: {driver: bridge, internal: true, ipam: {config:"
	  " [{subnet: 10.9.0.0/24}]}, enable_ipv6: false}, default: {driver_opts: {x: 1}}"
	  "}\n",
	  "{\"name\":\"vec_default\",\"driver_opts\":{\"x\":\"1\"},\"ipam\":{}}" },
	{ "networks", "network", "other",
	  "name: vec\nservices: {s: {image: i, networks: {default: {aliases: [b, a], prio"
	  "rity: 5}, other: }}, t: {image: i, networks: [other]}, h: {image: i, network_m"
	  "ode: host}}\nnetworks: {other: {driver: bridge, internal: true, ipam: {config:"
	  " [{subnet: 10.9.0.0/24}]}, enable_ipv6: false}, default: {driver_opts: {x: 1}}"
	  "}\n",
	  "{\"name\":\"vec_other\",\"driver\":\"bridge\",\"ipam\":{\"config\":[{\"subnet"
	  "\":\"10.9.0.0/24\"}]},\"internal\":true,\"enable_ipv6\":false}" },
	{ "secrets-configs", "service", "s",
	  "name: vec\nservices: {s: {image: i, secrets: [a, {source: b, target: c, mode: "
	  "0440, uid: '5'}], configs: [k]}}\nsecrets: {a: {file: ./a.txt}, b: {environmen"
	  "t: BB}}\nconfigs: {k: {content: hi}}\n",
	  "{\"command\":null,\"configs\":[{\"source\":\"k\"}],\"entrypoint\":null,\"image"
	  "\":\"i\",\"networks\":{\"default\":null},\"secrets\":[{\"source\":\"a\",\"targ"
	  "et\":\"/run/secrets/a\"},{\"source\":\"b\",\"target\":\"c\",\"uid\":\"5\",\"mo"
	  "de\":\"0440\"}]}" },
	{ "secrets-configs", "network", "default",
	  "name: vec\nservices: {s: {image: i, secrets: [a, {source: b, target: c, mode: "
	  "0440, uid: '5'}], configs: [k]}}\nsecrets: {a: {file: ./a.txt}, b: {environmen"
	  "t: BB}}\nconfigs: {k: {content: hi}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "misc", "service", "s",
	  "name: vec\nservices: {s: {image: i, init: true, tty: true, stdin_open: true, r"
	  "ead_only: true, privileged: true, user: '1000:1000', working_dir: /w, hostname"
	  ": h, stop_signal: SIGINT, stop_grace_period: 90s, restart: 'on-failure:3', lab"
	  "els: {z: 1, a: true}, logging: {driver: json-file, options: {max-size: 10m, ma"
	  "x-file: 3}}, ulimits: {memlock: -1, nofile: {soft: 1, hard: 2}}, cap_add: [SYS"
	  "_PTRACE], extra_hosts: ['b:1.1.1.1', 'a=::1'], devices: ['/dev/null:/dev/n:r',"
	  " '/dev/zero'], sysctls: {net.core.somaxconn: 1024}, dns: 1.1.1.1, platform: li"
	  "nux/amd64, container_name: cn, runtime: nvidia, ipc: host, group_add: [video, "
	  "44], attach: false}}\n",
	  "{\"attach\":false,\"cap_add\":[\"SYS_PTRACE\"],\"command\":null,\"container_na"
	  "me\":\"cn\",\"devices\":[{\"source\":\"/dev/null\",\"target\":\"/dev/n\",\"per"
	  "missions\":\"r\"},{\"source\":\"/dev/zero\",\"target\":\"/dev/zero\",\"permiss"
	  "ions\":\"rwm\"}],\"dns\":[\"1.1.1.1\"],\"entrypoint\":null,\"extra_hosts\":[\""
	  "a=::1\",\"b=1.1.1.1\"],\"group_add\":[\"video\",\"44\"],\"hostname\":\"h\",\"i"
	  "mage\":\"i\",\"init\":true,\"ipc\":\"host\",\"labels\":{\"a\":\"true\",\"z\":"
	  "\"1\"},\"logging\":{\"driver\":\"json-file\",\"options\":{\"max-file\":\"3\","
	  "\"max-size\":\"10m\"}},\"networks\":{\"default\":null},\"platform\":\"linux/am"
	  "d64\",\"privileged\":true,\"read_only\":true,\"restart\":\"on-failure:3\",\"ru"
	  "ntime\":\"nvidia\",\"stdin_open\":true,\"stop_grace_period\":\"1m30s\",\"stop_"
	  "signal\":\"SIGINT\",\"sysctls\":{\"net.core.somaxconn\":\"1024\"},\"tty\":true"
	  ",\"ulimits\":{\"memlock\":-1,\"nofile\":{\"soft\":1,\"hard\":2}},\"user\":\"10"
	  "00:1000\",\"working_dir\":\"/w\"}" },
	{ "misc", "network", "default",
	  "name: vec\nservices: {s: {image: i, init: true, tty: true, stdin_open: true, r"
	  "ead_only: true, privileged: true, user: '1000:1000', working_dir: /w, hostname"
	  ": h, stop_signal: SIGINT, stop_grace_period: 90s, restart: 'on-failure:3', lab"
	  "els: {z: 1, a: true}, logging: {driver: json-file, options: {max-size: 10m, ma"
	  "x-file: 3}}, ulimits: {memlock: -1, nofile: {soft: 1, hard: 2}}, cap_add: [SYS"
	  "_PTRACE], extra_hosts: ['b:1.1.1.1', 'a=::1'], devices: ['/dev/null:/dev/n:r',"
	  " '/dev/zero'], sysctls: {net.core.somaxconn: 1024}, dns: 1.1.1.1, platform: li"
	  "nux/amd64, container_name: cn, runtime: nvidia, ipc: host, group_add: [video, "
	  "44], attach: false}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "excluded", "service", "s",
	  "name: vec\nservices: {s: {build: ., profiles: [], scale: 3, pull_policy: alway"
	  "s, depends_on: [t], x-y: 1}, t: {image: i}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"networks\":{\"default\":null}}" },
	{ "excluded", "service", "t",
	  "name: vec\nservices: {s: {build: ., profiles: [], scale: 3, pull_policy: alway"
	  "s, depends_on: [t], x-y: 1}, t: {image: i}}\n",
	  "{\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"default"
	  "\":null}}" },
	{ "excluded", "network", "default",
	  "name: vec\nservices: {s: {build: ., profiles: [], scale: 3, pull_policy: alway"
	  "s, depends_on: [t], x-y: 1}, t: {image: i}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
	{ "hooks-develop", "service", "s",
	  "name: vec\nservices: {s: {image: i, post_start: [{command: echo hi, user: root"
	  "}], pre_stop: [{command: [a]}], develop: {watch: [{path: ./src, action: sync, "
	  "target: /src, ignore: [n/]}]}}}\n",
	  "{\"develop\":{\"watch\":[{\"path\":\"/srv/vec/hooks-develop/src\",\"action\":"
	  "\"sync\",\"target\":\"/src\",\"exec\":{\"command\":null},\"ignore\":[\"n/\"]}]"
	  "},\"command\":null,\"entrypoint\":null,\"image\":\"i\",\"networks\":{\"default"
	  "\":null},\"post_start\":[{\"command\":[\"echo\",\"hi\"],\"user\":\"root\"}],\""
	  "pre_stop\":[{\"command\":[\"a\"]}]}" },
	{ "hooks-develop", "network", "default",
	  "name: vec\nservices: {s: {image: i, post_start: [{command: echo hi, user: root"
	  "}], pre_stop: [{command: [a]}], develop: {watch: [{path: ./src, action: sync, "
	  "target: /src, ignore: [n/]}]}}}\n",
	  "{\"name\":\"vec_default\",\"ipam\":{}}" },
};
// clang-format on

#endif
