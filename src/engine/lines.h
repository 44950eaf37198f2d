/* Lines out of a stream of bytes that is split anywhere. */
#ifndef ENGINE_LINES_H
#define ENGINE_LINES_H

#include "clau/base.h"

enum lines_result {
	LINES_GOOD,
	LINES_STOPPED, /* by `line` */
	LINES_TOO_LONG,
};
/* Calls `line` for each line that has come whole, without its end; blank ones are left out. `rest`
 * keeps the beginning of the next one. */
enum lines_result lines_feed(struct buf *rest, size_t limit, const char *bytes, size_t length,
			     bool (*line)(void *data, const char *text, size_t length), void *data);

#endif
