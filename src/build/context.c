#include "context.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ignore.h"

#define DOCKERFILE_LIMIT ((size_t)4 << 20)
#define DEPTH_LIMIT 512

struct walk {
	struct arena *arena;
	const struct build_request *request;
	const struct ignore_rules *rules;
	struct context *context;
	struct failure *failure;
	size_t prefix; /* length of the context's path and its slash */
};
/* A directory on the way down. One that is ignored gets its entry only when something in it is
 * taken back. */
struct level {
	struct level *above;
	const char *path;
	unsigned depth;
	bool sent;
};

/* As seen from where the user is, when that is above it. */
static const char *shown_path(struct arena *arena, const char *path)
{
	const char *relative = path_relative(arena, path_current(arena), path);

	return text_starts(relative, "../") ? path : relative;
}

static bool fail(struct walk *walk, struct span at, const char *message, const char *remedy)
{
	*walk->failure = (struct failure){ EXIT_PROJECT, message, remedy, at };
	return false;
}

static bool fail_reading(struct walk *walk, const char *path, const char *reason)
{
	return fail(walk, walk->request->context_at,
		    arena_printf(walk->arena, "cannot read %s: %s", shown_path(walk->arena, path),
				 reason),
		    "give it read permission, or leave it out in .dockerignore");
}

/* ---- the Dockerfile */

/* Whether the file, all links followed, lies under the context. */
static bool lies_inside(const char *context, const char *path)
{
	char real_context[PATH_MAX], real_path[PATH_MAX];
	size_t length;

	if (!realpath(context, real_context) || !realpath(path, real_path))
		return false;
	length = strlen(real_context);
	return text_equal(real_context, "/") ||
	       (text_starts(real_path, real_context) && real_path[length] == '/');
}

/* A name that no file of the context has. */
static const char *name_apart(struct arena *arena, const char *context)
{
	const char *name = ".clau.dockerfile";

	for (unsigned i = 1; path_exists(path_join(arena, context, name)); i++)
		name = arena_printf(arena, ".clau.dockerfile.%u", i);
	return name;
}

static bool read_dockerfile(struct walk *walk, const char *path)
{
	struct context *context = walk->context;
	char *text = NULL;
	enum file_result result =
		file_read(walk->arena, path, DOCKERFILE_LIMIT, &text, &context->dockerfile_length);

	if (result != FILE_OK)
		return fail(walk, walk->request->dockerfile_at,
			    arena_printf(walk->arena, "cannot read the Dockerfile %s: %s",
					 shown_path(walk->arena, path), file_result_text(result)),
			    result == FILE_ABSENT ? "name another with `dockerfile:`, or write it"
						  : NULL);
	context->dockerfile_text = text;
	context->dockerfile_shown = shown_path(walk->arena, path);
	return true;
}

/* Sets the Dockerfile's text and name; *ret_path is NULL for an inline one. */
static bool settle_dockerfile(struct walk *walk, const char **ret_path)
{
	const struct build_request *request = walk->request;
	struct context *context = walk->context;
	const char *name = text_is_empty(request->dockerfile) ? "Dockerfile" : request->dockerfile;
	const char *path = path_join(walk->arena, request->context, name);
	const char *relative = path_relative(walk->arena, request->context, path);

	context->dockerfile_apart = true;
	context->dockerfile = name_apart(walk->arena, request->context);
	*ret_path = NULL;
	if (request->dockerfile_inline != NULL) {
		context->dockerfile_text = request->dockerfile_inline;
		context->dockerfile_length = strlen(request->dockerfile_inline);
		context->dockerfile_shown = "dockerfile_inline";
		return true;
	}
	*ret_path = path;
	if (!read_dockerfile(walk, path))
		return false;
	if (!text_starts(relative, "../") && lies_inside(request->context, path)) {
		context->dockerfile_apart = false;
		context->dockerfile = relative;
	}
	return true;
}

/* ---- the ignore file */

static bool try_rules(struct walk *walk, const char *path, bool *ret_found)
{
	char *text = NULL;
	size_t length = 0;
	enum file_result result = file_read(walk->arena, path, DOCKERFILE_LIMIT, &text, &length);

	*ret_found = result == FILE_OK;
	if (result == FILE_ABSENT)
		return true;
	if (result != FILE_OK)
		return fail_reading(walk, path, file_result_text(result));
	walk->rules = ignore_parse(walk->arena, text, length);
	if (ignore_trouble(walk->rules) == NULL)
		return true;
	return fail(walk, walk->request->context_at,
		    arena_printf(walk->arena, "%s: %s", path, ignore_trouble(walk->rules)),
		    "mend the brackets, or put a backslash before a character meant as it is");
}

/* `Dockerfile.dockerignore` beside the Dockerfile goes before the context's own. */
static bool read_rules(struct walk *walk, const char *dockerfile)
{
	bool found = false;

	walk->rules = ignore_parse(walk->arena, "", 0);
	if (dockerfile != NULL &&
	    !try_rules(walk, arena_printf(walk->arena, "%s.dockerignore", dockerfile), &found))
		return false;
	return found ||
	       try_rules(walk, path_join(walk->arena, walk->request->context, ".dockerignore"),
			 &found);
}

/* ---- the walk */

static void add_entry(struct walk *walk, const char *path)
{
	struct context_entry *entry = ARENA_NEW(walk->arena, struct context_entry);

	entry->path = path;
	entry->name = path + walk->prefix;
	list_add(walk->arena, &walk->context->entries, entry);
}

static void send_level(struct walk *walk, struct level *level)
{
	if (level == NULL || level->sent)
		return;
	send_level(walk, level->above);
	add_entry(walk, level->path);
	level->sent = true;
}

static int by_name(const void *left, const void *right)
{
	return strcmp(left, right);
}

static bool list_names(struct walk *walk, const char *path, struct list *ret_names)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		return fail_reading(walk, path, strerror(errno));
	while ((entry = readdir(directory)) != NULL)
		if (!text_equal(entry->d_name, ".") && !text_equal(entry->d_name, ".."))
			list_add(walk->arena, ret_names, arena_copy(walk->arena, entry->d_name));
	closedir(directory);
	list_sort(ret_names, by_name);
	return true;
}

static bool walk_directory(struct walk *walk, struct level *level);

static bool walk_below(struct walk *walk, struct level *above, const char *path, bool ignored)
{
	struct level level = { above, path, above->depth + 1, false };

	if (ignored && !ignore_may_reenter(walk->rules, path + walk->prefix))
		return true;
	if (level.depth > DEPTH_LIMIT)
		return fail_reading(walk, path, "too many directories inside one another");
	if (!ignored)
		send_level(walk, &level);
	return walk_directory(walk, &level);
}

static bool visit(struct walk *walk, struct level *level, const char *path)
{
	const char *name = path + walk->prefix;
	bool is_dockerfile =
		!walk->context->dockerfile_apart && text_equal(name, walk->context->dockerfile);
	bool ignored = !is_dockerfile && ignore_matches(walk->rules, name);
	struct stat status;

	if (lstat(path, &status) < 0)
		return errno == ENOENT || ignored || fail_reading(walk, path, strerror(errno));
	if (S_ISDIR(status.st_mode))
		return walk_below(walk, level, path, ignored);
	if (ignored)
		return true;
	if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
		list_add(walk->arena, &walk->context->skipped, arena_copy(walk->arena, name));
		return true;
	}
	send_level(walk, level);
	add_entry(walk, path);
	return true;
}

static bool walk_directory(struct walk *walk, struct level *level)
{
	struct list names = { 0 };
	const char *slash = text_ends(level->path, "/") ? "" : "/";

	if (!list_names(walk, level->path, &names))
		return false;
	for (LIST_EACH(char, name, &names))
		if (!visit(walk, level,
			   arena_printf(walk->arena, "%s%s%s", level->path, slash, name)))
			return false;
	return true;
}

/* A Dockerfile that an ignored directory holds was not met on the way. */
static void ensure_dockerfile(struct walk *walk)
{
	struct context *context = walk->context;

	for (LIST_EACH(struct context_entry, entry, &context->entries))
		if (text_equal(entry->name, context->dockerfile))
			return;
	context->dockerfile_apart = true;
	context->dockerfile = name_apart(walk->arena, walk->request->context);
}

bool context_gather(struct arena *arena, const struct build_request *request,
		    struct context *ret_context, struct failure *ret_failure)
{
	struct walk walk = {
		.arena = arena, .request = request, .context = ret_context, .failure = ret_failure
	};
	struct level top = { NULL, request->context, 0, true };
	const char *dockerfile;

	*ret_context = (struct context){ 0 };
	if (!path_is_directory(request->context))
		return fail(&walk, request->context_at,
			    arena_printf(arena, "the build context %s is not a directory",
					 request->context),
			    "name a directory with `context:`");
	if (!settle_dockerfile(&walk, &dockerfile) || !read_rules(&walk, dockerfile))
		return false;
	walk.prefix = strlen(request->context) + !text_ends(request->context, "/");
	if (!walk_directory(&walk, &top))
		return false;
	if (!ret_context->dockerfile_apart)
		ensure_dockerfile(&walk);
	return true;
}
