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

/* Where a value of the canonical tree came from. */
enum origin_layer {
	ORIGIN_DEFAULT, /* no file: what Compose or the command line says; `at` is what it belongs
			   to */
	ORIGIN_BASE, /* the first project file */
	ORIGIN_OVERRIDE, /* a later -f, or *.override.yml */
	ORIGIN_INCLUDED, /* a file that `include` or `extends` reads */
	ORIGIN_OVERLAY,
	ORIGIN_ENV_FILE,
	ORIGIN_LABEL_FILE,
};
struct origin {
	const char *path; /* "services.web.image", "services.web.ports.0.target"; a part that holds
			     a dot stands in quotes */
	const struct node *value; /* as `config` prints it; a container when it is empty or replaced
				     another value as a whole */
	struct span at;
	enum origin_layer layer;
	const char *overlay; /* its name, or NULL */
	const struct list *definitions; /* the variables in it: struct definition *, or NULL */
	struct list overrides; /* struct origin * without path, the latest first */
};
/* One for each value that `config` prints, in its order: struct list of struct origin *. */
struct list *generate_origins(struct arena *arena, const struct loaded *loaded);

#endif
