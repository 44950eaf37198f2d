#include <stdlib.h>
#include <string.h>

#include "clau/run.h"

static const char *label(const struct map *labels, const char *key)
{
	return text_or(map_get(labels, key), "");
}

static void copy_texts(struct arena *arena, struct list *into, const struct list *from)
{
	for (LIST_EACH(const char, text, from))
		list_add(arena, into, arena_copy(arena, text));
}

/* "Exited (137) 2 hours ago": the list has the code nowhere else. */
static int exit_code_of(const char *status)
{
	static const char before[] = "Exited (";
	return text_starts(status, before) ? (int)strtol(status + strlen(before), NULL, 10) : 0;
}

static struct observed_container *container_of(struct arena *arena,
					       const struct container_summary *summary)
{
	struct observed_container *container = ARENA_NEW(arena, struct observed_container);
	int64_t number = 0;
	text_to_int64(label(&summary->labels, LABEL_NUMBER), &number);
	container->id = arena_copy(arena, summary->id);
	container->name = arena_copy(arena, summary->name);
	container->service = arena_copy(arena, label(&summary->labels, LABEL_SERVICE));
	container->number = (unsigned)number;
	container->state = arena_copy(arena, summary->state);
	container->exit_code = exit_code_of(summary->status);
	container->config_hash = arena_copy(arena, label(&summary->labels, LABEL_CONFIG_HASH));
	container->content_hash = arena_copy(arena, label(&summary->labels, LABEL_CONTENT_HASH));
	container->image_label = arena_copy(arena, label(&summary->labels, LABEL_IMAGE));
	container->depends_on = arena_copy(arena, label(&summary->labels, LABEL_DEPENDS_ON));
	container->image_id = arena_copy(arena, summary->image_id);
	container->oneoff = text_equal(label(&summary->labels, LABEL_ONEOFF), "True");
	copy_texts(arena, &container->networks, &summary->networks);
	for (LIST_EACH(const struct container_mount, mount, &summary->mounts))
		if (text_equal(mount->type, "volume"))
			list_add(arena, &container->volumes, arena_copy(arena, mount->name));
	return container;
}

static int by_service_and_number(const void *left, const void *right)
{
	const struct observed_container *a = left, *b = right;
	int order = strcmp(a->service, b->service);
	if (order)
		return order;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void take_containers(struct arena *arena, struct observed *there, const struct list *answer)
{
	for (LIST_EACH(const struct container_summary, summary, answer))
		if (map_has(&summary->labels, LABEL_CONFIG_HASH) ||
		    text_equal(label(&summary->labels, LABEL_ONEOFF), "True"))
			list_add(arena, &there->containers, container_of(arena, summary));
	list_sort(&there->containers, by_service_and_number);
}

static bool is_wanted_network(const struct project *project, const char *name)
{
	for (size_t i = 0; project && i < project->networks.count; i++) {
		const struct network *network = project->networks.items[i];
		if (text_equal(network->name, name))
			return true;
	}
	return false;
}

static bool is_wanted_volume(const struct project *project, const char *name)
{
	for (size_t i = 0; project && i < project->volumes.count; i++) {
		const struct volume *volume = project->volumes.items[i];
		if (text_equal(volume->name, name))
			return true;
	}
	return false;
}

static void take_networks(struct run_context *context, struct observed *there,
			  const struct list *answer)
{
	struct arena *arena = context->arena;
	for (LIST_EACH(const struct network_summary, summary, answer)) {
		bool ours = text_equal(label(&summary->labels, LABEL_PROJECT), there->project);
		if (!ours && !is_wanted_network(context->project, summary->name))
			continue;
		struct observed_network *network = ARENA_NEW(arena, struct observed_network);
		network->id = arena_copy(arena, summary->id);
		network->name = arena_copy(arena, summary->name);
		network->key = arena_copy(arena, label(&summary->labels, LABEL_NETWORK));
		network->config_hash =
			arena_copy(arena, label(&summary->labels, LABEL_CONFIG_HASH));
		network->ours = ours;
		list_add(arena, &there->networks, network);
	}
}

static void take_volumes(struct run_context *context, struct observed *there,
			 const struct list *answer)
{
	struct arena *arena = context->arena;
	for (LIST_EACH(const struct volume_summary, summary, answer)) {
		bool ours = text_equal(label(&summary->labels, LABEL_PROJECT), there->project);
		if (!ours && !is_wanted_volume(context->project, summary->name))
			continue;
		struct observed_volume *volume = ARENA_NEW(arena, struct observed_volume);
		volume->name = arena_copy(arena, summary->name);
		volume->key = arena_copy(arena, label(&summary->labels, LABEL_VOLUME));
		volume->config_hash = arena_copy(arena, label(&summary->labels, LABEL_CONFIG_HASH));
		volume->ours = ours;
		list_add(arena, &there->volumes, volume);
	}
}

/* All questions are sent before the first answer is waited for. */
struct questions {
	struct call *containers, *networks, *volumes;
	struct list images; /* struct call *, in the order of names */
	struct list names; /* const char *: image references */
};

static void ask(struct run_context *context, struct questions *questions)
{
	struct engine *engine = context->engine;
	const char *labels[] = {
		arena_printf(context->arena, LABEL_PROJECT "=%s", context->project_name), NULL
	};
	questions->containers = engine_list_containers(engine, true, labels);
	questions->networks = engine_list_networks(engine, NULL);
	questions->volumes = engine_list_volumes(engine, NULL);
	struct map seen = { 0 };
	for (size_t i = 0; context->project && i < context->project->services.count; i++) {
		const char *name = service_image(context->arena, context->project,
						 context->project->services.items[i]);
		if (map_has(&seen, name))
			continue;
		map_set(context->arena, &seen, name, NULL);
		list_add(context->arena, &questions->names, arena_copy(context->arena, name));
		list_add(context->arena, &questions->images, engine_inspect_image(engine, name));
	}
}

static void finish_questions(struct questions *questions)
{
	call_destroy(questions->containers);
	call_destroy(questions->networks);
	call_destroy(questions->volumes);
	for (LIST_EACH(struct call, call, &questions->images))
		call_destroy(call);
}

static bool wait_for(struct run_context *context, struct call *call, const char *what,
		     struct failure *ret_failure)
{
	if (engine_wait(context->engine, call))
		return true;
	*ret_failure = engine_failure(context->engine, call, context->arena, what);
	return false;
}

static bool take_images(struct run_context *context, struct observed *there,
			const struct questions *questions, struct failure *ret_failure)
{
	for (size_t i = 0; i < questions->images.count; i++) {
		struct call *call = questions->images.items[i];
		if (engine_wait(context->engine, call)) {
			const struct image_details *image = call->result;
			map_set(context->arena, &there->images, questions->names.items[i],
				arena_copy(context->arena, image->id));
		} else if (call->trouble != ENGINE_NOT_FOUND) {
			*ret_failure = engine_failure(context->engine, call, context->arena,
						      "look for the images");
			return false;
		}
	}
	return true;
}

struct observed *run_observe(struct run_context *context, struct failure *ret_failure)
{
	struct observed *there = ARENA_NEW(context->arena, struct observed);
	struct questions questions = { 0 };
	there->project = context->project_name;
	ask(context, &questions);
	bool well = wait_for(context, questions.containers, "list the containers", ret_failure) &&
		    wait_for(context, questions.networks, "list the networks", ret_failure) &&
		    wait_for(context, questions.volumes, "list the volumes", ret_failure) &&
		    take_images(context, there, &questions, ret_failure);
	if (well) {
		take_containers(context->arena, there, questions.containers->result);
		take_networks(context, there, questions.networks->result);
		take_volumes(context, there, questions.volumes->result);
	}
	finish_questions(&questions);
	return well ? there : NULL;
}
