/* Private to archive: what waits to be written, and the header made of it. */
#ifndef ARCHIVE_ENTRY_H_
#define ARCHIVE_ENTRY_H_

#include "clau/base.h"

struct archive_entry;

struct queued {
	const char *name;
	const char *path; /* NULL: bytes instead */
	const void *bytes;
	size_t length;
	unsigned mode;
};

/* Looks at the file again, now that its turn has come; a regular one is left open in *ret_file. */
bool entry_fill(struct archive_entry *entry, const struct queued *queued, int *ret_file,
		const char **ret_reason);

#endif
