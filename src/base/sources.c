#include "clau/base.h"

void sources_init(struct sources *sources, struct arena *arena)
{
	*sources = (struct sources){ .arena = arena };
	list_add(arena, &sources->files, NULL);
}

uint32_t sources_add(struct sources *sources, const char *name, const char *path, const char *text,
		     size_t length)
{
	struct source *source = ARENA_NEW(sources->arena, struct source);
	source->name = arena_copy(sources->arena, name);
	source->path = arena_copy(sources->arena, path);
	source->text = text;
	source->length = length;
	list_add(sources->arena, &sources->files, source);
	return (uint32_t)(sources->files.count - 1);
}

const struct source *sources_get(const struct sources *sources, uint32_t file)
{
	return sources && file < sources->files.count ? sources->files.items[file] : NULL;
}

char *span_text(const struct sources *sources, struct span span, struct arena *arena)
{
	const struct source *source = sources_get(sources, span.file);
	if (!source)
		return arena_copy(arena, "");
	if (!span.line)
		return arena_copy(arena, source->name);
	if (!span.column)
		return arena_printf(arena, "%s:%u", source->name, span.line);
	return arena_printf(arena, "%s:%u:%u", source->name, span.line, span.column);
}
