#include "clau/json.h"

#include <cJSON.h>
#include <math.h>
#include <string.h>

#include "scan.h"

/* Above this a double no longer tells one integer from the next. */
#define EXACT_LIMIT 9007199254740992.0

static struct json *copy_value(struct arena *arena, const cJSON *item);

static void set_number(struct json *value, double number)
{
	value->number = number;
	value->kind = JSON_FLOAT;
	if (fabs(number) <= EXACT_LIMIT && trunc(number) == number) {
		value->kind = JSON_INT;
		value->integer = (int64_t)number;
	}
}

static bool set_long_number(struct json *value, const char *digits)
{
	double number = 0;
	if (text_to_int64(digits, &value->integer)) {
		value->kind = JSON_INT;
		value->number = (double)value->integer;
		return true;
	}
	if (!text_to_double(digits, &number))
		return false;
	set_number(value, number);
	return true;
}

static bool set_text(struct arena *arena, struct json *value, const char *text)
{
	if (*text == JSON_NUMBER_MARK)
		return set_long_number(value, text + 1);
	value->kind = JSON_TEXT;
	value->text = arena_copy(arena, text);
	return true;
}

static bool copy_items(struct arena *arena, struct json *value, const cJSON *item)
{
	value->kind = JSON_ARRAY;
	for (const cJSON *child = item->child; child; child = child->next) {
		struct json *copy = copy_value(arena, child);
		if (!copy)
			return false;
		list_add(arena, &value->items, copy);
	}
	return true;
}

static bool copy_members(struct arena *arena, struct json *value, const cJSON *item)
{
	value->kind = JSON_OBJECT;
	for (const cJSON *child = item->child; child; child = child->next) {
		struct json *copy = copy_value(arena, child);
		if (!copy)
			return false;
		map_set(arena, &value->members, arena_copy(arena, child->string), copy);
	}
	return true;
}

/* NULL for a number out of range: the one thing that neither the scan nor cJSON finds. */
static struct json *copy_value(struct arena *arena, const cJSON *item)
{
	struct json *value = ARENA_NEW(arena, struct json);
	bool good = true;
	if (cJSON_IsNumber(item)) {
		set_number(value, item->valuedouble);
		good = isfinite(item->valuedouble);
	} else if (cJSON_IsString(item)) {
		good = set_text(arena, value, item->valuestring);
	} else if (cJSON_IsArray(item)) {
		good = copy_items(arena, value, item);
	} else if (cJSON_IsObject(item)) {
		good = copy_members(arena, value, item);
	} else if (cJSON_IsBool(item)) {
		value->kind = JSON_BOOL;
		value->truth = cJSON_IsTrue(item);
	}
	return good ? value : NULL;
}

static bool is_only_blank(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n", *at))
		at++;
	return at == end;
}

/* The end is compared by address: the text need not end in a NUL, as cJSON's own check wants. */
static cJSON *parse(struct arena *arena, const char *text, size_t length, const char **ret_reason)
{
	const char *end = text;
	cJSON *root = cJSON_ParseWithLengthOpts(text, length, &end, false);
	if (root && is_only_blank(end, text + length))
		return root;
	if (root)
		*ret_reason = arena_printf(arena, "text behind the document at byte %zu",
					   (size_t)(end - text));
	else if (is_only_blank(text, text + length))
		*ret_reason = "the document is empty";
	else
		*ret_reason = arena_printf(arena, "not JSON at byte %zu", (size_t)(end - text));
	cJSON_Delete(root);
	return NULL;
}

struct json *json_parse(struct arena *arena, const char *text, size_t length,
			const char **ret_reason)
{
	static cJSON_Hooks hooks = { .malloc_fn = base_alloc, .free_fn = base_free };
	AUTO_BUF struct buf safe = { 0 };
	const char *reason = NULL;
	struct json *value = NULL;
	cJSON_InitHooks(&hooks);
	if (json_scan(arena, text, length, &safe, &reason)) {
		bool is_safe = !safe.length;
		cJSON *root = parse(arena, is_safe ? text : safe.data,
				    is_safe ? length : safe.length, &reason);
		value = root ? copy_value(arena, root) : NULL;
		if (root && !value)
			reason = "a number is out of range";
		cJSON_Delete(root);
	}
	if (!value && ret_reason)
		*ret_reason = reason;
	return value;
}
