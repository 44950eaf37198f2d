/* Host ports: taken by a container, by another program, or wanted twice, by two services or by two
 * replicas of one. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "preflight.h"

struct wanted_port {
	const struct service *service;
	const struct port *port;
	int64_t number;
};

/* A range with one target is left to the engine, which picks a free one. */
static struct list wanted_ports(struct preflight *preflight)
{
	struct list wanted = { 0 };
	struct list services = preflight_services(preflight);
	struct arena *arena = preflight->context->arena;
	for (LIST_EACH(const struct service, service, &services)) {
		for (LIST_EACH(const struct port, port, &service->ports)) {
			int64_t number;
			if (!text_to_int64(text_or(port->published, ""), &number) || number == 0)
				continue;
			struct wanted_port *want = ARENA_NEW(arena, struct wanted_port);
			*want = (struct wanted_port){ service, port, number };
			list_add(arena, &wanted, want);
		}
	}
	return wanted;
}

static bool is_any(const char *ip)
{
	return text_is_empty(ip) || text_equal(ip, "0.0.0.0") || text_equal(ip, "::");
}

static bool addresses_clash(const char *left, const char *right)
{
	return is_any(left) || is_any(right) || text_equal(left, right);
}

static bool clashes(const struct wanted_port *want, const struct published_port *held)
{
	return held->public_port == want->number &&
	       text_equal(held->protocol, text_or(want->port->protocol, "tcp")) &&
	       addresses_clash(held->ip, want->port->host_ip);
}

/* A container that the plan itself stops or removes gives its ports back in time; and one that is
 * to be started already holds no more than its own. */
static bool is_handled(const struct preflight *preflight, const char *id)
{
	for (LIST_EACH(const struct step, step, &preflight->plan->steps))
		if (text_equal(step->id_there, id) || text_equal(step->replaces, id))
			return true;
	return false;
}

static const struct container_summary *holder_of(const struct preflight *preflight,
						 const struct list *running,
						 const struct wanted_port *want, bool *ret_handled)
{
	for (LIST_EACH(const struct container_summary, container, running)) {
		for (LIST_EACH(const struct published_port, held, &container->ports)) {
			if (!clashes(want, held))
				continue;
			*ret_handled = is_handled(preflight, container->id);
			return container;
		}
	}
	return NULL;
}

/* Whether some program of this machine listens there: asked by trying to bind as the engine will.
 */
static bool is_bound(const struct wanted_port *want)
{
	bool udp = text_equal(want->port->protocol, "udp");
	const char *ip = is_any(want->port->host_ip) ? "0.0.0.0" : want->port->host_ip;
	struct sockaddr_in address = { .sin_family = AF_INET };
	int yes = 1;
	if (inet_pton(AF_INET, ip, &address.sin_addr) != 1)
		return false;
	address.sin_port = htons((uint16_t)want->number);
	AUTO_CLOSE int descriptor =
		socket(AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return false;
	if (!udp)
		setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	return bind(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0 &&
	       errno == EADDRINUSE;
}

static void report(struct preflight *preflight, const struct wanted_port *want, const char *holder)
{
	diag_error(preflight->diags, want->port->at, "port-taken",
		   "host port %lld of service %s is taken by %s", (long long)want->number,
		   want->service->name, holder);
	diag_remedy(preflight->diags, "stop it, or publish another port in this line");
	preflight_fail(preflight, EXIT_REFUSED);
}

static void check_port(struct preflight *preflight, const struct list *running,
		       const struct wanted_port *want)
{
	bool handled = false;
	const struct container_summary *container = holder_of(preflight, running, want, &handled);
	struct arena *arena = preflight->context->arena;
	if (handled)
		return;
	if (container) {
		const char *project = map_get(&container->labels, LABEL_PROJECT);
		report(preflight, want,
		       project ? arena_printf(arena, "container %s of project %s", container->name,
					      project)
			       : arena_printf(arena, "container %s", container->name));
		return;
	}
	if (preflight_is_local(preflight) && is_bound(want))
		report(preflight, want, "another program on this machine");
}

static void check_twice(struct preflight *preflight, const struct list *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct wanted_port *one = wanted->items[i];
		for (size_t j = i + 1; j < wanted->count; j++) {
			const struct wanted_port *other = wanted->items[j];
			bool same = one->number == other->number &&
				    text_equal(text_or(one->port->protocol, "tcp"),
					       text_or(other->port->protocol, "tcp")) &&
				    addresses_clash(one->port->host_ip, other->port->host_ip);
			if (!same)
				continue;
			diag_error(preflight->diags, other->port->at, "port-twice",
				   "host port %lld is published by service %s already",
				   (long long)one->number, one->service->name);
			diag_note(preflight->diags, one->port->at, "here");
			preflight_fail(preflight, EXIT_PROJECT);
		}
	}
}

static size_t count_replicas(const struct preflight *preflight, const struct service *service)
{
	size_t count = 0;
	for (LIST_EACH(const struct step, step, &preflight->plan->steps))
		count += step->kind == STEP_START_CONTAINER && step->service == service;
	return count;
}

static void check_replicas(struct preflight *preflight, const struct wanted_port *want)
{
	size_t count = count_replicas(preflight, want->service);
	if (count < 2)
		return;
	diag_error(preflight->diags, want->port->at, "port-replicas",
		   "host port %lld cannot be published by %zu replicas of service %s",
		   (long long)want->number, count, want->service->name);
	diag_remedy(preflight->diags,
		    "publish a range, such as \"%lld-%lld:%lld\", or no host port",
		    (long long)want->number, (long long)want->number + (long long)count - 1,
		    (long long)want->port->target);
	preflight_fail(preflight, EXIT_PROJECT);
}

void preflight_ports(struct preflight *preflight)
{
	struct run_context *context = preflight->context;
	struct list wanted = wanted_ports(preflight);
	if (wanted.count == 0)
		return;
	check_twice(preflight, &wanted);
	for (LIST_EACH(const struct wanted_port, want, &wanted))
		check_replicas(preflight, want);
	AUTO_CALL struct call *call = engine_list_containers(context->engine, false, NULL);
	if (!engine_wait(context->engine, call)) {
		/* The first step of the plan will meet the same trouble and say so. */
		ui_debug(context->ui, "the ports are not checked: %s", call->message);
		return;
	}
	for (LIST_EACH(const struct wanted_port, want, &wanted))
		check_port(preflight, call->result, want);
}
