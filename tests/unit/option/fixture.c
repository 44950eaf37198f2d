#include "fixture.h"

static const char *const progress_choices[] = { "auto", "tty", "plain", "json", "quiet", NULL };
static const char *const pull_choices[] = { "always", "missing", "never", NULL };
static const char *const gpu_choices[] = { "gpu", NULL };

const struct option global_options[] = {
	{ .name = "file",
	  'f',
	  OPTION_LIST,
	  offsetof(struct globals, files),
	  "FILE",
	  "Project file to read.",
	  .complete = COMPLETE_FILE },
	{ .name = "overlay",
	  0,
	  OPTION_LIST,
	  offsetof(struct globals, overlays),
	  "NAME",
	  "Overlay to lay over the base.",
	  .complete = COMPLETE_OVERLAY },
	{ .name = "gpu",
	  0,
	  OPTION_SET,
	  offsetof(struct globals, overlays),
	  NULL,
	  "Short for --overlay gpu.",
	  .choices = gpu_choices,
	  .adds = true },
	{ .name = "progress",
	  0,
	  OPTION_CHOICE,
	  offsetof(struct globals, progress),
	  "HOW",
	  "How progress is shown on a terminal, in a pipe and in a pipeline, which is a sentence "
	  "long "
	  "enough to be wrapped.",
	  .choices = progress_choices },
	{ .name = "host",
	  'H',
	  OPTION_TEXT,
	  offsetof(struct globals, host),
	  "HOST",
	  "Engine to talk to." },
	{ .name = "verbose",
	  'v',
	  OPTION_REPEAT,
	  offsetof(struct globals, verbose),
	  NULL,
	  "Say more." },
	{ 0 },
};
static const struct option up_options[] = {
	{ .name = "detach",
	  'd',
	  OPTION_FLAG,
	  offsetof(struct up_arguments, detach),
	  NULL,
	  "Return once everything is started." },
	{ .name = "pull",
	  0,
	  OPTION_CHOICE,
	  offsetof(struct up_arguments, pull),
	  "WHEN",
	  "When images are pulled.",
	  .choices = pull_choices },
	{ .name = "scale",
	  0,
	  OPTION_LIST,
	  offsetof(struct up_arguments, scale),
	  "SERVICE=N",
	  "Number of containers of a service.",
	  .complete = COMPLETE_SERVICE },
	{ .name = "secret-switch",
	  'x',
	  OPTION_FLAG,
	  offsetof(struct up_arguments, wait),
	  NULL,
	  "Not shown.",
	  .hidden = true },
	{ .name = "tail",
	  'n',
	  OPTION_COUNT,
	  offsetof(struct up_arguments, tail),
	  "N",
	  "Lines of log to begin with.",
	  .all_allowed = true },
	{ .name = "timeout",
	  't',
	  OPTION_SECONDS,
	  offsetof(struct up_arguments, timeout),
	  "SECONDS",
	  "Give up waiting after this long." },
	{ .name = "wait",
	  'w',
	  OPTION_FLAG,
	  offsetof(struct up_arguments, wait),
	  NULL,
	  "Wait for health." },
	{ 0 },
};
static const struct operand up_operands[] = {
	{ "SERVICE", .repeats = true, .offset = offsetof(struct up_arguments, services),
	  .complete = COMPLETE_SERVICE, .sentence = "Services to start; all when none is named." },
	{ 0 },
};
static const struct option exec_options[] = {
	{ .name = "no-terminal",
	  'T',
	  OPTION_FLAG,
	  offsetof(struct exec_arguments, no_terminal),
	  NULL,
	  "Make no terminal." },
	{ .name = "user",
	  'H',
	  OPTION_TEXT,
	  offsetof(struct exec_arguments, user),
	  "USER",
	  "User to be; it has the letter of a global option." },
	{ 0 },
};
static const struct operand exec_operands[] = {
	{ "SERVICE", .required = true, .offset = offsetof(struct exec_arguments, service),
	  .complete = COMPLETE_SERVICE, .sentence = "Service to go into." },
	{ "COMMAND", .required = true, .takes_rest = true,
	  .offset = offsetof(struct exec_arguments, command), .sentence = "What to run there." },
	{ 0 },
};
static int run_nothing(struct command_context *context, const void *arguments)
{
	(void)context;
	(void)arguments;
	return 0;
}
static const struct command up_command = {
	"up",
	"Create and start services",
	"Builds or pulls what is missing, then starts services in the order of their dependencies "
	"and follows their logs, a text long enough to be wrapped.\n\n"
	"Examples:\n    clau up --gpu -d\n    clau up 'a\\b' \"c\"\n\n.A line with a "
	"dot\xe2\x80\xa6",
	up_options,
	up_operands,
	sizeof(struct up_arguments),
	run_nothing,
	"Life of the project",
};
static const struct command exec_command = {
	"exec",        "Run a command in a container", NULL,        exec_options,
	exec_operands, sizeof(struct exec_arguments),  run_nothing, "Go inside",
};
static const struct command down_command = {
	"down",      "Stop and remove containers", NULL, NULL, NULL, 1,
	run_nothing, "Life of the project",
};
static const struct command complete_command = {
	"__complete", "For the shells", NULL, NULL, NULL, 1, run_nothing, NULL,
};
const struct command *const commands[] = { &up_command, &down_command, &exec_command,
					   &complete_command, NULL };

void parsed_make(struct parsed *parsed, const char *line)
{
	*parsed = (struct parsed){ .arena = arena_create() };
	struct list words = { 0 }, parts = text_split(parsed->arena, line, ' ');
	for (LIST_EACH(char, part, &parts)) {
		if (*part)
			list_add(parsed->arena, &words, strcmp(part, "''") == 0 ? part + 2 : part);
	}
	parsed->good = option_parse(parsed->arena, (int)words.count, (char **)words.items,
				    global_options, &parsed->globals, commands, &parsed->command,
				    &parsed->arguments, &parsed->help, &parsed->error);
}

void parsed_finish(struct parsed *parsed)
{
	arena_destroy(parsed->arena);
}
