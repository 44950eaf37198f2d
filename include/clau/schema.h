/* schema: THE table of keys of the project file. Check, "did you mean", short forms, merge, decode,
 * hash order, editor schema and reference are all read from it. Source: the Compose specification;
 * `overlays` and `x-clau` are clau's own. */
#ifndef CLAU_SCHEMA_H
#define CLAU_SCHEMA_H

#include "clau/base.h"
#include "clau/json.h"
#include "clau/model.h"
#include "clau/yaml.h"

/* The stages below work on one canonical tree: mappings in long form, as the specification's "long
 * syntax", keys as in the file. Findings are collected: a stage reports every mistake it can see,
 * returns false when there was an error, and leaves the tree usable by the next stage as far as
 * possible. */

/* Unknown keys (with the nearest name; `x-` keys pass), wrong types, values out of bounds, choices.
 * Before interpolation `interpolated` is false: a scalar that holds a "$" passes every scalar type
 * then. With it true, scalars are cast first (text "8080" where an int is wanted is fine). root:
 * the document's mapping. An overlay's body is checked as a whole document by the same rows (paths
 * below overlays.*). What a later file can still add (required keys) is schema_decode's to check.
 */
bool schema_check(struct arena *arena, struct diags *diags, struct node *root, bool interpolated);

/* Short forms into long ones, in place: "8080:80" -> {mode, target, published, protocol}, "K=V"
 * lists -> mappings, "./d:/d:ro", depends_on lists, build: ".", healthcheck test text, env_file,
 * networks lists, ulimits … Numbers where text is wanted become text as Go prints them. Durations
 * and sizes stay as written. Relative paths are not touched. Texts that hold a variable are left
 * short. What the check refused for its kind is dropped. A list's items of one key (a mount's
 * target, a port …): the later one wins; for mounts with a warning. Nothing is shared with other
 * trees afterwards. Expanding twice changes nothing. */
bool schema_expand(struct arena *arena, struct diags *diags, struct node *root);

/* What `over` changes on `under`, both expanded: a new tree, by each row's merge rule (facts:
 * compose-interop §3.2), `!reset` and `!override` obeyed. The loser is kept in node->under of the
 * winner. Neither input is changed. */
struct node *schema_merge(struct arena *arena, struct diags *diags, const struct node *under,
			  const struct node *over);

/* node->layer of what schema_default adds; its place is that of what it was added to. */
#define LAYER_DEFAULT "<default>"

/* The same, but `under` is used up, and costs nothing where `over` says nothing: for a tree that
 * schema_merge or schema_settle made. */
struct node *schema_merge_into(struct arena *arena, struct diags *diags, struct node *under,
			       const struct node *over);
/* What schema_merge makes of a tree over nothing, but in place: what `!reset` marks and all tags
 * go.
 */
void schema_settle(struct node *root);

/* Fills defaults that Compose writes into its canonical form (ports mode/protocol, build
 * context/dockerfile, depends_on condition/required, implicit default network, names of resources
 * from the project's name, secrets' target …). In place. */
void schema_default(struct arena *arena, struct node *root, const char *project_name);

/* Of these only what stands in a row, and secrets' targets: all that `config --no-normalize` adds.
 */
void schema_fill(struct arena *arena, struct node *root);

/* Every value that is a path on the host (bind sources, build.context, env_file path, secrets.file
 * …; not URLs): calls `visit`, which may change scalar->text. In a tree that is not expanded, a
 * short form is visited as it is: "./data:/data:ro", "name=./lib". `overlays` are walked too. */
void schema_each_path(struct node *root, void (*visit)(void *data, struct node *scalar),
		      void *data);

/* The canonical, interpolated, defaulted tree into structs, by offset. Also rules between keys
 * (undefined network/volume/secret/config/dependency, cycles with the path of the cycle, no image
 * and no build, network_mode + networks, two mounts on one target, container_name + scale > 1,
 * start_interval without start_period, required keys …). Profiles decide active or disabled:
 * `profiles` = NULL-ended names, "*" = all; `named` = services named on the command line
 * (activated, NULL-ended). project->name and directory are set by the caller. */
bool schema_decode(struct arena *arena, struct diags *diags, struct node *root,
		   const char *const *profiles, const char *const *named, struct project *project);

/* Compose's canonical JSON of one service / network / volume of the canonical tree, whose sha256 is
 * the config hash (facts: compose-interop §6). */
void schema_hash_service(struct arena *arena, const struct node *service, struct buf *out);
/* As Compose before version 5 wrote it; both count as "unchanged". */
void schema_hash_service_older(struct arena *arena, const struct node *service, struct buf *out);
void schema_hash_network(struct arena *arena, const struct node *network, struct buf *out);
void schema_hash_volume(struct arena *arena, const struct node *volume, struct buf *out);

/* The canonical tree as `docker compose config` prints it (order of keys by the table, durations
 * and sizes in canonical text, services sorted). A new tree for yaml_write. */
struct node *schema_print_form(struct arena *arena, const struct node *root);
/* The same of a tree that holds its variables as written: there `$` stays, elsewhere it is doubled.
 */
struct node *schema_print_written(struct arena *arena, const struct node *root);
/* The same as JSON. */
void schema_print_json(struct json_writer *writer, const struct node *print_form);

/* One row for people: "services.*.healthcheck.interval" -> type, default, sentence, the keys below.
 * The path "" lists the top. NULL-safe; false when there is no such key. */
bool schema_explain(struct arena *arena, const char *path, struct buf *out);
/* Paths that a wrong one may have meant, best first, a few: each part corrected to the nearest
 * name, then rows whose last part it is. struct list of char *. */
struct list schema_suggest(struct arena *arena, const char *path);
/* All rows as one page in Markdown. */
void schema_reference(struct buf *out);
/* JSON Schema (2020-12) of the whole file, for editors. */
void schema_editor(struct buf *out);

#endif
