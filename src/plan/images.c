#include <string.h>

#include "inside.h"

/* What one image reference needs; several services may share it. */
struct image_need {
	const char *reference;
	const struct service *builder; /* the first with a build section, or NULL */
	const struct service *puller; /* the first whose policy lets it be pulled, or NULL */
	bool pull_always;
	bool optional;
	struct step *step;
	bool is_open, is_closed; /* while the builds are ordered */
};

struct images {
	struct draft draft;
	const struct project *project;
	const struct observed *there;
	const struct plan_options *how;
	struct map needs; /* reference -> struct image_need * */
};

static const char *policy_of(const struct images *images, const struct service *service)
{
	return images->how->pull ? images->how->pull : text_or(service->pull_policy, "missing");
}

/* An id, or a reference by digest, cannot mean another image tomorrow. */
static bool is_pinned(const char *reference)
{
	return strchr(reference, '@') || text_starts(reference, "sha256:");
}

static struct image_need *add_need(struct images *images, const struct service *service,
				   bool optional)
{
	struct arena *arena = images->draft.arena;
	const char *reference = service_image(arena, images->project, service);
	const char *policy = policy_of(images, service);
	struct image_need *need = map_get(&images->needs, reference);

	if (!need) {
		need = ARENA_NEW(arena, struct image_need);
		need->reference = reference;
		need->optional = true;
		map_set(arena, &images->needs, reference, need);
	}
	need->optional &= optional;
	if (service->build && !need->builder)
		need->builder = service;
	if (service->image && !text_equal(policy, "never") && !need->puller)
		need->puller = service;
	need->pull_always |= text_equal(policy, "always");
	if (text_starts(policy, "every_") || text_equal(policy, "daily") ||
	    text_equal(policy, "weekly"))
		draft_note(&images->draft, "pull_policy %s of %s is taken as `missing`", policy,
			   service->name);
	return need;
}

static const char *build_reason(const struct images *images, const struct image_need *need)
{
	if (!need->builder || images->how->build == BUILD_NEVER)
		return NULL;
	if (images->how->build == BUILD_ALWAYS)
		return "--build";
	if (!map_has(&images->there->images, need->reference))
		return "not there yet";
	if (text_equal(policy_of(images, need->builder), "build"))
		return "pull_policy is build";
	return NULL;
}

/* What can be built is pulled only when building is forbidden: its name is often nobody's. */
static const char *pull_reason(const struct images *images, const struct image_need *need)
{
	bool is_there = map_has(&images->there->images, need->reference);

	if (!need->puller || (need->builder && images->how->build != BUILD_NEVER))
		return NULL;
	if (!is_there)
		return "not there yet";
	if (need->pull_always && !need->builder && !is_pinned(need->reference))
		return images->how->pull ? "--pull always" : "pull_policy is always";
	return NULL;
}

static void plan_need(struct images *images, struct image_need *need)
{
	const char *build = build_reason(images, need);
	const char *pull = build ? NULL : pull_reason(images, need);
	const struct service *service = build ? need->builder : need->puller;

	if (need->step || (!build && !pull))
		return;
	need->step = draft_step(&images->draft, build ? STEP_BUILD_IMAGE : STEP_PULL_IMAGE,
				need->reference, build ? build : pull);
	need->step->service = service;
	need->step->at = build ? service->build->at : service->image_at;
	need->step->optional = need->optional;
}

/* additional_contexts: "service:x" builds on the image of x, which may not take part itself. */
static void add_contexts(struct images *images, const struct service *service, bool optional,
			 unsigned depth)
{
	const struct map *contexts = service->build ? &service->build->additional_contexts : NULL;

	for (size_t i = 0; contexts && i < contexts->count; i++) {
		const char *value = contexts->entries[i].value;
		const struct service *other =
			value && text_starts(value, "service:")
				? project_service(images->project, value + strlen("service:"))
				: NULL;

		if (!other || !other->build || depth == 0)
			continue;
		add_need(images, other, optional);
		add_contexts(images, other, optional, depth - 1);
	}
}

static struct image_need *context_need(struct images *images, const char *value)
{
	const struct service *other =
		value && text_starts(value, "service:")
			? project_service(images->project, value + strlen("service:"))
			: NULL;

	return other ? map_get(&images->needs,
			       service_image(images->draft.arena, images->project, other))
		     : NULL;
}

/* An edge only to what is closed: contexts in a circle are cut where the circle closes. */
static void order_contexts(struct images *images, struct image_need *need)
{
	const struct map *contexts =
		need->builder ? &need->builder->build->additional_contexts : NULL;

	if (need->is_open || need->is_closed)
		return;
	need->is_open = true;
	for (size_t i = 0; contexts && i < contexts->count; i++) {
		struct image_need *first = context_need(images, contexts->entries[i].value);

		if (!first)
			continue;
		order_contexts(images, first);
		if (first->is_closed)
			draft_after(&images->draft, need->step, first->step);
	}
	need->is_closed = true;
}

struct plan *plan_images(struct arena *arena, const struct project *project,
			 const struct observed *there, const struct plan_options *how)
{
	struct images images = {
		.draft = draft_begin(arena), .project = project, .there = there, .how = how
	};
	struct map by_name = { 0 };
	struct list services = order_services(arena, project, how, &by_name);

	for (LIST_EACH(struct wanted, wanted, &services)) {
		add_need(&images, wanted->service, wanted->optional);
		add_contexts(&images, wanted->service, wanted->optional, 16);
	}
	for (size_t i = 0; i < images.needs.count; i++)
		plan_need(&images, images.needs.entries[i].value);
	for (size_t i = 0; i < images.needs.count; i++)
		order_contexts(&images, images.needs.entries[i].value);
	return draft_finish(&images.draft);
}
