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
	bool no_normalize; /* loaded->tree without what Compose's normalising adds: names of
			      resources, default networks, implied dependencies … */
	bool no_path_resolution; /* relative paths stay as written */
	bool no_hashes; /* the configuration's hashes stay NULL: for what compares nothing */
	bool no_environment_resolution; /* env_file stays, bare keys of `environment` too */
	const char *const *environment; /* NULL-ended "K=V", as environ; the tests give their own */
	const char *current_directory; /* absolute; NULL = the process's */
};

/* node->layer of values that no project file holds: no overlay can have these names. */
#define LAYER_ENV_FILE "<env_file>"
#define LAYER_LABEL_FILE "<label_file>"

struct loaded {
	struct project *project;
	struct node *tree; /* canonical: merged, interpolated, absolute paths, defaults */
	struct node *source_tree; /* base and overlays as written, merged over -f files but not
				     interpolated: for generate; holds `overlays`. Aliases share
				     nodes: copy before changing */
	struct sources *sources;
	struct map overlays; /* name -> struct node * of the override as written */
	struct list variables; /* struct variable * */
	struct list environment; /* struct definition *, by name: what variables are looked up in */
	bool no_interpolate; /* the tree holds variables as written */
	struct map definitions; /* private: see load_definitions */
};
struct definition { /* one variable's value, and where it was set */
	const char *name, *value;
	struct span at; /* a line of a .env file; NO_SPAN: the process's environment */
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

/* The variables that gave the value at this place, in their order: struct list of struct definition
 * *; NULL when there were none. */
const struct list *load_definitions(const struct loaded *loaded, struct arena *arena,
				    struct span at);

/* Just the project's name and directory, without reading more than needed: for verbs that work from
 * labels. Without a file a name that was given (-p) is enough: *ret_directory is NULL then. False
 * when there is neither. */
bool load_project_name(struct arena *arena, const struct load_options *options,
		       const char **ret_name, const char **ret_directory);

/* Names for completion, best effort, never an error: services and overlays of the file found. */
void load_names(struct arena *arena, const struct load_options *options, struct list *ret_services,
		struct list *ret_overlays, struct list *ret_profiles);

#endif
