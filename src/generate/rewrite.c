#include "parts.h"

#include "clau/schema.h"

#include <ctype.h>
#include <string.h>

struct rewrite {
	struct arena *arena;
	struct diags *diags;
	const char *prefix; /* ".." */
};

static bool is_relative(const char *text)
{
	bool drive = isalpha((unsigned char)text[0]) && text[1] == ':';
	return text[0] && !strchr("/~$", text[0]) && !drive && !strstr(text, "://");
}

/* "./a" and "a" below "..": "../a"; "." itself: "..". */
static char *moved(struct rewrite *rewrite, const char *text)
{
	while (text_starts(text, "./"))
		text += strspn(text + 1, "/") + 1;
	if (text_equal(text, ".") || !*text)
		return arena_copy(rewrite->arena, rewrite->prefix);
	if (text_starts(text, ".:") || text[0] == ':')
		return arena_printf(rewrite->arena, "%s%s", rewrite->prefix,
				    text + (text[0] == '.'));
	return arena_printf(rewrite->arena, "%s/%s", rewrite->prefix, text);
}

/* The default in "${NAME:-./data}/x:/y": its first byte, or NULL. */
static const char *default_of(const char *text)
{
	if (text[0] != '$' || text[1] != '{')
		return NULL;
	const char *at = text + 2 + strcspn(text + 2, ":-+?}");
	at += *at == ':';
	return *at == '-' ? at + 1 : NULL;
}

/* False when the default is a variable too, or nothing. */
static bool rewrite_default(struct rewrite *rewrite, struct node *scalar, const char *text)
{
	const char *inside = default_of(text);
	size_t head, length = inside ? strcspn(inside, "}") : 0;
	if (!length || inside[0] == '$')
		return false;
	const char *value = arena_copy_n(rewrite->arena, inside, length);
	if (!is_relative(value))
		return true;
	head = (size_t)(inside - scalar->text);
	scalar->text = arena_printf(rewrite->arena, "%.*s%s%s", (int)head, scalar->text,
				    moved(rewrite, value), inside + length);
	return true;
}

static void warn_open(struct rewrite *rewrite, const struct node *scalar)
{
	diag_warning(rewrite->diags, scalar->at, "open-path",
		     "the path \"%s\" begins with a variable", scalar->text);
	diag_remedy(rewrite->diags,
		    "give it an absolute value: docker compose takes a relative one from "
		    "the generated file's directory");
}

/* A path, "path:target", or "name=path". */
static void rewrite_path(void *data, struct node *scalar)
{
	struct rewrite *rewrite = data;
	const char *equals = strchr(scalar->text, '='), *text = scalar->text;
	size_t name = equals ? (size_t)(equals - text) : 0;
	if (equals && strcspn(text, "./$~") > name)
		text = equals + 1;
	if (text[0] == '$') {
		if (!rewrite_default(rewrite, scalar, text))
			warn_open(rewrite, scalar);
		return;
	}
	if (is_relative(text))
		scalar->text = arena_printf(rewrite->arena, "%.*s%s", (int)(text - scalar->text),
					    scalar->text, moved(rewrite, text));
}

void rewrite_paths(struct arena *arena, struct diags *diags, struct node *root, const char *from,
		   const char *to)
{
	struct rewrite rewrite = { arena, diags, path_relative(arena, to, from) };
	schema_each_path(root, rewrite_path, &rewrite);
}
