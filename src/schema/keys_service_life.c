/* Rows of the table: when a service runs and what it waits for. Sorted by path. */
#include "table.h"

// clang-format off
const struct key keys_service_life[] = {
	{ .path = "services.*.depends_on", .type = KEY_MAP,
	  .flags = ALSO_LIST | NAMED | HASH_NOT, .order = 24, STORE(NAMED, service, depends_on),
	  .size = sizeof(struct dependency), .sentence = "Services that must be started first." },
	{ .path = "services.*.depends_on.*", .type = KEY_OBJECT,
	  .at = offsetof(struct dependency, at), .sentence = "One dependency." },
	{ .path = "services.*.depends_on.*.condition", .type = KEY_TEXT, .flags = FILL,
	  .order = 1,
	  .choices = "service_started service_healthy service_completed_successfully",
	  STORE(CHOICE, dependency, condition), .default_text = "service_started",
	  .sentence = "What to wait for." },
	{ .path = "services.*.depends_on.*.required", .type = KEY_BOOL, .flags = KEEP | FILL,
	  .order = 3, STORE(BOOL, dependency, required), .default_text = "true",
	  .sentence = "Fail when the other service is not available." },
	{ .path = "services.*.depends_on.*.restart", .type = KEY_BOOL, .order = 2,
	  STORE(BOOL, dependency, restart), .default_text = "false",
	  .sentence = "Restart this service when the other one is restarted or recreated." },
	{ .path = "services.*.extends", .type = KEY_OBJECT, .flags = ALSO_TEXT | HASH_NOT,
	  .order = 37, .short_key = "service", .sentence = "A service to start from." },
	{ .path = "services.*.extends.file", .type = KEY_TEXT, .flags = PATH, .order = 1,
	  .sentence = "File that holds it; this one when absent." },
	{ .path = "services.*.extends.service", .type = KEY_TEXT, .flags = REQUIRED, .order = 2,
	  .sentence = "Name of that service." },
	{ .path = "services.*.profiles", .type = KEY_TEXTS, .flags = HASH_NOT, .order = 1,
	  .unique = UNIQUE_NAME, STORE(TEXTS, service, profiles),
	  .sentence = "Profiles that the service belongs to; it runs only when one of "
		      "them is active." },
	{ .path = "services.*.pull_policy", .type = KEY_TEXT, .flags = HASH_NOT, .order = 67,
	  .choices = "always never build if_not_present missing refresh daily weekly every_*",
	  STORE(TEXT, service, pull_policy), .default_text = "missing",
	  .sentence = "When the image is pulled." },
	{ .path = "services.*.pull_refresh_after", .type = KEY_DURATION, .flags = HASH_NOT,
	  .order = 68, .sentence = "Age after which the image is pulled anew." },
	{ .path = "services.*.scale", .type = KEY_INT, .flags = KEEP | HASH_NOT, .order = 72,
	  STORE(INT, service, scale), .unset = -1, .default_text = "1",
	  .sentence = "Number of containers." },
};
// clang-format on
const size_t keys_service_life_count = COUNT_OF(keys_service_life);
