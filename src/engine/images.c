/* Images: inspect, pull, build. */
#include <string.h>

#include "private.h"

#define LINE_LIMIT ((size_t)4 << 20)

static bool take_image(struct engine_call *call, const struct json *document)
{
	struct arena *arena = call->call.arena;
	struct image_details *image = ARENA_NEW(arena, struct image_details);

	image->id = json_text(document, "Id", "");
	image->tags = decode_texts(arena, document, "RepoTags");
	image->digests = decode_texts(arena, document, "RepoDigests");
	image->created = time_parse(json_text(document, "Created", NULL));
	image->size = json_int(document, "Size", 0);
	image->architecture = json_text(document, "Architecture", "");
	image->os = json_text(document, "Os", "");
	image->labels = decode_labels(arena, document, "Config.Labels");
	call->call.result = image;
	return image->id[0] != 0;
}

struct call *engine_inspect_image(struct engine *engine, const char *reference)
{
	struct engine_call *call = call_create(engine, &class_read, "GET");
	struct list parts = text_split(call->call.arena, reference, '/');

	for (size_t i = 0; i < parts.count; i++)
		parts.items[i] = url_escape(call->call.arena, parts.items[i]);
	call->path = arena_printf(call->call.arena, "/images/%s/json",
				  text_join(call->call.arena, &parts, "/"));
	call->repeat = REPEAT_SAFE;
	call->take = take_image;
	return call_start(call);
}

struct pull {
	void (*progress)(void *data, const struct pull_progress *progress);
	void *data;
};

static bool on_pull_line(struct engine_call *call, struct arena *scratch,
			 const struct json *document)
{
	const struct pull *pull = call->context;
	const char *status = json_text(document, "status", "");
	struct pull_progress progress = {
		.layer = json_text(document, "id", ""),
		.status = text_printable(scratch, status, strlen(status), false),
		.current = json_int(document, "progressDetail.current", 0),
		.total = json_int(document, "progressDetail.total", 0),
	};

	if (!line_is_error(call, document) && pull->progress != NULL)
		pull->progress(pull->data, &progress);
	return true;
}

/* Without a tag the engine would pull all of them. */
static void split_reference(struct engine_call *call, const char *reference, const char **ret_name,
			    const char **ret_tag)
{
	const char *slash = strrchr(reference, '/');
	const char *from = slash == NULL ? reference : slash;
	const char *mark = strchr(from, '@');

	if (mark == NULL)
		mark = strchr(from, ':');
	*ret_name = reference;
	*ret_tag = "latest";
	if (mark == NULL)
		return;
	*ret_name = arena_copy_n(call->call.arena, reference, (size_t)(mark - reference));
	*ret_tag = mark + 1;
}

struct call *engine_pull_image(struct engine *engine, const char *reference, const char *platform,
			       void (*progress)(void *data, const struct pull_progress *progress),
			       void *data)
{
	struct engine_call *call = call_create(engine, &class_work, "POST");
	struct pull *pull = ARENA_NEW(call->call.arena, struct pull);
	const char *name, *tag;

	split_reference(call, reference, &name, &tag);
	call->path = arena_printf(call->call.arena, "/images/create?fromImage=%s&tag=%s",
				  call_escape(call, name), call_escape(call, tag));
	if (!text_is_empty(platform))
		call->path = arena_printf(call->call.arena, "%s&platform=%s", call->path,
					  call_escape(call, platform));
	pull->progress = progress;
	pull->data = data;
	call->context = pull;
	call->repeat = REPEAT_SAFE;
	call_read_lines(call, LINE_LIMIT, on_pull_line);
	return call_start(call);
}

struct building {
	void (*line)(void *data, const struct json *line);
	void *data;
};

static bool on_build_line(struct engine_call *call, struct arena *scratch,
			  const struct json *document)
{
	const struct building *building = call->context;

	(void)scratch;
	/* The words behind an error may explain it: the stream is read to its end. */
	line_is_error(call, document);
	if (building->line != NULL)
		building->line(building->data, document);
	return true;
}

struct call *engine_build_image(struct engine *engine, const char *query, http_produce produce,
				void *produce_data,
				void (*line)(void *data, const struct json *line), void *data)
{
	struct engine_call *call = call_create(engine, &class_work, "POST");
	struct building *building = ARENA_NEW(call->call.arena, struct building);

	building->line = line;
	building->data = data;
	call->context = building;
	call->path = arena_printf(call->call.arena, "/build?version=2%s%s",
				  text_is_empty(query) ? "" : "&", text_or(query, ""));
	call->content_type = "application/x-tar";
	call->produce = produce;
	call->produce_data = produce_data;
	call_read_lines(call, LINE_LIMIT, on_build_line);
	return call_start(call);
}
