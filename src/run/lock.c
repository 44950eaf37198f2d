#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clau/keys.h"
#include "clau/run.h"

#define RETRY_MS 100

struct run_lock {
	int descriptor;
};

/* A folder of the user's own: somebody else's would let him hold or break our locks. NULL:
 * *ret_reason. */
static char *lock_directory(struct arena *arena, const char **ret_reason)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char *directory = runtime && path_is_directory(runtime)
				  ? path_join(arena, runtime, "clau")
				  : arena_printf(arena, "/tmp/clau-%u", (unsigned)getuid());
	struct stat status;
	if ((mkdir(directory, 0700) != 0 && errno != EEXIST) || lstat(directory, &status) != 0) {
		*ret_reason = arena_printf(arena, "%s: %s", directory, strerror(errno));
		return NULL;
	}
	if (!S_ISDIR(status.st_mode) || status.st_uid != getuid() || (status.st_mode & 022)) {
		*ret_reason = arena_printf(arena, "%s is not a folder that only you may write to",
					   directory);
		return NULL;
	}
	return directory;
}

static int open_lock(struct run_context *context, const char **ret_reason)
{
	char digest[SHA256_TEXT_SIZE];
	char *directory = lock_directory(context->arena, ret_reason);
	const char *subject = arena_printf(context->arena, "%s\n%s", engine_host(context->engine),
					   context->project_name);
	if (!directory)
		return -1;
	keys_sha256(subject, strlen(subject), digest);
	const char *path = arena_printf(context->arena, "%s/%s.lock", directory, digest);
	int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (descriptor < 0)
		*ret_reason = arena_printf(context->arena, "%s: %s", path, strerror(errno));
	return descriptor;
}

/* The holder writes its pid into the file; best effort, for people. */
static long holder_of(int descriptor)
{
	char text[32] = "";
	ssize_t length = pread(descriptor, text, sizeof(text) - 1, 0);
	return length > 0 ? strtol(text, NULL, 10) : 0;
}

static void write_pid(int descriptor)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(descriptor, 0) == 0)
		(void)!pwrite(descriptor, text, (size_t)length, 0);
}

static void wake(void *data)
{
	*(bool *)data = true;
}

static void pause_for(struct loop *loop, int64_t milliseconds)
{
	bool awake = false;
	loop_timer(loop, milliseconds, 0, wake, &awake);
	while (!awake)
		loop_turn(loop);
}

static bool wait_for_lock(struct run_context *context, int descriptor, int64_t wait_ms)
{
	int64_t until = loop_now(context->loop) + wait_ms;
	bool said = false;
	if (context->deadline && context->deadline < until)
		until = context->deadline;
	while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || loop_now(context->loop) >= until)
			return false;
		if (!said)
			ui_note(context->ui, "waiting for another clau on project %s (pid %ld)",
				context->project_name, holder_of(descriptor));
		said = true;
		pause_for(context->loop, RETRY_MS);
	}
	return true;
}

struct run_lock *run_lock_take(struct run_context *context, int64_t wait_ms,
			       struct failure *ret_failure)
{
	const char *reason = NULL;
	int descriptor = open_lock(context, &reason);
	if (descriptor < 0) {
		*ret_failure = (struct failure){
			.code = EXIT_FAILED,
			.message = arena_printf(context->arena, "cannot make the lock file: %s",
						reason),
			.remedy = "set XDG_RUNTIME_DIR to a folder of your own",
		};
		return NULL;
	}
	if (!wait_for_lock(context, descriptor, wait_ms)) {
		*ret_failure = (struct failure){
			.code = EXIT_LOCKED,
			.message = arena_printf(context->arena,
						"another clau (pid %ld) is at work on project %s",
						holder_of(descriptor), context->project_name),
			.remedy = "wait for it to end, or give it more time with --lock-timeout",
		};
		close(descriptor);
		return NULL;
	}
	write_pid(descriptor);
	struct run_lock *lock = base_alloc(sizeof(*lock));
	lock->descriptor = descriptor;
	return lock;
}

void run_lock_drop(struct run_lock *lock)
{
	if (!lock)
		return;
	close(lock->descriptor);
	base_free(lock);
}
