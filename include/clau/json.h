/* json: strict JSON in and out. Whole documents only, valid UTF-8, exact 64-bit integers, caps. The
 * only room that includes cJSON.h. */
#ifndef CLAU_JSON_H
#define CLAU_JSON_H

#include "clau/base.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_FLOAT, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json {
	enum json_kind kind;
	bool truth;
	int64_t integer; /* of JSON_INT: exact; numbers with a fraction or beyond int64 are
			    JSON_FLOAT ("1.0" has no fraction) */
	double number; /* of JSON_INT and JSON_FLOAT */
	const char *text;
	struct list items; /* of an array: struct json * */
	struct map members; /* of an object: key -> struct json *, in order */
};

#define JSON_DEPTH_LIMIT 200

/* NULL when text is not exactly one JSON document (trailing garbage, cut short, invalid UTF-8, raw
 * control characters, \u0000, NaN, too deep, duplicate keys keep the last); *ret_reason then says
 * why. Everything lives in the arena. */
struct json *json_parse(struct arena *arena, const char *text, size_t length,
			const char **ret_reason);

/* Typed getters by path "NetworkSettings.Networks": NULL-safe, never crash on a wrong type; the
 * fallback is returned when absent, null or of another type. The path "" is the value itself. */
const struct json *json_get(const struct json *object, const char *path);
const char *json_text(const struct json *object, const char *path, const char *fallback);
int64_t json_int(const struct json *object, const char *path, int64_t fallback);
double json_number(const struct json *object, const char *path, double fallback);
bool json_bool(const struct json *object, const char *path, bool fallback);
/* One member whose key may hold dots (labels): no path splitting. */
const struct json *json_member(const struct json *object, const char *key);
const char *json_member_text(const struct json *object, const char *key, const char *fallback);
/* Empty when absent or of another type, so loops need no check. */
const struct list *json_items(const struct json *object, const char *path);
const struct map *json_members(const struct json *object, const char *path);

/* A streaming writer into a buffer; commas, quotes and escapes are its business. */
struct json_writer {
	struct buf *out;
	unsigned depth;
	bool need_comma;
	bool after_key;
	bool pretty; /* two blanks indent */
	bool go; /* escapes as Go's encoding/json does: < > & U+2028 U+2029 */
};
void json_begin(struct json_writer *writer, struct buf *out, bool pretty);
void json_open_object(struct json_writer *writer);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer);
void json_close_array(struct json_writer *writer);
void json_key(struct json_writer *writer, const char *key);
void json_put_text(struct json_writer *writer,
		   const char *text); /* NULL writes null; invalid UTF-8 becomes U+FFFD */
void json_put_int(struct json_writer *writer, int64_t value);
void json_put_number(struct json_writer *writer,
		     double value); /* shortest text that reads back the same; not finite: null */
void json_put_bool(struct json_writer *writer, bool value);
void json_put_null(struct json_writer *writer);
void json_put_raw(struct json_writer *writer, const char *document); /* already JSON */
void json_put(struct json_writer *writer, const struct json *value);
/* key and value at once */
void json_member_put_text(struct json_writer *writer, const char *key, const char *text);
void json_member_put_int(struct json_writer *writer, const char *key, int64_t value);
void json_member_put_bool(struct json_writer *writer, const char *key, bool value);

#endif
