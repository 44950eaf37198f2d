#include "parts.h"

#include <string.h>
#include <strings.h>

/* libyaml and go-yaml give up looking for ":" behind this many characters. */
#define SIMPLE_KEY_LIMIT 128

static void write_block(struct buf *out, const struct node *node, unsigned indent);

static void add_blanks(struct buf *out, unsigned count)
{
	while (count--)
		buf_add_char(out, ' ');
}

/* What YAML 1.1 readers take for a bool, a base-60 number, a date or a sign of its own. */
static bool is_old_trap(const char *text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "=", "<<" };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcasecmp(text, words[i]))
			return true;
	const char *digits = text + (*text == '-' || *text == '+');
	size_t count = strspn(digits, "0123456789_");
	if (!count)
		return false;
	if (!digits[count])
		return true;
	if (digits[count] == ':')
		return !digits[strspn(digits, "0123456789_:.")];
	return count == 4 && digits[count] == '-' && strchr("0123456789", digits[count + 1]);
}

static bool has_break_mark(const char *text)
{
	return strstr(text, "\xc2\x85") || strstr(text, "\xe2\x80\xa8") ||
	       strstr(text, "\xe2\x80\xa9") || strstr(text, "\xef\xbb\xbf");
}

static bool has_control(const char *text, const char *allowed)
{
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		if ((*at < 0x20 || *at == 0x7f) && !strchr(allowed, *at))
			return true;
		if (*at == 0xc2 && at[1] < 0xa0)
			return true;
	}
	return has_break_mark(text);
}

static bool needs_quotes(const char *text)
{
	size_t length = strlen(text);
	if (yaml_scalar_kind(text) != SCALAR_TEXT || is_old_trap(text) || has_control(text, ""))
		return true;
	if (strchr(",[]{}#&*!|>'\"%@` ", text[0]) || text[length - 1] == ' ' ||
	    text[length - 1] == ':')
		return true;
	if (strchr("-?:", text[0]) && (!text[1] || text[1] == ' '))
		return true;
	if (text_starts(text, "---") || text_starts(text, "..."))
		return true;
	return strstr(text, ": ") || strstr(text, " #");
}

static void write_escaped(struct buf *out, const char *text)
{
	buf_add_char(out, '"');
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		unsigned char after = (unsigned char)text[1];
		if (byte == '"' || byte == '\\')
			buf_printf(out, "\\%c", byte);
		else if (byte == '\n' || byte == '\t' || byte == '\r')
			buf_printf(out, "\\%c", byte == '\n' ? 'n' : byte == '\t' ? 't' : 'r');
		else if (byte < 0x20 || byte == 0x7f)
			buf_printf(out, "\\x%02x", byte);
		else if (byte == 0xc2 && after < 0xa0)
			buf_printf(out, "\\x%02x", (unsigned char)*++text);
		else if (byte >= 0xe0 && has_break_mark((char[]){ (char)byte, (char)after,
								  after ? text[2] : '\0', '\0' })) {
			buf_add(out, byte == 0xef ? "\\ufeff" : text[2] == '\xa8' ? "\\L" : "\\P");
			text += 2;
		} else
			buf_add_char(out, (char)byte);
	}
	buf_add_char(out, '"');
}

static bool fits_literal(const char *text)
{
	return strchr(text, '\n') && !strchr(" \t\n", text[0]) && !has_control(text, "\n\t");
}

static void write_literal(struct buf *out, const char *text, unsigned indent)
{
	size_t length = strlen(text), content = length;
	while (content && text[content - 1] == '\n')
		content--;
	buf_add(out, length == content ? "|-\n" : length == content + 1 ? "|\n" : "|+\n");
	while (*text) {
		size_t line = strcspn(text, "\n");
		if (line)
			add_blanks(out, indent);
		buf_append(out, text, line);
		buf_add_char(out, '\n');
		text += line + (text[line] == '\n');
	}
}

/* A scalar and the end of its line; a literal text goes on at `indent`. */
static void write_scalar(struct buf *out, const struct node *node, unsigned indent)
{
	const char *text = text_or(node->text, "");
	if (node->scalar == SCALAR_TEXT && fits_literal(text)) {
		write_literal(out, text, indent);
		return;
	}
	if (node->scalar == SCALAR_NULL)
		buf_add(out, "null");
	else if (node->scalar == SCALAR_TEXT && needs_quotes(text))
		write_escaped(out, text);
	else
		buf_add(out, text);
	buf_add_char(out, '\n');
}

static bool is_empty(const struct node *node)
{
	return !node->items.count && !node->entries.count;
}

static void write_flat(struct buf *out, const struct node *node, unsigned indent)
{
	if (node->kind == NODE_SCALAR)
		write_scalar(out, node, indent);
	else
		buf_add(out, node->kind == NODE_MAPPING ? "{}\n" : "[]\n");
}

static bool is_flat(const struct node *node)
{
	return node->kind == NODE_SCALAR || is_empty(node);
}

static void write_key(struct buf *out, const char *key)
{
	size_t length = strlen(key);
	if (length > SIMPLE_KEY_LIMIT)
		buf_add(out, "? ");
	if (needs_quotes(key))
		write_escaped(out, key);
	else
		buf_append(out, key, length);
}

static void write_entry(struct buf *out, const char *key, const struct node *value, unsigned indent)
{
	write_key(out, key);
	if (strlen(key) > SIMPLE_KEY_LIMIT) {
		buf_add_char(out, '\n');
		add_blanks(out, indent);
	}
	buf_add_char(out, ':');
	if (value->tag)
		buf_printf(out, " %s", value->tag);
	if (is_flat(value)) {
		buf_add_char(out, ' ');
		write_flat(out, value, indent + 2);
		return;
	}
	buf_add_char(out, '\n');
	add_blanks(out, indent + 2);
	write_block(out, value, indent + 2);
}

static void write_item(struct buf *out, const struct node *item, unsigned indent)
{
	buf_add(out, "- ");
	if (item->tag)
		buf_printf(out, "%s ", item->tag);
	if (is_flat(item)) {
		write_flat(out, item, indent + 2);
		return;
	}
	if (item->tag) {
		buf_add_char(out, '\n');
		add_blanks(out, indent + 2);
	}
	write_block(out, item, indent + 2);
}

/* The first line begins where the output stands; the others at `indent`. */
static void write_block(struct buf *out, const struct node *node, unsigned indent)
{
	size_t count = node->kind == NODE_MAPPING ? node->entries.count : node->items.count;
	for (size_t i = 0; i < count; i++) {
		if (i)
			add_blanks(out, indent);
		if (node->kind == NODE_MAPPING)
			write_entry(out, node->entries.entries[i].key,
				    node->entries.entries[i].value, indent);
		else
			write_item(out, node->items.items[i], indent);
	}
}

void yaml_write(struct buf *out, const struct node *node)
{
	if (node->tag)
		buf_printf(out, "%s%s", node->tag, is_flat(node) ? " " : "\n");
	if (is_flat(node))
		write_flat(out, node, 2);
	else
		write_block(out, node, 0);
}
