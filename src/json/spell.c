#include "writer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"

/* The escape of a byte, or 0; 'u' for \u00XX. */
static char escape_of(unsigned char byte, bool go)
{
	switch (byte) {
	case '"':
	case '\\':
		return (char)byte;
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '<':
	case '>':
	case '&':
		return go ? 'u' : 0;
	default:
		return byte < 0x20 ? 'u' : 0;
	}
}

/* U+2028 and U+2029, which end a line in JavaScript. */
static bool is_line_end(const char *at, size_t length)
{
	return length >= 3 && memcmp(at, "\xe2\x80", 2) == 0 && (at[2] & '\xfe') == '\xa8';
}

/* Most bytes: neither an escape nor the first of a line end. */
static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte != '"' && byte != '\\' && byte != '<' && byte != '>' &&
	       byte != '&' && byte != 0xe2;
}

static void add_valid(struct buf *out, const char *text, size_t length, bool go)
{
	size_t plain = 0;
	for (size_t i = 0; i < length; i++) {
		if (is_plain((unsigned char)text[i]))
			continue;
		char escape = escape_of((unsigned char)text[i], go);
		bool ends_line = go && is_line_end(text + i, length - i);
		if (!escape && !ends_line)
			continue;
		buf_append(out, text + plain, i - plain);
		if (ends_line) {
			buf_add(out, text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029");
			i += 2;
		} else if (escape == 'u') {
			buf_printf(out, "\\u%04x", (unsigned char)text[i]);
		} else {
			buf_add_char(out, '\\');
			buf_add_char(out, escape);
		}
		plain = i + 1;
	}
	buf_append(out, text + plain, length - plain);
}

void json_spell_text(struct buf *out, const char *text, bool go)
{
	size_t length = strlen(text);
	buf_add_char(out, '"');
	while (length) {
		size_t valid = text_valid_utf8(text, length);
		add_valid(out, text, valid, go);
		if (valid < length) {
			buf_add(out, go ? "\\ufffd" : REPLACEMENT);
			valid++;
		}
		text += valid;
		length -= valid;
	}
	buf_add_char(out, '"');
}

/* Fills digits ("15" for 1.5e3) and returns the exponent of the first one. */
static int shortest_digits(double value, char digits[32])
{
	char spelled[32];
	for (int precision = 0; precision <= 16; precision++) {
		snprintf(spelled, sizeof(spelled), "%.*e", precision, value);
		if (strtod(spelled, NULL) == value)
			break;
	}
	size_t count = 0;
	const char *at = spelled;
	for (; *at != 'e'; at++)
		if (*at >= '0' && *at <= '9')
			digits[count++] = *at;
	digits[count] = '\0';
	return (int)strtol(at + 1, NULL, 10);
}

static void add_zeroes(struct buf *out, int count)
{
	while (count-- > 0)
		buf_add_char(out, '0');
}

static void spell_digits(struct buf *out, const char *digits, int exponent)
{
	int count = (int)strlen(digits);
	if (exponent < -6 || exponent >= 21) {
		buf_printf(out, "%c%s%se%+d", digits[0], count > 1 ? "." : "", digits + 1,
			   exponent);
	} else if (exponent < 0) {
		buf_add(out, "0.");
		add_zeroes(out, -exponent - 1);
		buf_add(out, digits);
	} else if (exponent + 1 >= count) {
		buf_add(out, digits);
		add_zeroes(out, exponent + 1 - count);
	} else {
		buf_append(out, digits, (size_t)exponent + 1);
		buf_printf(out, ".%s", digits + exponent + 1);
	}
}

void json_spell_number(struct buf *out, double value)
{
	char digits[32];
	if (!isfinite(value)) {
		buf_add(out, "null");
		return;
	}
	if (signbit(value))
		buf_add_char(out, '-');
	int exponent = shortest_digits(fabs(value), digits);
	spell_digits(out, digits, exponent);
}
