#include "clau/ui.h"

#include <string.h>

#include "inside.h"

#define OFF "\033[0m"

static const struct {
	const char *name;
	const char *sequence;
} colors[] = {
	{ "blue", "\033[34m" },       { "bold", "\033[1m" },     { "bold magenta", "\033[1;35m" },
	{ "bold red", "\033[1;31m" }, { "cyan", "\033[36m" },    { "dim", "\033[2m" },
	{ "green", "\033[32m" },      { "magenta", "\033[35m" }, { "red", "\033[31m" },
	{ "yellow", "\033[33m" },
};

const char *ui_color_on(bool on, const char *name)
{
	for (size_t i = 0; on && i < COUNT_OF(colors); i++)
		if (text_equal(colors[i].name, name))
			return colors[i].sequence;
	return "";
}

const char *ui_color_off(bool on)
{
	return on ? OFF : "";
}

char *ui_paint(struct ui *ui, struct arena *arena, const char *color, const char *text)
{
	const char *sequence = ui_color_on(ui->out.color, color);
	return arena_printf(arena, "%s%s%s", sequence, text, *sequence ? OFF : "");
}
