#include "table.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool node_is_null(const struct node *node)
{
	return node && node->kind == NODE_SCALAR && node->scalar == SCALAR_NULL;
}

bool node_is_open(const struct node *node)
{
	return node->kind == NODE_SCALAR && strchr(node->text, '$');
}

bool cast_bool(const struct node *node, bool *ret_value)
{
	static const char *const yes[] = { "true", "y", "yes", "on" };
	static const char *const no[] = { "false", "n", "no", "off" };
	if (node->kind != NODE_SCALAR ||
	    (node->scalar != SCALAR_BOOL && node->scalar != SCALAR_TEXT))
		return false;
	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		if (strcasecmp(node->text, yes[i]) == 0)
			return *ret_value = true, true;
		if (strcasecmp(node->text, no[i]) == 0)
			return *ret_value = false, true;
	}
	return false;
}

bool cast_int(const struct node *node, int64_t *ret_value)
{
	double number;
	if (node->kind != NODE_SCALAR)
		return false;
	if (node->scalar == SCALAR_TEXT)
		return text_to_int64(node->text, ret_value);
	if (node_int(node, ret_value))
		return true;
	if (!node_number(node, &number) || number < -9e15 || number > 9e15 ||
	    (double)(int64_t)number < number || (double)(int64_t)number > number)
		return false;
	*ret_value = (int64_t)number;
	return true;
}

bool cast_number(const struct node *node, double *ret_value)
{
	double value = 0;
	if (node->kind != NODE_SCALAR)
		return false;
	bool is = node->scalar == SCALAR_TEXT ? text_to_double(node->text, &value)
					      : node_number(node, &value);
	if (!is || !isfinite(value))
		return false;
	*ret_value = value;
	return true;
}

bool cast_bytes(const struct node *node, int64_t *ret_value)
{
	if (node->kind != NODE_SCALAR || node->scalar == SCALAR_BOOL || node_is_null(node))
		return false;
	return node_int(node, ret_value) || text_to_int64(node->text, ret_value) ||
	       bytes_parse(node->text, ret_value);
}

bool cast_duration(const struct node *node, int64_t *ret_value)
{
	return node->kind == NODE_SCALAR && duration_parse(node->text, ret_value);
}

bool cast_mode(const struct node *node, int64_t *ret_value)
{
	char *end;
	if (node->kind != NODE_SCALAR)
		return false;
	if (node->scalar == SCALAR_INT)
		return node_int(node, ret_value) && *ret_value >= 0;
	const char *digits = text_starts(node->text, "0o") ? node->text + 2 : node->text;
	long value = strtol(digits, &end, 8);
	if (end == digits || *end || value < 0)
		return false;
	*ret_value = value;
	return true;
}

/* "d.ddde±x" with as few digits as read back the same. */
static void shortest(double value, bool single, char *out, size_t size)
{
	for (int digits = 0; digits <= 17; digits++) {
		snprintf(out, size, "%.*e", digits, value);
		double back = strtod(out, NULL);
		if (single ? !((float)back < (float)value) && !((float)back > (float)value)
			   : !(back < value) && !(back > value))
			return;
	}
}

static char *scientific(struct arena *arena, const char *digits, int exponent, bool negative)
{
	return arena_printf(arena, "%s%c%s%se%c%02d", negative ? "-" : "", digits[0],
			    digits[1] ? "." : "", digits + 1, exponent < 0 ? '-' : '+',
			    abs(exponent));
}

static char *positional(struct arena *arena, const char *digits, int exponent, bool negative)
{
	AUTO_BUF struct buf out = { 0 };
	int count = (int)strlen(digits);
	if (negative)
		buf_add_char(&out, '-');
	if (exponent < 0)
		buf_printf(&out, "0.%.*s", -exponent - 1, "00000000");
	for (int i = 0; i < count || i <= exponent; i++) {
		if (exponent >= 0 && i == exponent + 1)
			buf_add_char(&out, '.');
		buf_add_char(&out, i < count ? digits[i] : '0');
	}
	return buf_to_arena(&out, arena);
}

char *number_text(struct arena *arena, double value, bool single, int full)
{
	char text[40], digits[40];
	size_t count = 0;
	if (!isfinite(value))
		return arena_copy(arena, isnan(value) ? "NaN" : value < 0 ? "-Inf" : "+Inf");
	shortest(value, single, text, sizeof(text));
	const char *mark = strchr(text, 'e');
	for (const char *at = text; at < mark; at++)
		if (*at >= '0' && *at <= '9')
			digits[count++] = *at;
	while (count > 1 && digits[count - 1] == '0')
		count--;
	digits[count] = '\0';
	int exponent = (int)strtol(mark + 1, NULL, 10);
	if (exponent < -4 || exponent >= full)
		return scientific(arena, digits, exponent, text[0] == '-');
	return positional(arena, digits, exponent, text[0] == '-');
}

/* An integer that only uint64 holds: Go has it exactly. */
static bool is_unsigned(const char *text)
{
	errno = 0;
	if (text[0] == '0' || text[strspn(text, "0123456789")])
		return false;
	strtoull(text, NULL, 10);
	return !errno;
}

const char *cast_text(struct arena *arena, const struct node *node)
{
	int64_t integer;
	double number;
	switch (node->scalar) {
	case SCALAR_TEXT:
		return node->text;
	case SCALAR_NULL:
		return "";
	case SCALAR_BOOL:
		return (node->text[0] | 0x20) == 't' ? "true" : "false";
	case SCALAR_INT:
		if (node_int(node, &integer))
			return arena_printf(arena, "%lld", (long long)integer);
		return node->text;
	case SCALAR_FLOAT:
		if (is_unsigned(node->text))
			return node->text;
		if (node_number(node, &number))
			return number_text(arena, number, false, 21);
		return node->text;
	}
	return node->text;
}

static bool one_matches(const char *choice, size_t length, const char *text)
{
	if (length && choice[length - 1] == '*')
		return strncmp(choice, text, length - 1) == 0 && text[length - 1];
	return strlen(text) == length && memcmp(choice, text, length) == 0;
}

bool choice_matches(const char *choices, const char *text, size_t *ret_index)
{
	for (size_t index = 0; *choices; index++) {
		size_t length = strcspn(choices, " ");
		if (one_matches(choices, length, text)) {
			if (ret_index)
				*ret_index = index;
			return true;
		}
		choices += length + (choices[length] == ' ');
	}
	return false;
}
