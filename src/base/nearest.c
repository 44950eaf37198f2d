#include "clau/base.h"

#include <string.h>

/* Words longer than this are no keys or commands; they get no hint. */
#define LONGEST 63

static size_t least(size_t left, size_t right)
{
	return left < right ? left : right;
}

/* Optimal string alignment: edits and swaps of neighbours, no place edited twice. Three rows of the
 * table are enough. */
static size_t distance(const char *word, size_t length, const char *other, size_t other_length)
{
	size_t rows[3][LONGEST + 1];
	for (size_t j = 0; j <= other_length; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= length; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= other_length; j++) {
			bool same = word[i - 1] == other[j - 1];
			row[j] = least(above[j - 1] + !same, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && word[i - 1] == other[j - 2] &&
			    word[i - 2] == other[j - 1])
				row[j] = least(row[j], twice[j - 2] + 1);
		}
	}
	return rows[length % 3][other_length];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t length = strlen(word);
	size_t limit = least(3, length / 3);
	const char *nearest = NULL;
	if (length > LONGEST)
		return NULL;
	if (limit < 1)
		limit = 1;
	for (size_t i = 0; i < count; i++) {
		size_t other = strlen(candidates[i]);
		if (other > LONGEST || other > length + limit || length > other + limit)
			continue;
		size_t found = distance(word, length, candidates[i], other);
		if (found < limit || (found == limit && !nearest)) {
			nearest = candidates[i];
			limit = found;
		}
	}
	return nearest;
}
