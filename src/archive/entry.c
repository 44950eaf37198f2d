#include "entry.h"

#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(const char *what, const char **ret_reason)
{
	*ret_reason = what;
	return false;
}

static bool fill_link(struct archive_entry *entry, const char *path, const char **ret_reason)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return refuse(strerror(errno), ret_reason);
	target[length] = '\0';
	archive_entry_copy_symlink(entry, target);
	return true;
}

/* The file may have become another since it was looked at: what is open is what counts. */
static bool open_file(const char *path, struct stat *status, int *ret_file, const char **ret_reason)
{
	AUTO_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0 || fstat(file, status) != 0)
		return refuse(strerror(errno), ret_reason);
	if (!S_ISREG(status->st_mode))
		return refuse("the file was replaced while it was read", ret_reason);
	*ret_file = file;
	file = -1;
	return true;
}

static bool fill_from_path(struct archive_entry *entry, const struct queued *queued, int *ret_file,
			   const char **ret_reason)
{
	struct stat status;
	if (lstat(queued->path, &status) != 0)
		return refuse(strerror(errno), ret_reason);
	if (S_ISLNK(status.st_mode)) {
		if (!fill_link(entry, queued->path, ret_reason))
			return false;
	} else if (S_ISREG(status.st_mode)) {
		if (!open_file(queued->path, &status, ret_file, ret_reason))
			return false;
		archive_entry_set_size(entry, status.st_size);
	} else if (!S_ISDIR(status.st_mode)) {
		return refuse("a device, socket or pipe cannot be sent", ret_reason);
	}
	archive_entry_set_mode(entry, status.st_mode);
	archive_entry_set_mtime(entry, status.st_mtime, 0);
	return true;
}

bool entry_fill(struct archive_entry *entry, const struct queued *queued, int *ret_file,
		const char **ret_reason)
{
	archive_entry_copy_pathname(entry, queued->name);
	if (queued->path)
		return fill_from_path(entry, queued, ret_file, ret_reason);
	archive_entry_set_mode(entry, S_IFREG | (queued->mode & 07777));
	archive_entry_set_size(entry, (int64_t)queued->length);
	archive_entry_set_mtime(entry, 0, 0);
	return true;
}
