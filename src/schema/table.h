/* table.h: the row type, and the rows as a tree of rules. Everything the room does is a walk over a
 * tree of nodes and the tree of rules side by side. */
#ifndef SCHEMA_TABLE_H
#define SCHEMA_TABLE_H

#include "clau/base.h"
#include "clau/model.h"
#include "clau/yaml.h"

#include <stddef.h>
#include <stdint.h>

/* What a value is in its long form. */
enum key_type {
	KEY_OBJECT, /* a mapping of the keys in the rows below */
	KEY_MAP, /* a mapping of any names, each as the row `*` below */
	KEY_LIST, /* a sequence, each item as the row `*` below */
	KEY_TEXTS, /* a sequence of texts */
	KEY_PAIRS, /* a mapping of any names to texts */
	KEY_TEXT,
	KEY_BOOL,
	KEY_INT,
	KEY_NUMBER,
	KEY_DURATION, /* Go's duration text */
	KEY_BYTES, /* a number with an optional unit */
	KEY_MODE, /* permissions, octal as text */
};

enum key_flag {
	/* kinds of YAML value accepted beside the long form */
	ALSO_TEXT = 1 << 0,
	ALSO_LIST = 1 << 1,
	ALSO_MAP = 1 << 2,
	ALSO_INT = 1 << 3,
	ALSO_NUMBER = 1 << 4,
	ALSO_BOOL = 1 << 5,
	ALSO_NULL = 1 << 6,
	ITEMS_NUMBER = 1 << 7, /* items may be numbers */
	NULLS = 1 << 8, /* pairs without a value stay so; elsewhere they become "" */
	NAMED = 1 << 9, /* the keys of the mapping are names of resources */
	REQUIRED = 1 << 10,
	FILL = 1 << 11, /* default_text is written into the canonical form */
	HIDDEN = 1 << 12, /* not printed by `config` */
	PATH = 1 << 13, /* a path on the host, or texts or pairs that are */
	CONTEXT = 1 << 14, /* a path on the host or a URL */
	/* how Compose writes it as JSON: the rest is left out when empty, 0 or false */
	KEEP = 1 << 15, /* written whenever given */
	ALWAYS = 1 << 16, /* written even when not given */
	OPT_OUT = 1 << 17, /* left out of the hash when true */
	SORTED = 1 << 18, /* the items are sorted */
	MODE_TEXT = 1 << 19, /* a mode as "0440", elsewhere the decimal number */
	HASH_NOT = 1 << 20, /* not part of the config hash */
	DISTINCT = 1 << 21, /* no text twice; unlike `unique` Compose refuses that */
	NO_NUMBER = 1 << 22, /* a size or pairs that must be text: a plain number is refused */
};

enum merge_rule {
	MERGE_BY_KIND, /* mappings merge, sequences append, scalars replace; null changes nothing */
	MERGE_REPLACE,
	MERGE_LOGGING, /* as a mapping when the driver is the same, else replaced */
	MERGE_IPAM, /* replaced, but pools of the same subnet merge */
};

/* Of two items with the same key the later one takes the place of the earlier. */
enum unique_key {
	UNIQUE_NONE,
	UNIQUE_WHOLE,
	UNIQUE_NAME, /* up to the first "=" */
	UNIQUE_TARGET,
	UNIQUE_PATH,
	UNIQUE_SECRET, /* target, /run/secrets/<source> */
	UNIQUE_CONFIG, /* target, /<source> */
	UNIQUE_PORT, /* address, published, target and protocol */
};

/* Where the value goes in the model. */
enum store {
	STORE_NOT,
	STORE_TEXT, /* const char * */
	STORE_BOOL,
	STORE_TRISTATE,
	STORE_INT, /* int64_t: integers, nanoseconds, bytes, modes */
	STORE_NUMBER, /* double */
	STORE_CHOICE, /* enum: place among the choices */
	STORE_TEXTS, /* struct list */
	STORE_TEXTS_POINTER, /* struct list *, NULL when not given */
	STORE_PAIRS, /* struct map */
	STORE_PAIRS_TEXTS, /* struct list of "key=value" */
	STORE_INLINE, /* its keys are members of the struct around it */
	STORE_OBJECT, /* a pointer to a struct of `size` */
	STORE_OBJECTS, /* struct list of such */
	STORE_NAMED, /* the same from a mapping; the key becomes the first member */
	STORE_OBJECT_MAP, /* struct map of such */
};

struct expansion {
	struct arena *arena;
	struct diags *diags;
	size_t ports; /* made of ranges so far */
};
#define EXPANSION_PORTS_LIMIT ((size_t)32768)

struct key {
	const char *path; /* "services.*.ports.*.target" */
	enum key_type type;
	unsigned flags; /* enum key_flag */
	unsigned order; /* place among its siblings when printed or hashed, from 1 */
	const char *same_as; /* path of the row whose rows below hold here too */
	const char *short_key; /* a text stands for a mapping with this key */
	const char *choices; /* separated by blanks; `x*` is any text that begins with x */
	int64_t least, most; /* bounds of a number; both 0 = none */
	enum merge_rule merge;
	enum unique_key unique;
	/* The long form, new; NULL when it is none of the row's own short forms. */
	struct node *(*expand)(struct expansion *expansion, const struct node *node);
	const char *json_name; /* in the hash, when it is not the key */
	enum store store;
	size_t offset; /* in the struct around it */
	size_t size; /* of the struct that it becomes */
	size_t at; /* offset of its span, in the struct that it becomes, else around it; 0 = none */
	int64_t unset; /* of STORE_INT, when not given */
	const char *default_text;
	const char *sentence;
};
#define STORE(kind, tag, member) .store = STORE_##kind, .offset = offsetof(struct tag, member)

/* A row at its place. */
struct rule {
	const struct key *key;
	const char *name; /* last part of the path */
	const struct rule *const *children; /* sorted by name */
	size_t child_count;
};

const struct rule *rule_root(void);
/* The rule of a key or item below, by name, else the row `*`; NULL when there is none. */
const struct rule *rule_child(const struct rule *rule, const char *name);
/* Along a path ("services.*.build.args"; real names match `*`); NULL when there is none. */
const struct rule *rule_find(const char *path);
/* The rules of the keys that a mapping has (NULL: none), and those with the flag `also`, in the
 * order of Compose's output, or by name: list of const struct rule *. */
struct list rules_of(struct arena *arena, const struct rule *rule, const struct node *mapping,
		     unsigned also, bool by_name);
bool rule_has(const struct rule *rule, unsigned flag);
bool rule_is_path(const struct rule *rule, const char *path);
/* A key that any mapping may hold: `x-…`, unless a row of its own says what it is. */
bool key_is_extension(const char *name);

/* All rows, sorted by path. For the tests of the table. */
size_t table_count(void);
const struct key *table_row(size_t index);

/* ---- scalars by what the row says they are (casts.c); false when they are not that */
bool cast_bool(const struct node *node, bool *ret_value);
bool cast_int(const struct node *node, int64_t *ret_value);
bool cast_number(const struct node *node, double *ret_value);
bool cast_bytes(const struct node *node, int64_t *ret_value);
bool cast_duration(const struct node *node, int64_t *ret_value);
bool cast_mode(const struct node *node, int64_t *ret_value);
/* Any scalar as Go's fmt prints it: 1.50 is "1.5", 0x10 is "16". */
const char *cast_text(struct arena *arena, const struct node *node);
/* A number as Go prints it, in full up to 1e`full`; single precision when `single`. */
char *number_text(struct arena *arena, double value, bool single, int full);
bool node_is_null(const struct node *node);
/* A scalar that holds a variable: nothing can be said of its value yet. */
bool node_is_open(const struct node *node);
bool choice_matches(const char *choices, const char *text, size_t *ret_index);

/* ---- trees (trees.c) */
/* Sets a key without touching the span that it has; the key is not copied. */
void entry_set(struct arena *arena, struct node *mapping, const char *key, struct node *value,
	       const struct node *name);
struct node *scalar_at(struct arena *arena, const struct node *from, enum scalar_kind kind,
		       const char *text);
/* A node of the same place and layer, without content. */
struct node *container_like(struct arena *arena, const struct node *from, enum node_kind kind);
/* Text of the key, or NULL. */
const char *text_at(const struct node *mapping, const char *key);
/* The keys of a mapping, sorted bytewise: list of const char *. */
struct list sorted_keys(struct arena *arena, const struct node *mapping);
/* The same in the order that Compose prints them: numbers in names by value, other marks before
 * letters. */
struct list printed_keys(struct arena *arena, const struct node *mapping);
/* Left out of Compose's output: nothing, false, 0, "", no items. */
bool value_is_empty(const struct key *key, const struct node *node);
/* A 0 that Compose leaves out although, read again, nothing means another number: `count` of GPUs.
 */
bool zero_is_a_word(const struct key *key, const struct node *node);

/* ---- short forms of single rows (expand_*.c) */
struct node *expand_count(struct expansion *expansion, const struct node *node);
struct node *expand_device(struct expansion *expansion, const struct node *node);
struct node *expand_external(struct expansion *expansion, const struct node *node);
struct node *expand_gpus(struct expansion *expansion, const struct node *node);
struct node *expand_hosts(struct expansion *expansion, const struct node *node);
struct node *expand_ports(struct expansion *expansion, const struct node *node);
struct node *expand_ssh(struct expansion *expansion, const struct node *node);
struct node *expand_test(struct expansion *expansion, const struct node *node);
struct node *expand_volume(struct expansion *expansion, const struct node *node);
struct node *expand_words(struct expansion *expansion, const struct node *node);
/* Bytes of the source in "source:target[:options]", 0 when there is none; a colon inside ${…} and
 * the one of a Windows drive do not count. */
size_t volume_source_length(const char *text);
bool volume_source_is_path(const char *source);

/* Drops earlier items with the key of a later one, the later one in their place (unique.c). */
void unique_items(struct arena *arena, const struct key *key, struct node *list);
const char *unique_text(struct arena *arena, enum unique_key kind, const struct node *item);

/* What can be said only when everything is merged: required keys, texts given twice (check.c). */
bool check_complete(struct arena *arena, struct diags *diags, const struct node *root);

/* ---- rules between keys (rules*.c) */
struct ruling {
	struct arena *arena;
	struct diags *diags;
	const struct node *root;
	const struct map *active; /* the services that are on, by name */
};
bool rules_check(struct ruling *ruling);
bool rules_check_service(struct ruling *ruling, const char *name, const struct node *service);
bool rules_check_references(struct ruling *ruling, const char *name, const struct node *service);
bool rules_check_cycles(struct ruling *ruling);

#endif
