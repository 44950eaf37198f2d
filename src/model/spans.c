#include "clau/model.h"

#include <string.h>

struct span service_span(const struct service *service, const char *path)
{
	char key[256];
	size_t length = path ? strlen(path) : 0;
	if (length < sizeof(key)) {
		memcpy(key, text_or(path, ""), length + 1);
		/* From the key itself up through what holds it. */
		while (length) {
			const struct span *span = map_get(&service->spans, key);
			if (span)
				return *span;
			while (length && key[--length] != '.')
				;
			key[length] = '\0';
		}
	}
	return service->at;
}
