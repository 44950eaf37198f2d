/* What the files of `clau config` share. Private to commands. */
#ifndef COMMANDS_CONFIG_H
#define COMMANDS_CONFIG_H

#include "context.h"

struct config_arguments {
	struct list services; /* char * */
	const char *format, *output, *hash;
	bool json, quiet;
	bool names, networks, volumes, images, profiles, models, variables, environment, origins;
	bool no_interpolate, no_normalize, no_path_resolution, no_environment_resolution,
		no_consistency;
	bool resolve_digests, lock_digests;
};

/* The answer when only names, hashes or variables are wanted; false: none of that is. */
bool config_list(struct command_context *context, const struct loaded *loaded,
		 const struct config_arguments *arguments, struct buf *out);
/* Where each value comes from: a table, or one JSON document. */
void config_origins(struct command_context *context, const struct loaded *loaded, bool json);
/* The project with these services (char *) and what they depend on alone; all when there are none.
 */
struct loaded *config_select(struct arena *arena, const struct loaded *loaded,
			     const struct list *services);
/* The names (char *) behind `--hash=A,B`; empty stands for all. */
struct list config_hash_names(struct arena *arena, const struct config_arguments *arguments);
/* Writes the digest into each service's image. False: *ret_code, shown. */
bool config_resolve_digests(struct command_context *context, const struct loaded *loaded,
			    int *ret_code);
/* Only the images, for an override file. */
void config_print_lock(struct arena *arena, const struct loaded *loaded, bool json,
		       struct buf *out);

#endif
