/* The engine's multiplexed streams: frames of an 8 byte header {stream, 0, 0, 0, length as 4 bytes,
 * big end first} and that many bytes. Source: Docker Engine API, ContainerAttach. */
#ifndef ENGINE_FRAMES_H
#define ENGINE_FRAMES_H

#include "clau/base.h"

#define FRAME_LIMIT ((uint32_t)16 << 20)

/* Zeroed is at the beginning of a frame. */
struct frames {
	unsigned char header[8];
	size_t have; /* of the header */
	uint32_t left; /* of the frame's bytes */
	int stream;
};
enum frames_result {
	FRAMES_GOOD,
	FRAMES_STOPPED, /* by `piece` */
	FRAMES_BROKEN, /* these are no frames */
};
/* Hands on the bytes of each frame as they come: stream 1 (out) or 2 (err). Frames and headers may
 * be split anywhere. */
enum frames_result frames_feed(struct frames *frames, const char *bytes, size_t length,
			       bool (*piece)(void *data, int stream, const char *bytes,
					     size_t length),
			       void *data);
/* False inside a frame or header: the stream was cut there. */
bool frames_are_whole(const struct frames *frames);

#endif
