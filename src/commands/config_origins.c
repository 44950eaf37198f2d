/* config --origins: where each value comes from, and what it overrode. */
#include "clau/generate.h"
#include "config.h"

static const char *const layer_names[] = {
	[ORIGIN_DEFAULT] = "default",       [ORIGIN_BASE] = "base",
	[ORIGIN_OVERRIDE] = "override",     [ORIGIN_INCLUDED] = "included",
	[ORIGIN_OVERLAY] = "overlay",       [ORIGIN_ENV_FILE] = "env_file",
	[ORIGIN_LABEL_FILE] = "label_file",
};

/* ---- as JSON */

static void put_value(struct json_writer *json, const struct node *value)
{
	bool truth = value->text && (value->text[0] | 0x20) == 't';
	int64_t integer = 0;
	double number = 0;
	if (value->kind == NODE_SEQUENCE) {
		json_open_array(json);
		for (LIST_EACH(const struct node, item, &value->items))
			put_value(json, item);
		json_close_array(json);
	} else if (value->kind == NODE_MAPPING) {
		json_open_object(json);
		for (size_t i = 0; i < value->entries.count; i++) {
			json_key(json, value->entries.entries[i].key);
			put_value(json, value->entries.entries[i].value);
		}
		json_close_object(json);
	} else if (value->scalar == SCALAR_NULL) {
		json_put_null(json);
	} else if (value->scalar == SCALAR_BOOL) {
		json_put_bool(json, truth);
	} else if (node_int(value, &integer)) {
		json_put_int(json, integer);
	} else if (node_number(value, &number)) {
		json_put_number(json, number);
	} else {
		json_put_text(json, value->text);
	}
}

static void put_place(struct json_writer *json, const struct sources *sources, struct span at)
{
	const struct source *source = sources_get(sources, at.file);
	json_member_put_text(json, "file", source ? source->name : NULL);
	json_member_put_int(json, "line", source ? at.line : 0);
	json_member_put_int(json, "column", source ? at.column : 0);
}

static void put_origin(struct json_writer *json, const struct sources *sources,
		       const struct origin *origin)
{
	json_key(json, "value");
	put_value(json, origin->value);
	json_member_put_text(json, "layer", layer_names[origin->layer]);
	json_member_put_text(json, "overlay", origin->overlay);
	put_place(json, sources, origin->at);
	json_key(json, "variables");
	json_open_array(json);
	static const struct list none;
	const struct list *definitions = origin->definitions ? origin->definitions : &none;
	for (LIST_EACH(const struct definition, definition, definitions)) {
		json_open_object(json);
		json_member_put_text(json, "name", definition->name);
		put_place(json, sources, definition->at);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_whole_origin(struct json_writer *json, const struct sources *sources,
			     const struct origin *origin)
{
	json_open_object(json);
	json_member_put_text(json, "path", origin->path);
	put_origin(json, sources, origin);
	json_key(json, "overrides");
	json_open_array(json);
	for (LIST_EACH(const struct origin, loser, &origin->overrides)) {
		json_open_object(json);
		put_origin(json, sources, loser);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

static void print_document(struct command_context *context, const struct list *origins)
{
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, true);
	json_open_object(&json);
	json_member_put_int(&json, "schema", 1);
	json_key(&json, "origins");
	json_open_array(&json);
	for (LIST_EACH(const struct origin, origin, origins))
		put_whole_origin(&json, &context->sources, origin);
	json_close_array(&json);
	json_close_object(&json);
	context_print_document(context, &out);
}

/* ---- for people */

/* "clau.yaml:5:12 (overlay gpu)" */
static void add_place(struct command_context *context, struct buf *out, const struct origin *origin)
{
	const char *place = span_text(&context->sources, origin->at, context->arena);
	buf_printf(out, "%s%s(%s%s%s)", place, *place ? " " : "", layer_names[origin->layer],
		   origin->overlay ? " " : "", text_or(origin->overlay, ""));
}

static void add_variables(struct command_context *context, struct buf *out,
			  const struct origin *origin)
{
	const struct list *definitions = origin->definitions;
	for (size_t i = 0; definitions && i < definitions->count; i++) {
		const struct definition *definition = definitions->items[i];
		const char *place = span_text(&context->sources, definition->at, context->arena);
		buf_printf(out, "%s%s from %s", i ? ", " : "", definition->name,
			   *place ? place : "the environment");
	}
}

static void add_overrides(struct command_context *context, struct buf *out,
			  const struct origin *origin)
{
	for (LIST_EACH(const struct origin, loser, &origin->overrides)) {
		struct json_writer json;
		buf_add(out, out->length ? "; overrides " : "overrides ");
		add_place(context, out, loser);
		buf_add(out, ": ");
		json_begin(&json, out, false);
		put_value(&json, loser->value);
	}
}

static struct list *row_of(struct command_context *context, const struct origin *origin)
{
	AUTO_BUF struct buf place = { 0 };
	AUTO_BUF struct buf how = { 0 };
	struct arena *arena = context->arena;
	struct list *row = ARENA_NEW(arena, struct list);
	add_place(context, &place, origin);
	add_variables(context, &how, origin);
	add_overrides(context, &how, origin);
	list_add(arena, row, arena_copy(arena, origin->path));
	list_add(arena, row, buf_to_arena(&place, arena));
	list_add(arena, row, text_printable(arena, buf_text(&how), how.length, false));
	return row;
}

void config_origins(struct command_context *context, const struct loaded *loaded, bool json)
{
	static const struct ui_column columns[] = {
		{ "KEY", false },
		{ "PLACE", false },
		{ "VARIABLES AND WHAT IT OVERRIDES", false },
	};
	const struct list *origins = generate_origins(context->arena, loaded);
	struct list rows = { 0 };
	if (json) {
		print_document(context, origins);
		return;
	}
	for (LIST_EACH(const struct origin, origin, origins))
		list_add(context->arena, &rows, row_of(context, origin));
	ui_table(context->ui, columns, COUNT_OF(columns), &rows);
}
