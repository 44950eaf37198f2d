#include "clau/base.h"

#include <string.h>

/* Adds what stands between the quotes; returns the closing one, or NULL. */
static const char *read_double(struct buf *word, const char *at)
{
	for (; *at && *at != '"'; at++) {
		if (*at == '\\' && at[1] == '\n') {
			at++;
			continue;
		}
		if (*at == '\\' && at[1] && strchr("$`\"\\", at[1]))
			at++;
		buf_add_char(word, *at);
	}
	return *at ? at : NULL;
}

static const char *read_single(struct buf *word, const char *at)
{
	const char *end = strchr(at, '\'');
	if (end)
		buf_append(word, at, (size_t)(end - at));
	return end;
}

/* One word from `at` on; returns the byte behind it, or NULL on an open quote. */
static const char *read_word(struct buf *word, const char *at)
{
	for (; *at && !strchr(" \t\n", *at); at++) {
		if (*at == '\'' || *at == '"') {
			at = *at == '"' ? read_double(word, at + 1) : read_single(word, at + 1);
			if (!at)
				return NULL;
		} else if (*at == '\\' && at[1]) {
			if (*++at != '\n')
				buf_add_char(word, *at);
		} else {
			buf_add_char(word, *at);
		}
	}
	return at;
}

bool text_split_shell(struct arena *arena, const char *line, struct list *ret_words)
{
	struct list words = { 0 };
	AUTO_BUF struct buf word = { 0 };
	for (const char *at = line + strspn(line, " \t\n"); *at; at += strspn(at, " \t\n")) {
		const char *end;
		buf_reset(&word);
		end = read_word(&word, at);
		if (!end)
			return false;
		/* A joined line (backslash, newline) alone is no word. */
		bool is_joint = !word.length && strspn(at, "\\\n") == (size_t)(end - at);
		if (!is_joint)
			list_add(arena, &words, buf_to_arena(&word, arena));
		at = end;
	}
	*ret_words = words;
	return true;
}
