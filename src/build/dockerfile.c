#include "dockerfile.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define EXCERPT_LINES 12

/* One instruction, its continuation lines joined and its blanks squeezed. */
struct instruction {
	const char *text;
	const char *stage;
	struct lines lines;
};
struct scanner {
	struct arena *arena;
	struct list lines; /* char * */
	size_t at;
	char escape;
	unsigned stages;
	const char *stage;
};

/* Blanks at both ends dropped, runs of them made one, the first word in capitals. */
static char *squeeze(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t length = 0;
	bool keyword = true;

	for (; *text != '\0'; text++) {
		if (isspace((unsigned char)*text)) {
			if (length > 0 && out[length - 1] != ' ')
				out[length++] = ' ';
			keyword = keyword && length == 0;
		} else {
			out[length++] = keyword ? (char)toupper((unsigned char)*text) : *text;
		}
	}
	while (length > 0 && out[length - 1] == ' ')
		length--;
	out[length] = '\0';
	return out;
}

static const char *line_at(const struct scanner *scanner, size_t at)
{
	return at < scanner->lines.count ? scanner->lines.items[at] : NULL;
}

static bool is_comment(const char *line)
{
	line += strspn(line, " \t\r");
	return *line == '#' || *line == '\0';
}

/* The line without its continuation mark; true when it had one. */
static bool continues(const struct scanner *scanner, const char *line, struct buf *joined)
{
	size_t length = strlen(line);

	while (length > 0 && isspace((unsigned char)line[length - 1]))
		length--;
	if (length > 0 && line[length - 1] == scanner->escape) {
		buf_append(joined, line, length - 1);
		return true;
	}
	buf_add(joined, line);
	return false;
}

/* Passes over the body of `<<WORD`. */
static void skip_heredoc(struct scanner *scanner, const char *text)
{
	const char *mark = strstr(text, "<<");
	size_t length;

	if (mark == NULL || (!text_starts(text, "RUN ") && !text_starts(text, "COPY ") &&
			     !text_starts(text, "ADD ")))
		return;
	mark += 2;
	mark += strspn(mark, "-\"'");
	length = strspn(mark, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
	if (length == 0)
		return;
	for (size_t at = scanner->at; at < scanner->lines.count; at++) {
		const char *line = squeeze(scanner->arena, line_at(scanner, at));

		if (strncasecmp(line, mark, length) == 0 && line[length] == '\0') {
			scanner->at = at + 1;
			return;
		}
	}
}

static void enter_stage(struct scanner *scanner, const char *text)
{
	const char *name = NULL;

	if (!text_starts(text, "FROM "))
		return;
	for (const char *at = text; (at = strchr(at, ' ')) != NULL; at++)
		if (strncasecmp(at, " AS ", 4) == 0)
			name = at + 4;
	scanner->stage = name ? text_lower(scanner->arena, name)
			      : arena_printf(scanner->arena, "stage-%u", scanner->stages);
	scanner->stages++;
}

static void read_directive(struct scanner *scanner)
{
	for (size_t at = 0; at < scanner->lines.count; at++) {
		const char *line = squeeze(scanner->arena, line_at(scanner, at));

		if (*line != '#')
			return;
		line += 1 + (line[1] == ' ');
		if (strncasecmp(line, "escape", 6) == 0 && strchr(line, '`') != NULL)
			scanner->escape = '`';
	}
}

/* NULL at the end of the file. */
static struct instruction *next_instruction(struct scanner *scanner)
{
	struct instruction *found = ARENA_NEW(scanner->arena, struct instruction);
	AUTO_BUF struct buf joined = { 0 };
	const char *line;
	bool more = true;

	while ((line = line_at(scanner, scanner->at)) != NULL && is_comment(line))
		scanner->at++;
	if (line == NULL)
		return NULL;
	found->lines.first = (unsigned)scanner->at + 1;
	while (more && (line = line_at(scanner, scanner->at)) != NULL) {
		scanner->at++;
		if (joined.length > 0 && is_comment(line))
			continue;
		more = continues(scanner, line, &joined);
	}
	found->text = squeeze(scanner->arena, buf_text(&joined));
	skip_heredoc(scanner, found->text);
	enter_stage(scanner, found->text);
	found->stage = scanner->stage;
	found->lines.last = (unsigned)scanner->at;
	return found;
}

/* "FROM debian:trixie" for the step that looks for docker.io/library/debian:trixie. */
static const char *from_of(struct arena *arena, const char *step)
{
	static const char *const prefixes[] = { "docker.io/library/", "docker.io/" };
	const char *image = step + strlen(DOCKERFILE_METADATA);

	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (text_starts(image, prefixes[i]))
			image += strlen(prefixes[i]);
	if (text_ends(image, ":latest"))
		image = arena_copy_n(arena, image, strlen(image) - strlen(":latest"));
	return arena_printf(arena, "FROM %s", image);
}

/* The words behind "[build 3/7] ", and the stage's name in *ret_stage ("" when it has none). */
static const char *split_name(struct arena *arena, const char *step, const char **ret_stage)
{
	const char *close = *step == '[' ? strchr(step, ']') : NULL;
	struct list words;

	*ret_stage = "";
	if (text_starts(step, DOCKERFILE_METADATA))
		return from_of(arena, step);
	if (close == NULL)
		return step;
	words = text_split(arena, arena_copy_n(arena, step + 1, (size_t)(close - step - 1)), ' ');
	if (words.count >= 2)
		*ret_stage = words.items[words.count - 2];
	return close + 1;
}

/* 0 = another step; the more, the surer. BuildKit shows variables by their values, so a text is
 * compared up to its first `$`. */
static int likeness(const struct instruction *instruction, const char *words, const char *stage)
{
	size_t fixed = strcspn(instruction->text, "$");
	size_t length = strlen(words);
	bool same = text_equal(instruction->text, words);

	if (text_starts(words, "FROM ") && text_starts(instruction->text, words))
		same = strchr(" :", instruction->text[length]) != NULL;
	if (!same &&
	    (instruction->text[fixed] == '\0' || strncmp(instruction->text, words, fixed) != 0))
		return 0;
	return 1 + (same ? 4 : 0) + (text_equal(instruction->stage, stage) ? 2 : 0);
}

struct lines dockerfile_find_step(struct arena *arena, const char *text, const char *step)
{
	struct scanner scanner = { .arena = arena, .escape = '\\', .stage = "" };
	struct lines found = { 0 };
	struct instruction *instruction;
	const char *stage, *words = squeeze(arena, split_name(arena, step, &stage));
	int best = 0;

	scanner.lines = text_split(arena, text, '\n');
	read_directive(&scanner);
	while ((instruction = next_instruction(&scanner)) != NULL) {
		int score = likeness(instruction, words, stage);

		if (score > best) {
			best = score;
			found = instruction->lines;
		}
	}
	return found;
}

struct lines dockerfile_find_error(const char *message)
{
	static const char *const marks[] = { "parse error on line ", "parse error line ",
					     "Dockerfile:" };

	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		const char *at = strstr(message, marks[i]);
		unsigned long line = at ? strtoul(at + strlen(marks[i]), NULL, 10) : 0;

		if (line > 0 && line < 1000000)
			return (struct lines){ (unsigned)line, (unsigned)line };
	}
	return (struct lines){ 0 };
}

void dockerfile_excerpt(struct arena *arena, const char *text, struct lines lines, struct buf *out)
{
	struct list all = text_split(arena, text, '\n');
	unsigned from = lines.first > 1 ? lines.first - 1 : 1;
	unsigned to = lines.last + 1;

	if (all.count > 0 && text_is_empty(all.items[all.count - 1]))
		all.count--;
	if (to - from >= EXCERPT_LINES)
		to = from + EXCERPT_LINES - 1;
	for (unsigned number = from; number <= to && number <= all.count; number++) {
		const char *line = all.items[number - 1];
		bool meant = lines.first <= number && number <= lines.last;
		size_t length = strlen(line);

		if (length > 0 && line[length - 1] == '\r')
			length--;
		buf_printf(out, "  %c %4u | %s\n", meant ? '>' : ' ', number,
			   text_printable(arena, line, length, false));
	}
}
