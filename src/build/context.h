/* What is sent to the engine: the files of a directory, less what the ignore file leaves out. */
#ifndef BUILD_CONTEXT_H
#define BUILD_CONTEXT_H

#include "clau/build.h"

struct context_entry {
	const char *name; /* inside the archive */
	const char *path;
};
struct context {
	struct list entries; /* struct context_entry *: parents first, names in byte order */
	const char *dockerfile; /* its name inside the archive */
	const char *dockerfile_shown; /* for people: as the file names it */
	const char *dockerfile_text;
	size_t dockerfile_length;
	bool dockerfile_apart; /* sent as bytes: inline, or lies outside */
	struct list skipped; /* char *: names of sockets, devices and pipes */
};

/* False: *ret_failure says what cannot be read. */
bool context_gather(struct arena *arena, const struct build_request *request,
		    struct context *ret_context, struct failure *ret_failure);

#endif
