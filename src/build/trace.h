/* BuildKit's trace records: protobuf StatusResponse, as /build sends them in base64. */
#ifndef BUILD_TRACE_H
#define BUILD_TRACE_H

#include "clau/base.h"

struct trace_vertex {
	const char *digest, *name;
	const char *error; /* "" while there is none */
	bool cached;
	int64_t started, completed; /* ms since 1970; 0 = not yet */
};
struct trace_status {
	const char *id, *vertex, *name;
	int64_t current, total;
};
struct trace_log {
	const char *vertex;
	const char *bytes;
	size_t length;
};
struct trace_warning {
	const char *vertex, *text;
};
struct trace {
	struct list vertexes; /* struct trace_vertex * */
	struct list statuses; /* struct trace_status * */
	struct list logs; /* struct trace_log * */
	struct list warnings; /* struct trace_warning * */
};

/* NULL when the text is not base64 of one whole StatusResponse. Unknown fields are skipped. */
struct trace *trace_decode(struct arena *arena, const char *text);

#endif
