/* decode.h: the tree into the structs of the model, by the rows alone. */
#ifndef SCHEMA_DECODE_H
#define SCHEMA_DECODE_H

#include "table.h"

/* Everything in the tree, whether it is used or not. project->name stays as the caller set it. */
void decode_project(struct arena *arena, const struct node *root, struct project *project);

#endif
