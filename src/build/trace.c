#include "trace.h"

#include <string.h>

struct reader {
	struct arena *arena;
	const uint8_t *at, *end;
	bool broken;
};
struct field {
	unsigned number, kind;
	uint64_t value; /* of a varint */
	struct reader body; /* of a length-delimited one */
};
enum wire { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

static int digit(char character)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = character ? strchr(digits, character) : NULL;

	return at ? (int)(at - digits) : -1;
}

static uint8_t *base64_decode(struct arena *arena, const char *text, size_t *ret_length)
{
	size_t length = strlen(text), made = 0;
	uint8_t *bytes = arena_alloc(arena, length / 4 * 3 + 1);

	if (length % 4 != 0)
		return NULL;
	for (size_t i = 0; i < length; i += 4) {
		unsigned padding = 0;
		uint32_t group = 0;

		if (i + 4 == length)
			padding = text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
		for (size_t j = 0; j < 4; j++) {
			int value = j < 4 - padding ? digit(text[i + j]) : 0;

			if (value < 0)
				return NULL;
			group = group << 6 | (uint32_t)value;
		}
		for (size_t j = 0; j < 3 - padding; j++)
			bytes[made++] = (uint8_t)(group >> (16 - 8 * j));
	}
	*ret_length = made;
	return bytes;
}

static uint64_t varint(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
		uint8_t byte = *reader->at++;

		if (shift == 63 && byte > 1)
			break;
		value |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80)
			return value;
	}
	reader->broken = true;
	return 0;
}

static void take(struct reader *reader, uint64_t length, struct reader *ret_body)
{
	if (length > (uint64_t)(reader->end - reader->at)) {
		reader->broken = true;
		length = 0;
	}
	*ret_body = (struct reader){ reader->arena, reader->at, reader->at + length, false };
	reader->at += length;
}

/* The next field; false at the end, and when what is there is none (then reader->broken). */
static bool next_field(struct reader *reader, struct field *ret_field)
{
	uint64_t tag;

	if (reader->broken || reader->at == reader->end)
		return false;
	tag = varint(reader);
	*ret_field = (struct field){ .number = (unsigned)(tag >> 3), .kind = tag & 7 };
	if (tag >> 3 == 0 || tag >> 32 != 0)
		reader->broken = true;
	else if (ret_field->kind == WIRE_VARINT)
		ret_field->value = varint(reader);
	else if (ret_field->kind == WIRE_BYTES)
		take(reader, varint(reader), &ret_field->body);
	else if (ret_field->kind == WIRE_FIXED64)
		take(reader, 8, &ret_field->body);
	else if (ret_field->kind == WIRE_FIXED32)
		take(reader, 4, &ret_field->body);
	else
		reader->broken = true;
	return !reader->broken;
}

/* Whether the field is the one asked for; one of that number but another kind breaks the record. */
static bool is(struct reader *reader, const struct field *field, unsigned number, enum wire kind)
{
	if (field->number != number)
		return false;
	if (field->kind != kind)
		reader->broken = true;
	return field->kind == kind;
}

static void text_field(struct reader *reader, const struct field *field, unsigned number,
		       const char **ret_text)
{
	if (is(reader, field, number, WIRE_BYTES))
		*ret_text = text_printable(reader->arena, (const char *)field->body.at,
					   (size_t)(field->body.end - field->body.at), true);
}

static void number_field(struct reader *reader, const struct field *field, unsigned number,
			 int64_t *ret_number)
{
	if (is(reader, field, number, WIRE_VARINT))
		*ret_number = (int64_t)field->value;
}

/* A Timestamp, as ms since 1970. */
static void time_field(struct reader *reader, const struct field *field, unsigned number,
		       int64_t *ret_time)
{
	struct reader body = field->body;
	struct field part;
	int64_t seconds = 0, nanoseconds = 0;

	if (!is(reader, field, number, WIRE_BYTES))
		return;
	while (next_field(&body, &part)) {
		number_field(&body, &part, 1, &seconds);
		number_field(&body, &part, 2, &nanoseconds);
	}
	if (body.broken || seconds < 0 || seconds > INT64_MAX / 2000 || nanoseconds < 0 ||
	    nanoseconds >= 1000000000)
		reader->broken = true;
	else
		*ret_time = seconds * 1000 + nanoseconds / 1000000;
}

static void read_vertex(struct reader *reader, struct list *into)
{
	struct trace_vertex *vertex = ARENA_NEW(reader->arena, struct trace_vertex);
	struct field field;
	int64_t cached = 0;

	vertex->digest = vertex->name = vertex->error = "";
	while (next_field(reader, &field)) {
		text_field(reader, &field, 1, &vertex->digest);
		text_field(reader, &field, 3, &vertex->name);
		number_field(reader, &field, 4, &cached);
		time_field(reader, &field, 5, &vertex->started);
		time_field(reader, &field, 6, &vertex->completed);
		text_field(reader, &field, 7, &vertex->error);
	}
	vertex->cached = cached != 0;
	list_add(reader->arena, into, vertex);
}

static void read_status(struct reader *reader, struct list *into)
{
	struct trace_status *status = ARENA_NEW(reader->arena, struct trace_status);
	struct field field;

	status->id = status->vertex = status->name = "";
	while (next_field(reader, &field)) {
		text_field(reader, &field, 1, &status->id);
		text_field(reader, &field, 2, &status->vertex);
		text_field(reader, &field, 3, &status->name);
		number_field(reader, &field, 4, &status->current);
		number_field(reader, &field, 5, &status->total);
	}
	list_add(reader->arena, into, status);
}

static void read_log(struct reader *reader, struct list *into)
{
	struct trace_log *log = ARENA_NEW(reader->arena, struct trace_log);
	struct field field;

	log->vertex = log->bytes = "";
	while (next_field(reader, &field)) {
		text_field(reader, &field, 1, &log->vertex);
		if (is(reader, &field, 4, WIRE_BYTES)) {
			log->length = (size_t)(field.body.end - field.body.at);
			log->bytes = arena_copy_n(reader->arena, (const char *)field.body.at,
						  log->length);
		}
	}
	list_add(reader->arena, into, log);
}

static void read_warning(struct reader *reader, struct list *into)
{
	struct trace_warning *warning = ARENA_NEW(reader->arena, struct trace_warning);
	struct field field;

	warning->vertex = warning->text = "";
	while (next_field(reader, &field)) {
		text_field(reader, &field, 1, &warning->vertex);
		text_field(reader, &field, 3, &warning->text);
	}
	list_add(reader->arena, into, warning);
}

struct trace *trace_decode(struct arena *arena, const char *text)
{
	static void (*const readers[])(struct reader *, struct list *) = { NULL, read_vertex,
									   read_status, read_log,
									   read_warning };
	struct trace *trace = ARENA_NEW(arena, struct trace);
	struct list *lists[] = { NULL, &trace->vertexes, &trace->statuses, &trace->logs,
				 &trace->warnings };
	struct reader reader = { .arena = arena };
	struct field field;
	size_t length = 0;

	reader.at = base64_decode(arena, text, &length);
	if (reader.at == NULL)
		return NULL;
	reader.end = reader.at + length;
	while (next_field(&reader, &field)) {
		if (field.number >= COUNT_OF(readers))
			continue;
		if (!is(&reader, &field, field.number, WIRE_BYTES))
			break;
		readers[field.number](&field.body, lists[field.number]);
		reader.broken = reader.broken || field.body.broken;
	}
	return reader.broken ? NULL : trace;
}
