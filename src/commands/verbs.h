/* The verbs, in the order of `clau help`. Private to commands. */
#ifndef COMMANDS_VERBS_H
#define COMMANDS_VERBS_H

#include "clau/option.h"

#define CLAU_TAGLINE "runs the VizDoom research stack, or any Compose project, on a Docker Engine"

extern const char clau_version[];

extern const struct command command_up, command_down, command_build, command_ps, command_logs,
	command_health, command_exec, command_config, command_generate, command_version,
	command_schema, command_explain, command_help, command_completion, command_man,
	command_complete;

#endif
