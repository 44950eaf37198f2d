/* yaml: text to nodes that know their place, and nodes to text. The only room that includes yaml.h.
 */
#ifndef CLAU_YAML_H
#define CLAU_YAML_H

#include "clau/base.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

/* What a scalar means under YAML's core schema (compose reads 1.2 rules: yes/no/on/off are text). A
 * quoted scalar is always SCALAR_TEXT. */
enum scalar_kind { SCALAR_TEXT, SCALAR_NULL, SCALAR_BOOL, SCALAR_INT, SCALAR_FLOAT };

struct node {
	enum node_kind kind;
	enum scalar_kind scalar; /* of a NODE_SCALAR */
	struct span at; /* of the value */
	const char *tag; /* "!reset", "!override" or NULL; standard tags (!!str …) are resolved into
			    `scalar` */
	const char *text; /* of a scalar, NUL-terminated, valid UTF-8, no NUL inside */
	bool quoted;
	struct list items; /* of a sequence: struct node * */
	struct map entries; /* of a mapping: key text -> struct node *, in file order */
	struct map keys; /* of a mapping: key text -> struct node * of the key (its span), same
			    order */
	const struct node *under; /* what this value overrode in a merge, or NULL */
	const char *layer; /* "base", an overlay's name, … set by load; NULL = base */
};

/* Limits (facts: a bomb must end at once): CLAUY02. */
#define YAML_FILE_LIMIT ((size_t)1 << 20)
#define YAML_DEPTH_LIMIT 64
#define YAML_NODE_LIMIT 100000 /* after aliases are expanded */
#define YAML_ANCHOR_LIMIT 10000
#define YAML_SCALAR_LIMIT ((size_t)64 << 10)

/* Parses every document of one file. Findings collected: not YAML, tab indent, NUL, control
 * character, invalid UTF-8, UTF-16/32, duplicate key (with a note on the first), a key that is no
 * scalar, undefined alias, limits. Aliases share nodes (read-only from there on: copy before
 * changing); `<<` is merged away. ret_documents: struct node *; an empty document is a null scalar.
 * False when anything was an error. */
bool yaml_parse(struct arena *arena, struct diags *diags, uint32_t file,
		struct list *ret_documents);

/* What a plain scalar of this text means (as go-yaml reads it: 0x1f, 0o17, 017 and 1_000 are
 * integers, 1e3 and .inf floats; what int64 cannot hold is a float). */
enum scalar_kind yaml_scalar_kind(const char *text);
/* The value of a SCALAR_INT; of a SCALAR_INT or SCALAR_FLOAT. False for other nodes and NULL. */
bool node_int(const struct node *node, int64_t *ret_value);
bool node_number(const struct node *node, double *ret_value);

/* Building and copying. */
struct node *node_scalar(struct arena *arena, struct span at, enum scalar_kind kind,
			 const char *text);
struct node *node_text(struct arena *arena,
		       const char *text); /* quoted when a plain one would mean something else */
struct node *node_mapping(struct arena *arena, struct span at);
struct node *node_sequence(struct arena *arena, struct span at);
struct node *node_copy(struct arena *arena, const struct node *node); /* deep */
struct node *node_get(const struct node *mapping,
		      const char *key); /* NULL-safe; NULL when absent or no mapping */
struct node *node_at(
	const struct node *node,
	const char *path); /* "services.web.image": keys joined by dots; sequence items by number */
void node_set(struct arena *arena, struct node *mapping, const char *key, struct node *value);
void node_remove(struct node *mapping, const char *key);
struct span node_key_span(const struct node *mapping, const char *key);
bool node_equal(const struct node *left,
		const struct node *right); /* by meaning; order of mapping keys does not matter */

/* Writes block style, two blanks indent, texts quoted only where needed (also where YAML 1.1 would
 * read something else), keys in their order. */
void yaml_write(struct buf *out, const struct node *node);

#endif
