#include "parts.h"

#include "clau/keys.h"
#include "clau/schema.h"

#include <string.h>

typedef void hash_writer(struct arena *arena, const struct node *node, struct buf *out);

static const char *digest_of(struct loading *loading, const char *text, size_t length)
{
	char digest[SHA256_TEXT_SIZE];
	keys_sha256(text, length, digest);
	return arena_copy(loading->arena, digest);
}

static const char *hash_of(struct loading *loading, const struct node *section, const char *key,
			   hash_writer *write)
{
	AUTO_BUF struct buf json = { 0 };
	const struct node *node = node_get(section, key);
	if (!node)
		return NULL;
	write(loading->arena, node, &json);
	return digest_of(loading, buf_text(&json), json.length);
}

static const char *content_of(struct loading *loading, const struct file_object *object)
{
	char digest[SHA256_TEXT_SIZE];
	const char *value = object->content;
	if (object->file)
		return keys_sha256_file(object->file, digest) ? arena_copy(loading->arena, digest)
							      : "absent";
	if (object->environment)
		value = environment_value(loading->environment, object->environment);
	return value ? digest_of(loading, value, strlen(value)) : "absent";
}

static void add_contents(struct loading *loading, struct buf *out, const struct list *references,
			 const struct list *objects)
{
	for (LIST_EACH(const struct file_reference, reference, references))
		for (LIST_EACH(const struct file_object, object, objects))
			if (text_equal(reference->source, object->key))
				buf_printf(out, "%s %s\n", object->key,
					   content_of(loading, object));
}

static void hash_service(struct loading *loading, const struct node *services,
			 const struct project *project, struct service *service)
{
	AUTO_BUF struct buf all = { 0 };
	service->config_hash = hash_of(loading, services, service->name, schema_hash_service);
	service->config_hash_older =
		hash_of(loading, services, service->name, schema_hash_service_older);
	buf_printf(&all, "%s\n", text_or(service->config_hash, ""));
	add_contents(loading, &all, &service->secrets, &project->secrets);
	add_contents(loading, &all, &service->configs, &project->configs);
	service->content_hash = digest_of(loading, buf_text(&all), all.length);
}

void hash_project(struct loading *loading, const struct node *root, struct project *project)
{
	const struct node *services = node_get(root, "services");
	for (LIST_EACH(struct service, service, &project->services))
		hash_service(loading, services, project, service);
	for (LIST_EACH(struct service, service, &project->disabled_services))
		hash_service(loading, services, project, service);
	for (LIST_EACH(struct network, network, &project->networks))
		network->config_hash = hash_of(loading, node_get(root, "networks"), network->key,
					       schema_hash_network);
	for (LIST_EACH(struct volume, volume, &project->volumes))
		volume->config_hash = hash_of(loading, node_get(root, "volumes"), volume->key,
					      schema_hash_volume);
}
