/* Progress in lines that stay: for pipes, pipelines and dumb terminals. */
#include "inside.h"

void ui_plain_row(struct ui *ui, struct row *row)
{
	AUTO_BUF struct buf line = { 0 };
	struct arena *arena = arena_create();
	const char *elapsed = ui_row_elapsed_text(arena, row, row->changed);
	buf_printf(&line, "%s %s", row->subject, buf_text(&row->verb));
	if (row->detail.length)
		buf_printf(&line, " %s", buf_text(&row->detail));
	if (ui_row_is_final(row) && *elapsed)
		buf_printf(&line, " (%s)", elapsed);
	buf_add_char(&line, '\n');
	ui_say_buf(ui, &line);
	row->printed = true;
	arena_destroy(arena);
}
