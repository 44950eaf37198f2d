#include "scan.h"

#include <string.h>

#include "clau/json.h"

/* As many digits as a double surely keeps. */
#define SAFE_NUMBER_LENGTH 15

struct scan {
	struct arena *arena;
	const char *text;
	size_t length, at;
	size_t depth;
	struct buf *safe;
	size_t copied; /* so much of the text is in safe */
	const char *reason;
};

static bool refuse(struct scan *scan, const char *what)
{
	scan->reason = arena_printf(scan->arena, "%s at byte %zu", what, scan->at);
	return false;
}

static unsigned char peek(const struct scan *scan)
{
	return scan->at < scan->length ? (unsigned char)scan->text[scan->at] : 0;
}

static bool scan_escape(struct scan *scan)
{
	if (scan->length - scan->at >= 6 && memcmp(scan->text + scan->at, "\\u0000", 6) == 0)
		return refuse(scan, "a NUL (\\u0000) in a text");
	scan->at += 2;
	return true;
}

static bool scan_text(struct scan *scan)
{
	scan->at++;
	while (scan->at < scan->length) {
		unsigned char byte = peek(scan);
		if (byte == '"') {
			scan->at++;
			return true;
		}
		if (byte < 0x20)
			return refuse(scan, "a raw control character in a text");
		if (byte != '\\')
			scan->at++;
		else if (!scan_escape(scan))
			return false;
	}
	scan->at = scan->length;
	return refuse(scan, "the document is cut short");
}

static size_t skip_digits(struct scan *scan)
{
	size_t start = scan->at;
	while (peek(scan) >= '0' && peek(scan) <= '9')
		scan->at++;
	return scan->at - start;
}

/* -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)? */
static bool skip_number(struct scan *scan)
{
	scan->at += peek(scan) == '-';
	bool leading_zero = peek(scan) == '0';
	size_t digits = skip_digits(scan);
	if (!digits || (leading_zero && digits > 1))
		return false;
	if (peek(scan) == '.') {
		scan->at++;
		if (!skip_digits(scan))
			return false;
	}
	if (peek(scan) == 'e' || peek(scan) == 'E') {
		scan->at++;
		scan->at += peek(scan) == '+' || peek(scan) == '-';
		if (!skip_digits(scan))
			return false;
	}
	return !peek(scan) || strchr(" \t\r\n,]}", peek(scan));
}

static bool scan_number(struct scan *scan)
{
	static const char mark[] = { '"', JSON_NUMBER_MARK };
	size_t start = scan->at;
	if (!skip_number(scan))
		return refuse(scan, "an invalid number");
	if (scan->at - start <= SAFE_NUMBER_LENGTH)
		return true;
	buf_append(scan->safe, scan->text + scan->copied, start - scan->copied);
	buf_append(scan->safe, mark, sizeof(mark));
	buf_append(scan->safe, scan->text + start, scan->at - start);
	buf_add_char(scan->safe, '"');
	scan->copied = scan->at;
	return true;
}

static bool scan_other(struct scan *scan, char byte)
{
	if ((byte == '[' || byte == '{') && ++scan->depth > JSON_DEPTH_LIMIT)
		return refuse(scan, "nested too deep");
	/* What does not pair up is for the parser to say. */
	if ((byte == ']' || byte == '}') && scan->depth)
		scan->depth--;
	bool is_word = byte >= 'a' && byte <= 'z';
	if (!byte || (!is_word && !strchr(" \t\r\n,:[]{}", byte)))
		return refuse(scan, "an unexpected character");
	scan->at++;
	return true;
}

static bool scan_token(struct scan *scan)
{
	char byte = scan->text[scan->at];
	if (byte == '"')
		return scan_text(scan);
	if (byte == '-' || (byte >= '0' && byte <= '9'))
		return scan_number(scan);
	return scan_other(scan, byte);
}

bool json_scan(struct arena *arena, const char *text, size_t length, struct buf *ret_safe,
	       const char **ret_reason)
{
	struct scan scan = { .arena = arena, .text = text, .length = length, .safe = ret_safe };
	bool good = true;
	scan.at = text_valid_utf8(text, length);
	if (scan.at < length)
		good = refuse(&scan, "invalid UTF-8");
	else
		scan.at = 0;
	while (good && scan.at < length)
		good = scan_token(&scan);
	if (good && scan.depth)
		good = refuse(&scan, "the document is cut short");
	if (good && scan.copied)
		buf_append(ret_safe, text + scan.copied, length - scan.copied);
	if (good && ret_safe->full) {
		scan.reason = "the document is too large";
		good = false;
	}
	if (!good)
		*ret_reason = scan.reason;
	return good;
}
