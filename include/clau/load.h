/* load: files and environment to one project. Finds files, reads .env, interpolates, merges,
 * applies overlays, resolves, decodes. Reads files only; sends nothing. */
#ifndef CLAU_LOAD_H
#define CLAU_LOAD_H

#include "clau/base.h"
#include "clau/model.h"
#include "clau/yaml.h"

struct load_options {
	struct list files; /* char *: -f, may be "-" */
	const char *project_name; /* -p */
	const char *project_directory; /* --project-directory */
	struct list environment_files; /* char *: --env-file */
	struct list profiles; /* char *: --profile */
	struct list overlays; /* char *: --overlay/--dev/--gpu/--prod in order */
	struct list services; /* char *: named on the command line */
	bool no_interpolate;
	bool no_consistency; /* skip the rules between keys */
	const char *const *environment; /* NULL-ended "K=V", as environ; the tests give their own */
	const char *current_directory; /* absolute; NULL = the process's */
};

struct loaded {
	struct project *project;
	struct node *tree; /* canonical: merged, interpolated, absolute paths, defaults */
	struct node *source_tree; /* base and overlays as written, merged over -f files but not
				     interpolated: for generate; holds `overlays` */
	struct sources *sources;
	struct map overlays; /* name -> struct node * of the override as written */
	struct list variables; /* struct variable * */
};
struct variable { /* one that the files mention */
	const char *name, *default_text, *alternate_text;
	bool required;
	const char *value; /* NULL = unset */
	struct span at; /* first mention */
};

/* Project file: -f, else COMPOSE_FILE, else the nearest directory from the working (or project)
 * directory upwards that has clau.yaml or one of Compose's names (facts: compose-interop §1); both
 * in one directory: clau.yaml. A Compose project inside a directory of clau.yaml is its own.
 * NULL when anything was an error (all of it in diags); absent file: one finding "no-file" that
 * lists the names looked for. An unknown overlay is an error with the nearest name and the list of
 * those there are. */
struct loaded *load_project(struct arena *arena, struct diags *diags, struct sources *sources,
			    const struct load_options *options);

/* Just the project's name and directory, without reading more than needed: for verbs that work from
 * labels. Without a file a name that was given (-p) is enough: *ret_directory is NULL then. False
 * when there is neither. */
bool load_project_name(struct arena *arena, const struct load_options *options,
		       const char **ret_name, const char **ret_directory);

/* Names for completion, best effort, never an error: services and overlays of the file found. */
void load_names(struct arena *arena, const struct load_options *options, struct list *ret_services,
		struct list *ret_overlays, struct list *ret_profiles);

#endif
