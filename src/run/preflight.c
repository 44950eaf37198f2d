#include "preflight.h"

struct list preflight_services(struct preflight *preflight)
{
	struct list services = { 0 };
	struct map seen = { 0 };
	for (LIST_EACH(const struct step, step, &preflight->plan->steps)) {
		bool starts =
			step->kind == STEP_CREATE_CONTAINER || step->kind == STEP_START_CONTAINER;
		if (!starts || !step->service || map_has(&seen, step->service->name))
			continue;
		map_set(preflight->context->arena, &seen, step->service->name, NULL);
		list_add(preflight->context->arena, &services,
			 project_service(preflight->context->project, step->service->name));
	}
	return services;
}

void preflight_fail(struct preflight *preflight, enum exit_code code)
{
	if (preflight->code == EXIT_DONE)
		preflight->code = code;
}

bool preflight_is_local(const struct preflight *preflight)
{
	return text_starts(engine_host(preflight->context->engine), "unix://");
}

static void check_file(struct preflight *preflight, const struct file_object *object,
		       const char *what, const struct file_reference *use)
{
	if (!object || !object->file || path_exists(object->file))
		return;
	diag_error(preflight->diags, object->at, "missing-file", "%s %s: there is no file %s", what,
		   object->key, object->file);
	diag_note(preflight->diags, use->at, "used here");
	diag_remedy(preflight->diags, "make the file, or take the %s out", what);
	preflight_fail(preflight, EXIT_PROJECT);
}

/* The engine would say so only at create, after networks and other containers were made. */
static void check_files(struct preflight *preflight, const struct service *service)
{
	const struct project *project = preflight->context->project;
	for (LIST_EACH(const struct file_reference, use, &service->secrets))
		check_file(preflight, project_secret(project, use->source), "secret", use);
	for (LIST_EACH(const struct file_reference, use, &service->configs))
		check_file(preflight, project_config(project, use->source), "config", use);
}

static bool has_network(const struct observed *there, const char *name)
{
	for (LIST_EACH(const struct observed_network, network, &there->networks))
		if (text_equal(network->name, name))
			return true;
	return false;
}

static bool has_volume(const struct observed *there, const char *name)
{
	for (LIST_EACH(const struct observed_volume, volume, &there->volumes))
		if (text_equal(volume->name, name))
			return true;
	return false;
}

static void check_external(struct preflight *preflight)
{
	const struct project *project = preflight->context->project;
	for (LIST_EACH(const struct network, network, &project->networks)) {
		if (!network->external || has_network(preflight->there, network->name))
			continue;
		diag_error(
			preflight->diags, network->at, "missing-external",
			"the engine has no network %s, and it is external: clau does not make it",
			network->name);
		preflight_fail(preflight, EXIT_REFUSED);
	}
	for (LIST_EACH(const struct volume, volume, &project->volumes)) {
		if (!volume->external || has_volume(preflight->there, volume->name))
			continue;
		diag_error(preflight->diags, volume->at, "missing-external",
			   "the engine has no volume %s, and it is external: clau does not make it",
			   volume->name);
		preflight_fail(preflight, EXIT_REFUSED);
	}
}

/* Without systemd podman never runs a check, and what waits for health waits for ever. */
static void warn_of_podman(struct preflight *preflight, const struct list *services)
{
	if (!engine_is_podman(preflight->context->engine))
		return;
	for (LIST_EACH(const struct service, service, services)) {
		if (!service->healthcheck || service->healthcheck->disable)
			continue;
		ui_warn(preflight->context->ui,
			"the engine is podman, which runs health checks only where systemd does: "
			"%s may never become healthy",
			service->name);
		return;
	}
}

bool run_preflight(struct run_context *context, const struct observed *there,
		   const struct plan *plan, struct diags *diags, enum exit_code *ret_code)
{
	struct preflight preflight = {
		.context = context, .there = there, .plan = plan, .diags = diags
	};
	struct list services = preflight_services(&preflight);
	for (LIST_EACH(const struct service, service, &services))
		check_files(&preflight, service);
	if (services.count)
		check_external(&preflight);
	warn_of_podman(&preflight, &services);
	preflight_ports(&preflight);
	preflight_gpus(&preflight);
	if (preflight.code == EXIT_DONE)
		return true;
	*ret_code = preflight.code;
	return false;
}
