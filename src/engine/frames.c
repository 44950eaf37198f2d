#include "frames.h"

#include <string.h>

static bool read_header(struct frames *frames)
{
	const unsigned char *byte = frames->header;

	frames->have = 0;
	if (byte[0] > 3 || byte[1] != 0 || byte[2] != 0 || byte[3] != 0)
		return false;
	/* 0 is the echo of standard input, 3 the engine's own words about an error. */
	frames->stream = byte[0] >= 2 ? 2 : 1;
	frames->left = (uint32_t)byte[4] << 24 | (uint32_t)byte[5] << 16 | (uint32_t)byte[6] << 8 |
		       byte[7];
	return frames->left <= FRAME_LIMIT;
}

enum frames_result frames_feed(struct frames *frames, const char *bytes, size_t length,
			       bool (*piece)(void *data, int stream, const char *bytes,
					     size_t length),
			       void *data)
{
	while (length > 0) {
		size_t missing = sizeof(frames->header) - frames->have;
		size_t take = frames->left > 0 ? frames->left : missing;

		if (take > length)
			take = length;
		if (frames->left > 0) {
			frames->left -= (uint32_t)take;
			if (!piece(data, frames->stream, bytes, take))
				return FRAMES_STOPPED;
		} else {
			memcpy(frames->header + frames->have, bytes, take);
			frames->have += take;
			if (take == missing && !read_header(frames))
				return FRAMES_BROKEN;
		}
		bytes += take;
		length -= take;
	}
	return FRAMES_GOOD;
}

bool frames_are_whole(const struct frames *frames)
{
	return frames->have == 0 && frames->left == 0;
}
