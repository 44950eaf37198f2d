#include "clau/base.h"

#include <string.h>

#include "utf8.h"

size_t utf8_read(const char *bytes, size_t length, uint32_t *ret_character)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *at = (const unsigned char *)bytes;
	uint32_t character = *at;
	size_t size = character < 0x80   ? 1
		      : character < 0xc2 ? 0
		      : character < 0xe0 ? 2
		      : character < 0xf0 ? 3
		      : character < 0xf5 ? 4
					 : 0;
	if (!size || size > length)
		return 0;
	if (size > 1)
		character &= 0x7fu >> size;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (at[i] & 0x3f);
	}
	if (character < smallest[size] || character > 0x10ffff ||
	    (character >= 0xd800 && character <= 0xdfff))
		return 0;
	*ret_character = character;
	return size;
}

size_t text_valid_utf8(const char *bytes, size_t length)
{
	size_t at = 0;
	while (at < length) {
		uint32_t character;
		if (!(bytes[at] & '\x80')) {
			at++;
			continue;
		}
		size_t size = utf8_read(bytes + at, length - at, &character);
		if (!size)
			break;
		at += size;
	}
	return at;
}

struct range {
	uint32_t first, last;
};

/* Characters that take no column: combining marks, joiners, variation selectors. */
static const struct range unseen[] = {
	{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },   { 0x064b, 0x065f },
	{ 0x093c, 0x093c }, { 0x094d, 0x094d }, { 0x0e34, 0x0e3a },   { 0x0e47, 0x0e4e },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },   { 0x202a, 0x202e },
	{ 0x2060, 0x2064 }, { 0x2066, 0x2069 }, { 0x20d0, 0x20ff },   { 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },   { 0x3400, 0x4dbf },
	{ 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },   { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

static bool is_in(const struct range *ranges, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count && ranges[i].first <= character; i++)
		if (character <= ranges[i].last)
			return true;
	return false;
}

static size_t columns_of(uint32_t character)
{
	if (is_in(unseen, COUNT_OF(unseen), character))
		return 0;
	return is_in(wide, COUNT_OF(wide), character) ? 2 : 1;
}

size_t text_width(const char *text)
{
	size_t columns = 0, length = text ? strlen(text) : 0;
	for (size_t at = 0; at < length;) {
		uint32_t character = 0;
		size_t size = utf8_read(text + at, length - at, &character);
		columns += size ? columns_of(character) : 1;
		at += size ? size : 1;
	}
	return columns;
}
