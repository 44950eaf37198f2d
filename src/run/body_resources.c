#include <math.h>

#include "body.h"

static int64_t first_set(int64_t preferred, int64_t otherwise)
{
	return preferred != 0 ? preferred : otherwise;
}

static void put_memory(struct body *body, const struct deploy *deploy)
{
	const struct service *service = body->service;
	body_int(body, "Memory", first_set(deploy->limit_memory, service->mem_limit));
	body_int(body, "MemoryReservation",
		 first_set(deploy->reserved_memory, service->mem_reservation));
	body_int(body, "MemorySwap", service->memswap_limit);
	body_int(body, "MemorySwappiness", service->mem_swappiness);
	body_int(body, "ShmSize", service->shm_size);
	body_int(body, "PidsLimit", first_set(deploy->limit_pids, service->pids_limit));
	body_int(body, "OomScoreAdj", service->oom_score_adj);
	body_true(body, "OomKillDisable", service->oom_kill_disable);
}

static void put_processors(struct body *body, const struct deploy *deploy)
{
	const struct service *service = body->service;
	double cpus = deploy->limit_cpus > 0 ? deploy->limit_cpus : service->cpus;
	body_int(body, "NanoCpus", llround(cpus * 1e9));
	body_int(body, "CpuCount", service->cpu_count);
	body_int(body, "CpuPercent", llround(service->cpu_percent));
	body_int(body, "CpuPeriod", service->cpu_period);
	body_int(body, "CpuQuota", service->cpu_quota);
	body_int(body, "CpuShares", service->cpu_shares);
	body_int(body, "CpuRealtimePeriod", service->cpu_rt_period);
	body_int(body, "CpuRealtimeRuntime", service->cpu_rt_runtime);
	body_text(body, "CpusetCpus", service->cpuset);
}

static void put_ulimits(struct body *body)
{
	const struct map *ulimits = &body->service->ulimits;
	if (ulimits->count == 0)
		return;
	json_key(&body->json, "Ulimits");
	json_open_array(&body->json);
	for (size_t i = 0; i < ulimits->count; i++) {
		const struct ulimit *ulimit = ulimits->entries[i].value;
		json_open_object(&body->json);
		json_member_put_text(&body->json, "Name", ulimits->entries[i].key);
		json_member_put_int(&body->json, "Soft", ulimit->soft);
		json_member_put_int(&body->json, "Hard", ulimit->hard);
		json_close_object(&body->json);
	}
	json_close_array(&body->json);
}

/* "vendor/class=name" on both sides is a CDI device, asked for by a device request. */
static bool is_cdi(const struct device *device)
{
	const char *source = device->source;
	return source && source[0] != '/' && text_equal(source, device->target);
}

static void put_devices(struct body *body)
{
	const struct list *devices = &body->service->devices;
	if (devices->count == 0)
		return;
	json_key(&body->json, "Devices");
	json_open_array(&body->json);
	for (LIST_EACH(struct device, device, devices)) {
		if (is_cdi(device))
			continue;
		json_open_object(&body->json);
		json_member_put_text(&body->json, "PathOnHost", device->source);
		json_member_put_text(&body->json, "PathInContainer",
				     text_or(device->target, device->source));
		json_member_put_text(&body->json, "CgroupPermissions",
				     text_or(device->permissions, "rwm"));
		json_close_object(&body->json);
	}
	json_close_array(&body->json);
}

static void put_request(struct body *body, const struct device_request *request, bool is_gpu)
{
	json_open_object(&body->json);
	json_member_put_text(&body->json, "Driver", text_or(request->driver, ""));
	json_member_put_int(&body->json, "Count", request->count);
	body_list(body, "DeviceIDs", &request->device_ids);
	json_key(&body->json, "Capabilities");
	json_open_array(&body->json);
	json_open_array(&body->json);
	for (LIST_EACH(const char, capability, &request->capabilities))
		json_put_text(&body->json, capability);
	if (is_gpu)
		json_put_text(&body->json, "gpu");
	json_close_array(&body->json);
	json_close_array(&body->json);
	body_map(body, "Options", &request->options);
	json_close_object(&body->json);
}

static void put_cdi_request(struct body *body, const struct device *device)
{
	json_open_object(&body->json);
	json_member_put_text(&body->json, "Driver", "cdi");
	json_key(&body->json, "DeviceIDs");
	json_open_array(&body->json);
	json_put_text(&body->json, device->source);
	json_close_array(&body->json);
	json_close_object(&body->json);
}

static void put_device_requests(struct body *body, const struct deploy *deploy)
{
	json_key(&body->json, "DeviceRequests");
	json_open_array(&body->json);
	for (LIST_EACH(struct device_request, request, &deploy->devices))
		put_request(body, request, false);
	for (LIST_EACH(struct device, device, &body->service->devices))
		if (is_cdi(device))
			put_cdi_request(body, device);
	for (LIST_EACH(struct device_request, gpu, &body->service->gpus))
		put_request(body, gpu, true);
	json_close_array(&body->json);
}

void body_resources(struct body *body)
{
	static const struct deploy none = { 0 };
	const struct deploy *deploy = body->service->deploy ? body->service->deploy : &none;
	put_memory(body, deploy);
	put_processors(body, deploy);
	put_ulimits(body);
	put_devices(body);
	put_device_requests(body, deploy);
	body_list(body, "DeviceCgroupRules", &body->service->device_cgroup_rules);
}
