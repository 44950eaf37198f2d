#include "names.h"

#include <string.h>

bool archive_name_is_safe(const char *name)
{
	if (!*name || *name == '/')
		return false;
	while (*name) {
		size_t length = strcspn(name, "/");
		if (length == 2 && name[0] == '.' && name[1] == '.')
			return false;
		name += length;
		name += strspn(name, "/");
	}
	return true;
}
