/* Short forms of volumes and devices. */
#include "table.h"

#include <ctype.h>
#include <string.h>

static void set_text(struct arena *arena, struct node *mapping, const char *key, const char *text)
{
	entry_set(arena, mapping, key, node_scalar(arena, mapping->at, SCALAR_TEXT, text), NULL);
}

static void set_true(struct arena *arena, struct node *mapping, const char *key)
{
	entry_set(arena, mapping, key, node_scalar(arena, mapping->at, SCALAR_BOOL, "true"), NULL);
}

/* The mapping below a key, made when it is not there. */
static struct node *below(struct arena *arena, struct node *mapping, const char *key)
{
	if (!node_get(mapping, key))
		entry_set(arena, mapping, key, node_mapping(arena, mapping->at), NULL);
	return node_get(mapping, key);
}

/* Bytes up to the next colon that separates. */
static size_t section_length(const char *text)
{
	size_t open = 0, i = 0;
	for (; text[i]; i++) {
		if (text[i] == '$' && text[i + 1] == '{')
			open++;
		else if (text[i] == '}' && open)
			open--;
		else if (text[i] == ':' && !open && !(i == 1 && isalpha((unsigned char)text[0])))
			break;
	}
	return i;
}

size_t volume_source_length(const char *text)
{
	size_t length = section_length(text);
	return strlen(text) > 2 && text[length] == ':' ? length : 0;
}

bool volume_source_is_path(const char *source)
{
	return strchr("./~", source[0])
		       ? source[0] != '\0'
		       : text_starts(source, "\\\\") ||
				 (isalpha((unsigned char)source[0]) && source[1] == ':');
}

static void set_option(struct arena *arena, struct node *mount, const char *option)
{
	static const char propagations[] = "rprivate private rshared shared rslave slave";
	if (text_equal(option, "ro"))
		set_true(arena, mount, "read_only");
	else if (text_equal(option, "rw"))
		node_remove(mount, "read_only");
	else if (text_equal(option, "nocopy"))
		set_true(arena, below(arena, mount, "volume"), "nocopy");
	else if (text_equal(option, "z") || text_equal(option, "Z"))
		set_text(arena, below(arena, mount, "bind"), "selinux", option);
	else if (choice_matches(propagations, option, NULL))
		set_text(arena, below(arena, mount, "bind"), "propagation", option);
}

static void set_options(struct arena *arena, struct node *mount, const char *options)
{
	struct list parts = text_split(arena, options, ',');
	for (LIST_EACH(char, option, &parts))
		set_option(arena, mount, option);
}

static void set_type(struct arena *arena, struct node *mount, const char *source)
{
	if (source && volume_source_is_path(source)) {
		set_text(arena, mount, "type", "bind");
		set_true(arena, below(arena, mount, "bind"), "create_host_path");
		return;
	}
	set_text(arena, mount, "type", "volume");
	below(arena, mount, "volume");
}

static bool bad_mount(struct expansion *expansion, const struct node *node, const char *why)
{
	diag_error(expansion->diags, node->at, "bad-value", "\"%s\" is no mount: %s", node->text,
		   why);
	diag_remedy(expansion->diags, "write [SOURCE:]TARGET[:OPTIONS], or the long form");
	return false;
}

/* The sections of a short form: [target], [source, target] or [source, target, options]. */
static bool split_mount(struct expansion *expansion, const struct node *node, struct list *parts)
{
	const char *at = node->text;
	if (!*at)
		return bad_mount(expansion, node, "it is empty");
	if (strlen(at) <= 2) {
		list_add(expansion->arena, parts, arena_copy(expansion->arena, at));
		return true;
	}
	for (;;) {
		size_t length = section_length(at);
		if (!length)
			return bad_mount(expansion, node, "a section between colons is empty");
		list_add(expansion->arena, parts, arena_copy_n(expansion->arena, at, length));
		if (!at[length])
			break;
		at += length + 1;
	}
	return parts->count <= 3 || bad_mount(expansion, node, "it has too many colons");
}

struct node *expand_volume(struct expansion *expansion, const struct node *node)
{
	struct arena *arena = expansion->arena;
	struct list parts = { 0 };
	if (node->kind != NODE_SCALAR || node->scalar != SCALAR_TEXT ||
	    !split_mount(expansion, node, &parts))
		return NULL;
	struct node *mount = container_like(arena, node, NODE_MAPPING);
	const char *source = parts.count > 1 ? parts.items[0] : NULL;
	const char *target = parts.items[parts.count > 1 ? 1 : 0];
	if (source)
		set_text(arena, mount, "source", source);
	set_text(arena, mount, "target", path_clean(arena, target));
	if (parts.count > 2)
		set_options(arena, mount, parts.items[2]);
	set_type(arena, mount, source);
	return mount;
}

struct node *expand_device(struct expansion *expansion, const struct node *node)
{
	struct arena *arena = expansion->arena;
	if (node->kind != NODE_SCALAR || node->scalar != SCALAR_TEXT)
		return NULL;
	struct list parts = text_split(arena, node->text, ':');
	if (parts.count > 3 && !node_is_open(node)) {
		diag_error(expansion->diags, node->at, "bad-value",
			   "\"%s\" is no device: it has too many colons", node->text);
		diag_remedy(expansion->diags, "write HOST[:CONTAINER[:rwm]], or the long form");
	}
	struct node *device = container_like(arena, node, NODE_MAPPING);
	const char *source = parts.items[0];
	const char *target = parts.count > 1 ? parts.items[1] : "";
	set_text(arena, device, "source", source);
	set_text(arena, device, "target", *target ? target : source);
	set_text(arena, device, "permissions", parts.count > 2 ? parts.items[2] : "rwm");
	return device;
}
