/* What the files of the load room share. */
#ifndef LOAD_PARTS_H
#define LOAD_PARTS_H

#include "clau/load.h"

/* ---- variables: where each comes from */
/* Looked up from the outermost inwards: an inner one adds names, it never replaces one. */
struct environment {
	const struct environment *outer;
	struct map definitions; /* name -> struct definition * */
};
struct definition *environment_find(const struct environment *environment, const char *name);
const char *environment_value(const struct environment *environment,
			      const char *name); /* NULL when unset */
struct environment *environment_create(struct arena *arena, const struct environment *outer);
/* Every definition that can be found, by name: struct definition *. */
struct list environment_all(struct arena *arena, const struct environment *environment);
void environment_set(struct arena *arena, struct environment *environment, const char *name,
		     const char *value, struct span at);

/* ---- one load */
struct document { /* one YAML document of one file */
	struct node *root; /* a mapping, as written; never changed */
	const char *path; /* absolute, or "-" */
	const char *directory; /* what its relative paths stand on */
	const char *layer; /* name of the overlay, or NULL */
	const struct environment *environment;
};
struct loading {
	struct arena *arena;
	struct diags *diags;
	const struct load_options *options;
	const char *current; /* the working directory, absolute */
	struct environment *process; /* the outermost of `environment` */
	const struct environment *environment;
	struct list environment_files; /* char *: explicit ones, absolute */
	struct list files; /* char *: absolute, or "-" */
	bool is_explicit; /* files were named, not found */
	const char *directory; /* of the project, absolute */
	struct list documents; /* struct document * of `files` */
	const char *name;
	struct span name_at;
	struct map mentions; /* variable's name -> struct mention * */
	struct map origins; /* place of a scalar -> struct list * of definitions in its value */
	size_t growth; /* bytes that interpolation made */
	struct map read; /* path -> uint32_t *, its index in the sources */
	size_t reads; /* of files, again or not: includes can double at each level */
	size_t bytes; /* of all files */
	struct map parsed; /* path -> struct parsed *, see document.c */
	size_t nodes_read; /* in all documents: a file can be read more than once */
	size_t nodes; /* copied into the project: includes and extends multiply */
	bool is_stopped; /* a variable is wrong, or a limit reached: more checks would mislead */
};
struct mention {
	struct variable variable;
	bool is_warned;
};
#define LOAD_GROWTH_LIMIT ((size_t)8 << 20)
#define LOAD_TEMPLATE_DEPTH 64
#define LOAD_NODE_LIMIT ((size_t)200000) /* some 250 MiB */
#define LOAD_BYTES_LIMIT ((size_t)32 << 20)
#define LOAD_FILES_LIMIT 2000
#define LOAD_INCLUDE_DEPTH 16

void loading_init(struct loading *loading, struct arena *arena, struct diags *diags,
		  const struct load_options *options);
/* `path` as people should see it: from the working directory where that is short. */
const char *loading_shown(struct loading *loading, const char *path);
/* Reads a file into the sources, once; 0 when it cannot be read, *ret_result says why. */
uint32_t loading_read(struct loading *loading, const char *path, enum file_result *ret_result);
/* Counts the values below node as the project's; false, with a finding, when they are too many. */
bool loading_take(struct loading *loading, const struct node *node);
bool loading_take_count(struct loading *loading, size_t count);
bool loading_take_read(struct loading *loading, const struct node *node); /* of a document */
/* True for references that are no local file (git, OCI, http). */
bool is_remote(const char *reference);
/* The text of a scalar, NULL for anything else. */
const char *node_scalar_text(const struct node *node);

/* ---- text with variables */
struct template
{
	struct loading *loading;
	const struct environment *environment;
	const char *text; /* the whole of it */
	struct span at; /* of the whole */
	bool is_exact; /* text stands in the file as it is here: columns can be counted */
	bool is_mentioned; /* its variables are the project's: see struct loaded */
	struct list used; /* out: struct definition * that had a value */
	unsigned depth, skipping; /* private */
};
/* Appends the expanded text[0..length) to out. False when anything was an error. */
bool template_expand(struct template *template, const char *text, size_t length, struct buf *out);
/* Replaces the variables in all scalars below node, in place. False when one is wrong: its scalar
 * stays as written. */
bool interpolate_tree(struct loading *loading, const struct environment *environment,
		      struct node *node);
/* Keeps the definitions (struct definition *) that gave the value at this place. */
void interpolate_remember(struct loading *loading, struct span at, const struct list *used);
/* Learns the variables below node, says nothing and changes nothing. */
void interpolate_mentions(struct loading *loading, const struct environment *environment,
			  const struct node *node);
/* Adds to findings about a value that came through variables where those come from. */
void interpolate_explain(struct loading *loading);

/* ---- .env files */
enum dotenv_format { DOTENV_EXPANDED, DOTENV_RAW };
/* Reads KEY=VALUE lines; they are set in `into` (a later line wins), bare keys are taken from
 * into->outer. False when a line is wrong. */
bool dotenv_parse(struct loading *loading, uint32_t file, enum dotenv_format format,
		  struct environment *into);
/* loading->environment from the process, --env-file or the .env of the working directory. */
bool environment_load(struct loading *loading);
/* Adds `.env` of a directory beneath outer; outer itself when there is none. */
const struct environment *environment_beneath(struct loading *loading,
					      const struct environment *outer,
					      const char *directory);

/* ---- stages, in their order */
bool discover_files(struct loading *loading);
/* Reads one file's documents; findings when it cannot be. */
bool document_read(struct loading *loading, const char *path, const char *directory,
		   const struct environment *environment, struct list *ret_documents);
/* loading->name from -p, COMPOSE_PROJECT_NAME, `name:` or the directory. */
bool name_decide(struct loading *loading);
/* A document as one layer: interpolated, checked, expanded, paths absolute, includes imported,
 * extends resolved. A new tree; NULL when variables in it are wrong: more checks would only repeat
 * that. */
struct node *prepare_document(struct loading *loading, const struct document *document,
			      unsigned depth);
/* The same without includes and extends: what `extends` of another file looks into. */
struct node *prepare_plain(struct loading *loading, const struct document *document);
void prepare_paths(struct loading *loading, struct node *root, const char *directory,
		   const struct environment *environment);
/* Documents merged in order over `under`, which is used up. */
struct node *assemble(struct loading *loading, struct node *under, const struct list *documents,
		      unsigned depth);
void include_apply(struct loading *loading, const struct document *document, struct node *root,
		   unsigned depth);
void extends_apply(struct loading *loading, const struct document *document, struct node *root);
/* The bodies of one overlay, a document each. */
struct list overlay_documents(struct loading *loading, const char *name);
/* False when a name of --overlay is unknown. */
bool overlay_check_names(struct loading *loading);
/* Every overlay's name -> its body as written. */
struct map overlay_bodies(struct loading *loading);
struct node *overlay_source_tree(struct loading *loading, const struct map *bodies);
/* env_file into environment, label_file into labels, bare keys from the environment. */
void service_files_resolve(struct loading *loading, struct node *root);
void hash_project(struct loading *loading, const struct node *root, struct project *project);

#endif
