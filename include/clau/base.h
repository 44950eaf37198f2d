/* base: what every room stands on. Memory, text, lists, maps, places in files, findings, units,
 * paths. Opens no other door. */
#ifndef CLAU_BASE_H
#define CLAU_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- memory:
 * Two kinds of life, never mixed in one struct: data of a command lives in an arena and has no free
 * function; things that must be closed have create/destroy and take their memory from base_alloc.
 * Out of memory ends the program with one line on stderr and exit code 1. */

/* Zeroed memory for an owned thing; never NULL. base_free takes NULL. */
void *base_alloc(size_t size);
void *base_realloc(void *old, size_t size);
void base_free(void *memory);

/* Frees the variable's memory / closes its descriptor at the end of the scope. */
void base_auto_free(void *address);
void base_auto_close(int *descriptor);
#define AUTO_FREE __attribute__((cleanup(base_auto_free)))
#define AUTO_CLOSE __attribute__((cleanup(base_auto_close)))
#define AUTO_BUF __attribute__((cleanup(buf_finish)))

struct arena;
/* An empty arena; the caller ends it with arena_destroy (NULL-safe), which ends all that was
 * allocated in it. */
struct arena *arena_create(void);
void arena_destroy(struct arena *arena);
/* Zeroed, aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
char *arena_copy(struct arena *arena, const char *text); /* NULL gives NULL */
char *arena_copy_n(struct arena *arena, const char *text, size_t length); /* adds the ending NUL */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments) PRINTF_LIKE(2, 0);
/* Bytes handed out so far. */
size_t arena_size(const struct arena *arena);

/* ---- growing text:
 * A byte buffer that ends in a NUL (not counted) and never grows past `limit`: what would go past
 * it is dropped and `full` is set. What is appended must not lie in the buffer itself. */
struct buf {
	char *data; /* never NULL after the first append; buf_text is safe always */
	size_t length;
	size_t room;
	size_t limit; /* 0 = BUF_LIMIT_DEFAULT */
	bool full;
};
#define BUF_LIMIT_DEFAULT ((size_t)256 << 20)
void buf_init(struct buf *buf, size_t limit);
void buf_finish(struct buf *buf); /* a zeroed struct is a valid empty buffer too */
bool buf_append(struct buf *buf, const void *bytes, size_t length); /* false when full */
bool buf_add(struct buf *buf, const char *text);
bool buf_add_char(struct buf *buf, char character);
bool buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_reset(struct buf *buf); /* length 0, keeps its memory and clears full */
void buf_consume(struct buf *buf, size_t length); /* drops from the front */
const char *buf_text(const struct buf *buf); /* "" when empty; valid until the next change */
char *buf_to_arena(const struct buf *buf, struct arena *arena);

/* ---- list: a growing array of pointers in an arena */
struct list {
	void **items;
	size_t count;
	size_t room;
};
void list_add(struct arena *arena, struct list *list, void *item);
struct list list_copy(struct arena *arena, const struct list *list); /* of the items' addresses */
void list_remove(struct list *list, size_t index); /* keeps the order */
void list_sort(struct list *list,
	       int (*compare)(const void *left,
			      const void *right)); /* gets the items, not their addresses; stable */
/* for (LIST_EACH(struct port, port, &service->ports)) ...: `port` is each item in turn; `break` and
 * `continue` work. The list must not grow inside. */
#define LIST_EACH(type, name, address)                                                             \
	type **name##_at = (type **)((const struct list *)(address))->items, *name = NULL;         \
	name##_at && /* an empty list has no array */                                              \
		name##_at < (type **)((const struct list *)(address))->items +                     \
				    ((const struct list *)(address))->count &&                     \
		(name = *name##_at, true);                                                         \
	name##_at++

/* ---- map: text to pointer, remembers the order of insertion */
struct map_entry {
	const char *key;
	void *value;
};
struct map {
	struct map_entry *entries; /* in order of insertion */
	size_t count;
	uint32_t *slots; /* private: the hash index */
	uint32_t room, slot_count; /* private */
};
void *map_get(const struct map *map,
	      const char *key); /* NULL when absent (or when the value is NULL: see map_has) */
bool map_has(const struct map *map, const char *key);
void map_set(struct arena *arena, struct map *map, const char *key,
	     void *value); /* replaces in place; the key is not copied */
struct map map_copy(struct arena *arena, const struct map *map); /* the same keys and values */
bool map_remove(struct map *map,
		const char *key); /* true when it was there; keeps the order of the rest */
void map_sort(struct map *map); /* entries by key, bytewise */

/* ---- text */
bool text_equal(const char *left, const char *right); /* NULL-safe: NULL equals NULL only */
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
bool text_is_empty(const char *text); /* NULL or "" */
const char *text_or(const char *text, const char *otherwise); /* `otherwise` when text is NULL */
char *text_trim(struct arena *arena, const char *text, size_t length);
char *text_lower(struct arena *arena, const char *text);
/* The parts between single separators, empty ones kept: list of char *. */
struct list text_split(struct arena *arena, const char *text, char separator);
char *text_join(struct arena *arena, const struct list *parts, const char *separator);
/* Splits a command line as a POSIX shell would (quotes, backslashes; no expansion). False on an
 * open quote; *ret_words untouched then. */
bool text_split_shell(struct arena *arena, const char *line, struct list *ret_words);
/* Length of valid UTF-8 at the start of bytes (== length when all is valid). Surrogates, overlong
 * forms, > U+10FFFF are invalid. */
size_t text_valid_utf8(const char *bytes, size_t length);
/* Columns a terminal needs for this UTF-8 text (counts code points; combining marks 0, wide CJK 2).
 */
size_t text_width(const char *text);
/* A copy in which control bytes and escape sequences are made harmless ("?"), for text that came
 * from elsewhere. `\t` becomes a blank; `\n` is kept if keep_newlines, a blank otherwise; the `\r`
 * before a `\n` is dropped. So are bytes that are not UTF-8 and marks that turn the direction of
 * writing made "?". */
char *text_printable(struct arena *arena, const char *text, size_t length, bool keep_newlines);
/* Exact decimal integer over the whole text; false (and *ret_value untouched) otherwise. */
bool text_to_int64(const char *text, int64_t *ret_value);
bool text_to_double(const char *text, double *ret_value);
/* The candidate nearest to word by Damerau-Levenshtein distance ≤ max(1, min(3, length/3)), or
 * NULL. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* ---- places in files, and findings */
struct span {
	uint32_t file; /* index in struct sources; 0 = no place */
	uint32_t line; /* 1-based */
	uint32_t column; /* 1-based, in characters */
	uint32_t length; /* in characters, 0 = unknown */
};
#define NO_SPAN ((struct span){ 0 })

struct source {
	const char *name; /* as shown: relative path, ".env", "<stdin>", "<environment>" */
	const char *path; /* absolute, or NULL */
	const char *text; /* may be NULL: no snippet then */
	size_t length;
};
/* The files that spans point into. Entry 0 stands for "no place". */
struct sources {
	struct arena *arena;
	struct list files; /* struct source *, index = span.file */
};
void sources_init(struct sources *sources, struct arena *arena);
uint32_t sources_add(struct sources *sources, const char *name, const char *path, const char *text,
		     size_t length);
const struct source *sources_get(const struct sources *sources,
				 uint32_t file); /* NULL for 0 or unknown */
/* "compose.yaml:14:9", or "" when there is no place. */
char *span_text(const struct sources *sources, struct span span, struct arena *arena);

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };
struct finding {
	enum severity severity;
	struct span at;
	const char *rule; /* stable id such as "unknown-key"; never NULL */
	const char *message; /* what is wrong */
	const char *remedy; /* the next move, or NULL */
	struct list notes; /* struct finding * of severity NOTE: where a value came from, what it
			      overrode */
};
/* Collects findings; the same place, rule and message is kept once. At most DIAGS_LIMIT errors and
 * as many warnings are kept; the rest is counted (in errors and warnings too). */
#define DIAGS_LIMIT 20
struct diags {
	struct arena *arena;
	struct sources *sources;
	struct list findings; /* struct finding * in order of filing */
	size_t errors;
	size_t warnings;
	size_t dropped;
	struct finding *last; /* private: filed last, kept or not */
	struct map seen; /* private: what was filed, kept or not */
};
void diags_init(struct diags *diags, struct arena *arena, struct sources *sources);
/* Files one finding; always false, so a failing check reads `return diag_error(…)`. */
bool diag_error(struct diags *diags, struct span at, const char *rule, const char *format, ...)
	PRINTF_LIKE(4, 5);
void diag_warning(struct diags *diags, struct span at, const char *rule, const char *format, ...)
	PRINTF_LIKE(4, 5);
/* Joins the finding filed last. */
void diag_note(struct diags *diags, struct span at, const char *format, ...) PRINTF_LIKE(3, 4);
/* Sets the remedy of the finding filed last. */
void diag_remedy(struct diags *diags, const char *format, ...) PRINTF_LIKE(2, 3);

/* A failure of work (not of the user's files): what happened, and the exit code of design.md that
 * it means. Made once, context added on the way up. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_PROJECT = 3,
	EXIT_UNREACHABLE = 4,
	EXIT_REFUSED = 5,
	EXIT_NOT_YET = 6,
	EXIT_PARTLY = 7,
	EXIT_LOCKED = 8,
	EXIT_INTEGRITY = 9,
	EXIT_TO_DO = 10,
	EXIT_INTERRUPTED = 130,
	EXIT_TERMINATED = 143,
};
struct failure {
	enum exit_code code;
	const char *message; /* "cannot start web-1: port is already allocated" */
	const char *remedy; /* the next move, or NULL */
	struct span at; /* the line of the file that asked for it, or NO_SPAN */
};

/* ---- units */
/* Go's duration text ("1h2m3.5s", "500ms", "10us") with Compose's days and weeks ("1d", "2w"); a
 * bare number other than 0 is not a duration. Nanoseconds, must fit in int64. */
bool duration_parse(const char *text, int64_t *ret_nanoseconds);
char *duration_text(struct arena *arena,
		    int64_t nanoseconds); /* as Go prints it: "1m30s", "500ms", "1h0m0s" */
char *duration_short(struct arena *arena,
		     int64_t milliseconds); /* for people: "0.4s", "12s", "3m10s", "2h5m", "4d" */
/* Compose's byte sizes: "512m", "1gb", "64 KiB", "1.5g", plain numbers, "-1" (no limit);
 * powers of 1024. */
bool bytes_parse(const char *text, int64_t *ret_bytes);
char *bytes_short(struct arena *arena,
		  int64_t bytes); /* for people: "12.3MB" (powers of 1000, as docker prints) */

/* ---- paths and files */
char *path_join(struct arena *arena, const char *directory,
		const char *relative); /* an absolute second part wins; the result is cleaned */
char *path_clean(struct arena *arena,
		 const char *path); /* lexically: "a//b/../c/" -> "a/c"; "" -> "." */
char *path_directory(struct arena *arena, const char *path);
const char *path_base(const char *path); /* behind the last slash */
char *path_current(struct arena *arena);
/* path as seen from directory ("../x/y"); both absolute and clean. */
char *path_relative(struct arena *arena, const char *directory, const char *path);
bool path_exists(const char *path);
bool path_is_directory(const char *path);

enum file_result {
	FILE_OK,
	FILE_ABSENT,
	FILE_DENIED,
	FILE_NOT_REGULAR,
	FILE_TOO_LARGE,
	FILE_FAILED
};
/* Reads a whole regular file (or standard input when path is "-"), NUL added behind. On anything
 * but FILE_OK the out-parameters are untouched. */
enum file_result file_read(struct arena *arena, const char *path, size_t limit, char **ret_text,
			   size_t *ret_length);
const char *file_result_text(enum file_result result); /* "no such file", "permission denied", … */
/* Writes beside, fsyncs, renames; the old file stays whole on failure. mode as in open(2). */
bool file_write(const char *path, const char *text, size_t length, unsigned mode,
		const char **ret_reason);

#endif
