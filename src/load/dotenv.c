#include "parts.h"

#include <string.h>

struct scanner {
	struct loading *loading;
	struct environment *into;
	const char *at, *end; /* at: what comes next */
	const char *line_start;
	struct span span; /* file and line of `at` */
	enum dotenv_format format;
	bool wrong;
};

static struct span place_of(const struct scanner *scanner, const char *at)
{
	struct span span = scanner->span;
	span.column = 1;
	for (const char *text = scanner->line_start; text < at; text++)
		span.column += ((unsigned char)*text & 0xc0) != 0x80;
	return span;
}

static void step(struct scanner *scanner)
{
	if (*scanner->at++ == '\n') {
		scanner->span.line++;
		scanner->line_start = scanner->at;
	}
}

static void skip_line(struct scanner *scanner)
{
	while (scanner->at < scanner->end && *scanner->at != '\n')
		scanner->at++;
}

static bool is_blank(char byte)
{
	return byte && strchr(" \t\v\f\r", byte);
}

static void skip_blanks(struct scanner *scanner)
{
	while (scanner->at < scanner->end && is_blank(*scanner->at))
		scanner->at++;
}

static void skip_to_statement(struct scanner *scanner)
{
	while (scanner->at < scanner->end) {
		if (*scanner->at == '#')
			skip_line(scanner);
		else if (is_blank(*scanner->at) || *scanner->at == '\n')
			step(scanner);
		else
			return;
	}
}

static bool refuse(struct scanner *scanner, const char *at, const char *what)
{
	scanner->wrong = true;
	diag_error(scanner->loading->diags, place_of(scanner, at), "env-file-syntax", "%s", what);
	diag_remedy(scanner->loading->diags, "write lines of the form KEY=VALUE");
	skip_line(scanner);
	return false;
}

static bool is_name(char byte)
{
	return byte == '_' || byte == '.' || byte == '-' || byte == '[' || byte == ']' ||
	       (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z');
}

static void skip_export(struct scanner *scanner)
{
	size_t left = (size_t)(scanner->end - scanner->at);
	if (left > 7 && !memcmp(scanner->at, "export", 6) && is_blank(scanner->at[6])) {
		scanner->at += 7;
		skip_blanks(scanner);
	}
}

/* Appends what the variables make of text; `exact`: text stands in the file as it is. */
static bool expand(struct scanner *scanner, struct span at, const char *text, size_t length,
		   bool is_exact, struct buf *out)
{
	struct template template = { .loading = scanner->loading,
				     .environment = scanner->into,
				     .text = text,
				     .at = at,
				     .is_exact = is_exact };
	if (template_expand(&template, text, length, out))
		return true;
	scanner->wrong = true;
	return false;
}

static bool take_plain(struct scanner *scanner, struct buf *out)
{
	const char *start = scanner->at;
	struct span at = place_of(scanner, start);
	skip_line(scanner);
	const char *end = scanner->at;
	for (const char *hash = start; hash < end; hash++)
		if (*hash == '#' && (hash == start || is_blank(hash[-1])))
			end = hash;
	while (end > start && is_blank(end[-1]))
		end--;
	return expand(scanner, at, start, (size_t)(end - start), true, out);
}

static bool take_raw(struct scanner *scanner, struct buf *out)
{
	const char *start = scanner->at;
	skip_line(scanner);
	const char *end = scanner->at;
	if (end > start && end[-1] == '\r')
		end--;
	return buf_append(out, start, (size_t)(end - start));
}

/* The inside of quotes; a backslash takes the quote's meaning and is kept before all else. */
static bool take_inside(struct scanner *scanner, char quote, struct buf *out)
{
	for (step(scanner); scanner->at < scanner->end; step(scanner)) {
		char byte = *scanner->at;
		if (byte == quote) {
			scanner->at++;
			return true;
		}
		if (byte == '\\' && scanner->at + 1 < scanner->end) {
			step(scanner);
			if (*scanner->at != quote)
				buf_add_char(out, '\\');
			byte = *scanner->at;
		}
		buf_add_char(out, byte);
	}
	return false;
}

/* Shell's escapes; "\$" becomes "$$", which the variables' grammar makes a plain "$". */
static void unescape(const char *text, struct buf *out)
{
	static const char letters[] = "abfnrtv\\\"", meanings[] = "\a\b\f\n\r\t\v\\\"";
	for (; *text; text++) {
		const char *letter = *text == '\\' && text[1] ? strchr(letters, text[1]) : NULL;
		if (letter) {
			buf_add_char(out, meanings[letter - letters]);
			text++;
		} else if (*text == '\\' && text[1] == '$') {
			buf_add(out, "$$");
			text++;
		} else
			buf_add_char(out, *text);
	}
}

static bool take_quoted(struct scanner *scanner, struct buf *out)
{
	AUTO_BUF struct buf inside = { .limit = YAML_FILE_LIMIT };
	AUTO_BUF struct buf plain = { .limit = YAML_FILE_LIMIT };
	char quote = *scanner->at;
	struct span at = place_of(scanner, scanner->at);
	struct scanner open = *scanner;
	if (!take_inside(scanner, quote, &inside)) {
		scanner->wrong = true;
		return refuse(&open, open.at, "a quote that is never closed");
	}
	skip_blanks(scanner);
	if (scanner->at < scanner->end && *scanner->at != '\n' && *scanner->at != '#')
		return refuse(scanner, scanner->at, "text behind the closing quote");
	skip_line(scanner);
	if (quote == '\'')
		return buf_append(out, buf_text(&inside), inside.length);
	unescape(buf_text(&inside), &plain);
	return expand(scanner, at, buf_text(&plain), plain.length, false, out);
}

static bool take_value(struct scanner *scanner, struct buf *out)
{
	if (scanner->format == DOTENV_RAW)
		return take_raw(scanner, out);
	skip_blanks(scanner);
	if (scanner->at < scanner->end && (*scanner->at == '"' || *scanner->at == '\''))
		return take_quoted(scanner, out);
	return take_plain(scanner, out);
}

static void define(struct scanner *scanner, const char *name, struct span at)
{
	AUTO_BUF struct buf value = { .limit = YAML_SCALAR_LIMIT };
	struct loading *loading = scanner->loading;
	if (!take_value(scanner, &value))
		return;
	loading->growth += value.length;
	if (value.full || loading->growth > LOAD_GROWTH_LIMIT) {
		scanner->wrong = true;
		diag_error(loading->diags, at, "interpolation-limit", "the value of %s is too long",
			   name);
		return;
	}
	environment_set(loading->arena, scanner->into, name, buf_to_arena(&value, loading->arena),
			at);
}

static void read_statement(struct scanner *scanner)
{
	struct loading *loading = scanner->loading;
	skip_export(scanner);
	const char *start = scanner->at;
	struct span at = place_of(scanner, start);
	while (scanner->at < scanner->end && is_name(*scanner->at))
		scanner->at++;
	size_t length = (size_t)(scanner->at - start);
	const char *name = arena_copy_n(loading->arena, start, length);
	skip_blanks(scanner);
	bool is_bare = scanner->at == scanner->end || *scanner->at == '\n' || *scanner->at == '#';
	at.length = (uint32_t)length;
	if (!length || (!is_bare && *scanner->at != '=' && *scanner->at != ':')) {
		refuse(scanner, scanner->at, "not a variable's name");
		return;
	}
	if (!is_bare) {
		scanner->at++;
		define(scanner, name, at);
		return;
	}
	const char *inherited = environment_value(scanner->into->outer, name);
	if (inherited)
		environment_set(loading->arena, scanner->into, name, inherited, at);
}

static bool check_bytes(struct loading *loading, uint32_t file, const struct source *source)
{
	struct span at = { file, 1, 1, 0 };
	size_t valid = text_valid_utf8(source->text, source->length);
	const char *nul = memchr(source->text, '\0', source->length);
	if (valid == source->length && !nul)
		return true;
	size_t bad =
		nul && (size_t)(nul - source->text) < valid ? (size_t)(nul - source->text) : valid;
	for (size_t i = 0; i < bad; i++)
		at.line += source->text[i] == '\n';
	diag_error(loading->diags, at, bad == valid ? "invalid-utf8" : "nul-byte",
		   bad == valid ? "a byte that is not valid UTF-8" : "NUL byte in the text");
	return diag_remedy(loading->diags, "save the file as UTF-8"), false;
}

bool dotenv_parse(struct loading *loading, uint32_t file, enum dotenv_format format,
		  struct environment *into)
{
	const struct source *source = sources_get(loading->diags->sources, file);
	if (!check_bytes(loading, file, source))
		return false;
	size_t skip = text_starts(source->text, "\xef\xbb\xbf") ? 3 : 0;
	struct scanner scanner = { .loading = loading,
				   .into = into,
				   .at = source->text + skip,
				   .end = source->text + source->length,
				   .line_start = source->text + skip,
				   .span = { file, 1, 1, 0 },
				   .format = format };
	for (skip_to_statement(&scanner); scanner.at < scanner.end; skip_to_statement(&scanner))
		read_statement(&scanner);
	return !scanner.wrong;
}
