/* generate: `config` output and the compose files under compose/. */
#ifndef CLAU_GENERATE_H
#define CLAU_GENERATE_H

#include "clau/base.h"
#include "clau/load.h"

struct generated_file {
	const char *name; /* "docker-compose.yml", "docker-compose.gpu.yml" */
	const char *text;
};
/* Base and one file for each overlay, header included (what it was made from, the command).
 * Variables stay as written; relative paths are rewritten as seen from output_directory (absolute),
 * so that `docker compose -f compose/docker-compose.yml -f compose/docker-compose.gpu.yml config`
 * means what `clau --gpu config` means. struct list of struct generated_file *; NULL with a finding
 * where an override cannot be expressed. */
struct list *generate_files(struct arena *arena, struct diags *diags, const struct loaded *loaded,
			    const char *output_directory);

/* What `config` prints. format "yaml" or "json". */
void generate_config(struct arena *arena, const struct loaded *loaded, const char *format,
		     struct buf *out);

#endif
