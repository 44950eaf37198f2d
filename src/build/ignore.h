/* The rules of a .dockerignore, beyond what the door shows. */
#ifndef BUILD_IGNORE_H
#define BUILD_IGNORE_H

#include "clau/build.h"

/* False when no path below `directory` (itself ignored) can be taken back by a `!` rule. */
bool ignore_may_reenter(const struct ignore_rules *rules, const char *directory);

#endif
