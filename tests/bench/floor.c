/* The floor: a bare program that makes the same calls over the engine's socket and reads the
 * answers, nothing else. floor SOCKET [PATH...] */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int call(const char *path_of_socket, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char request[1024], answer[65536];
	ssize_t length, total = 0;
	int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path_of_socket);
	if (connect(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0)
		return 1;
	int size = snprintf(request, sizeof(request),
			    "GET %s HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n\r\n", path);
	if (write(descriptor, request, (size_t)size) != size)
		return 1;
	while ((length = read(descriptor, answer, sizeof(answer))) > 0)
		total += length;
	close(descriptor);
	return total == 0;
}

int main(int count, char **words)
{
	for (int i = 2; i < count; i++)
		if (call(words[1], words[i]) != 0)
			return 1;
	return 0;
}
