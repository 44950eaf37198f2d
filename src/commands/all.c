#include "context.h"
#include "verbs.h"

const struct command *const all_commands[] = {
	&command_up,
	&command_down,
	&command_build,
	&command_ps,
	&command_logs,
	&command_health,
	&command_exec,
	&command_config,
	&command_generate,
	&command_schema,
	&command_explain,
	&command_version,
	&command_help,
	&command_completion,
	&command_man,
	&command_complete,
	NULL,
};
