#include "parts.h"

#include <string.h>

struct reference { /* ${name<operator>operand} */
	const char *start; /* of the "$" */
	const char *name;
	bool counts_empty; /* ":": an empty value counts as unset */
	char operator; /* - ? + or NUL */
	const char *operand, *end;
};

static struct span place_of(const struct template *template, const char *at)
{
	struct span span = template->at;
	if (!template->is_exact)
		return span;
	for (const char *text = template->text; text < at; text++)
		span.column += ((unsigned char)*text & 0xc0) != 0x80;
	span.length = 0;
	return span;
}

static bool is_loud(const struct template *template)
{
	return !template->skipping;
}

static bool refuse(struct template *template, const char *at, const char *what)
{
	struct diags *diags = template->loading->diags;
	if (!is_loud(template))
		return false;
	diag_error(diags, place_of(template, at), "invalid-interpolation", "%s", what);
	diag_remedy(diags, "write $$ for a plain $, or ${NAME} for a variable");
	return false;
}

static bool is_name_start(char byte)
{
	return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static size_t name_length(const char *text, const char *end)
{
	size_t length = 0;
	if (text >= end || !is_name_start(*text))
		return 0;
	while (text + length < end &&
	       (is_name_start(text[length]) || (text[length] >= '0' && text[length] <= '9')))
		length++;
	return length;
}

static struct mention *mention(struct template *template, const struct reference *reference,
			       struct definition *found)
{
	struct loading *loading = template->loading;
	struct mention *known = map_get(&loading->mentions, reference->name);
	if (known || !template->is_mentioned)
		return known;
	known = ARENA_NEW(loading->arena, struct mention);
	struct variable *variable = &known->variable;
	variable->name = reference->name;
	variable->at = place_of(template, reference->start);
	variable->value = found ? found->value : NULL;
	variable->required = reference->operator== '?';
	if (reference->operator== '-' || reference->operator== '+') {
		const char **text = reference->operator== '-' ? &variable->default_text
							      : & variable->alternate_text;
		*text = arena_copy_n(loading->arena, reference->operand,
				     (size_t)(reference->end - reference->operand));
	}
	map_set(loading->arena, &loading->mentions, variable->name, known);
	return known;
}

static void warn_unset(struct template *template, const struct reference *reference,
		       struct mention *known)
{
	struct diags *diags = template->loading->diags;
	if (!is_loud(template) || (known && known->is_warned))
		return;
	if (known)
		known->is_warned = true;
	diag_warning(diags, place_of(template, reference->start), "unset-variable",
		     "the variable %s is not set: an empty text takes its place", reference->name);
	diag_remedy(diags, "set %s in .env, or write ${%s:-default}", reference->name,
		    reference->name);
}

static bool skip_operand(struct template *template, const struct reference *reference)
{
	AUTO_BUF struct buf dropped = { .limit = YAML_SCALAR_LIMIT };
	template->skipping++;
	template_expand(template, reference->operand, (size_t)(reference->end - reference->operand),
			&dropped);
	template->skipping--;
	return true;
}

static bool require(struct template *template, const struct reference *reference,
		    struct definition *found)
{
	AUTO_BUF struct buf message = { .limit = 4096 };
	if (!is_loud(template))
		return false;
	template->skipping++;
	template_expand(template, reference->operand, (size_t)(reference->end - reference->operand),
			&message);
	template->skipping--;
	diag_error(template->loading->diags, place_of(template, reference->start),
		   "required-variable", "the variable %s is required but %s%s%s", reference->name,
		   found ? "empty" : "not set", message.length ? ": " : "", buf_text(&message));
	diag_remedy(template->loading->diags, "set %s in the environment or in .env",
		    reference->name);
	return false;
}

static bool put_value(struct template *template, struct definition *found, struct buf *out)
{
	if (!template->skipping)
		list_add(template->loading->arena, &template->used, found);
	buf_add(out, found->value);
	return true;
}

static bool put_reference(struct template *template, const struct reference *reference,
			  struct buf *out)
{
	struct definition *found = environment_find(template->environment, reference->name);
	struct mention *known = mention(template, reference, found);
	bool is_set = found && (!reference->counts_empty || *found->value);
	size_t length = (size_t)(reference->end - reference->operand);
	if (reference->operator== '+')
		return is_set ? template_expand(template, reference->operand, length, out)
			      : skip_operand(template, reference);
	if (reference->operator&& is_set)
		skip_operand(template, reference);
	if (is_set)
		return put_value(template, found, out);
	if (reference->operator== '-')
		return template_expand(template, reference->operand, length, out);
	if (reference->operator== '?')
		return require(template, reference, found);
	warn_unset(template, reference, known);
	return true;
}

/* The brace that ends the reference at `start`: only "${" opens another one, as in Compose. */
static const char *closing_brace(const char *start, const char *end)
{
	unsigned open = 0;
	for (const char *at = start; at < end; at++) {
		if (*at == '}' && !--open)
			return at;
		if (*at == '$' && at + 1 < end && at[1] == '{') {
			open++;
			at++;
		}
	}
	return NULL;
}

static const char *read_operator(const char *at, struct reference *reference)
{
	if (at == reference->end)
		return at;
	reference->counts_empty = *at == ':';
	at += reference->counts_empty;
	if (at == reference->end || !strchr("-?+", *at))
		return NULL;
	reference->operator= * at;
	return at + 1;
}

static bool put_braced(struct template *template, const char **text, const char *end,
		       struct buf *out)
{
	struct reference reference = { .start = *text, .end = closing_brace(*text, end) };
	if (!reference.end)
		return refuse(template, *text, "a \"${\" without its \"}\"");
	const char *name = *text + 2;
	size_t length = name_length(name, reference.end);
	reference.name = arena_copy_n(template->loading->arena, name, length);
	reference.operand = read_operator(name + length, &reference);
	if (!length || !reference.operand)
		return refuse(template, *text, "a \"${...}\" that is no form of a variable");
	*text = reference.end + 1;
	return put_reference(template, &reference, out);
}

static bool put_next(struct template *template, const char **text, const char *end, struct buf *out)
{
	const char *start = *text, *next = start + 1;
	if (next < end && *next == '$') {
		*text += 2;
		return buf_add_char(out, '$');
	}
	if (next < end && *next == '{')
		return put_braced(template, text, end, out);
	size_t length = name_length(next, end);
	*text = next + length;
	if (!length)
		return buf_add_char(out, '$');
	struct reference reference = { .start = start, .operand = next, .end = next };
	reference.name = arena_copy_n(template->loading->arena, next, length);
	return put_reference(template, &reference, out);
}

static bool refuse_growth(struct template *template, const char *what)
{
	if (is_loud(template))
		diag_error(template->loading->diags, template->at, "interpolation-limit", "%s",
			   what);
	return false;
}

bool template_expand(struct template *template, const char *text, size_t length, struct buf *out)
{
	const char *end = text + length;
	if (++template->depth > LOAD_TEMPLATE_DEPTH) {
		template->depth--;
		return refuse_growth(template, "variables are nested too deep in each other");
	}
	bool fine = true;
	while (text < end && fine) {
		const char *dollar = memchr(text, '$', (size_t)(end - text));
		size_t plain = (size_t)((dollar ? dollar : end) - text);
		buf_append(out, text, plain);
		text += plain;
		if (dollar)
			fine = put_next(template, &text, end, out);
	}
	template->depth--;
	if (fine && out->full)
		return refuse_growth(template, "variables make this text too long");
	return fine;
}
