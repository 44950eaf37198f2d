/* Bytes of a terminal, pipe or file. What epoll can watch is polled; regular files and /dev/null,
 * which it cannot, are read a piece a turn. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "private.h"

struct input {
	struct item item;
	struct loop *loop;
	int descriptor; /* the one read from */
	bool is_own; /* a second opening of the same file */
	int saved_flags; /* of a descriptor that could not be opened again; -1 = untouched */
	bool is_polled, is_paused, is_ended;
	union {
		uv_handle_t any;
		uv_poll_t poll;
		uv_idle_t idle;
	} uv;
	void (*on_bytes)(void *data, const char *bytes, size_t length);
	void *data;
	char bytes[16384];
};

static void stop_reading(struct input *input)
{
	if (input->is_polled)
		uv_poll_stop(&input->uv.poll);
	else
		uv_idle_stop(&input->uv.idle);
}

static void read_once(struct input *input)
{
	struct loop *loop = input->loop;
	ssize_t length = read(input->descriptor, input->bytes, sizeof(input->bytes));

	if (length < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (length <= 0) {
		length = 0;
		input->is_ended = true;
		stop_reading(input);
	}
	loop_enter(loop);
	input->on_bytes(input->data, input->bytes, (size_t)length);
	loop_leave(loop);
}

static void on_poll(uv_poll_t *uv, int status, int events)
{
	(void)status;
	(void)events;
	read_once(uv->data);
}

static void on_idle(uv_idle_t *uv)
{
	read_once(uv->data);
}

static void start_reading(struct input *input)
{
	if (input->is_polled)
		uv_poll_start(&input->uv.poll, UV_READABLE | UV_DISCONNECT, on_poll);
	else
		uv_idle_start(&input->uv.idle, on_idle);
}

/* uv makes what it polls non-blocking, which the shell and our own standard output would share:
 * so a terminal or pipe is opened a second time. */
static void open_again(struct input *input, int descriptor)
{
	char path[32];
	int again;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
	again = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	input->saved_flags = -1;
	input->is_own = again >= 0;
	input->descriptor = again >= 0 ? again : descriptor;
	if (again < 0)
		input->saved_flags = fcntl(descriptor, F_GETFL);
}

static bool is_regular(int descriptor)
{
	struct stat status;

	return fstat(descriptor, &status) == 0 &&
	       (S_ISREG(status.st_mode) || S_ISBLK(status.st_mode) || S_ISDIR(status.st_mode));
}

static void input_end(struct item *item)
{
	input_close(OWNER_OF(item, struct input, item));
}

struct input *input_open(struct loop *loop, int descriptor,
			 void (*on_bytes)(void *data, const char *bytes, size_t length), void *data)
{
	struct input *input = base_alloc(sizeof(*input));

	input->loop = loop;
	input->on_bytes = on_bytes;
	input->data = data;
	input->descriptor = descriptor;
	input->saved_flags = -1;
	if (!is_regular(descriptor)) {
		open_again(input, descriptor);
		input->is_polled = uv_poll_init(&loop->uv, &input->uv.poll, input->descriptor) == 0;
	}
	if (!input->is_polled)
		uv_idle_init(&loop->uv, &input->uv.idle);
	input->uv.any.data = input;
	start_reading(input);
	item_add(loop, &input->item, input_end);
	return input;
}

void input_pause(struct input *input, bool pause)
{
	if (input->is_paused == pause || input->is_ended)
		return;
	input->is_paused = pause;
	if (pause)
		stop_reading(input);
	else
		start_reading(input);
}

void input_close(struct input *input)
{
	if (input == NULL)
		return;
	item_remove(&input->item);
	handle_close_free(&input->uv.any);
	if (input->saved_flags >= 0)
		fcntl(input->descriptor, F_SETFL, input->saved_flags);
	if (input->is_own)
		close(input->descriptor);
}
