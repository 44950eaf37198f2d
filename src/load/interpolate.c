#include "parts.h"

#include <string.h>

static const char *place_key(struct arena *arena, struct span at)
{
	return arena_printf(arena, "%u:%u:%u", (unsigned)at.file, (unsigned)at.line,
			    (unsigned)at.column);
}

void interpolate_remember(struct loading *loading, struct span at, const struct list *used)
{
	if (!used->count)
		return;
	struct list *kept = ARENA_NEW(loading->arena, struct list);
	*kept = *used;
	map_set(loading->arena, &loading->origins, place_key(loading->arena, at), kept);
}

/* A scalar of one line without escapes stands in the file as it is in memory. */
static bool is_as_written(const struct node *scalar, struct span *ret_at)
{
	size_t width = 0;
	for (const char *text = scalar->text; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	*ret_at = scalar->at;
	if (scalar->at.length == width)
		return true;
	if (!scalar->quoted || scalar->at.length != width + 2)
		return false;
	ret_at->column++;
	return true;
}

static bool interpolate_scalar(struct loading *loading, const struct environment *environment,
			       struct node *scalar)
{
	AUTO_BUF struct buf out = { .limit = YAML_SCALAR_LIMIT };
	if (!strchr(scalar->text, '$'))
		return true;
	struct template template = { .loading = loading,
				     .environment = environment,
				     .text = scalar->text,
				     .is_mentioned = true };
	template.is_exact = is_as_written(scalar, &template.at);
	if (!template_expand(&template, scalar->text, strlen(scalar->text), &out))
		return false;
	loading->growth += out.length;
	if (loading->growth > LOAD_GROWTH_LIMIT)
		return diag_error(loading->diags, scalar->at, "interpolation-limit",
				  "variables make the project larger than %zu MiB",
				  LOAD_GROWTH_LIMIT >> 20);
	scalar->text = buf_to_arena(&out, loading->arena);
	scalar->scalar = SCALAR_TEXT;
	interpolate_remember(loading, scalar->at, &template.used);
	return true;
}

bool interpolate_tree(struct loading *loading, const struct environment *environment,
		      struct node *node)
{
	bool fine = loading->growth <= LOAD_GROWTH_LIMIT;
	if (!fine)
		return false;
	if (node->kind == NODE_SCALAR)
		fine = interpolate_scalar(loading, environment, node);
	for (LIST_EACH(struct node, item, &node->items))
		fine &= interpolate_tree(loading, environment, item);
	for (size_t i = 0; i < node->entries.count; i++)
		fine &= interpolate_tree(loading, environment, node->entries.entries[i].value);
	loading->is_stopped |= !fine;
	return fine;
}

void interpolate_mentions(struct loading *loading, const struct environment *environment,
			  const struct node *node)
{
	struct diags dropped, *diags = loading->diags;
	struct map origins = loading->origins;
	bool is_stopped = loading->is_stopped;
	diags_init(&dropped, loading->arena, diags->sources);
	loading->diags = &dropped;
	loading->origins = (struct map){ 0 };
	interpolate_tree(loading, environment, node_copy(loading->arena, node));
	loading->diags = diags;
	loading->origins = origins;
	loading->is_stopped = is_stopped;
}

static void add_note(struct loading *loading, struct finding *finding,
		     const struct definition *definition)
{
	struct finding *note = ARENA_NEW(loading->arena, struct finding);
	note->severity = SEVERITY_NOTE;
	note->rule = finding->rule;
	note->at = definition->at;
	note->message = arena_printf(loading->arena,
				     definition->at.file
					     ? "the value comes from the variable %s, set here"
					     : "the value comes from the variable %s, set in the "
					       "environment",
				     definition->name);
	list_add(loading->arena, &finding->notes, note);
}

static bool is_secret(const char *name)
{
	static const char *const words[] = { "pass", "secret", "token", "key", "credential" };
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

/* The value of a variable that is a secret by its name must not be read in a message. */
static const char *without_value(struct loading *loading, const char *message,
				 const struct definition *definition)
{
	AUTO_BUF struct buf out = { 0 };
	size_t length = strlen(definition->value);
	if (!message || !length || !is_secret(definition->name))
		return message;
	for (const char *at = message, *found;; at = found + length) {
		found = strstr(at, definition->value);
		if (!found) {
			buf_add(&out, at);
			return buf_to_arena(&out, loading->arena);
		}
		buf_append(&out, at, (size_t)(found - at));
		buf_add(&out, "***");
	}
}

const struct list *load_definitions(const struct loaded *loaded, struct arena *arena,
				    struct span at)
{
	return map_get(&loaded->definitions, place_key(arena, at));
}

void interpolate_explain(struct loading *loading)
{
	for (LIST_EACH(struct finding, finding, &loading->diags->findings)) {
		const struct list *used =
			map_get(&loading->origins, place_key(loading->arena, finding->at));
		if (!used || text_equal(finding->rule, "unset-variable") ||
		    text_equal(finding->rule, "required-variable"))
			continue;
		for (LIST_EACH(const struct definition, definition, used)) {
			finding->message = without_value(loading, finding->message, definition);
			finding->remedy = without_value(loading, finding->remedy, definition);
			add_note(loading, finding, definition);
		}
	}
}
