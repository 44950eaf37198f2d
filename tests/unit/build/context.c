#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "context.h"

struct place {
	struct arena *arena;
	char *top; /* a folder of its own; the context is `c` in it */
	struct build_request request;
	struct context context;
	struct failure failure;
};

static char *at(struct place *place, const char *name)
{
	return path_join(place->arena, place->top, name);
}

static void put(struct place *place, const char *name, const char *text)
{
	const char *reason;
	char *path = at(place, name);

	for (char *slash = path + strlen(place->top) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	assert_true(file_write(path, text, strlen(text), 0644, &reason));
}

static struct place *place_create(void)
{
	struct arena *arena = arena_create();
	struct place *place = ARENA_NEW(arena, struct place);

	place->arena = arena;
	place->top = arena_copy(arena, "/tmp/clau-unit-build-XXXXXX");
	assert_non_null(mkdtemp(place->top));
	assert_int_equal(mkdir(at(place, "c"), 0755), 0);
	place->request.subject = "Image x";
	place->request.context = at(place, "c");
	place->request.dockerfile = "Dockerfile";
	place->request.context_at.line = 7;
	place->request.dockerfile_at.line = 8;
	return place;
}

static void remove_tree(struct place *place, const char *path)
{
	struct build_request request = { .context = path, .dockerfile_inline = "" };
	struct context all;
	struct failure failure;

	unlink(path_join(place->arena, path, ".dockerignore"));
	assert_true(context_gather(place->arena, &request, &all, &failure));
	for (size_t i = all.entries.count; i-- > 0;)
		remove(((struct context_entry *)all.entries.items[i])->path);
	for (LIST_EACH(char, name, &all.skipped))
		remove(path_join(place->arena, path, name));
	for (size_t i = all.entries.count; i-- > 0;)
		remove(((struct context_entry *)all.entries.items[i])->path);
	assert_int_equal(rmdir(path), 0);
}

static void place_destroy(struct place *place)
{
	unlink(at(place, "c/.dockerignore"));
	unlink(at(place, "c/Dockerfile.dockerignore"));
	remove_tree(place, place->top);
	arena_destroy(place->arena);
}

static bool gather(struct place *place)
{
	return context_gather(place->arena, &place->request, &place->context, &place->failure);
}

static void expect(struct place *place, const char *wanted)
{
	struct list names = { 0 };

	if (!gather(place))
		fail_msg("%s", place->failure.message);
	for (LIST_EACH(struct context_entry, entry, &place->context.entries))
		list_add(place->arena, &names, arena_copy(place->arena, entry->name));
	assert_string_equal(text_join(place->arena, &names, " "), wanted);
}

void test_build__context_is_sorted_parents_first(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/b/2", "");
	put(place, "c/b/10", "");
	put(place, "c/b.txt", "");
	put(place, "c/a", "");
	put(place, "c/Dockerfile", "FROM x\n");
	expect(place, "Dockerfile a b b/10 b/2 b.txt");
	assert_string_equal(place->context.dockerfile, "Dockerfile");
	assert_false(place->context.dockerfile_apart);
	assert_string_equal(place->context.dockerfile_text, "FROM x\n");
	place_destroy(place);
}

void test_build__context_leaves_out_what_is_ignored(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/Dockerfile", "");
	put(place, "c/.dockerignore", "*\n!a/b/keep\n");
	put(place, "c/a/b/keep", "");
	put(place, "c/a/b/drop", "");
	put(place, "c/a/other/x", "");
	put(place, "c/z", "");
	expect(place, "Dockerfile a a/b a/b/keep");
	place_destroy(place);
}

void test_build__context_prefers_the_ignore_file_of_the_dockerfile(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/Dockerfile", "");
	put(place, "c/.dockerignore", "a\n.dockerignore\n");
	put(place, "c/Dockerfile.dockerignore", "b\n*ignore\n");
	put(place, "c/a", "");
	put(place, "c/b", "");
	expect(place, "Dockerfile a");
	unlink(at(place, "c/Dockerfile.dockerignore"));
	expect(place, "Dockerfile b");
	place_destroy(place);
}

void test_build__context_keeps_links_and_skips_sockets(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/Dockerfile", "");
	assert_int_equal(symlink("/etc", at(place, "c/link")), 0);
	assert_int_equal(symlink("nowhere", at(place, "c/broken")), 0);
	assert_int_equal(mkfifo(at(place, "c/pipe"), 0600), 0);
	expect(place, "Dockerfile broken link");
	assert_int_equal(place->context.skipped.count, 1);
	assert_string_equal(place->context.skipped.items[0], "pipe");
	place_destroy(place);
}

void test_build__context_dockerfile_from_outside(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/a", "");
	put(place, "other/My.Dockerfile", "FROM y\n");
	put(place, "other/My.Dockerfile.dockerignore", "a\n");
	place->request.dockerfile = "../other/My.Dockerfile";
	expect(place, "");
	assert_true(place->context.dockerfile_apart);
	assert_string_equal(place->context.dockerfile, ".clau.dockerfile");
	assert_string_equal(place->context.dockerfile_text, "FROM y\n");
	place->request.dockerfile = at(place, "other/My.Dockerfile");
	expect(place, "");
	place_destroy(place);
}

void test_build__context_dockerfile_link_that_leads_out(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "outside", "FROM z\n");
	assert_int_equal(symlink("../outside", at(place, "c/Dockerfile")), 0);
	expect(place, "Dockerfile");
	assert_true(place->context.dockerfile_apart);
	assert_string_equal(place->context.dockerfile_text, "FROM z\n");
	place_destroy(place);
}

void test_build__context_dockerfile_inline_takes_a_free_name(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/.clau.dockerfile", "");
	place->request.dockerfile_inline = "FROM i\n";
	expect(place, ".clau.dockerfile");
	assert_string_equal(place->context.dockerfile, ".clau.dockerfile.1");
	assert_int_equal(place->context.dockerfile_length, 7);
	place_destroy(place);
}

void test_build__context_dockerfile_in_an_ignored_folder(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/docker/x/Dockerfile", "FROM n\n");
	put(place, "c/.dockerignore", "docker\n.dockerignore\n");
	place->request.dockerfile = "docker/x/Dockerfile";
	expect(place, "");
	assert_true(place->context.dockerfile_apart);
	assert_string_equal(place->context.dockerfile_text, "FROM n\n");
	place_destroy(place);
}

static void expect_failure(struct place *place, unsigned line, const char *words)
{
	assert_false(gather(place));
	assert_int_equal(place->failure.code, EXIT_PROJECT);
	assert_int_equal(place->failure.at.line, line);
	if (strstr(place->failure.message, words) == NULL)
		fail_msg("%s", place->failure.message);
}

void test_build__context_says_what_is_not_there(void **state)
{
	struct place *place = place_create();
	(void)state;

	expect_failure(place, 8, "cannot read the Dockerfile");
	expect_failure(place, 8, "no such file");
	place->request.context = at(place, "absent");
	expect_failure(place, 7, "absent is not a directory");
	put(place, "file", "");
	place->request.context = at(place, "file");
	expect_failure(place, 7, "is not a directory");
	place_destroy(place);
}

void test_build__context_says_what_is_no_pattern(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/Dockerfile", "");
	put(place, "c/.dockerignore", "a\n[b\n");
	expect_failure(place, 7, ".dockerignore: line 2: not a pattern: [b");
	place_destroy(place);
}

void test_build__context_a_dockerfile_that_is_a_folder(void **state)
{
	struct place *place = place_create();
	(void)state;

	put(place, "c/Dockerfile/x", "");
	expect_failure(place, 8, "cannot read the Dockerfile");
	place_destroy(place);
}
