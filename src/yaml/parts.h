/* What the files of the yaml room share. */
#ifndef YAML_PARTS_H
#define YAML_PARTS_H

#include "clau/yaml.h"

/* The bytes of a file before the parser sees them: its encoding and characters that no YAML text
 * holds. Files one finding, the first; false then. *ret_skip: bytes of a UTF-8 mark to leave
 * out. */
bool scan_text(struct diags *diags, uint32_t file, const struct source *source, size_t *ret_skip);

/* The column (1-based) of the first tab in the indentation of a line (1-based), or 0. */
uint32_t scan_indent_tab(const struct source *source, uint32_t line);

#endif
