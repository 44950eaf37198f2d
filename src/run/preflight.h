/* What would make `up` fail, found before the first change. Private to run. */
#ifndef RUN_PREFLIGHT_H
#define RUN_PREFLIGHT_H

#include "clau/run.h"

struct preflight {
	struct run_context *context;
	const struct observed *there;
	const struct plan *plan;
	struct diags *diags;
	enum exit_code code;
};
/* The services whose containers the plan makes or starts: struct service *, each once. */
struct list preflight_services(struct preflight *preflight);
/* Keeps the first code that is not EXIT_DONE. */
void preflight_fail(struct preflight *preflight, enum exit_code code);
bool preflight_is_local(const struct preflight *preflight); /* the engine runs on this machine */

void preflight_ports(struct preflight *preflight);
void preflight_gpus(struct preflight *preflight);

#endif
