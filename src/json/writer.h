/* Private to json: texts and numbers as JSON spells them. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include "clau/base.h"

/* With its quotes; `go` as in struct json_writer. */
void json_spell_text(struct buf *out, const char *text, bool go);
/* Shortest digits that read back the same, as Go and JavaScript print them; null when not finite.
 */
void json_spell_number(struct buf *out, double value);

#endif
