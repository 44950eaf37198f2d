/* What the files of the loop room share. */
#ifndef LOOP_PRIVATE_H
#define LOOP_PRIVATE_H

#include <stdlib.h>
#include <termios.h>
#include <uv.h>

#include "clau/loop.h"

/* Whatever loop_destroy has to end: a ring of embedded members. `end` unlinks and closes. */
struct item {
	struct item *next, *previous;
	void (*end)(struct item *item);
};

#define OWNER_OF(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

struct web;
struct loop {
	uv_loop_t uv;
	struct item items; /* the ring's head */
	struct web *web; /* curl's half, made by the first request */
	unsigned depth; /* of callbacks under way */
	bool is_raw;
	int raw_descriptor;
	struct termios cooked;
};

void item_add(struct loop *loop, struct item *item, void (*end)(struct item *item));
void item_remove(struct item *item);
/* Around every call into a user's function. */
void loop_enter(struct loop *loop);
void loop_leave(struct loop *loop);
/* uv_close with a callback that frees handle->data. */
void handle_close_free(uv_handle_t *handle);

/* The result, and the words, for an errno of connect(2) on `endpoint`; 0 when none is known. */
enum http_result connect_result(const struct endpoint *endpoint, int error,
				const char **ret_reason);
#define UNIX_PATH_LONGEST 107

#endif
