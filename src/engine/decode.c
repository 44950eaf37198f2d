/* What the decoders share. Nothing here trusts a type. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* Days from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = year / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (int64_t)(month + (month > 2 ? -3U : 9U)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

static bool digits(const char **text, int count, unsigned *ret_number)
{
	*ret_number = 0;
	for (; count > 0; count--, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		*ret_number = *ret_number * 10 + (unsigned)(**text - '0');
	}
	return true;
}

/* "2026-11-22T05:22:09": numbers of these widths, each behind this sign. */
static bool read_fields(const char **text, unsigned fields[6])
{
	static const char before[6] = { 0, '-', '-', 'T', ':', ':' };

	for (int i = 0; i < 6; i++) {
		if (i > 0 && *(*text)++ != before[i])
			return false;
		if (!digits(text, i == 0 ? 4 : 2, &fields[i]))
			return false;
	}
	return fields[1] >= 1 && fields[1] <= 12;
}

static unsigned read_milliseconds(const char **text)
{
	unsigned number = 0, scale = 100;

	if (**text != '.')
		return 0;
	for ((*text)++; **text >= '0' && **text <= '9'; (*text)++) {
		number += scale * (unsigned)(**text - '0');
		scale /= 10;
	}
	return number;
}

static int64_t read_offset(const char *text)
{
	unsigned hours, minutes;
	int64_t sign = *text == '-' ? -1 : 1;

	if (*text != '-' && *text != '+')
		return 0;
	text++;
	if (!digits(&text, 2, &hours) || *text++ != ':' || !digits(&text, 2, &minutes))
		return 0;
	return sign * (int64_t)(hours * 60 + minutes) * 60;
}

int64_t time_parse(const char *text)
{
	unsigned fields[6], milliseconds;
	int64_t seconds;

	if (text == NULL || !read_fields(&text, fields) || fields[0] < 1970)
		return 0;
	milliseconds = read_milliseconds(&text);
	seconds = days_of(fields[0], fields[1], fields[2]) * 86400 + (int64_t)fields[3] * 3600 +
		  (int64_t)fields[4] * 60 + fields[5] - read_offset(text);
	return seconds * 1000 + milliseconds;
}

struct map decode_labels(struct arena *arena, const struct json *object, const char *path)
{
	const struct map *members = json_members(object, path);
	struct map labels = { 0 };

	for (size_t i = 0; i < members->count; i++) {
		const struct json *value = members->entries[i].value;
		char *text = arena_copy(arena, value->kind == JSON_TEXT ? value->text : "");

		map_set(arena, &labels, members->entries[i].key, text);
	}
	return labels;
}

struct list decode_texts(struct arena *arena, const struct json *object, const char *path)
{
	struct list texts = { 0 };

	for (LIST_EACH(struct json, item, json_items(object, path))) {
		if (item->kind == JSON_TEXT)
			list_add(arena, &texts, arena_copy(arena, item->text));
	}
	return texts;
}

const char *decode_name(const struct json *object, const char *path)
{
	const char *name = json_text(object, path, "");

	return *name == '/' ? name + 1 : name;
}

bool take_json(struct engine_call *call, const struct json *document)
{
	call->call.result = document;
	return true;
}

bool take_created(struct engine_call *call, const struct json *document)
{
	struct created *created = ARENA_NEW(call->call.arena, struct created);

	created->id = json_text(document, "Id", "");
	created->warnings = decode_texts(call->call.arena, document, "Warnings");
	call->call.result = created;
	return created->id[0] != 0;
}

bool take_list(struct engine_call *call, const struct json *document,
	       void *(*decode)(struct arena *arena, const struct json *item))
{
	struct arena *arena = call->call.arena;
	struct list *result = ARENA_NEW(arena, struct list);

	if (document->kind != JSON_ARRAY)
		return false;
	for (LIST_EACH(struct json, item, &document->items)) {
		void *decoded = item->kind == JSON_OBJECT ? decode(arena, item) : NULL;

		if (decoded == NULL)
			return false;
		list_add(arena, result, decoded);
	}
	call->call.result = result;
	return true;
}
