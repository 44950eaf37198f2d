#include "clau/base.h"

void diags_init(struct diags *diags, struct arena *arena, struct sources *sources)
{
	*diags = (struct diags){ .arena = arena, .sources = sources };
}

/* The same mistake is met more than once: in the file as written, and again after merging. */
static bool is_known(struct diags *diags, const struct finding *finding)
{
	const char *identity =
		arena_printf(diags->arena, "%d %u:%u:%u %s %s", finding->severity, finding->at.file,
			     finding->at.line, finding->at.column, text_or(finding->rule, ""),
			     finding->message);
	bool known = map_has(&diags->seen, identity);
	map_set(diags->arena, &diags->seen, identity, NULL);
	return known;
}

static struct finding *make(struct diags *diags, enum severity severity, struct span at,
			    const char *format, va_list arguments)
{
	struct finding *finding = ARENA_NEW(diags->arena, struct finding);
	finding->severity = severity;
	finding->at = at;
	finding->message = arena_vprintf(diags->arena, format, arguments);
	return finding;
}

/* What is not kept becomes the last one all the same: its notes must not join another. */
static void file(struct diags *diags, struct finding *finding)
{
	size_t *count = finding->severity == SEVERITY_ERROR ? &diags->errors : &diags->warnings;
	diags->last = finding;
	if (is_known(diags, finding))
		return;
	if (++*count > DIAGS_LIMIT)
		diags->dropped++;
	else
		list_add(diags->arena, &diags->findings, finding);
}

bool diag_error(struct diags *diags, struct span at, const char *rule, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	struct finding *finding = make(diags, SEVERITY_ERROR, at, format, arguments);
	va_end(arguments);
	finding->rule = rule;
	file(diags, finding);
	return false;
}

void diag_warning(struct diags *diags, struct span at, const char *rule, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	struct finding *finding = make(diags, SEVERITY_WARNING, at, format, arguments);
	va_end(arguments);
	finding->rule = rule;
	file(diags, finding);
}

void diag_note(struct diags *diags, struct span at, const char *format, ...)
{
	if (!diags->last)
		return;
	va_list arguments;
	va_start(arguments, format);
	struct finding *note = make(diags, SEVERITY_NOTE, at, format, arguments);
	va_end(arguments);
	note->rule = diags->last->rule;
	list_add(diags->arena, &diags->last->notes, note);
}

void diag_remedy(struct diags *diags, const char *format, ...)
{
	if (!diags->last)
		return;
	va_list arguments;
	va_start(arguments, format);
	diags->last->remedy = arena_vprintf(diags->arena, format, arguments);
	va_end(arguments);
}
