#include "clau/json.h"

#include "writer.h"

void json_begin(struct json_writer *writer, struct buf *out, bool pretty)
{
	*writer = (struct json_writer){ .out = out, .pretty = pretty };
}

static void begin_line(struct json_writer *writer)
{
	if (!writer->pretty)
		return;
	buf_add_char(writer->out, '\n');
	for (unsigned i = 0; i < writer->depth; i++)
		buf_add(writer->out, "  ");
}

/* What comes before each value and key: a comma, a line, or nothing behind a key. */
static void separate(struct json_writer *writer)
{
	if (!writer->after_key && writer->depth) {
		if (writer->need_comma)
			buf_add_char(writer->out, ',');
		begin_line(writer);
	}
	writer->after_key = false;
	writer->need_comma = true;
}

static void open_level(struct json_writer *writer, char bracket)
{
	separate(writer);
	buf_add_char(writer->out, bracket);
	writer->depth++;
	writer->need_comma = false;
}

static void close_level(struct json_writer *writer, char bracket)
{
	if (writer->depth)
		writer->depth--;
	if (writer->need_comma)
		begin_line(writer);
	buf_add_char(writer->out, bracket);
	writer->need_comma = true;
}

void json_open_object(struct json_writer *writer)
{
	open_level(writer, '{');
}

void json_close_object(struct json_writer *writer)
{
	close_level(writer, '}');
}

void json_open_array(struct json_writer *writer)
{
	open_level(writer, '[');
}

void json_close_array(struct json_writer *writer)
{
	close_level(writer, ']');
}

void json_key(struct json_writer *writer, const char *key)
{
	separate(writer);
	json_spell_text(writer->out, key, writer->go);
	buf_add(writer->out, writer->pretty ? ": " : ":");
	writer->after_key = true;
}

void json_put_text(struct json_writer *writer, const char *text)
{
	if (!text) {
		json_put_null(writer);
		return;
	}
	separate(writer);
	json_spell_text(writer->out, text, writer->go);
}

void json_put_int(struct json_writer *writer, int64_t value)
{
	separate(writer);
	buf_printf(writer->out, "%lld", (long long)value);
}

void json_put_number(struct json_writer *writer, double value)
{
	separate(writer);
	json_spell_number(writer->out, value);
}

void json_put_bool(struct json_writer *writer, bool value)
{
	json_put_raw(writer, value ? "true" : "false");
}

void json_put_null(struct json_writer *writer)
{
	json_put_raw(writer, "null");
}

void json_put_raw(struct json_writer *writer, const char *document)
{
	separate(writer);
	buf_add(writer->out, document);
}

static void put_items(struct json_writer *writer, const struct json *value)
{
	json_open_array(writer);
	for (LIST_EACH(const struct json, item, &value->items))
		json_put(writer, item);
	json_close_array(writer);
}

static void put_members(struct json_writer *writer, const struct json *value)
{
	json_open_object(writer);
	for (size_t i = 0; i < value->members.count; i++) {
		json_key(writer, value->members.entries[i].key);
		json_put(writer, value->members.entries[i].value);
	}
	json_close_object(writer);
}

void json_put(struct json_writer *writer, const struct json *value)
{
	switch (value ? value->kind : JSON_NULL) {
	case JSON_NULL:
		json_put_null(writer);
		break;
	case JSON_BOOL:
		json_put_bool(writer, value->truth);
		break;
	case JSON_INT:
		json_put_int(writer, value->integer);
		break;
	case JSON_FLOAT:
		json_put_number(writer, value->number);
		break;
	case JSON_TEXT:
		json_put_text(writer, value->text);
		break;
	case JSON_ARRAY:
		put_items(writer, value);
		break;
	case JSON_OBJECT:
		put_members(writer, value);
		break;
	}
}

void json_member_put_text(struct json_writer *writer, const char *key, const char *text)
{
	json_key(writer, key);
	json_put_text(writer, text);
}

void json_member_put_int(struct json_writer *writer, const char *key, int64_t value)
{
	json_key(writer, key);
	json_put_int(writer, value);
}

void json_member_put_bool(struct json_writer *writer, const char *key, bool value)
{
	json_key(writer, key);
	json_put_bool(writer, value);
}
