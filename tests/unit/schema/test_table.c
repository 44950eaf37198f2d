#include "helper.h"

#include "table.h"

void test_schema__table_is_sorted_without_duplicates(void **state)
{
	(void)state;
	assert_true(table_count() > 300);
	for (size_t i = 1; i < table_count(); i++)
		if (strcmp(table_row(i - 1)->path, table_row(i)->path) >= 0)
			assert_string_equal(table_row(i - 1)->path, table_row(i)->path);
}

#define SECTION(name)                                                                              \
	{                                                                                          \
		extern const struct key keys_##name[];                                             \
		extern const size_t keys_##name##_count;                                           \
		total += keys_##name##_count;                                                      \
		for (size_t i = 1; i < keys_##name##_count; i++)                                   \
			assert_true(strcmp(keys_##name[i - 1].path, keys_##name[i].path) < 0);     \
	}

void test_schema__table_files_are_sorted(void **state)
{
	size_t total = 0;
	(void)state;
	SECTION(build)
	SECTION(deploy)
	SECTION(develop)
	SECTION(health)
	SECTION(limits)
	SECTION(network)
	SECTION(project)
	SECTION(resource)
	SECTION(service)
	SECTION(service_life)
	SECTION(service_network)
	SECTION(storage)
	assert_int_equal(total, table_count());
}

void test_schema__table_rows_have_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_count(); i++) {
		const struct key *key = table_row(i);
		size_t length = strlen(text_or(key->sentence, ""));
		assert_true(length > 5);
		if (key->sentence[length - 1] != '.')
			assert_string_equal(key->path, key->sentence);
		assert_true(length < 100);
	}
}

/* Each row's parent is a row, and can have rows below. */
void test_schema__table_rows_have_parents(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_count(); i++) {
		struct arena *arena = arena_create();
		const char *path = table_row(i)->path, *dot = strrchr(path, '.');
		if (dot) {
			const struct rule *parent =
				rule_find(arena_copy_n(arena, path, (size_t)(dot - path)));
			assert_non_null(parent);
			assert_true(parent->key->type <= KEY_LIST);
			assert_int_equal(strcmp(dot + 1, "*") == 0,
					 parent->key->type != KEY_OBJECT);
		}
		arena_destroy(arena);
	}
}

/* Siblings that Compose prints have an order, each its own. */
void test_schema__table_orders_differ(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_count(); i++) {
		const struct rule *rule = rule_find(table_row(i)->path);
		bool taken[128] = { false };
		for (size_t j = 0; j < rule->child_count; j++) {
			unsigned order = rule->children[j]->key->order;
			assert_true(order < COUNT_OF(taken) && !taken[order]);
			taken[order] = order > 0 || rule->child_count > 1;
		}
	}
}

void test_schema__table_defaults_fit_their_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < table_count(); i++) {
		const struct key *key = table_row(i);
		if (key->flags & FILL)
			assert_non_null(key->default_text);
		if (key->default_text && key->choices)
			assert_true(choice_matches(key->choices, key->default_text, NULL));
		if (key->short_key)
			assert_non_null(rule_child(rule_find(key->path), key->short_key));
	}
}

void test_schema__find_follows_names_and_rows_that_are_the_same(void **state)
{
	(void)state;
	assert_string_equal(rule_find("services.web.ports.0.target")->key->path,
			    "services.*.ports.*.target");
	assert_string_equal(rule_find("services.web.pre_stop.*.user")->key->path,
			    "services.*.post_start.*.user");
	assert_string_equal(rule_find("overlays.gpu.services.web.gpus")->key->path,
			    "services.*.gpus");
	assert_string_equal(
		rule_find("services.a.deploy.resources.reservations.devices.0.count")->key->path,
		"services.*.gpus.*.count");
	assert_null(rule_find("services.web.nothing"));
	assert_null(rule_find("services.web.image.more"));
}

static const char *number(struct arena *arena, double value, bool single)
{
	return number_text(arena, value, single, 21);
}

void test_schema__numbers_are_written_as_go_does(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	assert_string_equal(number(arena, 1.5, false), "1.5");
	assert_string_equal(number(arena, 0, false), "0");
	assert_string_equal(number(arena, -2, false), "-2");
	assert_string_equal(number(arena, 0.1f, true), "0.1");
	assert_string_equal(number(arena, 0.001, false), "0.001");
	assert_string_equal(number(arena, 1e6, false), "1000000");
	assert_string_equal(number(arena, 123456789, false), "123456789");
	assert_string_equal(number(arena, 1.25e22, false), "1.25e+22");
	assert_string_equal(number(arena, 1e-7, false), "1e-07");
	assert_string_equal(number(arena, 1.0 / 3, false), "0.3333333333333333");
	arena_destroy(arena);
}

void test_schema__choices_match_whole_words_and_stars(void **state)
{
	size_t index = 9;
	(void)state;
	assert_true(choice_matches("no always on-failure:*", "always", &index));
	assert_int_equal(index, 1);
	assert_true(choice_matches("no always on-failure:*", "on-failure:3", &index));
	assert_int_equal(index, 2);
	assert_false(choice_matches("no always on-failure:*", "on-failure:", &index));
	assert_false(choice_matches("no always", "alway", &index));
	assert_false(choice_matches("no always", "", &index));
}
