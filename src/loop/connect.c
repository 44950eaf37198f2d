/* Why a connection could not be made. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "private.h"

static bool is_socket(const char *path)
{
	struct stat status;

	return stat(path, &status) != 0 || S_ISSOCK(status.st_mode);
}

/* Libraries tell "could not connect" without an errno when the queue is full or the path odd. */
static int error_of_path(const char *path)
{
	struct stat status;

	if (path == NULL)
		return 0;
	if (stat(path, &status) != 0)
		return errno;
	return S_ISSOCK(status.st_mode) ? 0 : ENOTSOCK;
}

enum http_result connect_result(const struct endpoint *endpoint, int error, const char **ret_reason)
{
	const char *path = endpoint->unix_path;

	if (error == 0 || error == EAGAIN)
		error = error_of_path(path);
	if (error == ECONNREFUSED && path != NULL && !is_socket(path))
		error = ENOTSOCK;
	switch (error) {
	case 0:
		*ret_reason = "the connection was not taken";
		return HTTP_CUT;
	case ENOENT:
	case ENOTDIR:
		*ret_reason = "no such socket";
		return HTTP_ABSENT;
	case ENOTSOCK:
		*ret_reason = "it is not a socket";
		return HTTP_NOT_A_SOCKET;
	case ECONNREFUSED:
		*ret_reason = "nobody listens there";
		return HTTP_REFUSED;
	case EACCES:
	case EPERM:
		*ret_reason = "permission denied";
		return HTTP_DENIED;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case ETIMEDOUT:
		*ret_reason = strerror(error);
		return HTTP_ABSENT;
	default:
		*ret_reason = strerror(error);
		return HTTP_FAILED;
	}
}
