#include <string.h>

#include "body.h"

static const char *volume_name(struct body *body, const char *key)
{
	const struct volume *volume = project_volume(body->input->project, key);
	return volume ? volume->name : key;
}

static bool is_plain_bind(const struct mount *mount)
{
	return text_equal(mount->type, "bind") && mount->bind_create_host_path != NO &&
	       !mount->bind_propagation && !mount->bind_recursive;
}

static bool is_plain_volume(const struct mount *mount)
{
	return text_equal(mount->type, "volume") && !text_is_empty(mount->source) &&
	       !mount->volume_nocopy && !mount->volume_subpath && mount->volume_labels.count == 0;
}

static void put_binds(struct body *body)
{
	struct list binds = { 0 };
	for (LIST_EACH(struct mount, mount, &body->service->volumes)) {
		bool bind = is_plain_bind(mount);
		if (!bind && !is_plain_volume(mount))
			continue;
		const char *source = bind ? mount->source : volume_name(body, mount->source);
		const char *label = bind ? mount->bind_selinux : NULL;
		list_add(body->arena, &binds,
			 arena_printf(body->arena, "%s:%s:%s%s%s", source, mount->target,
				      mount->read_only ? "ro" : "rw", label ? "," : "",
				      text_or(label, "")));
	}
	body_list(body, "Binds", &binds);
}

static void put_bind_options(struct body *body, const struct mount *mount)
{
	json_key(&body->json, "BindOptions");
	json_open_object(&body->json);
	body_text(body, "Propagation", mount->bind_propagation);
	body_true(body, "NonRecursive", text_equal(mount->bind_recursive, "disabled"));
	body_true(body, "ReadOnlyForceRecursive", text_equal(mount->bind_recursive, "readonly"));
	if (mount->bind_create_host_path != NO && body->input->api_version >= 142)
		json_member_put_bool(&body->json, "CreateMountpoint", true);
	json_close_object(&body->json);
}

static void put_volume_options(struct body *body, const struct mount *mount)
{
	/* An engine before API 1.45 would mount the whole volume without a word. */
	if (mount->volume_subpath && body->input->api_version < 145)
		body_fail(body, "volumes: subpath needs an engine with API 1.45 or newer");
	json_key(&body->json, "VolumeOptions");
	json_open_object(&body->json);
	body_true(body, "NoCopy", mount->volume_nocopy);
	body_text(body, "Subpath", mount->volume_subpath);
	body_map(body, "Labels", &mount->volume_labels);
	json_close_object(&body->json);
}

static void put_tmpfs_options(struct body *body, const struct mount *mount)
{
	json_key(&body->json, "TmpfsOptions");
	json_open_object(&body->json);
	body_int(body, "SizeBytes", mount->tmpfs_size);
	if (mount->tmpfs_mode >= 0)
		json_member_put_int(&body->json, "Mode", mount->tmpfs_mode);
	json_close_object(&body->json);
}

static void put_mount(struct body *body, const struct mount *mount)
{
	const char *source = mount->source;
	if (text_equal(mount->type, "volume") && !text_is_empty(source))
		source = volume_name(body, source);
	if (text_equal(mount->type, "image") && body->input->api_version < 148)
		body_fail(body, "volumes: type image needs an engine with API 1.48 or newer");
	json_open_object(&body->json);
	json_member_put_text(&body->json, "Type", mount->type);
	body_text(body, "Source", source);
	json_member_put_text(&body->json, "Target", mount->target);
	body_true(body, "ReadOnly", mount->read_only);
	body_text(body, "Consistency", mount->consistency);
	if (text_equal(mount->type, "bind"))
		put_bind_options(body, mount);
	else if (text_equal(mount->type, "volume"))
		put_volume_options(body, mount);
	else if (text_equal(mount->type, "tmpfs"))
		put_tmpfs_options(body, mount);
	json_close_object(&body->json);
}

/* A secret or config as a read-only bind of its file. */
static void put_file(struct body *body, const struct file_object *object, const char *what,
		     const struct file_reference *use, const char *directory)
{
	if (!object || !object->file) {
		body_fail(body, "%s %s: only those with a file can be mounted", what, use->source);
		return;
	}
	const char *target = text_or(use->target, use->source);
	if (target[0] != '/')
		target = arena_printf(body->arena, "%s%s", directory, target);
	json_open_object(&body->json);
	json_member_put_text(&body->json, "Type", "bind");
	json_member_put_text(&body->json, "Source", object->file);
	json_member_put_text(&body->json, "Target", target);
	json_member_put_bool(&body->json, "ReadOnly", true);
	json_close_object(&body->json);
}

static void put_mounts(struct body *body)
{
	const struct project *project = body->input->project;
	json_key(&body->json, "Mounts");
	json_open_array(&body->json);
	for (LIST_EACH(struct mount, mount, &body->service->volumes))
		if (!is_plain_bind(mount) && !is_plain_volume(mount))
			put_mount(body, mount);
	for (LIST_EACH(struct file_reference, secret, &body->service->secrets))
		put_file(body, project_secret(project, secret->source), "secret", secret,
			 "/run/secrets/");
	for (LIST_EACH(struct file_reference, config, &body->service->configs))
		put_file(body, project_config(project, config->source), "config", config, "/");
	json_close_array(&body->json);
}

/* "/path" or "/path:options" */
static void put_tmpfs(struct body *body)
{
	const struct list *entries = &body->service->tmpfs;
	if (entries->count == 0)
		return;
	json_key(&body->json, "Tmpfs");
	json_open_object(&body->json);
	for (LIST_EACH(const char, text, entries)) {
		const char *colon = strchr(text, ':');
		size_t length = colon ? (size_t)(colon - text) : strlen(text);
		json_member_put_text(&body->json, arena_copy_n(body->arena, text, length),
				     colon ? colon + 1 : "");
	}
	json_close_object(&body->json);
}

/* "service[:ro]" becomes its container, "container:name[:ro]" loses its prefix. */
static const char *volumes_from(struct body *body, const char *text)
{
	if (text_starts(text, "container:"))
		return text + strlen("container:");
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	const char *id =
		map_get(body->input->container_ids, arena_copy_n(body->arena, text, length));
	if (!id) {
		body_fail(body, "volumes_from %s: that service has no container", text);
		return text;
	}
	return arena_printf(body->arena, "%s%s", id, colon ? colon : "");
}

void body_mounts(struct body *body)
{
	struct list from = { 0 };
	put_binds(body);
	put_mounts(body);
	put_tmpfs(body);
	for (LIST_EACH(const char, text, &body->service->volumes_from))
		list_add(body->arena, &from, arena_copy(body->arena, volumes_from(body, text)));
	body_list(body, "VolumesFrom", &from);
}
