/* A run without an engine behind it: what needs no answer can be looked at closely. */
#ifndef TEST_RUN_SCENE_H
#define TEST_RUN_SCENE_H

#include "clau/run.h"

struct scene {
	struct run_context context;
	struct interruption interruption;
	char folder[64];
};
/* XDG_RUNTIME_DIR is a fresh folder, and no engine listens in it. */
void scene_begin(struct scene *scene);
void scene_end(struct scene *scene);

#endif
