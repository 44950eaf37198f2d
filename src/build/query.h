/* The query string of POST /build. */
#ifndef BUILD_QUERY_H
#define BUILD_QUERY_H

#include "clau/build.h"

/* dockerfile: its name inside the tar. Escaped, behind "version=2&". Build arguments without a
 * value are looked up in the environment, and left out when it has none. */
char *query_make(struct arena *arena, const struct build_request *request, const char *dockerfile);

#endif
