#include "clau/model.h"

struct service *project_service(const struct project *project, const char *name)
{
	for (LIST_EACH(struct service, service, &project->services))
		if (text_equal(service->name, name))
			return service;
	return NULL;
}

struct network *project_network(const struct project *project, const char *key)
{
	for (LIST_EACH(struct network, network, &project->networks))
		if (text_equal(network->key, key))
			return network;
	return NULL;
}

struct volume *project_volume(const struct project *project, const char *key)
{
	for (LIST_EACH(struct volume, volume, &project->volumes))
		if (text_equal(volume->key, key))
			return volume;
	return NULL;
}

static struct file_object *find_object(const struct list *objects, const char *key)
{
	for (LIST_EACH(struct file_object, object, objects))
		if (text_equal(object->key, key))
			return object;
	return NULL;
}

struct file_object *project_secret(const struct project *project, const char *key)
{
	return find_object(&project->secrets, key);
}

struct file_object *project_config(const struct project *project, const char *key)
{
	return find_object(&project->configs, key);
}
