#include "clau/base.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Drops the last name of `out`, or keeps ".." where there is none to drop. */
static size_t climb(char *out, size_t length, size_t root)
{
	size_t start = length;
	while (start > root && out[start - 1] != '/')
		start--;
	bool is_up = length - start == 2 && out[start] == '.' && out[start + 1] == '.';
	if (length > root && !is_up)
		return start > root ? start - 1 : start;
	if (root)
		return length;
	if (length)
		out[length++] = '/';
	out[length++] = '.';
	out[length++] = '.';
	return length;
}

char *path_clean(struct arena *arena, const char *path)
{
	char *out = arena_alloc(arena, strlen(path) + 2);
	size_t root = *path == '/', length = root;
	out[0] = '/';
	for (const char *at = path; *at;) {
		at += strspn(at, "/");
		size_t name = strcspn(at, "/");
		if (name == 2 && at[0] == '.' && at[1] == '.') {
			length = climb(out, length, root);
		} else if (name && !(name == 1 && *at == '.')) {
			if (length > root)
				out[length++] = '/';
			memcpy(out + length, at, name);
			length += name;
		}
		at += name;
	}
	if (!length)
		out[length++] = '.';
	out[length] = '\0';
	return out;
}

char *path_join(struct arena *arena, const char *directory, const char *relative)
{
	if (*relative == '/' || !*directory)
		return path_clean(arena, relative);
	return path_clean(arena, arena_printf(arena, "%s/%s", directory, relative));
}

char *path_directory(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return arena_copy(arena, ".");
	return path_clean(arena, arena_copy_n(arena, path, (size_t)(slash - path) + 1));
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

char *path_current(struct arena *arena)
{
	AUTO_FREE char *current = getcwd(NULL, 0);
	return arena_copy(arena, current ? current : "/");
}

/* Length of the common leading directories, at the boundary of a name. */
static size_t shared_length(const char *directory, const char *path)
{
	size_t shared = 0;
	for (size_t i = 0;; i++) {
		bool ends = (!directory[i] || directory[i] == '/') && (!path[i] || path[i] == '/');
		if (ends)
			shared = i;
		if (directory[i] != path[i] || !directory[i])
			return shared;
	}
}

char *path_relative(struct arena *arena, const char *directory, const char *path)
{
	AUTO_BUF struct buf out = { 0 };
	size_t shared = text_equal(directory, "/") ? 0 : shared_length(directory, path);
	const char *rest = path + shared + strspn(path + shared, "/");
	const char *up = directory + shared + strspn(directory + shared, "/");
	while (*up) {
		buf_add(&out, out.length ? "/.." : "..");
		up += strcspn(up, "/");
		up += strspn(up, "/");
	}
	if (*rest)
		buf_printf(&out, "%s%s", out.length ? "/" : "", rest);
	return arena_copy(arena, out.length ? out.data : ".");
}

bool path_exists(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0;
}

bool path_is_directory(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
