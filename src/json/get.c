#include "clau/json.h"

#include <string.h>

#define KEY_ROOM 128

static const struct json *member_n(const struct json *object, const char *key, size_t length)
{
	char name[KEY_ROOM];
	if (length >= sizeof(name))
		return NULL;
	memcpy(name, key, length);
	name[length] = '\0';
	return json_member(object, name);
}

const struct json *json_get(const struct json *object, const char *path)
{
	while (object && path && *path) {
		size_t length = strcspn(path, ".");
		object = member_n(object, path, length);
		path += length + (path[length] == '.');
	}
	return object;
}

static const struct json *get_kind(const struct json *object, const char *path, enum json_kind kind)
{
	const struct json *value = json_get(object, path);
	return value && value->kind == kind ? value : NULL;
}

const char *json_text(const struct json *object, const char *path, const char *fallback)
{
	const struct json *value = get_kind(object, path, JSON_TEXT);
	return value ? value->text : fallback;
}

int64_t json_int(const struct json *object, const char *path, int64_t fallback)
{
	const struct json *value = get_kind(object, path, JSON_INT);
	return value ? value->integer : fallback;
}

double json_number(const struct json *object, const char *path, double fallback)
{
	const struct json *value = json_get(object, path);
	bool is_number = value && (value->kind == JSON_INT || value->kind == JSON_FLOAT);
	return is_number ? value->number : fallback;
}

bool json_bool(const struct json *object, const char *path, bool fallback)
{
	const struct json *value = get_kind(object, path, JSON_BOOL);
	return value ? value->truth : fallback;
}

const struct json *json_member(const struct json *object, const char *key)
{
	bool is_object = object && object->kind == JSON_OBJECT;
	return is_object ? map_get(&object->members, key) : NULL;
}

const char *json_member_text(const struct json *object, const char *key, const char *fallback)
{
	const struct json *value = json_member(object, key);
	return value && value->kind == JSON_TEXT ? value->text : fallback;
}

const struct list *json_items(const struct json *object, const char *path)
{
	static const struct list empty;
	const struct json *value = get_kind(object, path, JSON_ARRAY);
	return value ? &value->items : &empty;
}

const struct map *json_members(const struct json *object, const char *path)
{
	static const struct map empty;
	const struct json *value = get_kind(object, path, JSON_OBJECT);
	return value ? &value->members : &empty;
}
