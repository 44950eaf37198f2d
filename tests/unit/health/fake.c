#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clau/base.h"
#include "fake.h"

const char *fake_id(int index)
{
	static char ids[FAKE_CONTAINERS][65];

	snprintf(ids[index], sizeof(ids[index]), "%064x", index + 1);
	return ids[index];
}

/* ---- answers */
static void say(int descriptor, const struct buf *text)
{
	for (size_t done = 0; done < text->length;) {
		ssize_t sent =
			send(descriptor, text->data + done, text->length - done, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		done += (size_t)sent;
	}
}

static void answer(const struct fake *fake, int descriptor, int status, const char *body)
{
	struct buf text = { 0 };

	buf_printf(&text,
		   "HTTP/1.1 %d X\r\nApi-Version: 1.41\r\nServer: Docker/20.10\r\n%s"
		   "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		   status, fake->is_podman ? "Libpod-Api-Version: 4.3.1\r\n" : "", strlen(body),
		   body);
	say(descriptor, &text);
	buf_finish(&text);
}

static void put_labels(const struct fake_container *container, struct buf *out)
{
	buf_printf(out,
		   "{\"com.docker.compose.project\":\"p\",\"com.docker.compose.service\":\"%s\","
		   "\"com.docker.compose.container-number\":\"%d\","
		   "\"com.docker.compose.oneoff\":\"%s\","
		   "\"com.docker.compose.depends_on\":\"%s\"}",
		   container->service, container->number, container->oneoff ? "True" : "False",
		   text_or(container->depends_on, ""));
}

static void put_summary(const struct fake_container *container, struct buf *out)
{
	buf_printf(out,
		   "{\"Id\":\"%s\",\"Names\":[\"/p-%s-%d\"],\"Image\":\"i\",\"ImageID\":\"i\","
		   "\"Command\":\"c\",\"Created\":1,\"Ports\":[],\"Mounts\":[],"
		   "\"NetworkSettings\":{\"Networks\":{}},\"State\":\"%s\",\"Status\":\"%s\","
		   "\"Labels\":",
		   container->id, container->service, container->number, container->state,
		   container->status);
	put_labels(container, out);
	buf_add(out, "}");
}

static void put_details(const struct fake_container *container, struct buf *out)
{
	buf_printf(out,
		   "{\"Id\":\"%s\",\"Name\":\"/p-%s-%d\",\"Image\":\"i\",\"RestartCount\":%d,"
		   "\"Created\":\"2024-01-01T00:00:00Z\",\"HostConfig\":{\"RestartPolicy\":"
		   "{\"Name\":\"no\"}},\"NetworkSettings\":{\"Networks\":{}},\"State\":{"
		   "\"Status\":\"%s\",\"Running\":%s,\"ExitCode\":%d,\"Error\":\"\","
		   "\"StartedAt\":\"2024-01-01T00:00:01Z\",\"FinishedAt\":\"2024-01-01T00:00:02Z\"",
		   container->id, container->service, container->number, container->restart_count,
		   container->state, text_equal(container->state, "running") ? "true" : "false",
		   container->exit_code);
	if (container->health)
		buf_printf(out,
			   ",\"Health\":{\"Status\":\"%s\",\"FailingStreak\":2,\"Log\":[{"
			   "\"Start\":\"2024-01-01T00:00:03Z\",\"End\":\"2024-01-01T00:00:04Z\","
			   "\"ExitCode\":%d,\"Output\":\"%s\"}]}",
			   container->health, container->probe ? 1 : 0,
			   text_or(container->probe, ""));
	buf_add(out, "},\"Config\":{\"Image\":\"i\",\"Labels\":");
	put_labels(container, out);
	buf_add(out, "}}");
}

static void answer_list(struct fake *fake, int descriptor)
{
	struct buf out = { 0 };
	const char *separator = "[";

	fake->lists++;
	for (int i = 0; i < FAKE_CONTAINERS; i++) {
		if (!*fake->containers[i].id)
			continue;
		buf_add(&out, separator);
		put_summary(&fake->containers[i], &out);
		separator = ",";
	}
	buf_add(&out, *separator == '[' ? "[]" : "]");
	if (fake->list_status)
		answer(fake, descriptor, fake->list_status, "{\"message\":\"list trouble\"}");
	else
		answer(fake, descriptor, 200, buf_text(&out));
	buf_finish(&out);
}

static void answer_inspect(struct fake *fake, int descriptor, const char *path)
{
	struct buf out = { 0 };

	fake->inspects++;
	for (int i = 0; i < FAKE_CONTAINERS; i++)
		if (*fake->containers[i].id && strstr(path, fake->containers[i].id))
			put_details(&fake->containers[i], &out);
	if (fake->inspect_status)
		answer(fake, descriptor, fake->inspect_status, "{\"message\":\"trouble\"}");
	else if (out.length)
		answer(fake, descriptor, 200, buf_text(&out));
	else
		answer(fake, descriptor, 404, "{\"message\":\"no such container\"}");
	buf_finish(&out);
}

static void answer_events(struct fake *fake, struct fake_connection *connection)
{
	struct buf out = { 0 };

	fake->streams++;
	if (fake->events_status) {
		answer(fake, connection->descriptor, fake->events_status, "{\"message\":\"no\"}");
		return;
	}
	connection->follows_events = true;
	buf_add(&out, "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n");
	say(connection->descriptor, &out);
	buf_finish(&out);
}

static void answer_request(struct fake *fake, struct fake_connection *connection)
{
	const char *path = strchr(connection->request, ' ');
	char *end = path ? strchr(path + 1, ' ') : NULL;

	if (!end)
		return;
	*end = '\0';
	if (strstr(path, "/events"))
		answer_events(fake, connection);
	else if (strstr(path, "/containers/json"))
		answer_list(fake, connection->descriptor);
	else if (strstr(path, "/containers/"))
		answer_inspect(fake, connection->descriptor, path);
	else
		answer(fake, connection->descriptor, 200, "OK");
}

/* ---- the thread */
static void drop(struct fake_connection *connection)
{
	close(connection->descriptor);
	*connection = (struct fake_connection){ .descriptor = -1 };
}

static void take_bytes(struct fake *fake, struct fake_connection *connection)
{
	size_t room = sizeof(connection->request) - 1 - connection->length;
	ssize_t length = recv(connection->descriptor, connection->request + connection->length,
			      room, MSG_DONTWAIT);

	if (length <= 0) {
		if (length == 0 || errno != EAGAIN)
			drop(connection);
		return;
	}
	connection->length += (size_t)length;
	connection->request[connection->length] = '\0';
	if (!strstr(connection->request, "\r\n\r\n"))
		return;
	connection->length = 0;
	answer_request(fake, connection);
}

static void take_connection(struct fake *fake)
{
	int descriptor = accept(fake->listener, NULL, NULL);

	for (int i = 0; descriptor >= 0 && i < FAKE_CONNECTIONS; i++) {
		if (fake->connections[i].descriptor >= 0)
			continue;
		fake->connections[i].descriptor = descriptor;
		return;
	}
}

static int gather(const struct fake *fake, struct pollfd *polls)
{
	int count = 0;

	polls[count++] = (struct pollfd){ .fd = fake->wake[0], .events = POLLIN };
	polls[count++] = (struct pollfd){ .fd = fake->listener, .events = POLLIN };
	for (int i = 0; i < FAKE_CONNECTIONS; i++)
		polls[count++] =
			(struct pollfd){ .fd = fake->connections[i].descriptor, .events = POLLIN };
	return count;
}

static void *serve(void *data)
{
	struct fake *fake = data;
	bool ends = false;

	while (!ends) {
		struct pollfd polls[FAKE_CONNECTIONS + 2];
		char byte;
		int count;

		pthread_mutex_lock(&fake->lock);
		count = gather(fake, polls);
		pthread_mutex_unlock(&fake->lock);
		poll(polls, (nfds_t)count, -1);
		pthread_mutex_lock(&fake->lock);
		if (polls[0].revents && read(fake->wake[0], &byte, 1) < 0)
			ends = true;
		if (polls[1].revents & POLLIN && polls[1].fd == fake->listener)
			take_connection(fake);
		for (int i = 0; i < FAKE_CONNECTIONS; i++)
			if (polls[i + 2].revents && fake->connections[i].descriptor >= 0 &&
			    polls[i + 2].fd == fake->connections[i].descriptor)
				take_bytes(fake, &fake->connections[i]);
		ends |= fake->ends;
		pthread_mutex_unlock(&fake->lock);
	}
	return NULL;
}

/* ---- the test's side */
static void wake(struct fake *fake)
{
	assert_int_equal(write(fake->wake[1], "x", 1), 1);
}

static int bind_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	unlink(path);
	assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(descriptor, 16), 0);
	return descriptor;
}

void fake_start(struct fake *fake)
{
	static int count;

	*fake = (struct fake){ 0 };
	snprintf(fake->path, sizeof(fake->path), "/tmp/clau-health-%d-%d", (int)getpid(), count++);
	pthread_mutex_init(&fake->lock, NULL);
	for (int i = 0; i < FAKE_CONNECTIONS; i++)
		fake->connections[i].descriptor = -1;
	assert_int_equal(pipe(fake->wake), 0);
	fake->listener = bind_at(fake->path);
	assert_int_equal(pthread_create(&fake->thread, NULL, serve, fake), 0);
}

static void drop_all(struct fake *fake)
{
	for (int i = 0; i < FAKE_CONNECTIONS; i++)
		if (fake->connections[i].descriptor >= 0)
			drop(&fake->connections[i]);
	if (fake->listener >= 0)
		close(fake->listener);
	fake->listener = -1;
	unlink(fake->path);
}

void fake_stop(struct fake *fake)
{
	pthread_mutex_lock(&fake->lock);
	fake->ends = true;
	pthread_mutex_unlock(&fake->lock);
	wake(fake);
	pthread_join(fake->thread, NULL);
	drop_all(fake);
	close(fake->wake[0]);
	close(fake->wake[1]);
	pthread_mutex_destroy(&fake->lock);
}

void fake_vanish(struct fake *fake)
{
	pthread_mutex_lock(&fake->lock);
	drop_all(fake);
	pthread_mutex_unlock(&fake->lock);
	wake(fake);
}

void fake_return(struct fake *fake)
{
	pthread_mutex_lock(&fake->lock);
	fake->listener = bind_at(fake->path);
	pthread_mutex_unlock(&fake->lock);
	wake(fake);
}

void fake_set(struct fake *fake, int index, const struct fake_container *container)
{
	pthread_mutex_lock(&fake->lock);
	fake->containers[index] = *container;
	snprintf(fake->containers[index].id, sizeof(fake->containers[index].id), "%s",
		 fake_id(index));
	pthread_mutex_unlock(&fake->lock);
}

void fake_remove(struct fake *fake, int index)
{
	pthread_mutex_lock(&fake->lock);
	*fake->containers[index].id = '\0';
	pthread_mutex_unlock(&fake->lock);
}

void fake_event(struct fake *fake, int index, const char *action)
{
	const struct fake_container *container = &fake->containers[index];
	struct buf line = { 0 }, chunk = { 0 };

	pthread_mutex_lock(&fake->lock);
	buf_printf(&line,
		   "{\"Type\":\"container\",\"Action\":\"%s\",\"Actor\":{\"ID\":\"%s\","
		   "\"Attributes\":{\"com.docker.compose.oneoff\":\"%s\","
		   "\"com.docker.compose.depends_on\":\"%s\"}},"
		   "\"time\":1704067210,\"timeNano\":1704067210000000000}\n",
		   action, fake_id(index), container->oneoff ? "True" : "False",
		   text_or(container->depends_on, ""));
	buf_printf(&chunk, "%zx\r\n%s\r\n", line.length, line.data);
	for (int i = 0; i < FAKE_CONNECTIONS; i++)
		if (fake->connections[i].follows_events)
			say(fake->connections[i].descriptor, &chunk);
	pthread_mutex_unlock(&fake->lock);
	buf_finish(&line);
	buf_finish(&chunk);
}

void fake_cut_events(struct fake *fake)
{
	pthread_mutex_lock(&fake->lock);
	for (int i = 0; i < FAKE_CONNECTIONS; i++)
		if (fake->connections[i].follows_events)
			drop(&fake->connections[i]);
	pthread_mutex_unlock(&fake->lock);
	wake(fake);
}

int fake_count(struct fake *fake, const int *counter)
{
	int count;

	pthread_mutex_lock(&fake->lock);
	count = *counter;
	pthread_mutex_unlock(&fake->lock);
	return count;
}
