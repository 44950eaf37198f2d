/* Makes trace records, as an engine would. */
#ifndef TESTS_BUILD_ENCODE_H
#define TESTS_BUILD_ENCODE_H

#include "clau/base.h"

char *encode_base64(struct arena *arena, const void *bytes, size_t length);
void encode_varint(struct buf *out, uint64_t value);
void encode_bytes(struct buf *out, unsigned field, const void *bytes, size_t length);
/* Times in ms since 1970, 0 = none; error may be NULL. */
void encode_vertex(struct buf *out, const char *digest, const char *name, bool cached,
		   int64_t started, int64_t completed, const char *error);
void encode_log(struct buf *out, const char *digest, const char *bytes, size_t length);

#endif
