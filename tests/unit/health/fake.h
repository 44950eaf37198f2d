/* An engine of a few containers on a unix socket, served by a thread of the test. */
#ifndef FAKE_H
#define FAKE_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define FAKE_CONTAINERS 8
#define FAKE_CONNECTIONS 32

struct fake_container {
	char id[65]; /* set by fake_add; "" = free */
	const char *service, *depends_on, *state, *status, *health, *probe;
	int number, exit_code, restart_count;
	bool oneoff;
};

struct fake_connection {
	int descriptor; /* -1 = free */
	bool follows_events;
	char request[4096];
	size_t length;
};

struct fake {
	char path[64];
	pthread_t thread;
	pthread_mutex_t lock; /* over all below */
	int listener, wake[2];
	bool ends;
	struct fake_container containers[FAKE_CONTAINERS];
	struct fake_connection connections[FAKE_CONNECTIONS];
	bool is_podman;
	int list_status, inspect_status, events_status; /* 0 = 200 */
	int lists, inspects, streams; /* requests seen */
};

void fake_start(struct fake *fake);
void fake_stop(struct fake *fake);
/* The socket goes with all connections, or comes back. */
void fake_vanish(struct fake *fake);
void fake_return(struct fake *fake);
/* Changes and events; `index` is the container's. */
void fake_set(struct fake *fake, int index, const struct fake_container *container);
void fake_remove(struct fake *fake, int index);
void fake_event(struct fake *fake, int index, const char *action);
void fake_cut_events(struct fake *fake);
/* Of requests, safely. */
int fake_count(struct fake *fake, const int *counter);
const char *fake_id(int index);

#endif
