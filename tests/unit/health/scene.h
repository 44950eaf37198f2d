/* A fake engine with a client before it, and a watch. */
#ifndef SCENE_H
#define SCENE_H

#include "clau/health.h"
#include "fake.h"

struct scene {
	struct fake fake;
	struct arena *arena;
	struct loop *loop;
	struct engine *engine;
	struct health_watch *watch;
	int changes;
};
void scene_begin(struct scene *scene);
void scene_end(struct scene *scene);
void scene_watch(struct scene *scene);
/* Turns the loop until it is so; fails the test after 5 s. */
void scene_until_verdict(struct scene *scene, int index, enum verdict verdict);
void scene_until_gone(struct scene *scene, int index);
void scene_until_ready(struct scene *scene);
void scene_until_count(struct scene *scene, const int *counter, int least);
void scene_until_trouble(struct scene *scene);
void scene_turn_for(struct scene *scene, int64_t milliseconds);

#endif
