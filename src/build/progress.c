#include "progress.h"

#include <string.h>

#define LOG_KEPT ((size_t)64 << 10)
#define DETAIL_WIDTH 90

void progress_init(struct progress *progress, struct arena *arena, struct ui *ui, struct loop *loop,
		   const char *subject)
{
	*progress = (struct progress){ .arena = arena, .ui = ui, .loop = loop, .subject = subject };
}

void progress_finish(struct progress *progress)
{
	for (size_t i = 0; i < progress->vertexes.count; i++)
		buf_finish(&((struct vertex *)progress->vertexes.entries[i].value)->log);
	buf_finish(&progress->text);
}

/* ---- what is shown */

/* A step's name on one line, runs of blanks made one, cut to a width. */
static char *one_line(struct arena *arena, const char *name)
{
	char *words = text_printable(arena, name, strlen(name), false);
	size_t length = 0;

	for (const char *at = words; *at != '\0'; at++)
		if (*at != ' ' || (length > 0 && words[length - 1] != ' '))
			words[length++] = *at;
	words[length] = '\0';
	if (length <= DETAIL_WIDTH)
		return words;
	length = DETAIL_WIDTH;
	while (length > 0 && ((unsigned char)words[length] & 0xC0) == 0x80)
		length--;
	return arena_printf(arena, "%.*s…", (int)length, words);
}

/* The same without "[build 3/7] ". */
static char *short_name(struct arena *arena, const char *name)
{
	const char *close = *name == '[' ? strstr(name, "] ") : NULL;

	return one_line(arena, close ? close + 2 : name);
}

static unsigned known_steps(const struct progress *progress)
{
	unsigned known = 0;

	for (size_t i = 0; i < progress->vertexes.count; i++)
		if (!((struct vertex *)progress->vertexes.entries[i].value)->internal)
			known++;
	return known;
}

static void show(struct progress *progress, const char *detail, int64_t current, int64_t total)
{
	const struct ui_event event = { .subject = progress->subject,
					.verb = "Building",
					.state = UI_WORKING,
					.detail = detail,
					.now = loop_now(progress->loop),
					.current = current,
					.total = total };

	ui_event(progress->ui, &event);
}

void progress_begin(struct progress *progress)
{
	show(progress, NULL, 0, 0);
}

static void show_current(struct progress *progress, struct arena *scratch)
{
	unsigned known = known_steps(progress);
	unsigned at = progress->finished < known ? progress->finished + 1 : known;
	const struct vertex *current = progress->current;

	if (current == NULL)
		return;
	if (current->internal)
		show(progress, short_name(scratch, current->name), 0, 0);
	else
		show(progress,
		     arena_printf(scratch, "%u/%u %s", at, known,
				  short_name(scratch, current->name)),
		     progress->finished, known);
}

/* Where nothing is redrawn in place, a finished step is a line of its own. */
static void tell_finished(struct progress *progress, const struct vertex *vertex,
			  struct arena *scratch)
{
	int64_t took = vertex->completed - vertex->started;
	const char *how = "CACHED";

	if (ui_is_live(progress->ui) || vertex->internal)
		return;
	if (!vertex->cached)
		how = duration_short(scratch, took > 0 ? took : 0);
	if (vertex->error != NULL)
		how = arena_printf(scratch, "FAILED %s", how);
	ui_progress_line(progress->ui, arena_printf(scratch, "%s  %s  %s", progress->subject,
						    text_printable(scratch, vertex->name,
								   strlen(vertex->name), false),
						    how));
}

/* ---- what the trace says */

static bool is_internal(const char *name)
{
	return text_starts(name, "[internal]") || text_equal(name, "copy /context /") ||
	       text_starts(name, "exporting ") || text_starts(name, "[auth]") ||
	       text_starts(name, "resolve image config ") || text_starts(name, "importing cache");
}

static struct vertex *find_vertex(struct progress *progress, const char *digest)
{
	struct vertex *vertex = map_get(&progress->vertexes, digest);

	if (vertex != NULL)
		return vertex;
	vertex = ARENA_NEW(progress->arena, struct vertex);
	vertex->digest = arena_copy(progress->arena, digest);
	vertex->name = "";
	buf_init(&vertex->log, 4 * LOG_KEPT);
	map_set(progress->arena, &progress->vertexes, vertex->digest, vertex);
	return vertex;
}

/* A vertex comes several times, with more known each time. */
static void take_vertex(struct progress *progress, const struct trace_vertex *told,
			struct arena *scratch)
{
	struct vertex *vertex = find_vertex(progress, told->digest);

	if (!text_is_empty(told->name) && !text_equal(told->name, vertex->name)) {
		vertex->name = arena_copy(progress->arena, told->name);
		vertex->internal = is_internal(vertex->name);
	}
	vertex->cached = vertex->cached || told->cached;
	if (told->started > 0 && vertex->started == 0 && !told->cached)
		progress->current = vertex;
	if (told->started > 0)
		vertex->started = told->started;
	if (!text_is_empty(told->error) && vertex->error == NULL)
		vertex->error = arena_copy(progress->arena, told->error);
	if (told->completed == 0)
		return;
	vertex->completed = told->completed;
	if (vertex->counted)
		return;
	vertex->counted = true;
	progress->finished += !vertex->internal;
	progress->cached += !vertex->internal && vertex->cached;
	tell_finished(progress, vertex, scratch);
}

static void keep_log(struct buf *log, const char *bytes, size_t length)
{
	if (length > LOG_KEPT) {
		bytes += length - LOG_KEPT;
		length = LOG_KEPT;
	}
	if (log->length + length > 2 * LOG_KEPT)
		buf_consume(log, log->length - LOG_KEPT);
	buf_append(log, bytes, length);
}

static void take_trace(struct progress *progress, const char *text)
{
	struct arena *scratch = arena_create();
	struct trace *trace = trace_decode(scratch, text);

	if (trace == NULL) {
		progress->strange++;
		arena_destroy(scratch);
		return;
	}
	for (LIST_EACH(struct trace_log, log, &trace->logs))
		keep_log(&find_vertex(progress, log->vertex)->log, log->bytes, log->length);
	for (LIST_EACH(struct trace_vertex, vertex, &trace->vertexes))
		take_vertex(progress, vertex, scratch);
	show_current(progress, scratch);
	arena_destroy(scratch);
}

/* Text of a builder that speaks no trace; its last line is what goes on. */
static void take_text(struct progress *progress, const char *text)
{
	struct arena *scratch;

	keep_log(&progress->text, text, strlen(text));
	scratch = arena_create();
	text = text_trim(scratch, text, strlen(text));
	if (!text_is_empty(text) && progress->vertexes.count == 0)
		show(progress, short_name(scratch, text), 0, 0);
	arena_destroy(scratch);
}

void progress_take(struct progress *progress, const struct json *line)
{
	const char *trace = json_text(line, "aux", NULL);
	const char *image = json_text(line, "aux.ID", NULL);
	const char *stream = json_text(line, "stream", NULL);
	const char *error = json_text(line, "errorDetail.message", json_text(line, "error", NULL));

	if (trace != NULL && text_equal(json_text(line, "id", ""), "moby.buildkit.trace"))
		take_trace(progress, trace);
	if (image != NULL)
		progress->image_id = arena_copy(progress->arena, image);
	if (stream != NULL)
		take_text(progress, stream);
	if (error != NULL)
		progress->error = text_printable(progress->arena, error, strlen(error), true);
}

void progress_sent(struct progress *progress, int64_t bytes)
{
	struct arena *scratch = arena_create();

	if (progress->current == NULL || progress->current->internal)
		show(progress,
		     arena_printf(scratch, "sending the context: %s", bytes_short(scratch, bytes)),
		     bytes, 0);
	arena_destroy(scratch);
}

/* ---- what a failure is told by */

static bool is_echo(const char *error)
{
	/* Steps beside the culprit end because it did. */
	return strstr(error, "context canceled") != NULL ||
	       strstr(error, "did not complete") != NULL;
}

struct vertex *progress_culprit(const struct progress *progress)
{
	struct vertex *culprit = NULL;

	for (size_t i = 0; i < progress->vertexes.count; i++) {
		struct vertex *vertex = progress->vertexes.entries[i].value;

		if (vertex->error == NULL)
			continue;
		if (culprit == NULL || (is_echo(culprit->error) && !is_echo(vertex->error)))
			culprit = vertex;
	}
	return culprit;
}

/* What a terminal would show of a line that was overwritten with carriage returns. */
static const char *last_written(const char *line, size_t *length)
{
	const char *start = line;

	while (*length > 0 && line[*length - 1] == '\r')
		(*length)--;
	for (size_t i = 0; i < *length; i++)
		if (line[i] == '\r')
			start = line + i + 1;
	*length -= (size_t)(start - line);
	return start;
}

static const char *back_lines(const struct buf *log, unsigned lines)
{
	const char *text = buf_text(log), *at = text + log->length;

	while (at > text && lines > 0) {
		const char *line = at - 1;

		while (line > text && line[-1] != '\n')
			line--;
		at = line;
		lines--;
	}
	return at;
}

void progress_tail(const struct progress *progress, const struct vertex *vertex, unsigned lines,
		   struct buf *out)
{
	const struct buf *log = vertex != NULL ? &vertex->log : &progress->text;
	const char *at = lines > 0 ? back_lines(log, lines) : buf_text(log);
	const char *end = buf_text(log) + log->length;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((stop != NULL ? stop : end) - at);
		const char *line = last_written(at, &length);

		buf_printf(out, "  | %s\n", text_printable(progress->arena, line, length, false));
		at = stop != NULL ? stop + 1 : end;
	}
}
