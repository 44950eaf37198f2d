#include "clau/ui.h"

#include <string.h>

#include "inside.h"

#define GAP 3
#define COLUMNS_MOST 32

static const char *cell_at(const struct list *row, size_t column)
{
	return column < row->count ? text_or(row->items[column], "") : "";
}

static void add_cell(struct buf *out, const char *text, unsigned width, bool right, bool last)
{
	unsigned columns = ui_columns(text), blanks = width > columns ? width - columns : 0;
	if (right)
		ui_add_blanks(out, blanks);
	buf_add(out, text);
	if (!last)
		ui_add_blanks(out, GAP + (right ? 0 : blanks));
}

static void add_row(struct buf *out, const struct ui_column *columns, size_t count,
		    const struct list *row, const unsigned *widths)
{
	size_t begin = out->length;
	for (size_t i = 0; i < count; i++) {
		const char *text = row ? cell_at(row, i) : columns[i].title;
		add_cell(out, text, widths[i], columns[i].right, i + 1 == count);
	}
	/* Empty cells at the end leave no blanks there. */
	while (out->length > begin && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	buf_add_char(out, '\n');
}

void ui_table(struct ui *ui, const struct ui_column *columns, size_t count, const struct list *rows)
{
	AUTO_BUF struct buf out = { 0 };
	unsigned widths[COLUMNS_MOST] = { 0 };
	count = count < COLUMNS_MOST ? count : COLUMNS_MOST;
	for (size_t i = 0; i < count; i++) {
		widths[i] = ui_columns(columns[i].title);
		for (LIST_EACH(struct list, row, rows)) {
			unsigned width = ui_columns(cell_at(row, i));
			widths[i] = width > widths[i] ? width : widths[i];
		}
	}
	add_row(&out, columns, count, NULL, widths);
	for (LIST_EACH(struct list, row, rows))
		add_row(&out, columns, count, row, widths);
	ui_print(ui, buf_text(&out), out.length);
}
