#include <string.h>

#include "body.h"

/* The first network by priority, then by name, is the one the container starts on. */
static int by_priority(const void *left, const void *right)
{
	const struct service_network *a = left, *b = right;
	if (a->priority != b->priority)
		return a->priority > b->priority ? -1 : 1;
	return strcmp(a->network, b->network);
}

static struct list sorted_networks(struct body *body)
{
	struct list networks = { 0 };
	for (LIST_EACH(struct service_network, network, &body->service->networks))
		list_add(body->arena, &networks, network);
	list_sort(&networks, by_priority);
	return networks;
}

static const char *engine_name(struct body *body, const struct service_network *use)
{
	const struct network *network = project_network(body->input->project, use->network);
	return network ? network->name : use->network;
}

/* By id where it is known: names of networks are not unique in an engine. */
static const char *engine_id(struct body *body, const struct service_network *use)
{
	const char *name = engine_name(body, use);
	const char *id = map_get(body->input->network_ids, name);
	return id ? id : name;
}

const char *body_network_mode(struct body *body)
{
	if (body->service->network_mode)
		return body_namespace(body, body->service->network_mode);
	struct list networks = sorted_networks(body);
	return networks.count ? engine_name(body, networks.items[0]) : NULL;
}

static void put_aliases(struct body *body, const struct service_network *use)
{
	struct map aliases = { 0 };
	map_set(body->arena, &aliases, body->input->container_name, NULL);
	map_set(body->arena, &aliases, body->service->name, NULL);
	for (LIST_EACH(const char, alias, &use->aliases))
		map_set(body->arena, &aliases, alias, NULL);
	json_key(&body->json, "Aliases");
	json_open_array(&body->json);
	for (size_t i = 0; i < aliases.count; i++)
		json_put_text(&body->json, aliases.entries[i].key);
	json_close_array(&body->json);
}

/* "service[:alias]" of this project, and "container[:alias]" of anywhere. */
static void put_links(struct body *body)
{
	struct list links = { 0 };
	for (LIST_EACH(const char, text, &body->service->links)) {
		const char *colon = strchr(text, ':');
		size_t length = colon ? (size_t)(colon - text) : strlen(text);
		const char *name = arena_copy_n(body->arena, text, length);
		const char *id = map_get(body->input->container_ids, name);
		list_add(body->arena, &links,
			 arena_printf(body->arena, "%s:%s", id ? id : name,
				      colon ? colon + 1 : name));
	}
	for (LIST_EACH(const char, text, &body->service->external_links))
		list_add(body->arena, &links,
			 strchr(text, ':') ? arena_copy(body->arena, text)
					   : arena_printf(body->arena, "%s:%s", text, text));
	body_list(body, "Links", &links);
}

static void put_endpoint(struct body *body, const struct service_network *use)
{
	json_open_object(&body->json);
	put_aliases(body, use);
	put_links(body);
	if (use->ipv4_address || use->ipv6_address || use->link_local_ips.count) {
		json_key(&body->json, "IPAMConfig");
		json_open_object(&body->json);
		body_text(body, "IPv4Address", use->ipv4_address);
		body_text(body, "IPv6Address", use->ipv6_address);
		body_list(body, "LinkLocalIPs", &use->link_local_ips);
		json_close_object(&body->json);
	}
	if (use->mac_address && body->input->api_version < 144)
		body_fail(body, "networks.%s.mac_address needs an engine with API 1.44 or newer",
			  use->network);
	body_text(body, "MacAddress", use->mac_address);
	body_map(body, "DriverOpts", &use->driver_opts);
	body_int(body, "GwPriority", use->gateway_priority);
	json_close_object(&body->json);
}

static void add_connection(struct body *body, const struct service_network *use,
			   struct list *ret_connect_later)
{
	struct buf out = { 0 };
	struct json_writer outer = body->json;
	struct body_connection *connection = ARENA_NEW(body->arena, struct body_connection);
	/* The endpoint is written by the same functions, into a document of its own. */
	json_begin(&body->json, &out, false);
	json_open_object(&body->json);
	json_key(&body->json, "EndpointConfig");
	put_endpoint(body, use);
	json_close_object(&body->json);
	body->json = outer;
	connection->network = engine_id(body, use);
	connection->body = buf_to_arena(&out, body->arena);
	buf_finish(&out);
	list_add(body->arena, ret_connect_later, connection);
}

void body_networking(struct body *body, struct list *ret_connect_later)
{
	struct list networks = sorted_networks(body);
	/* Before API 1.44 an engine refuses more than one network at create. */
	size_t at_create = body->input->api_version >= 144 ? networks.count : 1;
	if (body->service->network_mode || networks.count == 0)
		return;
	json_key(&body->json, "NetworkingConfig");
	json_open_object(&body->json);
	json_key(&body->json, "EndpointsConfig");
	json_open_object(&body->json);
	for (size_t i = 0; i < at_create; i++) {
		json_key(&body->json, engine_name(body, networks.items[i]));
		put_endpoint(body, networks.items[i]);
	}
	json_close_object(&body->json);
	json_close_object(&body->json);
	for (size_t i = at_create; i < networks.count; i++)
		add_connection(body, networks.items[i], ret_connect_later);
}
