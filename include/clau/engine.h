/* engine: one function an Engine API call; answers decoded into plain structs. Speaks API 1.41
 * … 1.44 (negotiated). Source: Docker Engine API reference. */
#ifndef CLAU_ENGINE_H
#define CLAU_ENGINE_H

#include "clau/base.h"
#include "clau/json.h"
#include "clau/loop.h"

struct engine;
/* Reads where the engine is: host ("unix:///path", "tcp://host:port"), else $DOCKER_HOST, else
 * unix:///var/run/docker.sock. Nothing is sent yet: the first call pings and negotiates, calls
 * started meanwhile queue behind it. NULL and *ret_failure (EXIT_USAGE) for a host it cannot read.
 */
struct engine *engine_create(struct loop *loop, const char *host, struct arena *arena,
			     struct failure *ret_failure);
void engine_destroy(
	struct engine *engine); /* destroys calls still under way, without calling back */
const char *engine_host(const struct engine *engine); /* "unix:///var/run/docker.sock" */
struct loop *engine_loop(const struct engine *engine);
/* Total deadline of every call of this run, monotonic ms (loop_now); 0 = none. From --timeout. */
void engine_set_deadline(struct engine *engine, int64_t at);
/* After the ping: negotiated version as major*100+minor (141), 0 before. */
int engine_api_version(const struct engine *engine);
bool engine_is_podman(const struct engine *engine);
/* Keep trying for up to this long when an engine known to be alive vanishes (daemon restart):
 * default 60 000 ms. */
void engine_set_reconnect_window(struct engine *engine, int64_t milliseconds);
/* Called with each request and answer when tracing (-v, --trace): method, path, status (or -1),
 * milliseconds. Never a body or a secret. */
void engine_on_trace(struct engine *engine,
		     void (*trace)(void *data, const char *method, const char *path, int status,
				   int64_t started, int64_t ended),
		     void *data);

/* ---- labels by which a project's things are found (Compose's, and clau's own) */
#define LABEL_PROJECT "com.docker.compose.project"
#define LABEL_SERVICE "com.docker.compose.service"
#define LABEL_NUMBER "com.docker.compose.container-number"
#define LABEL_ONEOFF "com.docker.compose.oneoff" /* "True" or "False" */
#define LABEL_CONFIG_HASH "com.docker.compose.config-hash"
#define LABEL_IMAGE "com.docker.compose.image" /* digest of the image it was made from */
#define LABEL_DEPENDS_ON "com.docker.compose.depends_on" /* "db:service_healthy:true,…" */
#define LABEL_DIRECTORY "com.docker.compose.project.working_dir"
#define LABEL_CONFIG_FILES "com.docker.compose.project.config_files"
#define LABEL_ENVIRONMENT_FILE "com.docker.compose.project.environment_file"
#define LABEL_VERSION "com.docker.compose.version"
#define LABEL_REPLACE "com.docker.compose.replace"
#define LABEL_NETWORK "com.docker.compose.network"
#define LABEL_VOLUME "com.docker.compose.volume"
#define LABEL_CONTENT_HASH "dev.clau.content-hash"
#define LABEL_OVERLAYS "dev.clau.overlays"

/* ---- a call */
enum engine_trouble {
	ENGINE_OK,
	ENGINE_ABSENT, /* no socket, or nobody behind it */
	ENGINE_DENIED, /* no permission on the socket */
	ENGINE_SILENT, /* a deadline passed */
	ENGINE_CUT, /* the connection broke, retries used up */
	ENGINE_STRANGE, /* not a Docker Engine: HTML, not JSON, wrong types, too large */
	ENGINE_NOT_FOUND, /* 404 */
	ENGINE_CONFLICT, /* 409 */
	ENGINE_REFUSED, /* any other status >= 400 */
	ENGINE_STOPPED, /* a stream's reader said stop */
};
struct call {
	struct arena *arena; /* the answer lives here; ends with call_destroy */
	bool done;
	enum engine_trouble trouble;
	int status; /* HTTP, 0 when none came */
	const char *message; /* the engine's words, or what went wrong on the way; made printable */
	const void *result; /* as each function says; NULL unless trouble is ENGINE_OK */
};
/* Registers what to do at the end (called from loop_turn). One per call. */
void call_then(struct call *call, void (*done)(void *data, struct call *call), void *data);
/* Ends and frees it, under way or not; then nothing is called back any more. NULL-safe. Allowed
 * inside its own `done`. */
void call_destroy(struct call *call);
#define AUTO_CALL __attribute__((cleanup(call_auto_destroy)))
void call_auto_destroy(struct call **call);
/* Turns the loop until the call is done (straight-line commands only: asserted not to be inside a
 * callback). True when trouble is ENGINE_OK. */
bool engine_wait(struct engine *engine, struct call *call);
/* The call's trouble as a failure: "cannot <what>: <why>", with exit code and remedy. Copies into
 * arena. */
struct failure engine_failure(const struct engine *engine, const struct call *call,
			      struct arena *arena, const char *what);

/* ---- system */
struct engine_version { /* GET /version */
	const char *version, *api_version, *minimum_api_version, *os, *architecture, *kernel;
};
struct call *engine_get_version(struct engine *engine); /* struct engine_version */
struct engine_info { /* GET /info */
	struct list runtimes; /* const char * */
	struct list cdi_spec_directories; /* const char *; API 1.44+ */
	struct list discovered_devices; /* const char * "nvidia.com/gpu=0"; API 1.50+ */
	const char *name, *storage_driver, *cgroup_version, *server_version;
	int64_t processors, memory;
};
struct call *engine_get_info(struct engine *engine); /* struct engine_info */

/* ---- containers */
struct published_port {
	const char *ip; /* or "" */
	unsigned public_port; /* 0 = not published */
	unsigned private_port;
	const char *protocol;
};
struct container_mount {
	const char *type, *name, *source, *destination; /* name: of a volume, or "" */
	bool writable;
};
struct container_summary { /* an item of GET /containers/json */
	const char *id; /* 64 hex */
	const char *name; /* without the leading slash */
	const char *image, *image_id, *command;
	int64_t created; /* seconds since 1970 */
	const char *state; /* created running paused restarting removing exited dead */
	const char *status; /* "Up 3 minutes (healthy)" */
	struct map labels; /* key -> const char * */
	struct list ports; /* struct published_port * */
	struct list mounts; /* struct container_mount * */
	struct list networks; /* const char *: names of networks it is attached to */
};
/* labels: NULL-ended "key=value" or "key" filters, all must match. struct list of struct
 * container_summary *, in the engine's order (newest first). */
struct call *engine_list_containers(struct engine *engine, bool all, const char *const *labels);

struct probe_result {
	int64_t started, ended; /* ms since 1970 */
	int exit_code;
	const char *output; /* made printable, newlines kept */
};
struct container_details { /* GET /containers/{id}/json */
	const char *id, *name, *image, *image_id;
	const char *state; /* as above */
	bool running, paused, restarting, dead, oom_killed, tty, stdin_open;
	int exit_code;
	const char *error; /* why a start failed, or "" */
	int64_t created, started, finished; /* ms since 1970; 0 = never */
	int64_t restart_count;
	const char *restart_policy; /* "no", "always", … */
	const char *health; /* "", "starting", "healthy", "unhealthy" */
	int64_t failing_streak;
	struct list probes; /* struct probe_result *, oldest first */
	struct map labels;
	struct map networks; /* name -> struct json * of the endpoint settings */
	const struct json *raw; /* the whole answer */
};
struct call *engine_inspect_container(struct engine *engine,
				      const char *id); /* struct container_details */
struct created { /* answers with an id */
	const char *id;
	struct list warnings; /* const char * */
};
/* POST /containers/create; platform may be NULL; body is the JSON document. struct created. Not
 * retried blindly: after a broken connection it looks for the name first. */
struct call *engine_create_container(struct engine *engine, const char *name, const char *platform,
				     const char *body);
struct call *engine_start_container(struct engine *engine,
				    const char *id); /* no result; already started is success */
struct call *engine_stop_container(
	struct engine *engine, const char *id,
	int64_t grace_seconds); /* -1 = the container's own; already stopped or gone is success */
struct call *engine_kill_container(struct engine *engine, const char *id, const char *signal);
struct call *engine_remove_container(
	struct engine *engine, const char *id, bool force,
	bool volumes); /* gone is success; "already in progress" is waited for */
struct call *engine_rename_container(struct engine *engine, const char *id, const char *name);
/* One answer of GET /containers/{id}/stats or any other GET with a JSON body: struct json. For what
 * has no decoder. */
struct call *engine_get_json(struct engine *engine, const char *path);

/* ---- networks and volumes */
struct network_summary {
	const char *id, *name, *driver;
	bool internal;
	struct map labels;
};
struct call *engine_list_networks(
	struct engine *engine,
	const char *const *labels); /* struct list of struct network_summary * */
struct call *engine_find_network(struct engine *engine,
				 const char *name); /* by exact name: struct list of struct
						       network_summary * (several are possible) */
struct call *engine_create_network(struct engine *engine, const char *body); /* struct created */
struct call *engine_remove_network(struct engine *engine, const char *id); /* gone is success */
struct call *engine_connect_network(struct engine *engine, const char *network, const char *body);
struct volume_summary {
	const char *name, *driver;
	struct map labels;
};
struct call *engine_list_volumes(
	struct engine *engine,
	const char *const *labels); /* struct list of struct volume_summary * */
struct call *engine_inspect_volume(struct engine *engine,
				   const char *name); /* struct volume_summary */
struct call *engine_create_volume(struct engine *engine,
				  const char *body); /* struct volume_summary */
struct call *engine_remove_volume(struct engine *engine, const char *name); /* gone is success */

/* ---- images */
struct image_details { /* GET /images/{name}/json */
	const char *id;
	struct list tags, digests; /* const char * */
	int64_t created, size; /* ms since 1970; bytes */
	const char *architecture, *os;
	struct map labels;
};
struct call *engine_inspect_image(struct engine *engine,
				  const char *reference); /* struct image_details */
struct pull_progress {
	const char *layer, *status; /* layer may be "" */
	int64_t current, total; /* bytes, 0 = unknown */
};
/* POST /images/create. An error inside the 200 stream is ENGINE_REFUSED. No result. */
struct call *engine_pull_image(struct engine *engine, const char *reference, const char *platform,
			       void (*progress)(void *data, const struct pull_progress *progress),
			       void *data);

/* ---- streams */
struct engine_event {
	const char *type, *action, *id; /* "container", "health_status: healthy", … */
	struct map attributes;
	int64_t time; /* ns since 1970, exact */
};
/* GET /events with label filters (as list) and since (seconds since 1970, 0 = now on). `opened`
 * once the headers are here: list again then. Ends (done) when the connection ends; the caller
 * opens a new one. Heartbeat: _ping every 5 s on a second connection, 3 misses end it. No result.
 */
struct call *engine_stream_events(struct engine *engine, const char *const *labels, int64_t since,
				  void (*opened)(void *data),
				  void (*event)(void *data, const struct engine_event *event),
				  void *data);
struct log_options {
	bool follow, timestamps;
	int64_t tail; /* lines, -1 = all */
	const char *since, *until; /* as the API takes them, or NULL */
	bool tty; /* from inspect: raw bytes, one stream */
};
/* GET /containers/{id}/logs. `bytes` gets pieces of stream 1 (out) or 2 (err), frames undone. No
 * result. */
struct call *engine_stream_logs(
	struct engine *engine, const char *id, const struct log_options *options,
	bool (*bytes)(void *data, int stream, const char *bytes, size_t length), void *data);
/* POST /build?version=2 with a tar made by `produce`; query is the escaped query string behind
 * "version=2&". Every line of the answer goes to `line` (whole JSON, parsed); an error line makes
 * ENGINE_REFUSED with its words. No result. Destroying the call cancels the build in the engine. */
struct call *engine_build_image(struct engine *engine, const char *query, http_produce produce,
				void *produce_data,
				void (*line)(void *data, const struct json *line), void *data);

/* ---- exec */
struct call *engine_create_exec(struct engine *engine, const char *container,
				const char *body); /* struct created */
struct call *engine_inspect_exec(struct engine *engine,
				 const char *exec); /* struct json: ExitCode, Running */
struct call *engine_resize_exec(struct engine *engine, const char *exec, unsigned columns,
				unsigned rows);
/* The hijacked connection of POST /exec/{id}/start: frames undone unless tty. The stream is the
 * caller's (stream_write, stream_end_write, stream_close). */
struct exec_stream {
	bool tty;
	void (*on_bytes)(void *data, int stream, const char *bytes,
			 size_t length); /* stream 1 out, 2 err; tty: always 1 */
	void (*on_close)(void *data, const char *trouble); /* NULL when it ended well */
	void *data;
};
struct exec_session;
struct exec_session *engine_start_exec(struct engine *engine, const char *exec,
				       const struct exec_stream *how);
bool exec_write(struct exec_session *session, const char *bytes, size_t length);
void exec_end_input(struct exec_session *session);
void exec_close(struct exec_session *session); /* NULL-safe; before engine_destroy */

#endif
