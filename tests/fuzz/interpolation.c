/* Fuzzes texts with variables: lines NAME=value up to an empty line are the environment, the rest
 * is the text. Whatever the text is, with each "$" doubled it stands for itself. */
#include "fuzz.h"
#include "parts.h"

static const char *read_environment(struct fuzz *fuzz, struct environment *environment,
				    const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");
		char *line = arena_copy_n(fuzz->arena, text, length);
		char *equals = strchr(line, '=');

		text += length + (text[length] == '\n');
		if (!length)
			break;
		if (equals)
			*equals = '\0';
		environment_set(fuzz->arena, environment, line, equals ? equals + 1 : "", NO_SPAN);
	}
	return text;
}

static bool expand(struct fuzz *fuzz, const struct environment *environment, const char *text,
		   struct buf *out)
{
	struct loading loading = { .arena = fuzz->arena, .diags = &fuzz->diags };
	struct template template = { .loading = &loading,
				     .environment = environment,
				     .text = text,
				     .at = { 1, 1, 1, 0 },
				     .is_exact = true,
				     .is_mentioned = true };

	return template_expand(&template, text, strlen(text), out);
}

static void expand_escaped(struct fuzz *fuzz, const struct environment *environment,
			   const char *text)
{
	AUTO_BUF struct buf escaped = { 0 }, out = { .limit = YAML_SCALAR_LIMIT };

	for (const char *at = text; *at; at++) {
		buf_add_char(&escaped, *at);
		if (*at == '$')
			buf_add_char(&escaped, '$');
	}
	bool fine = expand(fuzz, environment, buf_text(&escaped), &out);
	fuzz_require(strlen(text) > YAML_SCALAR_LIMIT || (fine && text_equal(buf_text(&out), text)),
		     "escaped, it is another text", text, buf_text(&out));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	AUTO_BUF struct buf out = { .limit = YAML_SCALAR_LIMIT };
	struct fuzz fuzz;

	fuzz_begin(&fuzz);
	struct environment *environment = environment_create(fuzz.arena, NULL);
	const char *text = read_environment(
		&fuzz, environment, arena_copy_n(fuzz.arena, (const char *)bytes, length));
	bool fine = expand(&fuzz, environment, text, &out);
	fuzz_require(fine == !fuzz.diags.errors, "wrong without a finding", text, "");
	fuzz_require(!fine || strchr(text, '$') || text_equal(text, buf_text(&out)),
		     "changed without a variable", text, buf_text(&out));
	expand_escaped(&fuzz, environment, text);
	fuzz_end(&fuzz);
	return 0;
}
