#include "parts.h"

#include <string.h>
#include <yaml.h>

#define STANDARD_TAG "tag:yaml.org,2002:"

struct anchor {
	struct node *node; /* NULL while it is still being read */
	size_t size; /* nodes in it, its own aliases expanded */
};

struct reader {
	yaml_parser_t parser;
	struct arena *arena;
	struct diags *diags;
	const struct source *source;
	uint32_t file;
	unsigned depth;
	size_t nodes; /* read so far, aliases expanded */
	struct map anchors; /* name -> struct anchor * of the current document */
	bool stopped; /* nothing more can be read */
	bool wrong;
};

static struct node *read_node(struct reader *reader, yaml_event_t *event);

static struct span span_between(const struct reader *reader, yaml_mark_t start, yaml_mark_t end)
{
	size_t length = end.line == start.line ? end.column - start.column : 0;
	return (struct span){ reader->file, (uint32_t)start.line + 1, (uint32_t)start.column + 1,
			      (uint32_t)length };
}

static struct span event_span(const struct reader *reader, const yaml_event_t *event)
{
	if (event->type == YAML_MAPPING_START_EVENT || event->type == YAML_SEQUENCE_START_EVENT)
		return span_between(reader, event->start_mark, event->start_mark);
	return span_between(reader, event->start_mark, event->end_mark);
}

static const char *syntax_remedy(const char *problem)
{
	static const struct {
		const char *problem, *remedy;
	} remedies[] = {
		{ "mapping values are not allowed",
		  "put the text in quotes if it holds \": \", or correct the indentation" },
		{ "could not find expected ':'",
		  "write \"key: value\", with a blank behind the colon" },
		{ "cannot start any token", "put the text in quotes" },
		{ "unexpected end of stream", "close the quote" },
		{ "expected <block end>", "give the keys of one mapping the same indentation" },
		{ "expected key", "give the keys of one mapping the same indentation" },
		{ "expected ',' or ']'", "close the list with ]" },
		{ "expected ',' or '}'", "close the mapping with }" },
		{ "unknown escape", "use single quotes, in which a backslash means itself" },
		{ "expected alphabetic or numeric",
		  "put the text in quotes: * and & name anchors" },
	};
	for (size_t i = 0; i < COUNT_OF(remedies); i++)
		if (strstr(problem, remedies[i].problem))
			return remedies[i].remedy;
	return NULL;
}

static void file_syntax(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	yaml_mark_t mark = parser->problem_mark;
	const char *problem = text_or(parser->problem, "it cannot be read");
	uint32_t line = (uint32_t)mark.line + 1, tab = scan_indent_tab(reader->source, line);
	if (parser->error == YAML_SCANNER_ERROR && tab) {
		diag_error(reader->diags, (struct span){ reader->file, line, tab, 1 }, "tab-indent",
			   "a tab in the indentation");
		diag_remedy(reader->diags, "indent with blanks: YAML takes no tabs there");
		return;
	}
	diag_error(reader->diags, span_between(reader, mark, mark), "yaml-syntax",
		   "not valid YAML: %s", problem);
	if (syntax_remedy(problem))
		diag_remedy(reader->diags, "%s", syntax_remedy(problem));
	if (parser->context)
		diag_note(reader->diags,
			  span_between(reader, parser->context_mark, parser->context_mark), "%s",
			  parser->context);
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
	if (reader->stopped)
		return false;
	if (yaml_parser_parse(&reader->parser, event))
		return true;
	file_syntax(reader);
	reader->stopped = reader->wrong = true;
	return false;
}

static bool stop(struct reader *reader, struct span at, const char *what, size_t limit)
{
	diag_error(reader->diags, at, "yaml-limit", "%s (at most %zu)", what, limit);
	reader->stopped = reader->wrong = true;
	return false;
}

static bool count_nodes(struct reader *reader, struct span at, size_t count)
{
	reader->nodes += count;
	if (reader->nodes <= YAML_NODE_LIMIT)
		return true;
	return stop(reader, at, "too many values in one file once its aliases are expanded",
		    YAML_NODE_LIMIT);
}

static struct anchor *open_anchor(struct reader *reader, const yaml_event_t *event,
				  const yaml_char_t *name)
{
	if (!name)
		return NULL;
	if (reader->anchors.count >= YAML_ANCHOR_LIMIT) {
		stop(reader, event_span(reader, event), "too many anchors", YAML_ANCHOR_LIMIT);
		return NULL;
	}
	struct anchor *anchor = ARENA_NEW(reader->arena, struct anchor);
	map_set(reader->arena, &reader->anchors, arena_copy(reader->arena, (const char *)name),
		anchor);
	return anchor;
}

static struct node *new_node(struct reader *reader, const yaml_event_t *event, enum node_kind kind,
			     const yaml_char_t *tag)
{
	struct node *node = ARENA_NEW(reader->arena, struct node);
	node->kind = kind;
	node->at = event_span(reader, event);
	const char *name = (const char *)tag;
	if (!name || text_starts(name, STANDARD_TAG) || text_equal(name, "!"))
		return node;
	if (text_equal(name, "!reset") || text_equal(name, "!override")) {
		node->tag = arena_copy(reader->arena, name);
		return node;
	}
	diag_warning(reader->diags, node->at, "unknown-tag", "the tag %s means nothing here",
		     text_printable(reader->arena, name, strlen(name), false));
	diag_remedy(reader->diags, "remove it, or use !reset or !override");
	return node;
}

static enum scalar_kind tagged_kind(struct reader *reader, const struct node *node, const char *tag)
{
	static const struct {
		const char *tag;
		enum scalar_kind kind;
	} kinds[] = { { "null", SCALAR_NULL },
		      { "bool", SCALAR_BOOL },
		      { "int", SCALAR_INT },
		      { "float", SCALAR_FLOAT } };
	enum scalar_kind means = yaml_scalar_kind(node->text);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (!text_equal(tag + strlen(STANDARD_TAG), kinds[i].tag))
			continue;
		if (means == kinds[i].kind ||
		    (means == SCALAR_INT && kinds[i].kind == SCALAR_FLOAT))
			return kinds[i].kind;
		reader->wrong = true;
		diag_error(reader->diags, node->at, "wrong-tag", "the value is no %s, as !!%s says",
			   kinds[i].tag, kinds[i].tag);
		return SCALAR_TEXT;
	}
	return SCALAR_TEXT;
}

static enum scalar_kind kind_of(struct reader *reader, const struct node *node,
				const yaml_event_t *event)
{
	const char *tag = (const char *)event->data.scalar.tag;
	if (tag && text_starts(tag, STANDARD_TAG))
		return tagged_kind(reader, node, tag);
	if (node->quoted || text_equal(tag, "!"))
		return SCALAR_TEXT;
	return yaml_scalar_kind(node->text);
}

static struct node *read_scalar(struct reader *reader, yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct node *node = new_node(reader, event, NODE_SCALAR, event->data.scalar.tag);
	node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (length > YAML_SCALAR_LIMIT) {
		stop(reader, node->at, "a text of too many bytes", YAML_SCALAR_LIMIT);
		return NULL;
	}
	if (memchr(value, '\0', length)) {
		reader->wrong = true;
		diag_error(reader->diags, node->at, "nul-byte", "\"\\0\" in a text");
		diag_remedy(reader->diags, "remove it: no key of the project file takes a NUL");
	}
	node->text = arena_copy_n(reader->arena, value, length);
	node->scalar = kind_of(reader, node, event);
	return node;
}

static struct node *read_alias(struct reader *reader, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	struct span at = event_span(reader, event);
	const struct anchor *anchor = map_get(&reader->anchors, name);
	if (anchor && anchor->node)
		return count_nodes(reader, at, anchor->size) ? anchor->node : NULL;
	reader->wrong = true;
	if (anchor)
		diag_error(reader->diags, at, "alias-cycle",
			   "*%s is inside the value it stands for", name);
	else
		diag_error(reader->diags, at, "undefined-alias", "no anchor &%s above this line",
			   name);
	return node_scalar(reader->arena, at, SCALAR_NULL, "");
}

static bool read_items(struct reader *reader, struct node *sequence)
{
	yaml_event_t event;
	while (next_event(reader, &event)) {
		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return true;
		}
		struct node *item = read_node(reader, &event);
		if (!item)
			return false;
		list_add(reader->arena, &sequence->items, item);
	}
	return false;
}

static void set_entry(struct reader *reader, struct node *mapping, struct node *key,
		      struct node *value)
{
	const struct node *first = map_get(&mapping->keys, key->text);
	if (first) {
		reader->wrong = true;
		diag_error(reader->diags, key->at, "duplicate-key", "the key `%s` is there twice",
			   text_printable(reader->arena, key->text, strlen(key->text), false));
		diag_remedy(reader->diags, "keep one of the two");
		diag_note(reader->diags, first->at, "the first one is here");
		return;
	}
	map_set(reader->arena, &mapping->keys, key->text, key);
	map_set(reader->arena, &mapping->entries, key->text, value);
}

static void refuse_key(struct reader *reader, const struct node *key)
{
	reader->wrong = true;
	diag_error(reader->diags, key->at, "key-not-text", "a key must be plain text, not a %s",
		   key->kind == NODE_MAPPING ? "mapping" : "list");
	diag_remedy(reader->diags, "put a text that begins with { or [ in quotes");
}

static bool merge_one(struct reader *reader, struct node *mapping, const struct node *from,
		      struct span at)
{
	if (from->kind != NODE_MAPPING) {
		reader->wrong = true;
		diag_error(reader->diags, at, "merge-no-mapping",
			   "<< takes a mapping, or a list of mappings");
		return false;
	}
	for (size_t i = 0; i < from->entries.count; i++) {
		const char *key = from->entries.entries[i].key;
		if (map_has(&mapping->keys, key))
			continue;
		map_set(reader->arena, &mapping->keys, key, map_get(&from->keys, key));
		map_set(reader->arena, &mapping->entries, key, from->entries.entries[i].value);
	}
	return true;
}

static void merge_in(struct reader *reader, struct node *mapping, const struct node *from)
{
	if (from->kind != NODE_SEQUENCE) {
		merge_one(reader, mapping, from, from->at);
		return;
	}
	for (LIST_EACH(struct node, item, &from->items))
		merge_one(reader, mapping, item, item->at);
}

static bool is_merge_key(const struct node *key)
{
	return key->kind == NODE_SCALAR && !key->quoted && text_equal(key->text, "<<");
}

static bool read_entries(struct reader *reader, struct node *mapping)
{
	struct list merges = { 0 };
	yaml_event_t event;
	while (next_event(reader, &event) && event.type != YAML_MAPPING_END_EVENT) {
		struct node *key = read_node(reader, &event);
		if (!key || !next_event(reader, &event))
			return false;
		struct node *value = read_node(reader, &event);
		if (!value)
			return false;
		if (key->kind != NODE_SCALAR)
			refuse_key(reader, key);
		else if (is_merge_key(key))
			list_add(reader->arena, &merges, value);
		else
			set_entry(reader, mapping, key, value);
	}
	if (reader->stopped)
		return false;
	yaml_event_delete(&event);
	/* What is written in the mapping itself wins, wherever << stands. */
	for (LIST_EACH(struct node, from, &merges))
		merge_in(reader, mapping, from);
	return true;
}

static struct node *read_container(struct reader *reader, const yaml_event_t *event)
{
	bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
	struct node *node = new_node(reader, event, is_mapping ? NODE_MAPPING : NODE_SEQUENCE,
				     is_mapping ? event->data.mapping_start.tag
						: event->data.sequence_start.tag);
	if (reader->depth >= YAML_DEPTH_LIMIT) {
		stop(reader, node->at, "mappings and lists are nested too deep", YAML_DEPTH_LIMIT);
		return NULL;
	}
	reader->depth++;
	bool done = is_mapping ? read_entries(reader, node) : read_items(reader, node);
	reader->depth--;
	return done ? node : NULL;
}

static const yaml_char_t *anchor_name(const yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		return event->data.scalar.anchor;
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return event->data.sequence_start.anchor;
	if (event->type == YAML_MAPPING_START_EVENT)
		return event->data.mapping_start.anchor;
	return NULL;
}

/* The node that the event begins; the event is deleted. NULL when reading stopped. */
static struct node *read_node(struct reader *reader, yaml_event_t *event)
{
	struct node *node = NULL;
	size_t before = reader->nodes;
	struct anchor *anchor = open_anchor(reader, event, anchor_name(event));
	if (!reader->stopped && count_nodes(reader, event_span(reader, event), 1)) {
		if (event->type == YAML_ALIAS_EVENT)
			node = read_alias(reader, event);
		else if (event->type == YAML_SCALAR_EVENT)
			node = read_scalar(reader, event);
		else
			node = read_container(reader, event);
	}
	yaml_event_delete(event);
	if (anchor && node) {
		anchor->node = node;
		anchor->size = reader->nodes - before;
	}
	return node;
}

static void read_documents(struct reader *reader, struct list *ret_documents)
{
	yaml_event_t event;
	while (next_event(reader, &event)) {
		yaml_event_type_t type = event.type;
		if (type != YAML_STREAM_END_EVENT && type != YAML_STREAM_START_EVENT &&
		    type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT) {
			struct node *root = read_node(reader, &event);
			if (root)
				list_add(reader->arena, ret_documents, root);
			continue;
		}
		yaml_event_delete(&event);
		if (type == YAML_DOCUMENT_START_EVENT)
			reader->anchors = (struct map){ 0 };
		if (type == YAML_STREAM_END_EVENT)
			return;
	}
}

bool yaml_parse(struct arena *arena, struct diags *diags, uint32_t file, struct list *ret_documents)
{
	size_t skip = 0;
	const struct source *source = sources_get(diags->sources, file);
	struct reader reader = { .arena = arena, .diags = diags, .source = source, .file = file };
	if (!scan_text(diags, file, source, &skip))
		return false;
	if (!yaml_parser_initialize(&reader.parser))
		return diag_error(diags, NO_SPAN, "yaml-syntax", "the YAML parser cannot start");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)source->text + skip,
				     source->length - skip);
	read_documents(&reader, ret_documents);
	yaml_parser_delete(&reader.parser);
	return !reader.wrong;
}
