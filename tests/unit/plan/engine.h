/* An engine in memory that carries out plans, strictly: what a real one might refuse fails the
 * test. */
#ifndef ENGINE_H
#define ENGINE_H

#include "world.h"

struct made { /* a container with what it refers to by id */
	struct observed_container seen; /* first: world.there lists these */
	struct list network_ids; /* const char * */
	struct list parents; /* const char *: ids of the containers it shares namespaces with */
	const struct service *made_for;
};
struct simulation {
	struct world world;
	uint64_t random;
	unsigned ids;
	const struct plan *plan; /* under way */
};
unsigned roll(struct simulation *simulation, unsigned sides); /* 0 … sides-1 */
bool simulation_is_job(const struct simulation *simulation, const struct service *service);
/* Carries out up to `limit` steps in a random order that `after` allows. True when all are done. */
bool simulation_run(struct simulation *simulation, const struct plan *plan, unsigned limit);
struct made *simulation_find(struct simulation *simulation, const char *id);
void simulation_drop(struct simulation *simulation, const char *id);

#endif
