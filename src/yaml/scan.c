#include "parts.h"

#include <string.h>

struct place {
	uint32_t line, column;
};

static struct place place_of(const char *text, size_t offset)
{
	struct place place = { 1, 1 };
	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			place.line++;
			place.column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

static struct span span_of(uint32_t file, const char *text, size_t offset)
{
	struct place place = place_of(text, offset);
	return (struct span){ file, place.line, place.column, 1 };
}

static const char *wide_encoding(const char *text, size_t length)
{
	static const struct {
		const char *mark;
		size_t length;
		const char *name;
	} marks[] = {
		{ "\xff\xfe\0\0", 4, "UTF-32" },
		{ "\0\0\xfe\xff", 4, "UTF-32" },
		{ "\xff\xfe", 2, "UTF-16" },
		{ "\xfe\xff", 2, "UTF-16" },
	};
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (length >= marks[i].length && !memcmp(text, marks[i].mark, marks[i].length))
			return marks[i].name;
	if (length >= 4 && !text[0] && !text[1] && !text[2] && text[3])
		return "UTF-32";
	if (length >= 4 && ((text[0] && !text[1]) || (!text[0] && text[1])))
		return !text[2] && !text[3] ? "UTF-32" : "UTF-16";
	return NULL;
}

static uint32_t code_point(const char *text, size_t *ret_length)
{
	unsigned char first = (unsigned char)*text;
	size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t value = length == 1 ? first : first & (0x7fu >> length);
	for (size_t i = 1; i < length; i++)
		value = value << 6 | ((unsigned char)text[i] & 0x3f);
	*ret_length = length;
	return value;
}

static bool is_forbidden(uint32_t point)
{
	if (point < 0x20)
		return point != '\t' && point != '\n' && point != '\r';
	if (point >= 0x7f && point < 0xa0)
		return point != 0x85;
	return point == 0xfeff || point == 0xfffe || point == 0xffff;
}

static bool refuse_character(struct diags *diags, struct span at, uint32_t point)
{
	if (!point) {
		diag_error(diags, at, "nul-byte", "NUL byte in the text");
		diag_remedy(diags, "remove it: a project file is plain UTF-8 text");
		return false;
	}
	diag_error(diags, at, "control-character", "control character U+%04X in the text",
		   (unsigned)point);
	diag_remedy(diags, "remove it, or write it as \"\\u%04x\" inside double quotes",
		    (unsigned)point);
	return false;
}

static bool scan_characters(struct diags *diags, uint32_t file, const char *text, size_t start,
			    size_t length)
{
	size_t valid = start + text_valid_utf8(text + start, length - start), step;
	for (size_t i = start; i < valid; i += step) {
		uint32_t point = code_point(text + i, &step);
		if (is_forbidden(point))
			return refuse_character(diags, span_of(file, text, i), point);
	}
	if (valid == length)
		return true;
	diag_error(diags, span_of(file, text, valid), "invalid-utf8",
		   "byte 0x%02x is not valid UTF-8", (unsigned char)text[valid]);
	diag_remedy(diags, "save the file as UTF-8");
	return false;
}

bool scan_text(struct diags *diags, uint32_t file, const struct source *source, size_t *ret_skip)
{
	size_t skip = 0;
	const char *wide = wide_encoding(source->text, source->length);
	if (wide) {
		diag_error(diags, (struct span){ file, 1, 1, 0 }, "not-utf8",
			   "the file is %s, not UTF-8", wide);
		diag_remedy(diags, "save the file as UTF-8");
		return false;
	}
	if (source->length > YAML_FILE_LIMIT) {
		diag_error(diags, (struct span){ file, 1, 1, 0 }, "yaml-limit",
			   "the file is larger than %zu KiB", YAML_FILE_LIMIT >> 10);
		return false;
	}
	if (source->length >= 3 && !memcmp(source->text, "\xef\xbb\xbf", 3))
		skip = 3;
	*ret_skip = skip;
	return scan_characters(diags, file, source->text, skip, source->length);
}

uint32_t scan_indent_tab(const struct source *source, uint32_t line)
{
	const char *text = source->text, *end = text + source->length;
	for (uint32_t at = 1; at < line && text; at++) {
		text = memchr(text, '\n', (size_t)(end - text));
		text = text ? text + 1 : NULL;
	}
	for (uint32_t column = 1; text && text < end; text++, column++) {
		if (*text == '\t')
			return column;
		if (*text != ' ')
			return 0;
	}
	return 0;
}
