/* Looking up and naming. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clau/model.h"

void test_model__lookups_find_or_give_null(void **state)
{
	struct arena *arena = arena_create();
	struct project project = { .name = "shop" };
	struct service web = { .name = "web" }, database = { .name = "db" };
	struct network network = { .key = "front", .name = "shop_front" };
	struct volume volume = { .key = "data" };
	struct file_object secret = { .key = "token" }, config = { .key = "conf" };
	(void)state;
	assert_null(project_service(&project, "web"));
	list_add(arena, &project.services, &database);
	list_add(arena, &project.services, &web);
	list_add(arena, &project.networks, &network);
	list_add(arena, &project.volumes, &volume);
	list_add(arena, &project.secrets, &secret);
	list_add(arena, &project.configs, &config);
	assert_ptr_equal(project_service(&project, "web"), &web);
	assert_null(project_service(&project, "we"));
	assert_null(project_service(&project, NULL));
	assert_ptr_equal(project_network(&project, "front"), &network);
	assert_null(project_network(&project, "shop_front"));
	assert_ptr_equal(project_volume(&project, "data"), &volume);
	assert_ptr_equal(project_secret(&project, "token"), &secret);
	assert_null(project_secret(&project, "conf"));
	assert_ptr_equal(project_config(&project, "conf"), &config);
	assert_null(project_config(&project, "token"));
	arena_destroy(arena);
}

void test_model__names_of_images_and_containers(void **state)
{
	struct arena *arena = arena_create();
	struct project project = { .name = "shop" };
	struct service service = { .name = "web" };
	(void)state;
	assert_string_equal(service_image(arena, &project, &service), "shop-web");
	service.image = "";
	assert_string_equal(service_image(arena, &project, &service), "shop-web");
	service.image = "nginx:1";
	assert_string_equal(service_image(arena, &project, &service), "nginx:1");
	assert_string_equal(service_container_name(arena, &project, &service, 12), "shop-web-12");
	service.container_name = "mine";
	assert_string_equal(service_container_name(arena, &project, &service, 1), "mine");
	arena_destroy(arena);
}

void test_model__service_span_climbs_to_the_nearest_place(void **state)
{
	struct arena *arena = arena_create();
	struct span check = { .file = 1, .line = 5 }, test = { .file = 1, .line = 6 };
	struct service service = { .name = "web", .at = { .file = 1, .line = 2 } };
	(void)state;
	map_set(arena, &service.spans, "healthcheck", &check);
	map_set(arena, &service.spans, "healthcheck.test", &test);
	assert_int_equal(service_span(&service, "healthcheck.test").line, 6);
	assert_int_equal(service_span(&service, "healthcheck.test.0").line, 6);
	assert_int_equal(service_span(&service, "healthcheck.interval").line, 5);
	assert_int_equal(service_span(&service, "healthchecks").line, 2);
	assert_int_equal(service_span(&service, "ports").line, 2);
	assert_int_equal(service_span(&service, "").line, 2);
	assert_int_equal(service_span(&service, NULL).line, 2);
	assert_int_equal(service_span(&service, ".").line, 2);
	arena_destroy(arena);
}

void test_model__project_names(void **state)
{
	static const char *const legal[] = { "a", "0", "a-b_c9" };
	static const char *const illegal[] = { "", "-a", "_a", "A", "a.b", "a b", "\xc3\xa9" };
	static const struct {
		const char *name, *normal;
	} cases[] = {
		{ "Clau Doom", "claudoom" },  { "_-_x_-", "x_-" }, { "a.b", "ab" },
		{ "\xc3\x89t\xc3\xa9", "t" }, { "---", "" },       { "", "" },
		{ "9lives", "9lives" },
	};
	struct arena *arena = arena_create();
	(void)state;
	for (size_t i = 0; i < COUNT_OF(legal); i++)
		assert_true(project_name_is_legal(legal[i]));
	for (size_t i = 0; i < COUNT_OF(illegal); i++)
		assert_false(project_name_is_legal(illegal[i]));
	assert_false(project_name_is_legal(NULL));
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(project_name_normalise(arena, cases[i].name), cases[i].normal);
	assert_string_equal(project_name_normalise(arena, NULL), "");
	arena_destroy(arena);
}
