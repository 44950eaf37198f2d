/* What the files of the generate room share. */
#ifndef GENERATE_PARTS_H
#define GENERATE_PARTS_H

#include "clau/base.h"
#include "clau/load.h"
#include "clau/yaml.h"

/* Every relative path of a tree as written, from `from` (where it counts now) to `to` (where it
 * will count): "./data" becomes "../data". Defaults inside ${NAME:-./data} are rewritten too. A
 * path that begins with a variable is left: a warning "open-path" says what its value must be. */
void rewrite_paths(struct arena *arena, struct diags *diags, struct node *root, const char *from,
		   const char *to);

/* What of the canonical tree the project has in use; of a tree as written everything. */
struct node *used_tree(struct arena *arena, const struct loaded *loaded);

#endif
