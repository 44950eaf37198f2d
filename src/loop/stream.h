/* The head of the answer to an upgrade request, read by hand. */
#ifndef LOOP_STREAM_H
#define LOOP_STREAM_H

#include "private.h"

#define STREAM_HEAD_LIMIT ((size_t)64 << 10)
#define STREAM_BODY_LIMIT ((size_t)1 << 20)

struct stream_head {
	int status;
	size_t length; /* of the head, with the empty line */
	int64_t body_length; /* -1 = not told */
	bool is_chunked;
	const char *content_type;
};
enum head_state { HEAD_MORE, HEAD_READY, HEAD_BAD };
/* Skips 1xx other than 101. Texts go to the arena. */
enum head_state stream_head_read(struct arena *arena, const struct buf *bytes,
				 struct stream_head *ret_head);
/* True when the whole body is here (never for one that ends with the connection). */
bool stream_body_whole(const struct stream_head *head, const char *body, size_t length);
/* The body without its chunk sizes. */
void stream_body_take(const struct stream_head *head, const char *body, size_t length,
		      struct buf *ret_body);

#endif
