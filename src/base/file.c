#include "clau/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_PIECE ((size_t)32 << 10)
#define NAME_ATTEMPTS 100

static enum file_result result_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return FILE_ABSENT;
	case EACCES:
	case EPERM:
		return FILE_DENIED;
	case EISDIR:
	case ENXIO:
		return FILE_NOT_REGULAR;
	default:
		return FILE_FAILED;
	}
}

const char *file_result_text(enum file_result result)
{
	static const char *const texts[] = {
		[FILE_OK] = "read",
		[FILE_ABSENT] = "no such file",
		[FILE_DENIED] = "permission denied",
		[FILE_NOT_REGULAR] = "not a regular file",
		[FILE_TOO_LARGE] = "too large",
		[FILE_FAILED] = "cannot be read",
	};
	return (size_t)result < COUNT_OF(texts) ? texts[result] : "unknown";
}

/* Everything up to the end of the file; one byte past limit tells that there is more. */
static enum file_result read_all(int descriptor, struct buf *text, size_t limit)
{
	AUTO_FREE char *piece = base_alloc(READ_PIECE);
	for (;;) {
		ssize_t count = read(descriptor, piece, READ_PIECE);
		if (count == 0)
			return FILE_OK;
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return result_of(errno);
		if ((size_t)count > limit - text->length)
			return FILE_TOO_LARGE;
		buf_append(text, piece, (size_t)count);
	}
}

/* Not blocking, so that a named pipe in the place of a file cannot stop the program. */
static enum file_result open_regular(const char *path, int *ret_descriptor)
{
	struct stat status;
	AUTO_CLOSE int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		return result_of(errno);
	if (!S_ISREG(status.st_mode))
		return FILE_NOT_REGULAR;
	*ret_descriptor = descriptor;
	descriptor = -1;
	return FILE_OK;
}

enum file_result file_read(struct arena *arena, const char *path, size_t limit, char **ret_text,
			   size_t *ret_length)
{
	AUTO_CLOSE int opened = -1;
	AUTO_BUF struct buf text = { 0 };
	bool is_input = text_equal(path, "-");
	enum file_result result = is_input ? FILE_OK : open_regular(path, &opened);
	if (result != FILE_OK)
		return result;
	buf_init(&text, limit);
	result = read_all(is_input ? STDIN_FILENO : opened, &text, limit);
	if (result != FILE_OK)
		return result;
	*ret_text = buf_to_arena(&text, arena);
	*ret_length = text.length;
	return FILE_OK;
}

static bool write_all(int descriptor, const char *text, size_t length)
{
	while (length) {
		ssize_t count = write(descriptor, text, length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		text += count;
		length -= (size_t)count;
	}
	return fsync(descriptor) == 0;
}

/* A new file beside path, with a name nobody else uses; open(2) applies the umask to its mode. */
static int create_beside(struct arena *arena, const char *path, unsigned mode, char **ret_name)
{
	int descriptor = -1;
	for (unsigned i = 0; i < NAME_ATTEMPTS; i++) {
		*ret_name = arena_printf(arena, "%s.%d-%u.partial", path, (int)getpid(), i);
		descriptor =
			open(*ret_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
		if (descriptor >= 0 || errno != EEXIST)
			break;
	}
	return descriptor;
}

/* The new name must survive a power cut too; some filesystems cannot sync a directory, and the file
 * is whole on those as well. */
static void sync_directory(struct arena *arena, const char *path)
{
	AUTO_CLOSE int directory =
		open(path_directory(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory >= 0)
		fsync(directory);
}

static bool replace(struct arena *arena, const char *path, const char *text, size_t length,
		    unsigned mode)
{
	char *beside;
	int descriptor = create_beside(arena, path, mode, &beside);
	if (descriptor < 0)
		return false;
	bool written = write_all(descriptor, text, length);
	int error = errno;
	/* close tells of a failed write on network filesystems. */
	if (close(descriptor) != 0 && written) {
		written = false;
		error = errno;
	}
	if (written && rename(beside, path) != 0) {
		written = false;
		error = errno;
	}
	if (!written)
		unlink(beside);
	else
		sync_directory(arena, path);
	errno = error;
	return written;
}

bool file_write(const char *path, const char *text, size_t length, unsigned mode,
		const char **ret_reason)
{
	struct arena *arena = arena_create();
	bool written = replace(arena, path, text, length, mode);
	if (!written && ret_reason)
		*ret_reason = strerror(errno);
	arena_destroy(arena);
	return written;
}
