/* Private to json: what must hold of the bytes before cJSON sees them. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "clau/base.h"

/* cJSON takes broken UTF-8, raw control characters and \u0000, and reads every number as a double.
 * So the text is looked through first, and each number too long for a double becomes a text in
 * `ret_safe` that begins with this byte, which valid UTF-8 never holds. */
#define JSON_NUMBER_MARK '\xff'

/* False when the text cannot be JSON; *ret_reason says why. ret_safe stays empty when the text can
 * be parsed as it is. */
bool json_scan(struct arena *arena, const char *text, size_t length, struct buf *ret_safe,
	       const char **ret_reason);

#endif
