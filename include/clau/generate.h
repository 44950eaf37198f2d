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
 * Variables, short forms, `!reset` and `!override` stay as written (so does `x-clau`, which Compose
 * passes over); `overlays` and `version` go; `name` is always there. Relative paths, also those in
 * defaults of variables, are rewritten as seen from output_directory (absolute), so that, in the
 * project's directory, `docker compose --env-file .env -f compose/docker-compose.yml -f
 * compose/docker-compose.gpu.yml config` means what `clau --gpu config` means (without --env-file
 * Compose looks for .env beside the first file). A path that begins with a variable cannot be
 * rewritten: a warning "open-path". The text does not depend on the environment. struct list of
 * struct generated_file *: the base, then the overlays in their order; NULL with a finding where it
 * cannot be done. */
struct list *generate_files(struct arena *arena, struct diags *diags, const struct loaded *loaded,
			    const char *output_directory);

/* What `config` prints. format "yaml" or "json". */
void generate_config(struct arena *arena, const struct loaded *loaded, const char *format,
		     struct buf *out);

#endif
