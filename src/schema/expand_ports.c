/* "127.0.0.1:8080-8081:80-81/udp": one text can be many ports, so the list is expanded whole. */
#include "table.h"

#include <arpa/inet.h>
#include <string.h>

struct range {
	int64_t first, last; /* 0 = none */
};

struct port_text {
	const char *host_ip; /* or NULL */
	const char *protocol;
	struct range published, target;
};

static bool bad_port(struct expansion *expansion, const struct node *item, const char *why)
{
	diag_error(expansion->diags, item->at, "bad-value", "\"%s\" is no port: %s", item->text,
		   why);
	diag_remedy(expansion->diags, "write [[ADDRESS:]PUBLISHED:]TARGET[/PROTOCOL]");
	return false;
}

static bool read_range(struct arena *arena, const char *text, struct range *ret_range)
{
	const char *dash = strchr(text, '-');
	struct range range;
	if (dash) {
		if (!text_to_int64(arena_copy_n(arena, text, (size_t)(dash - text)),
				   &range.first) ||
		    !text_to_int64(dash + 1, &range.last))
			return false;
	} else if (!text_to_int64(text, &range.first)) {
		return false;
	} else {
		range.last = range.first;
	}
	if (range.first < 0 || range.last > 65535 || range.last < range.first)
		return false;
	*ret_range = range;
	return true;
}

static bool is_address(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];
	return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

static bool read_address(struct expansion *expansion, const struct node *item, const char *text,
			 struct port_text *port)
{
	size_t length = strlen(text);
	if (!length)
		return true;
	if (text[0] == '[' && text[length - 1] == ']')
		text = arena_copy_n(expansion->arena, text + 1, length - 2);
	port->host_ip = text;
	return is_address(text) || bad_port(expansion, item, "its address is none");
}

/* Cuts text at its last colon; returns what is behind, *head keeps what is before or is NULL. */
static const char *cut_last(struct arena *arena, const char *text, const char **head)
{
	const char *colon = text ? strrchr(text, ':') : NULL;
	if (!colon) {
		*head = NULL;
		return text;
	}
	*head = arena_copy_n(arena, text, (size_t)(colon - text));
	return colon + 1;
}

static bool read_port(struct expansion *expansion, const struct node *item, const char *text,
		      struct port_text *port)
{
	struct arena *arena = expansion->arena;
	const char *slash = strrchr(text, '/'), *head, *address;
	port->protocol = slash ? text_lower(arena, slash + 1) : "tcp";
	if (!choice_matches("tcp udp sctp", port->protocol, NULL))
		return bad_port(expansion, item, "its protocol is not tcp, udp or sctp");
	if (slash)
		text = arena_copy_n(arena, text, (size_t)(slash - text));
	const char *target = cut_last(arena, text, &head);
	const char *published = cut_last(arena, head, &address);
	if (address && !read_address(expansion, item, address, port))
		return false;
	if (!read_range(arena, target, &port->target) || !port->target.first)
		return bad_port(expansion, item, "the container's port is no number or range");
	if (!text_is_empty(published) && !read_range(arena, published, &port->published))
		return bad_port(expansion, item, "the published port is no number or range");
	int64_t targets = port->target.last - port->target.first;
	if (port->published.last && targets &&
	    port->published.last - port->published.first != targets)
		return bad_port(expansion, item, "the two ranges are not of the same length");
	return true;
}

static void set(struct arena *arena, struct node *mapping, const char *key, enum scalar_kind kind,
		const char *text)
{
	entry_set(arena, mapping, key, node_scalar(arena, mapping->at, kind, text), NULL);
}

static const char *published_text(struct arena *arena, const struct port_text *port, int64_t index)
{
	const struct range *range = &port->published;
	if (!range->last)
		return NULL;
	if (port->target.first == port->target.last && range->first != range->last)
		return arena_printf(arena, "%lld-%lld", (long long)range->first,
				    (long long)range->last);
	return arena_printf(arena, "%lld", (long long)(range->first + index));
}

static struct node *port_node(struct expansion *expansion, const struct node *item,
			      const struct port_text *port, int64_t index)
{
	struct arena *arena = expansion->arena;
	struct node *made = container_like(arena, item, NODE_MAPPING);
	const char *published = published_text(arena, port, index);
	set(arena, made, "mode", SCALAR_TEXT, "ingress");
	if (port->host_ip)
		set(arena, made, "host_ip", SCALAR_TEXT, port->host_ip);
	set(arena, made, "target", SCALAR_INT,
	    arena_printf(arena, "%lld", (long long)(port->target.first + index)));
	if (published)
		set(arena, made, "published", SCALAR_TEXT, published);
	set(arena, made, "protocol", SCALAR_TEXT, port->protocol);
	return made;
}

/* Compose orders the ports of one text by the target as text: 100 before 99. */
static int by_target(const void *left, const void *right)
{
	return strcmp(text_at(left, "target"), text_at(right, "target"));
}

static void add_ports(struct expansion *expansion, const struct node *item, struct node *list)
{
	struct port_text port = { 0 };
	struct list made = { 0 };
	if (!read_port(expansion, item, cast_text(expansion->arena, item), &port))
		return;
	expansion->ports += (size_t)(port.target.last - port.target.first) + 1;
	if (expansion->ports > EXPANSION_PORTS_LIMIT) {
		diag_error(expansion->diags, item->at, "too-many-ports",
			   "more than %zu ports in one file", EXPANSION_PORTS_LIMIT);
		diag_remedy(expansion->diags, "publish fewer ports, or use `network_mode: host`");
		return;
	}
	for (int64_t i = 0; i <= port.target.last - port.target.first; i++)
		list_add(expansion->arena, &made, port_node(expansion, item, &port, i));
	list_sort(&made, by_target);
	for (LIST_EACH(struct node, one, &made))
		list_add(expansion->arena, &list->items, one);
}

struct node *expand_ports(struct expansion *expansion, const struct node *node)
{
	if (node->kind != NODE_SEQUENCE)
		return NULL;
	struct node *made = container_like(expansion->arena, node, NODE_SEQUENCE);
	for (LIST_EACH(struct node, item, &node->items)) {
		bool is_short = item->kind == NODE_SCALAR && !item->tag && !node_is_null(item) &&
				!node_is_open(item);
		if (is_short)
			add_ports(expansion, item, made);
		else
			list_add(expansion->arena, &made->items, item);
	}
	return made;
}
