/* The body of POST /containers/create for one replica (facts: Engine API reference, Compose's own
 * translation of a service). Private to run. */
#ifndef RUN_BODY_H
#define RUN_BODY_H

#include "clau/engine.h"
#include "clau/json.h"
#include "clau/model.h"

struct body_input {
	const struct project *project;
	const struct service *service;
	unsigned number;
	const char *container_name; /* the final one: aliases and labels carry it */
	const char *image; /* reference to create from */
	const char *image_id; /* for the label */
	int api_version; /* 141, 144 … */
	const struct map *network_ids; /* engine name -> const char * id */
	const struct map *container_ids; /* service -> const char * id of its first container */
	const char *replaces; /* label `replace`, or NULL */
};
/* A network to attach after the create, for engines that take one network at create. */
struct body_connection {
	const char *network; /* id or name */
	const char *body;
};
/* JSON in the arena, or NULL and *ret_reason (what this engine or clau cannot do, naming the key).
 * ret_connect_later: struct body_connection *. */
char *body_of_container(struct arena *arena, const struct body_input *input,
			struct list *ret_connect_later, const char **ret_reason);

/* What the writing functions share. A reason set by one of them fails the whole. */
struct body {
	struct arena *arena;
	const struct body_input *input;
	const struct service *service;
	struct json_writer json;
	const char *reason;
};
void body_text(struct body *body, const char *key, const char *text); /* nothing when NULL or "" */
void body_int(struct body *body, const char *key, int64_t value); /* nothing when 0 */
void body_true(struct body *body, const char *key, bool value); /* nothing when false */
void body_list(struct body *body, const char *key,
	       const struct list *texts); /* nothing when empty */
void body_map(struct body *body, const char *key, const struct map *texts); /* nothing when empty */
void body_fail(struct body *body, const char *format, ...) PRINTF_LIKE(2, 3);
/* "service:x" becomes "container:<id>"; other texts stay. */
const char *body_namespace(struct body *body, const char *text);

void body_host_config(struct body *body); /* key and object HostConfig */
void body_resources(struct body *body); /* inside HostConfig: limits, devices, GPUs */
void body_mounts(struct body *body); /* inside HostConfig: Binds, Mounts, Tmpfs, VolumesFrom */
void body_networking(struct body *body, struct list *ret_connect_later); /* NetworkingConfig */
/* The engine's name of the network the container starts on, or its network_mode; NULL = default. */
const char *body_network_mode(struct body *body);

#endif
