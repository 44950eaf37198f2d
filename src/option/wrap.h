/* Private to option: text in columns. */
#ifndef OPTION_WRAP_H
#define OPTION_WRAP_H

#include "clau/base.h"

/* Adds the words of text[0..length), beginning at column `at`; lines after the first begin at
 * `indent`, none goes past `width` unless one word alone does. Ends without a newline. */
void wrap_words(struct buf *out, const char *text, size_t length, size_t at, size_t indent,
		size_t width);

/* One line or paragraph of a longer text: lines that begin with a blank stand as they are, others
 * flow together up to an empty line. */
struct passage {
	const char *text;
	size_t length;
	bool verbatim;
	bool first; /* of its paragraph: an empty line stood before it, or nothing did */
};
/* Takes the next one off *text; false at the end. */
bool wrap_next(const char **text, struct passage *ret_passage);

#endif
