/* A service that waits for itself, by way of others. */
#include "table.h"

enum colour { WHITE, GREY, BLACK };

struct visit {
	const char *name;
	enum colour colour;
	const struct visit *from; /* who waits for this one, on the way here */
};

struct cycles {
	struct ruling *ruling;
	struct map visits; /* name -> struct visit * */
	bool found;
};

static struct span edge(const struct cycles *cycles, const char *name, const char *needs)
{
	const struct node *service = node_get(node_get(cycles->ruling->root, "services"), name);
	return node_key_span(node_get(service, "depends_on"), needs);
}

/* `last` waits for `first`, which waits, by way of others, for `last`. */
static void report(struct cycles *cycles, const struct visit *first, const struct visit *last)
{
	struct arena *arena = cycles->ruling->arena;
	struct diags *diags = cycles->ruling->diags;
	struct list way = { 0 };
	AUTO_BUF struct buf text = { 0 };
	for (const struct visit *at = last; at; at = at == first ? NULL : at->from)
		list_add(arena, &way, arena_copy(arena, at->name));
	for (size_t i = way.count; i-- > 0;)
		buf_printf(&text, "%s -> ", (const char *)way.items[i]);
	buf_add(&text, first->name);
	diag_error(diags, edge(cycles, last->name, first->name), "dependency-cycle",
		   "services wait for each other: %s", buf_text(&text));
	for (size_t i = way.count; i-- > 1;)
		diag_note(diags, edge(cycles, way.items[i], way.items[i - 1]), "%s waits for %s",
			  (const char *)way.items[i], (const char *)way.items[i - 1]);
	diag_remedy(diags, "take one of these out of `depends_on`");
	cycles->found = true;
}

static void walk(struct cycles *cycles, struct visit *visit)
{
	const struct node *service =
		node_get(node_get(cycles->ruling->root, "services"), visit->name);
	const struct node *depends = node_get(service, "depends_on");
	visit->colour = GREY;
	for (size_t i = 0; depends && i < depends->entries.count; i++) {
		struct visit *next = map_get(&cycles->visits, depends->entries.entries[i].key);
		if (!next || next->colour == BLACK)
			continue;
		if (next->colour == GREY) {
			report(cycles, next, visit);
			continue;
		}
		next->from = visit;
		walk(cycles, next);
	}
	visit->colour = BLACK;
}

bool rules_check_cycles(struct ruling *ruling)
{
	struct cycles cycles = { .ruling = ruling };
	for (size_t i = 0; i < ruling->active->count; i++) {
		const char *name = ruling->active->entries[i].key;
		struct visit *visit = ARENA_NEW(ruling->arena, struct visit);
		visit->name = name;
		map_set(ruling->arena, &cycles.visits, name, visit);
	}
	for (size_t i = 0; i < cycles.visits.count; i++) {
		struct visit *visit = cycles.visits.entries[i].value;
		if (visit->colour == WHITE)
			walk(&cycles, visit);
	}
	return !cycles.found;
}
