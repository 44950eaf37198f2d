/* config --resolve-image-digests and --lock-image-digests. */
#include <string.h>

#include "clau/schema.h"
#include "config.h"

/* An image's name in parts: "docker.io/library/nginx", "1.27", "sha256:…". */
struct reference {
	const char *name; /* as written, without tag and digest */
	const char *tag;
	const char *digest; /* or NULL */
};

static struct reference reference_parse(struct arena *arena, const char *image)
{
	const char *at = strchr(image, '@'), *slash = strrchr(image, '/');
	const char *end = at ? at : image + strlen(image);
	const char *colon = memrchr(image, ':', (size_t)(end - image));
	struct reference reference = { .digest = at ? at + 1 : NULL, .tag = "latest" };
	if (colon && slash && slash > colon && slash < end)
		colon = NULL; /* of a registry's port */
	if (colon)
		reference.tag = arena_copy_n(arena, colon + 1, (size_t)(end - colon - 1));
	reference.name = arena_copy_n(arena, image, (size_t)((colon ? colon : end) - image));
	return reference;
}

/* With the registry in front, as Compose writes it beside a digest. */
static const char *full_name(struct arena *arena, const char *name)
{
	size_t length = strcspn(name, "/");
	bool has_registry =
		name[length] && (memchr(name, '.', length) || memchr(name, ':', length) ||
				 strncmp(name, "localhost/", length + 1) == 0);
	if (has_registry)
		return name;
	return arena_printf(arena, "docker.io/%s%s", name[length] ? "" : "library/", name);
}

static const char *known_digest(struct arena *arena, const struct image_details *details,
				const struct reference *reference)
{
	const char *wanted = full_name(arena, reference->name);
	for (LIST_EACH(const char, known, &details->digests)) {
		struct reference other = reference_parse(arena, known);
		if (other.digest && text_equal(full_name(arena, other.name), wanted))
			return arena_copy(arena, other.digest);
	}
	return NULL;
}

/* False when the engine gave no answer: *ret_code. *ret_digest is NULL when its store has none. */
static bool look_in_store(struct command_context *context, const char *image,
			  const struct reference *reference, const char **ret_digest, int *ret_code)
{
	AUTO_CALL struct call *call = engine_inspect_image(context->engine, image);
	if (engine_wait(context->engine, call)) {
		*ret_digest = known_digest(context->arena, call->result, reference);
		return true;
	}
	if (call->trouble == ENGINE_NOT_FOUND)
		return true;
	*ret_code = context_fail_call(context, call,
				      arena_printf(context->arena, "inspect the image %s", image));
	return false;
}

static const char *digest_in_registry(struct command_context *context, const char *image,
				      const char **ret_reason)
{
	const char *path = arena_printf(context->arena, "/distribution/%s/json", image);
	AUTO_CALL struct call *call = engine_get_json(context->engine, path);
	if (!engine_wait(context->engine, call)) {
		*ret_reason = arena_copy(context->arena, call->message);
		return NULL;
	}
	*ret_reason = "the registry's answer holds no digest";
	return arena_copy(context->arena, json_text(call->result, "Descriptor.digest", NULL));
}

static bool refuse(struct command_context *context, const struct service *service,
		   const char *reason, int *ret_code)
{
	struct failure failure = {
		.code = EXIT_REFUSED,
		.message = arena_printf(context->arena, "no digest for the image %s of %s: %s",
					service->image, service->name, text_or(reason, "unknown")),
		.remedy = service->build ? "an image that is built here has a digest once it is "
					   "pushed to a registry"
					 : "pull it, or see that the engine reaches the registry",
		.at = service->image_at,
	};
	*ret_code = context_fail(context, &failure);
	return false;
}

static bool pin(struct command_context *context, const struct service *service, struct node *image,
		int *ret_code)
{
	struct arena *arena = context->arena;
	struct reference reference = reference_parse(arena, service->image);
	const char *name = full_name(arena, reference.name), *digest = NULL, *reason = NULL;
	const char *whole = arena_printf(arena, "%s:%s", name, reference.tag);
	if (reference.digest)
		return true;
	if (!look_in_store(context, service->image, &reference, &digest, ret_code))
		return false;
	if (!digest)
		digest = digest_in_registry(context, whole, &reason);
	if (!digest)
		return refuse(context, service, reason, ret_code);
	image->text = arena_printf(arena, "%s@%s", whole, digest);
	return true;
}

bool config_resolve_digests(struct command_context *context, const struct loaded *loaded,
			    int *ret_code)
{
	const struct node *services = node_get(loaded->tree, "services");
	if (!context_open(context, ret_code))
		return false;
	for (LIST_EACH(const struct service, service, &loaded->project->services)) {
		struct node *image = node_get(node_get(services, service->name), "image");
		if (image && !text_is_empty(service->image) &&
		    !pin(context, service, image, ret_code))
			return false;
	}
	return true;
}

void config_print_lock(struct arena *arena, const struct loaded *loaded, bool json, struct buf *out)
{
	struct node *root = node_mapping(arena, NO_SPAN), *services = node_mapping(arena, NO_SPAN);
	const struct node *all = node_get(loaded->tree, "services");
	node_set(arena, root, "services", services);
	for (LIST_EACH(const struct service, service, &loaded->project->services)) {
		struct node *locked = node_mapping(arena, NO_SPAN);
		struct node *image = node_get(node_get(all, service->name), "image");
		if (image)
			node_set(arena, locked, "image", image);
		node_set(arena, services, service->name, locked);
	}
	const struct node *form = schema_print_form(arena, root);
	if (!json) {
		yaml_write(out, form);
		return;
	}
	struct json_writer writer;
	json_begin(&writer, out, true);
	schema_print_json(&writer, form);
	buf_add_char(out, '\n');
}
