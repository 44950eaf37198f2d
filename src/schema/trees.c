#include "table.h"

#include <string.h>

void entry_set(struct arena *arena, struct node *mapping, const char *key, struct node *value,
	       const struct node *name)
{
	union {
		const struct node *read;
		struct node *write;
	} shared = { name };
	map_set(arena, &mapping->entries, key, value);
	if (!shared.write)
		shared.write = node_scalar(arena, value->at, SCALAR_TEXT, key);
	map_set(arena, &mapping->keys, key, shared.write);
}

struct node *scalar_at(struct arena *arena, const struct node *from, enum scalar_kind kind,
		       const char *text)
{
	struct node *made = node_scalar(arena, from->at, kind, text);
	made->layer = from->layer;
	made->tag = from->tag;
	made->under = from->under;
	return made;
}

struct node *container_like(struct arena *arena, const struct node *from, enum node_kind kind)
{
	struct node *made = kind == NODE_MAPPING ? node_mapping(arena, from->at)
						 : node_sequence(arena, from->at);
	made->layer = from->layer;
	made->tag = from->tag;
	made->under = from->under;
	return made;
}

const char *text_at(const struct node *mapping, const char *key)
{
	const struct node *value = node_get(mapping, key);
	return value && value->kind == NODE_SCALAR && !node_is_null(value) ? value->text : NULL;
}

static int by_bytes(const void *left, const void *right)
{
	return strcmp(left, right);
}

struct list sorted_keys(struct arena *arena, const struct node *mapping)
{
	struct list keys = { 0 };
	for (size_t i = 0; i < mapping->entries.count; i++) {
		union {
			const char *read;
			void *item;
		} key = { mapping->entries.entries[i].key };
		list_add(arena, &keys, key.item);
	}
	list_sort(&keys, by_bytes);
	return keys;
}

static bool is_letter(char character)
{
	return ((character | 0x20) >= 'a' && (character | 0x20) <= 'z') || character & 0x80;
}

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* The number at `at`; *ret_end behind it. A zero inside a number counts as a digit of it. */
static int64_t number_at(const char *text, size_t at, bool inside, size_t *ret_end)
{
	int64_t value = inside;
	for (; is_digit(text[at]) && value < INT64_MAX / 10 - 9; at++)
		value = value * 10 + (text[at] - '0');
	*ret_end = at;
	return value;
}

static bool inside_number(const char *text, size_t at)
{
	while (at-- > 0 && is_digit(text[at]))
		if (text[at] != '0')
			return true;
	return false;
}

/* As go-yaml orders the keys of a mapping. */
static int by_nature(const void *left, const void *right)
{
	const char *one = left, *other = right;
	size_t i = 0, one_end, other_end;
	while (one[i] && one[i] == other[i])
		i++;
	if (!one[i] || !other[i])
		return !!one[i] - !!other[i];
	bool digits = i && is_digit(one[i - 1]);
	bool one_letter = is_letter(one[i]), other_letter = is_letter(other[i]);
	if (one_letter != other_letter)
		return one_letter == digits ? -1 : 1;
	if (one_letter)
		return (unsigned char)one[i] < (unsigned char)other[i] ? -1 : 1;
	bool inside = (one[i] == '0' || other[i] == '0') && inside_number(one, i);
	int64_t one_number = number_at(one, i, inside, &one_end);
	int64_t other_number = number_at(other, i, inside, &other_end);
	if (one_number != other_number)
		return one_number < other_number ? -1 : 1;
	if (one_end != other_end)
		return one_end < other_end ? -1 : 1;
	return one[i] < other[i] ? -1 : 1;
}

struct list printed_keys(struct arena *arena, const struct node *mapping)
{
	struct list keys = sorted_keys(arena, mapping);
	list_sort(&keys, by_nature);
	return keys;
}

static bool scalar_is_empty(const struct key *key, const struct node *node)
{
	bool truth = true;
	double number = 1;
	int64_t integer = 1;
	switch ((int)key->type) {
	case KEY_BOOL:
		return cast_bool(node, &truth) && !truth;
	case KEY_INT:
	case KEY_NUMBER:
		return cast_number(node, &number) && !(number < 0) && !(number > 0);
	case KEY_BYTES:
		return cast_bytes(node, &integer) && !integer;
	case KEY_DURATION:
		return cast_duration(node, &integer) && !integer;
	case KEY_MODE:
		return cast_mode(node, &integer) && !integer;
	default:
		return !*node->text;
	}
}

bool value_is_empty(const struct key *key, const struct node *node)
{
	if (!node || node_is_null(node))
		return true;
	if (node->kind == NODE_SCALAR)
		return scalar_is_empty(key, node);
	if (node->kind == NODE_SEQUENCE)
		return !node->items.count;
	return key->type != KEY_OBJECT && !node->entries.count;
}

bool zero_is_a_word(const struct key *key, const struct node *node)
{
	return key->type == KEY_INT && key->default_text && !text_equal(key->default_text, "0") &&
	       node && node->kind == NODE_SCALAR && !node_is_null(node);
}
