#include "clau/schema.h"
#include "table.h"

#include <string.h>

struct paths {
	void (*visit)(void *data, struct node *scalar);
	void *data;
};

static void visit_text(struct paths *paths, struct node *node)
{
	if (node->kind == NODE_SCALAR && node->scalar == SCALAR_TEXT && *node->text)
		paths->visit(paths->data, node);
}

/* A build context that is no directory here. */
static bool is_remote(const char *text)
{
	static const char *const begins[] = { "https://", "http://",         "git://",
					      "ssh://",   "github.com/",     "git@",
					      "service:", "docker-image://", "oci-layout://",
					      "target:" };
	for (size_t i = 0; i < COUNT_OF(begins); i++)
		if (text_starts(text, begins[i]))
			return true;
	return false;
}

static const char *behind_equals(const char *text)
{
	const char *equals = strchr(text, '=');
	return equals ? equals + 1 : text;
}

static void visit_path(struct paths *paths, const struct rule *rule, struct node *node,
		       bool is_pair)
{
	if (node->kind != NODE_SCALAR || node_is_null(node))
		return;
	if (is_pair && !strchr(node->text, '='))
		return;
	const char *text = is_pair ? behind_equals(node->text) : node->text;
	if (!rule_has(rule, CONTEXT) || !is_remote(text))
		visit_text(paths, node);
}

static void visit_paths(struct paths *paths, const struct rule *rule, const struct node *node)
{
	for (LIST_EACH(struct node, item, &node->items))
		visit_path(paths, rule, item, rule->key->type == KEY_PAIRS);
	for (size_t i = 0; i < node->entries.count; i++)
		visit_path(paths, rule, node->entries.entries[i].value, false);
}

static void visit_mount(struct paths *paths, struct node *mount)
{
	if (mount->kind == NODE_SCALAR) {
		const char *text = mount->text;
		if (volume_source_length(text) && (text[0] == '$' || volume_source_is_path(text)))
			visit_text(paths, mount);
		return;
	}
	struct node *source = node_get(mount, "source");
	if (source && text_equal(text_at(mount, "type"), "bind"))
		visit_text(paths, source);
}

/* A local volume that is a directory of the host in truth. */
static void visit_volume(struct paths *paths, const struct node *volume)
{
	const struct node *options = node_get(volume, "driver_opts");
	struct node *device = node_get(options, "device");
	if (device && text_equal(text_at(volume, "driver"), "local") &&
	    text_equal(text_at(options, "o"), "bind"))
		visit_text(paths, device);
}

static void walk(struct paths *paths, const struct rule *rule, struct node *node)
{
	if (!rule || text_equal(node->tag, "!reset"))
		return;
	if (rule_is_path(rule, "services.*.volumes.*")) {
		visit_mount(paths, node);
		return;
	}
	if (rule_is_path(rule, "volumes.*"))
		visit_volume(paths, node);
	if (rule_has(rule, PATH | CONTEXT)) {
		if (node->kind == NODE_SCALAR)
			visit_path(paths, rule, node, false);
		else
			visit_paths(paths, rule, node);
		return;
	}
	if (node->kind == NODE_SCALAR && rule->key->short_key)
		walk(paths, rule_child(rule, rule->key->short_key), node);
	else if (node->kind == NODE_SCALAR && rule->key->type == KEY_LIST)
		walk(paths, rule_child(rule, "*"), node);
	for (LIST_EACH(struct node, item, &node->items))
		walk(paths, rule_child(rule, "*"), item);
	for (size_t i = 0; i < node->entries.count; i++)
		walk(paths, rule_child(rule, node->entries.entries[i].key),
		     node->entries.entries[i].value);
}

void schema_each_path(struct node *root, void (*visit)(void *data, struct node *scalar), void *data)
{
	struct paths paths = { .visit = visit, .data = data };
	walk(&paths, rule_root(), root);
}
