#include "ignore.h"

#include <stdlib.h>
#include <string.h>

/* A pattern is a row of tokens walked as a set of states, so that no pattern, however many stars it
 * has, takes more than its length times the path's. */
enum token_kind {
	TOKEN_RUNE, /* this character */
	TOKEN_ONE, /* `?`: one character but the slash */
	TOKEN_STAR, /* `*`: any number of characters but the slash */
	TOKEN_REST, /* a double star at the end: whatever follows */
	TOKEN_MAYBE, /* the next token may be left out */
	TOKEN_DEEP, /* anything up to and with a slash */
	TOKEN_CLASS, /* `[a-z]` */
};
struct range {
	uint32_t low, high;
};
struct token {
	enum token_kind kind;
	uint32_t rune;
	bool negated;
	struct range *ranges;
	size_t range_count;
};
struct pattern {
	const char *text; /* cleaned, without the `!` */
	bool exception;
	bool literal;
	struct token *tokens;
	size_t count;
};
struct ignore_rules {
	struct arena *arena;
	struct list patterns;
	bool *now, *next; /* states while matching */
	size_t widest;
	char *trouble;
};

static uint32_t take_rune(const char **text)
{
	const unsigned char *at = (const unsigned char *)*text;
	size_t wanted = at[0] < 0xC0 ? 1 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
	uint32_t rune = at[0];

	if (wanted > 1 && text_valid_utf8(*text, strnlen(*text, wanted)) == wanted) {
		rune = at[0] & (0x7Fu >> wanted);
		for (size_t i = 1; i < wanted; i++)
			rune = rune << 6 | (at[i] & 0x3Fu);
		*text += wanted;
		return rune;
	}
	*text += 1;
	/* A stray byte is a character of its own, which no valid one equals. */
	return rune < 0x80 ? rune : 0x110000 + rune;
}

static struct token *add_token(struct pattern *pattern, enum token_kind kind, uint32_t rune)
{
	struct token *token = &pattern->tokens[pattern->count++];

	*token = (struct token){ .kind = kind, .rune = rune };
	if (kind != TOKEN_RUNE)
		pattern->literal = false;
	return token;
}

/* A character inside brackets, escaped or not; false where the grammar allows none. */
static bool class_rune(const char **text, uint32_t *ret_rune)
{
	if (**text == '\0' || **text == '-' || **text == ']')
		return false;
	if (**text == '\\')
		(*text)++;
	if (**text == '\0')
		return false;
	*ret_rune = take_rune(text);
	return true;
}

static bool add_class(struct arena *arena, struct pattern *pattern, const char **text)
{
	struct token *token = add_token(pattern, TOKEN_CLASS, 0);

	token->ranges = arena_alloc(arena, (strlen(*text) + 1) * sizeof(*token->ranges));
	if (**text == '^') {
		token->negated = true;
		(*text)++;
	}
	while (token->range_count == 0 || **text != ']') {
		struct range *range = &token->ranges[token->range_count];

		if (!class_rune(text, &range->low))
			return false;
		range->high = range->low;
		if (**text == '-') {
			(*text)++;
			if (!class_rune(text, &range->high))
				return false;
		}
		token->range_count++;
	}
	(*text)++;
	return true;
}

static bool is_literal(const char *text)
{
	return text[strcspn(text, "*?[\\")] == '\0';
}

/* A double star, both stars taken already. */
static void add_deep(struct pattern *pattern, const char **text, bool leading)
{
	bool slash = **text == '/';

	if (slash)
		(*text)++;
	if (**text == '\0' || (leading && !slash && is_literal(*text))) {
		add_token(pattern, TOKEN_REST, 0);
		return;
	}
	add_token(pattern, TOKEN_MAYBE, 0);
	add_token(pattern, TOKEN_DEEP, 0);
}

static bool compile(struct arena *arena, struct pattern *pattern)
{
	const char *at = pattern->text;

	/* No character makes more than two tokens. */
	pattern->tokens = arena_alloc(arena, (2 * strlen(at) + 1) * sizeof(*pattern->tokens));
	pattern->literal = true;
	while (*at != '\0') {
		if (at[0] == '*' && at[1] == '*') {
			at += 2;
			add_deep(pattern, &at, pattern->count == 0);
		} else if (*at == '*') {
			at++;
			add_token(pattern, TOKEN_STAR, 0);
		} else if (*at == '?') {
			at++;
			add_token(pattern, TOKEN_ONE, 0);
		} else if (*at == '[') {
			at++;
			if (!add_class(arena, pattern, &at))
				return false;
		} else {
			if (*at == '\\' && *++at == '\0')
				return false;
			add_token(pattern, TOKEN_RUNE, take_rune(&at));
		}
	}
	return true;
}

/* A line of the file as docker cleans it; NULL when it holds no pattern. */
static struct pattern *pattern_of(struct arena *arena, const char *line)
{
	struct pattern *pattern = ARENA_NEW(arena, struct pattern);
	const char *text = line;

	if (*text == '!') {
		pattern->exception = true;
		text = text_trim(arena, text + 1, strlen(text + 1));
	}
	if (*text == '\0')
		return pattern->exception ? pattern : NULL;
	text = path_clean(arena, text);
	if (text[0] == '/' && text[1] != '\0')
		text++;
	pattern->text = text;
	return pattern;
}

static void add_line(struct ignore_rules *rules, const char *line, unsigned number)
{
	struct pattern *pattern = pattern_of(rules->arena, line);

	if (pattern == NULL)
		return;
	if (pattern->text == NULL || !compile(rules->arena, pattern)) {
		if (rules->trouble == NULL)
			rules->trouble = arena_printf(rules->arena, "line %u: not a pattern: %s",
						      number, line);
		return;
	}
	list_add(rules->arena, &rules->patterns, pattern);
	if (pattern->count > rules->widest)
		rules->widest = pattern->count;
}

struct ignore_rules *ignore_parse(struct arena *arena, const char *text, size_t length)
{
	struct ignore_rules *rules = ARENA_NEW(arena, struct ignore_rules);
	const char *end = text + length;
	unsigned number = 1;

	rules->arena = arena;
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	for (; text < end; number++) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));

		if (stop == NULL)
			stop = end;
		/* Only a `#` in the first column makes a comment. */
		if (*text != '#')
			add_line(rules, text_trim(arena, text, (size_t)(stop - text)), number);
		text = stop < end ? stop + 1 : end;
	}
	rules->now = arena_alloc(arena, rules->widest + 3);
	rules->next = arena_alloc(arena, rules->widest + 3);
	return rules;
}

const char *ignore_trouble(const struct ignore_rules *rules)
{
	return rules->trouble;
}

static bool class_has(const struct token *token, uint32_t rune)
{
	for (size_t i = 0; i < token->range_count; i++)
		if (token->ranges[i].low <= rune && rune <= token->ranges[i].high)
			return !token->negated;
	return token->negated;
}

/* Adds a state and those that are reached from it without a character. */
static void enter(const struct pattern *pattern, bool *states, size_t at)
{
	while (!states[at]) {
		enum token_kind kind = at < pattern->count ? pattern->tokens[at].kind : TOKEN_RUNE;

		states[at] = true;
		if (kind == TOKEN_MAYBE) {
			states[at + 1] = true;
			at += 2;
		} else if (kind == TOKEN_STAR || kind == TOKEN_REST) {
			at++;
		}
	}
}

static void step(const struct pattern *pattern, bool *next, size_t at, uint32_t rune)
{
	const struct token *token = &pattern->tokens[at];
	bool slash = rune == '/';

	switch (token->kind) {
	case TOKEN_RUNE:
		if (token->rune == rune)
			enter(pattern, next, at + 1);
		break;
	case TOKEN_ONE:
		if (!slash)
			enter(pattern, next, at + 1);
		break;
	case TOKEN_CLASS:
		if (class_has(token, rune))
			enter(pattern, next, at + 1);
		break;
	case TOKEN_STAR:
		if (!slash)
			enter(pattern, next, at);
		break;
	case TOKEN_REST:
		enter(pattern, next, at);
		break;
	case TOKEN_DEEP:
		next[at] = true;
		if (slash)
			enter(pattern, next, at + 1);
		break;
	case TOKEN_MAYBE:
		break;
	}
}

/* Of the path's first `length` bytes. */
static bool pattern_matches(const struct ignore_rules *rules, const struct pattern *pattern,
			    const char *path, size_t length)
{
	const char *end = path + length;
	bool *now = rules->now, *next = rules->next;

	memset(now, 0, pattern->count + 1);
	enter(pattern, now, 0);
	while (path < end) {
		uint32_t rune = take_rune(&path);
		bool *other = now;

		memset(next, 0, pattern->count + 1);
		for (size_t i = 0; i < pattern->count; i++)
			if (now[i])
				step(pattern, next, i, rune);
		now = next;
		next = other;
	}
	return now[pattern->count];
}

static bool or_parent_matches(const struct ignore_rules *rules, const struct pattern *pattern,
			      const char *path)
{
	for (const char *at = path; *at != '\0'; at++)
		if (*at == '/' && pattern_matches(rules, pattern, path, (size_t)(at - path)))
			return true;
	return pattern_matches(rules, pattern, path, strlen(path));
}

bool ignore_matches(const struct ignore_rules *rules, const char *path)
{
	bool ignored = false;

	for (LIST_EACH(struct pattern, pattern, &rules->patterns))
		if (pattern->exception == ignored && or_parent_matches(rules, pattern, path))
			ignored = !ignored;
	return ignored;
}

bool ignore_may_reenter(const struct ignore_rules *rules, const char *directory)
{
	size_t length = strlen(directory);

	for (LIST_EACH(struct pattern, pattern, &rules->patterns)) {
		if (!pattern->exception)
			continue;
		if (!pattern->literal)
			return true;
		if (text_starts(pattern->text, directory) && pattern->text[length] == '/')
			return true;
	}
	return false;
}
