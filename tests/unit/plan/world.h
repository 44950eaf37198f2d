/* A project and an engine's containers made by hand, and plans compared as they print. */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/plan.h"

struct world {
	struct arena *arena;
	struct project project; /* named "p" */
	struct observed there;
	struct plan_options how;
	unsigned ids; /* of containers so far: the first is 000000000001… */
};
void world_begin(struct world *world);
void world_end(struct world *world);
/* The same project, nothing observed, no options. */
void world_forget(struct world *world);

/* Image "<name>:1" (in the store as "id-<name>"), one replica, no networks. */
struct service *add_service(struct world *world, const char *name);
struct dependency *add_dependency(struct world *world, struct service *service, const char *other,
				  enum dependency_condition condition);
struct network *add_network(struct world *world, struct service *service, const char *key);
struct volume *add_volume(struct world *world, struct service *service, const char *key);
struct build *add_build(struct world *world, struct service *service);
void add_check(struct world *world, struct service *service);

/* As `up` would have left it: same hashes, image, networks and volumes. */
struct observed_container *observe(struct world *world, const struct service *service,
				   unsigned number, const char *state);
struct observed_container *observe_named(struct world *world, const char *service, const char *name,
					 const char *state);
struct observed_network *observe_network(struct world *world, const char *key);
struct observed_volume *observe_volume(struct world *world, const char *key);
void name_service(struct world *world, const char *name); /* on the command line */

void expect_up(struct world *world, const char *printed);
void expect_down(struct world *world, const char *printed);
void expect_images(struct world *world, const char *printed);
const struct step *find_step(const struct plan *plan, enum step_kind kind, const char *subject);

#endif
