/* The rows as a JSON Schema, for editors. */
#include "clau/schema.h"
#include "table.h"

#include <string.h>

static void put_rule(struct json_writer *writer, const struct rule *rule);

static const char *const json_types[] = {
	[KEY_OBJECT] = "object",   [KEY_MAP] = "object",   [KEY_LIST] = "array",
	[KEY_TEXTS] = "array",     [KEY_PAIRS] = "object", [KEY_TEXT] = "string",
	[KEY_BOOL] = "boolean",    [KEY_INT] = "integer",  [KEY_NUMBER] = "number",
	[KEY_DURATION] = "string", [KEY_BYTES] = "number", [KEY_MODE] = "integer",
};

/* Every scalar may be a text: it can hold a variable. */
static void put_types(struct json_writer *writer, const struct key *key)
{
	static const struct {
		unsigned flag;
		const char *name;
	} also[] = {
		{ ALSO_LIST, "array" },    { ALSO_MAP, "object" },   { ALSO_INT, "integer" },
		{ ALSO_NUMBER, "number" }, { ALSO_BOOL, "boolean" }, { ALSO_NULL, "null" },
	};
	bool text = key->flags & ALSO_TEXT || key->type >= KEY_TEXT;
	bool no_number = key->flags & NO_NUMBER && key->type >= KEY_TEXT;
	const char *type = no_number ? "string" : json_types[key->type];
	json_key(writer, "type");
	json_open_array(writer);
	json_put_text(writer, type);
	if (text && !text_equal(type, "string"))
		json_put_text(writer, "string");
	for (size_t i = 0; i < COUNT_OF(also); i++)
		if (key->flags & also[i].flag)
			json_put_text(writer, also[i].name);
	json_close_array(writer);
}

static void put_choices(struct json_writer *writer, const char *choices)
{
	AUTO_BUF struct buf pattern = { 0 };
	buf_add(&pattern, "^(");
	for (; *choices; choices++) {
		if (*choices == ' ')
			buf_add_char(&pattern, '|');
		else if (*choices == '*')
			buf_add(&pattern, ".+");
		else
			buf_printf(&pattern, *choices == '+' ? "\\%c" : "%c", *choices);
	}
	buf_add(&pattern, ")$|\\$");
	json_member_put_text(writer, "pattern", buf_text(&pattern));
}

static void put_bounds(struct json_writer *writer, const struct key *key)
{
	if (!key->least && !key->most)
		return;
	json_member_put_int(writer, "minimum", key->least);
	if (key->most != INT64_MAX)
		json_member_put_int(writer, "maximum", key->most);
}

static void put_properties(struct json_writer *writer, const struct rule *rule)
{
	json_key(writer, "properties");
	json_open_object(writer);
	for (size_t i = 0; i < rule->child_count; i++) {
		json_key(writer, rule->children[i]->name);
		put_rule(writer, rule->children[i]);
	}
	json_close_object(writer);
	json_key(writer, "patternProperties");
	json_open_object(writer);
	json_key(writer, "^x-");
	json_put_raw(writer, "{}");
	json_close_object(writer);
	json_member_put_bool(writer, "additionalProperties", false);
}

static void put_below(struct json_writer *writer, const struct rule *rule)
{
	switch ((int)rule->key->type) {
	case KEY_OBJECT:
		put_properties(writer, rule);
		break;
	case KEY_MAP:
		json_key(writer, "additionalProperties");
		put_rule(writer, rule_child(rule, "*"));
		break;
	case KEY_LIST:
		json_key(writer, "items");
		put_rule(writer, rule_child(rule, "*"));
		break;
	}
}

static void put_rule(struct json_writer *writer, const struct rule *rule)
{
	const struct key *key = rule->key;
	json_open_object(writer);
	json_member_put_text(writer, "description", key->sentence);
	if (key->same_as && !*key->same_as) {
		json_member_put_text(writer, "$ref", "#");
		json_close_object(writer);
		return;
	}
	put_types(writer, key);
	if (key->choices)
		put_choices(writer, key->choices);
	if (key->default_text)
		json_member_put_text(writer, "default", key->default_text);
	put_bounds(writer, key);
	put_below(writer, rule);
	json_close_object(writer);
}

void schema_editor(struct buf *out)
{
	struct json_writer writer;
	const struct rule *top = rule_root();
	json_begin(&writer, out, true);
	json_open_object(&writer);
	json_member_put_text(&writer, "$schema", "https://json-schema.org/draft/2020-12/schema");
	json_member_put_text(&writer, "title", "clau.yaml: the Compose Specification and overlays");
	json_member_put_text(&writer, "description", top->key->sentence);
	json_member_put_text(&writer, "type", "object");
	put_properties(&writer, top);
	json_close_object(&writer);
	buf_add_char(out, '\n');
}
