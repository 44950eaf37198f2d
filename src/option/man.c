/* The man page, in roff's man macros; plain ASCII, so that any troff reads it. */
#include <string.h>

#include "table.h"
#include "wrap.h"

/* The characters that roff reads as its own, or typesets as others. */
static const char *escape_of(char character)
{
	switch (character) {
	case '\\':
		return "\\e";
	case '-':
		return "\\-";
	case '\'':
		return "\\(aq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	case '"':
		return "\\(dq";
	default:
		return NULL;
	}
}

static unsigned read_character(const char *at, size_t length)
{
	static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned character = (unsigned char)at[0] & first_bits[length];
	for (size_t i = 1; i < length; i++)
		character = character << 6 | ((unsigned char)at[i] & 0x3f);
	return character;
}

static size_t character_length(const char *at)
{
	for (size_t length = 1; length <= 4; length++)
		if (text_valid_utf8(at, length) == length)
			return length;
	return 0;
}

static void add_text(struct buf *out, const char *text, size_t length)
{
	for (const char *at = text, *end = text + length; at < end;) {
		size_t size = (*at & 0x80) ? character_length(at) : 1;
		const char *escape = escape_of(*at);
		if (at == text && *at == '.')
			buf_add(out, "\\&");
		if (escape)
			buf_add(out, escape);
		else if (size == 1)
			buf_add_char(out, *at == '\n' ? ' ' : *at);
		else if (size > 1)
			buf_printf(out, "\\[u%04X]", read_character(at, size));
		at += size ? size : 1;
	}
}

static void add(struct buf *out, const char *text)
{
	add_text(out, text, strlen(text));
}

/* Troff sets a wider gap behind a sentence only at the end of a line. */
static void add_paragraph(struct buf *out, const char *text, size_t length)
{
	const char *end = text + length;
	while (text < end) {
		const char *stop = text;
		while (stop < end && !(*stop == '.' && stop + 1 < end && stop[1] == ' '))
			stop++;
		stop += stop < end;
		add_text(out, text, (size_t)(stop - text));
		buf_add_char(out, '\n');
		for (text = stop; text < end && *text == ' ';)
			text++;
	}
}

static void add_details(struct buf *out, const char *details)
{
	struct passage passage;
	bool verbatim = false;
	while (wrap_next(&details, &passage)) {
		if (passage.verbatim && !verbatim)
			buf_add(out, ".PP\n.EX\n");
		else if (!passage.verbatim)
			buf_add(out, verbatim ? ".EE\n.PP\n" : ".PP\n");
		else if (passage.first)
			buf_add(out, "\n");
		verbatim = passage.verbatim;
		if (verbatim) {
			add_text(out, passage.text, passage.length);
			buf_add_char(out, '\n');
		} else {
			add_paragraph(out, passage.text, passage.length);
		}
	}
	if (verbatim)
		buf_add(out, ".EE\n");
}

static void add_option(struct buf *out, const struct option *option)
{
	AUTO_BUF struct buf sentence = { 0 };
	buf_add(out, ".TP\n");
	if (option->letter)
		buf_printf(out, "\\fB\\-%c\\fR, ", option->letter);
	buf_add(out, "\\fB\\-\\-");
	add(out, option->name);
	buf_add(out, "\\fR");
	if (option_takes_value(option)) {
		buf_add(out, " \\fI");
		add(out, text_or(option->value_name, "VALUE"));
		buf_add(out, "\\fR");
	} else if (option->optional) {
		buf_printf(out, "[=\\fI%s\\fR]", option->value_name);
	}
	buf_add_char(out, '\n');
	option_add_sentence(&sentence, option);
	add_paragraph(out, buf_text(&sentence), sentence.length);
}

static void add_options(struct buf *out, const struct option *options)
{
	for (const struct option *option = options; option && option->name; option++)
		if (!option->hidden)
			add_option(out, option);
}

static void add_command(struct buf *out, const struct command *command)
{
	AUTO_BUF struct buf usage = { 0 };
	option_add_usage(&usage, command);
	buf_add(out, ".SS \"");
	add(out, buf_text(&usage));
	buf_add(out, "\"\n");
	add(out, command->summary);
	buf_add(out, ".\n");
	if (command->details)
		add_details(out, command->details);
	for (const struct operand *row = command->operands; row && row->name; row++) {
		if (text_is_empty(row->sentence))
			continue;
		buf_add(out, ".TP\n\\fI");
		add(out, row->name);
		buf_add(out, "\\fR\n");
		add_paragraph(out, row->sentence, strlen(row->sentence));
	}
	add_options(out, command->options);
}

static void add_exit_codes(struct buf *out, const char *const *exit_codes)
{
	for (; exit_codes && *exit_codes; exit_codes++) {
		size_t code = strcspn(*exit_codes, "\t");
		const char *meaning = *exit_codes + code + ((*exit_codes)[code] ? 1 : 0);
		buf_add(out, ".TP\n\\fB");
		add_text(out, *exit_codes, code);
		buf_add(out, "\\fR\n");
		add_paragraph(out, meaning, strlen(meaning));
	}
}

void option_man(struct buf *out, const char *tagline, const char *version,
		const struct command *const *commands, const struct option *global_options,
		const char *const *exit_codes)
{
	buf_add(out, ".TH CLAU 1 \"\" \"clau ");
	add(out, version);
	buf_add(out, "\" \"User Commands\"\n.SH NAME\nclau \\- ");
	add(out, tagline);
	buf_add(out, "\n.SH SYNOPSIS\n\\fBclau\\fR [\\fIGLOBAL OPTIONS\\fR] \\fICOMMAND\\fR "
		     "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n.SH COMMANDS\n");
	for (; commands && *commands; commands++)
		if (option_is_listed(*commands))
			add_command(out, *commands);
	buf_add(out, ".SH GLOBAL OPTIONS\nThey may stand before and behind the command.\n");
	add_options(out, global_options);
	buf_add(out, ".SH EXIT STATUS\n");
	add_exit_codes(out, exit_codes);
}
