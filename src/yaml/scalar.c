#include "parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

/* Go's parser drops every "_" of a number first; numbers are short. */
static bool without_underscores(const char *text, char *ret_digits, size_t room)
{
	size_t length = 0;
	for (; *text; text++) {
		if (*text == '_')
			continue;
		if (length + 1 >= room)
			return false;
		ret_digits[length++] = *text;
	}
	ret_digits[length] = '\0';
	return length > 0;
}

static bool parse_int(const char *text, int64_t *ret_value)
{
	const char *digits = text + (*text == '-' || *text == '+');
	int base = 10;
	if (digits[0] == '0' && digits[1]) {
		char kind = (char)(digits[1] | 0x20);
		base = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
		digits += kind == 'x' || kind == 'b' || kind == 'o' ? 2 : 1;
	}
	size_t length = strspn(digits, base == 16   ? "0123456789abcdefABCDEF"
				       : base == 10 ? "0123456789"
				       : base == 8  ? "01234567"
						    : "01");
	if (!length || digits[length])
		return false;
	errno = 0;
	unsigned long long value = strtoull(digits, NULL, base);
	bool negative = *text == '-';
	if (errno || value > (unsigned long long)INT64_MAX + negative)
		return false;
	*ret_value = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

static size_t count_digits(const char **text)
{
	size_t count = strspn(*text, "0123456789");
	*text += count;
	return count;
}

/* [-+]? (.digits | digits[.digits]) ([eE][-+]?digits)? */
static bool looks_like_float(const char *text)
{
	text += *text == '-' || *text == '+';
	size_t digits = count_digits(&text);
	if (*text == '.') {
		text++;
		digits += count_digits(&text);
	}
	if (!digits)
		return false;
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+';
		if (!count_digits(&text))
			return false;
	}
	return !*text;
}

static bool parse_float(const char *text, double *ret_value)
{
	static const char *const infinite[] = { ".inf", ".Inf", ".INF", NULL };
	static const char *const not_numbers[] = { ".nan", ".NaN", ".NAN", NULL };
	bool negative = *text == '-';
	if (is_one_of(text + (negative || *text == '+'), infinite)) {
		*ret_value = negative ? -(double)INFINITY : (double)INFINITY;
		return true;
	}
	if (is_one_of(text, not_numbers)) {
		*ret_value = (double)NAN;
		return true;
	}
	if (!looks_like_float(text))
		return false;
	*ret_value = strtod(text, NULL);
	return true;
}

enum scalar_kind yaml_scalar_kind(const char *text)
{
	static const char *const nothing[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const truths[] = { "true",  "True",  "TRUE", "false",
					      "False", "FALSE", NULL };
	char digits[64];
	int64_t integer;
	double number;
	if (is_one_of(text, nothing))
		return SCALAR_NULL;
	if (is_one_of(text, truths))
		return SCALAR_BOOL;
	if (!strchr("+-.0123456789", *text))
		return SCALAR_TEXT;
	if (!without_underscores(text, digits, sizeof digits))
		return SCALAR_TEXT;
	if (parse_int(digits, &integer))
		return SCALAR_INT;
	return parse_float(digits, &number) ? SCALAR_FLOAT : SCALAR_TEXT;
}

bool node_int(const struct node *node, int64_t *ret_value)
{
	char digits[64];
	return node && node->kind == NODE_SCALAR && node->scalar == SCALAR_INT &&
	       without_underscores(node->text, digits, sizeof digits) &&
	       parse_int(digits, ret_value);
}

bool node_number(const struct node *node, double *ret_value)
{
	char digits[64];
	int64_t integer;
	if (node_int(node, &integer)) {
		*ret_value = (double)integer;
		return true;
	}
	return node && node->kind == NODE_SCALAR && node->scalar == SCALAR_FLOAT &&
	       without_underscores(node->text, digits, sizeof digits) &&
	       parse_float(digits, ret_value);
}
