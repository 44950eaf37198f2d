/* Private to archive. */
#ifndef ARCHIVE_NAMES_H
#define ARCHIVE_NAMES_H

#include <stdbool.h>

/* Whether a name stays inside where it is unpacked: relative, not empty, no "..". */
bool archive_name_is_safe(const char *name);

#endif
