#include "clau/model.h"

static bool starts_name(char letter)
{
	return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

static bool continues_name(char letter)
{
	return starts_name(letter) || letter == '_' || letter == '-';
}

const char *service_image(struct arena *arena, const struct project *project,
			  const struct service *service)
{
	if (!text_is_empty(service->image))
		return service->image;
	return arena_printf(arena, "%s-%s", project->name, service->name);
}

char *service_container_name(struct arena *arena, const struct project *project,
			     const struct service *service, unsigned number)
{
	if (!text_is_empty(service->container_name))
		return arena_copy(arena, service->container_name);
	return arena_printf(arena, "%s-%s-%u", project->name, service->name, number);
}

bool project_name_is_legal(const char *name)
{
	if (text_is_empty(name) || !starts_name(*name))
		return false;
	for (; *name; name++)
		if (!continues_name(*name))
			return false;
	return true;
}

char *project_name_normalise(struct arena *arena, const char *name)
{
	char *normal = text_lower(arena, text_or(name, "")), *out = normal;
	for (const char *at = normal; *at; at++)
		if (out > normal ? continues_name(*at) : starts_name(*at))
			*out++ = *at;
	*out = '\0';
	return normal;
}
