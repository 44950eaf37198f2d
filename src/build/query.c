#include "query.h"

#include <stdlib.h>
#include <string.h>

#include "clau/json.h"
#include "clau/loop.h"

static void add(struct buf *out, struct arena *arena, const char *key, const char *value)
{
	if (text_is_empty(value))
		return;
	buf_printf(out, "%s%s=%s", out->length > 0 ? "&" : "", key, url_escape(arena, value));
}

static void add_map(struct buf *out, struct arena *arena, const char *key, const struct map *map,
		    bool from_environment)
{
	AUTO_BUF struct buf document = { 0 };
	struct json_writer writer;
	size_t written = 0;

	json_begin(&writer, &document, false);
	json_open_object(&writer);
	for (size_t i = 0; i < map->count; i++) {
		const char *name = map->entries[i].key, *value = map->entries[i].value;

		if (value == NULL)
			value = from_environment ? getenv(name) : "";
		if (value == NULL)
			continue;
		json_member_put_text(&writer, name, value);
		written++;
	}
	json_close_object(&writer);
	if (written > 0)
		add(out, arena, key, buf_text(&document));
}

static void add_list(struct buf *out, struct arena *arena, const char *key, const struct list *list)
{
	AUTO_BUF struct buf document = { 0 };
	struct json_writer writer;

	json_begin(&writer, &document, false);
	json_open_array(&writer);
	for (LIST_EACH(char, text, list))
		json_put_text(&writer, text);
	json_close_array(&writer);
	if (list->count > 0)
		add(out, arena, key, buf_text(&document));
}

/* The file may write host=ip or host:ip, and an IPv6 address in brackets; the engine takes
 * host:ip alone. */
static const char *host_text(struct arena *arena, const char *text)
{
	size_t name = strcspn(text, "=:");
	const char *address = text + name + (text[name] != '\0');
	size_t length = strlen(address);

	if (length >= 2 && address[0] == '[' && address[length - 1] == ']') {
		address++;
		length -= 2;
	}
	return arena_printf(arena, "%.*s:%.*s", (int)name, text, (int)length, address);
}

char *query_make(struct arena *arena, const struct build_request *request, const char *dockerfile)
{
	AUTO_BUF struct buf out = { 0 };

	for (LIST_EACH(char, tag, &request->tags))
		add(&out, arena, "t", tag);
	add(&out, arena, "dockerfile", dockerfile);
	add(&out, arena, "target", request->target);
	add(&out, arena, "networkmode", request->network);
	add(&out, arena, "platform", request->platform);
	add_map(&out, arena, "buildargs", &request->args, true);
	add_map(&out, arena, "labels", &request->labels, false);
	add_list(&out, arena, "cachefrom", &request->cache_from);
	for (LIST_EACH(char, host, &request->extra_hosts))
		add(&out, arena, "extrahosts", host_text(arena, host));
	if (request->shm_size > 0)
		add(&out, arena, "shmsize",
		    arena_printf(arena, "%lld", (long long)request->shm_size));
	add(&out, arena, "nocache", request->no_cache ? "1" : NULL);
	add(&out, arena, "pull", request->pull ? "1" : NULL);
	return buf_to_arena(&out, arena);
}
