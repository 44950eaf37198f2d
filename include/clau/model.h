/* model: the project as plain data, decoded by schema from the canonical tree. A span on each
 * thing. Compose specification names. Everything lives in one arena. */
#ifndef CLAU_MODEL_H
#define CLAU_MODEL_H

#include "clau/base.h"

enum tristate { UNSET, NO, YES };

/* Durations are nanoseconds, sizes bytes; 0 = not given unless said otherwise. Maps of text: key ->
 * const char * (NULL value = key without "="). */
struct project {
	const char *name;
	struct span name_at;
	const char *directory; /* absolute */
	const char *working_directory; /* as written in labels: = directory */
	struct list config_files; /* const char *, absolute ("-" for stdin) */
	struct list environment_files; /* const char *, explicit --env-file only */
	struct list overlays; /* const char *: applied, in order */
	struct list services; /* struct service *, active ones, sorted by name */
	struct list disabled_services; /* struct service *: inactive by profile */
	struct list networks; /* struct network *, used ones */
	struct list volumes; /* struct volume *, used ones */
	struct list secrets, configs; /* struct file_object * */
};

enum dependency_condition { SERVICE_STARTED, SERVICE_HEALTHY, SERVICE_COMPLETED };
struct dependency {
	const char *service;
	enum dependency_condition condition;
	bool required, restart;
	struct span at;
};

struct build {
	const char *context; /* absolute path, or URL */
	const char *dockerfile; /* relative to context or absolute */
	const char *dockerfile_inline;
	const char *target, *network, *isolation;
	struct map args; /* text */
	struct map labels;
	struct map additional_contexts;
	struct list tags, cache_from, cache_to, platforms, extra_hosts, ssh; /* const char * */
	struct list secrets; /* struct file_reference * */
	struct map ulimits; /* name -> struct ulimit * */
	int64_t shm_size;
	bool no_cache, pull, privileged;
	struct span at;
	struct span context_at, dockerfile_at;
};

struct healthcheck {
	struct list *test; /* const char *: "CMD"/"CMD-SHELL"/"NONE" first; NULL = not given */
	int64_t interval, timeout, start_period, start_interval; /* ns */
	int64_t retries;
	bool disable;
	struct span at;
};

struct port {
	const char *name, *mode, *host_ip;
	int64_t target;
	const char *published; /* "8080", "8080-8090" or "" */
	const char *protocol, *app_protocol;
	struct span at;
};

struct mount {
	const char *type; /* bind volume tmpfs image npipe cluster */
	const char *source, *target, *consistency;
	bool read_only;
	enum tristate bind_create_host_path;
	const char *bind_propagation, *bind_selinux, *bind_recursive;
	bool volume_nocopy;
	const char *volume_subpath;
	struct map volume_labels;
	int64_t tmpfs_size, tmpfs_mode; /* mode -1 = not given */
	const char *image_subpath;
	struct span at;
};

struct service_network {
	const char *network; /* key in networks */
	struct list aliases, link_local_ips; /* const char * */
	const char *ipv4_address, *ipv6_address, *mac_address, *interface_name;
	struct map driver_opts;
	int64_t priority, gateway_priority;
	struct span at;
};

struct file_reference { /* a use of a secret or config */
	const char *source, *target; /* target: as given, or NULL */
	const char *uid, *gid;
	int64_t mode; /* -1 = not given */
	struct span at;
};

struct ulimit {
	int64_t soft, hard;
};

struct logging {
	const char *driver;
	struct map options;
};

struct device {
	const char *source, *target, *permissions;
};

struct device_request {
	const char *driver;
	int64_t count; /* -1 = all, 0 = by device_ids */
	struct list device_ids, capabilities; /* const char * */
	struct map options;
	struct span at;
};

struct hook {
	struct list *command; /* const char * */
	const char *user, *working_dir;
	bool privileged;
	struct map environment;
	struct span at;
};

struct deploy {
	const char *mode, *endpoint_mode;
	int64_t replicas; /* -1 = not given */
	struct map labels;
	double limit_cpus, reserved_cpus;
	int64_t limit_memory, limit_pids, reserved_memory;
	struct list devices; /* struct device_request * */
	const char *restart_condition;
	int64_t restart_delay, restart_window; /* ns */
	int64_t restart_max_attempts; /* -1 = not given */
};

struct service {
	const char *name;
	struct span at;
	const char *image;
	struct span image_at;
	struct build *build; /* or NULL */
	struct list *command,
		*entrypoint; /* const char *; NULL = not given; empty list clears the image's */
	const char *container_name, *hostname, *domainname, *user, *working_dir;
	struct map environment, labels, annotations, sysctls, storage_opt; /* text */
	struct list depends_on; /* struct dependency *, implied ones (links, network_mode:
				   service:x) too */
	struct list ports; /* struct port *, ranges not expanded */
	struct list expose; /* const char * */
	struct list volumes; /* struct mount * */
	struct list tmpfs; /* const char * */
	struct list networks; /* struct service_network *; empty with network_mode */
	const char *network_mode, *ipc, *pid, *uts, *cgroup, *cgroup_parent, *userns_mode,
		*isolation, *runtime, *platform, *mac_address;
	struct span network_mode_at;
	struct healthcheck *healthcheck; /* or NULL */
	struct list secrets, configs; /* struct file_reference * */
	struct logging *logging; /* or NULL */
	struct deploy *deploy; /* or NULL */
	struct map ulimits; /* name -> struct ulimit * */
	struct list cap_add, cap_drop, security_opt, group_add, dns, dns_opt, dns_search,
		extra_hosts, links, external_links, volumes_from, device_cgroup_rules,
		profiles; /* const char * */
	struct list devices; /* struct device * */
	struct list gpus; /* struct device_request * */
	struct list post_start, pre_stop; /* struct hook * */
	const char *restart; /* "no", "always", "on-failure[:n]", "unless-stopped", or NULL */
	const char *pull_policy, *stop_signal;
	int64_t stop_grace_period; /* ns; 0 = not given */
	double cpus;
	int64_t cpu_count, cpu_period, cpu_quota, cpu_shares, cpu_rt_period, cpu_rt_runtime;
	double cpu_percent;
	const char *cpuset;
	int64_t mem_limit, mem_reservation, memswap_limit, mem_swappiness, shm_size, pids_limit,
		oom_score_adj;
	bool oom_kill_disable, privileged, read_only, stdin_open, tty;
	enum tristate init, attach;
	int64_t scale; /* replicas wanted: `scale`, deploy.replicas, or 1 */
	const char *url; /* x-clau.url: printed after `up` */
	const char *config_hash; /* Compose's since version 5, 64 hex */
	/* As Compose before 5 wrote it, and version 5 accepts it: what goes into the label. */
	const char *config_hash_older;
	const char *content_hash; /* clau's own: the config hash and the content of its secrets and
				     configs */
	/* Span of a key of this service by dotted path below it ("ports", "healthcheck.test",
	 * "deploy.resources.reservations.devices"), NO_SPAN when absent. */
	struct map spans; /* path -> struct span * */
};

struct ipam_pool {
	const char *subnet, *gateway, *ip_range;
	struct map aux_addresses;
};
struct network {
	const char *key; /* in the file */
	const char *name; /* in the engine */
	const char *driver, *ipam_driver;
	struct map driver_opts, labels, ipam_options;
	struct list ipam_pools; /* struct ipam_pool * */
	bool external, internal, attachable;
	enum tristate enable_ipv4, enable_ipv6;
	const char *config_hash;
	struct span at;
};
struct volume {
	const char *key, *name, *driver;
	struct map driver_opts, labels;
	bool external;
	const char *config_hash;
	struct span at;
};
struct file_object { /* a secret or a config */
	const char *key, *name;
	const char *file; /* absolute path, or NULL */
	const char *environment; /* name of the variable, or NULL */
	const char *content; /* configs only, or NULL */
	bool external;
	struct span at;
};

struct service *project_service(const struct project *project,
				const char *name); /* active ones; NULL when there is none */
struct network *project_network(const struct project *project, const char *key);
struct volume *project_volume(const struct project *project, const char *key);
struct file_object *project_secret(const struct project *project, const char *key);
struct file_object *project_config(const struct project *project, const char *key);
struct span service_span(const struct service *service,
			 const char *path); /* the nearest known place: the key, else the service */
/* The image a service runs: `image`, or "<project>-<service>" when it is only built. */
const char *service_image(struct arena *arena, const struct project *project,
			  const struct service *service);
/* "<project>-<service>-<number>", or container_name. */
char *service_container_name(struct arena *arena, const struct project *project,
			     const struct service *service, unsigned number);
/* Legal: ^[a-z0-9][a-z0-9_-]*$ ; normalised: lowered, others dropped, leading _ and - stripped (may
 * end up empty). */
bool project_name_is_legal(const char *name);
char *project_name_normalise(struct arena *arena, const char *name);

#endif
