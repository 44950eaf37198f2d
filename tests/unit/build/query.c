#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "query.h"

static void expect(const struct build_request *request, const char *wanted)
{
	struct arena *arena = arena_create();

	assert_string_equal(query_make(arena, request, "Dockerfile"), wanted);
	arena_destroy(arena);
}

void test_build__query_of_nothing_is_the_dockerfile(void **state)
{
	const struct build_request request = { 0 };
	(void)state;

	expect(&request, "dockerfile=Dockerfile");
}

void test_build__query_escapes_everything(void **state)
{
	struct arena *arena = arena_create();
	struct build_request request = { .target = "a&b=c",
					 .network = "host",
					 .platform = "linux/arm64",
					 .no_cache = true,
					 .pull = true,
					 .shm_size = 1 << 20 };
	(void)state;

	list_add(arena, &request.tags, arena_copy(arena, "x/y:1"));
	list_add(arena, &request.tags, arena_copy(arena, "z"));
	expect(&request, "t=x%2Fy%3A1&t=z&dockerfile=Dockerfile&target=a%26b%3Dc&networkmode=host"
			 "&platform=linux%2Farm64&shmsize=1048576&nocache=1&pull=1");
	arena_destroy(arena);
}

void test_build__query_arguments_come_from_the_environment(void **state)
{
	struct arena *arena = arena_create();
	struct build_request request = { 0 };
	(void)state;

	setenv("CLAU_TEST_ARGUMENT", "say \"hi\"", 1);
	unsetenv("CLAU_TEST_ABSENT");
	map_set(arena, &request.args, "CLAU_TEST_ARGUMENT", NULL);
	map_set(arena, &request.args, "CLAU_TEST_ABSENT", NULL);
	map_set(arena, &request.args, "EMPTY", arena_copy(arena, ""));
	expect(&request,
	       "dockerfile=Dockerfile&buildargs=%7B%22CLAU_TEST_ARGUMENT%22%3A%22say%20%5C"
	       "%22hi%5C%22%22%2C%22EMPTY%22%3A%22%22%7D");
	unsetenv("CLAU_TEST_ARGUMENT");
	expect(&request, "dockerfile=Dockerfile&buildargs=%7B%22EMPTY%22%3A%22%22%7D");
	arena_destroy(arena);
}

void test_build__query_lists(void **state)
{
	struct arena *arena = arena_create();
	struct build_request request = { 0 };
	(void)state;

	list_add(arena, &request.cache_from, arena_copy(arena, "a:1"));
	list_add(arena, &request.cache_from, arena_copy(arena, "b"));
	list_add(arena, &request.extra_hosts, arena_copy(arena, "one=10.0.0.1"));
	list_add(arena, &request.extra_hosts, arena_copy(arena, "two:10.0.0.2"));
	list_add(arena, &request.extra_hosts, arena_copy(arena, "six=[::1]"));
	map_set(arena, &request.labels, "k.x", arena_copy(arena, "v"));
	expect(&request, "dockerfile=Dockerfile&labels=%7B%22k.x%22%3A%22v%22%7D"
			 "&cachefrom=%5B%22a%3A1%22%2C%22b%22%5D&extrahosts=one%3A10.0.0.1"
			 "&extrahosts=two%3A10.0.0.2&extrahosts=six%3A%3A%3A1");
	arena_destroy(arena);
}
