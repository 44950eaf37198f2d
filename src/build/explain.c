#include "explain.h"

#include <string.h>

#include "dockerfile.h"

static void add_excerpt(struct arena *arena, const struct context *context, struct lines lines,
			struct buf *out)
{
	if (lines.first == 0 || context->dockerfile_text == NULL)
		return;
	buf_printf(out, "\n%s:%u\n", context->dockerfile_shown, lines.first);
	dockerfile_excerpt(arena, context->dockerfile_text, lines, out);
}

static void add_tail(const struct progress *progress, const struct vertex *culprit, struct buf *out)
{
	AUTO_BUF struct buf tail = { 0 };

	progress_tail(progress, culprit, PROGRESS_TAIL_LINES, &tail);
	if (tail.length > 0)
		buf_printf(out, "\nits last output:\n%s", buf_text(&tail));
}

const char *explain_subject(struct arena *arena, const char *subject)
{
	return text_starts(subject, "Image ")
		       ? arena_printf(arena, "image %s", subject + strlen("Image "))
		       : subject;
}

/* The engine's words without the names of its own inner parts. */
static const char *without_prefixes(const char *words)
{
	static const char *const prefixes[] = { "failed to solve with frontend dockerfile.v0: ",
						"failed to solve: ",
						"failed to create LLB definition: " };

	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (text_starts(words, prefixes[i]))
			words += strlen(prefixes[i]);
	return words;
}

char *explain_failure(struct arena *arena, const struct build_request *request,
		      const struct context *context, const struct progress *progress,
		      const char *engine_words)
{
	AUTO_BUF struct buf out = { 0 };
	const struct vertex *culprit = progress_culprit(progress);
	const char *words = culprit != NULL ? culprit->error : text_or(engine_words, "");
	struct lines lines = dockerfile_find_error(words);

	words = without_prefixes(words);
	buf_printf(&out, "cannot build %s: ", explain_subject(arena, request->subject));
	if (culprit != NULL)
		buf_printf(&out, "%s failed: ",
			   text_printable(arena, culprit->name, strlen(culprit->name), false));
	buf_add(&out, text_is_empty(words) ? "the engine gave no reason" : words);
	if (culprit != NULL && lines.first == 0 && context->dockerfile_text != NULL)
		lines = dockerfile_find_step(arena, context->dockerfile_text, culprit->name);
	add_excerpt(arena, context, lines, &out);
	if (lines.first == 0)
		buf_add(&out, "\n");
	add_tail(progress, culprit, &out);
	while (out.length > 0 && out.data[out.length - 1] == '\n')
		out.data[--out.length] = '\0';
	return buf_to_arena(&out, arena);
}

const char *explain_remedy(const struct vertex *culprit, const char *words)
{
	static const struct {
		const char *words, *remedy;
	} known[] = {
		{ "no active session",
		  "the step asks for a registry login, a secret or ssh, which this build cannot "
		  "hand over: pull the base image first, or take that out of the Dockerfile" },
		{ "no such host",
		  "a name was not found from where the engine builds: check its DNS" },
		{ "no space left on device", "make room where the engine keeps its images" },
		{ "could not find bridge docker0", "the engine has lost its default bridge: "
						   "restart it, or build with `network: host`" },
	};

	if (culprit != NULL) {
		if (text_starts(culprit->name, DOCKERFILE_METADATA))
			return "the base image is not in the engine's store, and its registry did "
			       "not give it: pull or load it first, or name another";
		words = culprit->error;
	}
	for (size_t i = 0; words != NULL && i < COUNT_OF(known); i++)
		if (strstr(words, known[i].words) != NULL)
			return known[i].remedy;
	return NULL;
}
