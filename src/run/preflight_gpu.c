/* GPU requests: which of driver, toolkit, runtime and CDI the engine's machine lacks. */
#include <stdlib.h>

#include "preflight.h"

/* What could be found out; `unknown` where the engine is on another machine. */
struct gpu_stack {
	bool local;
	bool driver; /* the kernel's */
	bool toolkit; /* a hook that dockerd itself would find */
	bool runtime; /* configured in the engine */
	bool cdi_directories, cdi_device;
};

static bool is_gpu_request(const struct device_request *request)
{
	for (LIST_EACH(const char, capability, &request->capabilities))
		if (text_equal(capability, "gpu"))
			return true;
	return text_equal(request->driver, "nvidia");
}

static bool wants_gpu(const struct service *service, struct span *ret_at)
{
	if (service->gpus.count) {
		*ret_at = service_span(service, "gpus");
		return true;
	}
	for (size_t i = 0; service->deploy && i < service->deploy->devices.count; i++) {
		const struct device_request *request = service->deploy->devices.items[i];
		if (text_equal(request->driver, "cdi") || !is_gpu_request(request))
			continue;
		*ret_at = request->at.file
				  ? request->at
				  : service_span(service, "deploy.resources.reservations.devices");
		return true;
	}
	return false;
}

static bool is_in_path(struct arena *arena, const char *program)
{
	struct list folders = text_split(arena, text_or(getenv("PATH"), ""), ':');
	for (LIST_EACH(const char, folder, &folders))
		if (folder[0] && path_exists(path_join(arena, folder, program)))
			return true;
	return false;
}

static bool has_text(const struct list *texts, const char *prefix)
{
	for (LIST_EACH(const char, text, texts))
		if (text_starts(text, prefix))
			return true;
	return false;
}

static struct gpu_stack look(struct preflight *preflight, const struct engine_info *info)
{
	struct arena *arena = preflight->context->arena;
	struct gpu_stack stack = { .local = preflight_is_local(preflight) };
	if (stack.local) {
		stack.driver = path_exists("/dev/nvidiactl") || path_exists("/dev/dxg");
		stack.toolkit = is_in_path(arena, "nvidia-container-runtime-hook");
	}
	stack.runtime = has_text(&info->runtimes, "nvidia");
	stack.cdi_directories = info->cdi_spec_directories.count > 0;
	stack.cdi_device = has_text(&info->discovered_devices, "nvidia.com/gpu");
	return stack;
}

static const char *yes_no(bool yes)
{
	return yes ? "found" : "missing";
}

static void report(struct preflight *preflight, const struct service *service, struct span at,
		   const struct gpu_stack *stack)
{
	diag_error(preflight->diags, at, "no-gpu",
		   "service %s asks for a GPU, and the engine at %s cannot give one", service->name,
		   engine_host(preflight->context->engine));
	if (engine_is_podman(preflight->context->engine)) {
		/* It takes such a request and gives nothing, without a word. */
		diag_remedy(preflight->diags, "this is podman: use a Docker Engine");
		preflight_fail(preflight, EXIT_REFUSED);
		return;
	}
	if (stack->local) {
		diag_note(preflight->diags, NO_SPAN, "NVIDIA driver (/dev/nvidiactl): %s",
			  yes_no(stack->driver));
		diag_note(preflight->diags, NO_SPAN,
			  "NVIDIA container toolkit (nvidia-container-runtime-hook): %s",
			  yes_no(stack->toolkit));
	}
	diag_note(preflight->diags, NO_SPAN, "nvidia runtime in the engine: %s",
		  yes_no(stack->runtime));
	diag_note(preflight->diags, NO_SPAN, "CDI in the engine: %s",
		  stack->cdi_device        ? "found"
		  : stack->cdi_directories ? "on, but it knows no nvidia.com/gpu device"
					   : "missing");
	diag_remedy(
		preflight->diags,
		stack->local && !stack->driver
			? "install the NVIDIA driver first, or start without --gpu"
			: "install and configure the NVIDIA container toolkit, or start without "
			  "--gpu");
	preflight_fail(preflight, EXIT_REFUSED);
}

void preflight_gpus(struct preflight *preflight)
{
	struct run_context *context = preflight->context;
	struct list services = preflight_services(preflight);
	struct call *call = NULL;
	struct gpu_stack stack = { 0 };
	for (LIST_EACH(const struct service, service, &services)) {
		struct span at;
		if (!wants_gpu(service, &at))
			continue;
		if (!call) {
			call = engine_get_info(context->engine);
			if (!engine_wait(context->engine, call))
				break;
			stack = look(preflight, call->result);
		}
		bool able = stack.toolkit || stack.runtime || stack.cdi_device;
		if (!able || engine_is_podman(context->engine))
			report(preflight, service, at, &stack);
	}
	call_destroy(call);
}
