#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "context.h"
#include "verbs.h"

struct exec_arguments {
	struct list words; /* SERVICE COMMAND ARGS… */
	struct list environment;
	const char *user, *directory;
	int64_t index;
	bool detach, no_tty, privileged;
};

#define AT(field) offsetof(struct exec_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "detach", 'd', OPTION_FLAG, AT(detach), NULL, "Start the command and return at once." },
	{ "env", 'e', OPTION_LIST, AT(environment), "NAME=VALUE", "Set a variable for the command." },
	{ "index", 0, OPTION_COUNT, AT(index), "N", "Number of the replica to go into (default: the lowest)." },
	{ "no-tty", 'T', OPTION_FLAG, AT(no_tty), NULL, "Use no terminal, even when there is one." },
	{ "privileged", 0, OPTION_FLAG, AT(privileged), NULL, "Give the command all capabilities." },
	{ "user", 'u', OPTION_TEXT, AT(user), "USER", "Run as this user." },
	{ "workdir", 'w', OPTION_TEXT, AT(directory), "DIR", "Start in this folder." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE COMMAND", .required = true, .takes_rest = true, .offset = AT(words), .complete = COMPLETE_SERVICE, .sentence = "The service, and the command with its arguments." },
	{ 0 },
};
// clang-format on

struct exec_io {
	struct command_context *context;
	struct exec_session *session;
	struct input *input;
	const char *id;
	const char *trouble, *refusal;
	bool tty, closed, late;
	unsigned columns, rows;
	struct call *resize;
};

static char *exec_body(struct command_context *context, const struct exec_arguments *arguments,
		       bool tty)
{
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, false);
	json_open_object(&json);
	json_member_put_bool(&json, "AttachStdin", !arguments->detach);
	json_member_put_bool(&json, "AttachStdout", !arguments->detach);
	json_member_put_bool(&json, "AttachStderr", !arguments->detach);
	json_member_put_bool(&json, "Tty", tty);
	json_member_put_bool(&json, "Privileged", arguments->privileged);
	if (arguments->user)
		json_member_put_text(&json, "User", arguments->user);
	if (arguments->directory)
		json_member_put_text(&json, "WorkingDir", arguments->directory);
	json_key(&json, "Env");
	json_open_array(&json);
	for (LIST_EACH(const char, variable, &arguments->environment))
		json_put_text(&json, variable);
	json_close_array(&json);
	json_key(&json, "Cmd");
	json_open_array(&json);
	for (size_t i = 1; i < arguments->words.count; i++)
		json_put_text(&json, arguments->words.items[i]);
	json_close_array(&json);
	json_close_object(&json);
	char *text = buf_to_arena(&out, context->arena);
	buf_finish(&out);
	return text;
}

static void on_output(void *data, int stream, const char *bytes, size_t length)
{
	struct exec_io *io = data;
	if (stream == 2)
		ui_print_error(io->context->ui, bytes, length);
	else
		ui_print(io->context->ui, bytes, length);
	/* A command that writes for ever must not do so to nobody. */
	if (!ui_flush(io->context->ui))
		io->closed = true;
}

static void on_close(void *data, const char *trouble)
{
	struct exec_io *io = data;
	io->closed = true;
	io->trouble = trouble ? arena_copy(io->context->arena, trouble) : NULL;
}

static void on_input(void *data, const char *bytes, size_t length)
{
	struct exec_io *io = data;
	if (length > 0)
		exec_write(io->session, bytes, length);
	else
		exec_end_input(io->session);
}

/* Tells the engine the terminal's size, at the start and whenever it has changed. */
static void follow_size(void *data)
{
	struct exec_io *io = data;
	unsigned columns, rows;
	if (!terminal_size(STDIN_FILENO, &columns, &rows) ||
	    (columns == io->columns && rows == io->rows))
		return;
	io->columns = columns;
	io->rows = rows;
	call_destroy(io->resize);
	io->resize = engine_resize_exec(io->context->engine, io->id, columns, rows);
}

static void on_late(void *data)
{
	struct exec_io *io = data;
	io->late = true;
}

static void wait_for_end(struct exec_io *io)
{
	struct command_context *context = io->context;
	struct timer *timer = NULL;
	if (context->deadline)
		timer = loop_timer(context->loop, context->deadline - loop_now(context->loop), 0,
				   on_late, io);
	while (!io->closed && !io->late && loop_turn(context->loop))
		;
	if (!io->late)
		timer_cancel(timer);
	exec_close(io->session);
}

static void pump(struct exec_io *io)
{
	struct loop *loop = io->context->loop;
	struct timer *timer = NULL;
	io->input = input_open(loop, STDIN_FILENO, on_input, io);
	if (io->tty) {
		terminal_raw(loop, STDIN_FILENO);
		follow_size(io);
		timer = loop_timer(loop, 250, 250, follow_size, io);
	}
	wait_for_end(io);
	timer_cancel(timer);
	input_close(io->input);
	terminal_restore(loop);
	call_destroy(io->resize);
}

static int exit_code(struct command_context *context, const char *id)
{
	AUTO_CALL struct call *call = engine_inspect_exec(context->engine, id);
	if (!engine_wait(context->engine, call))
		return context_fail_call(context, call, "ask how the command ended");
	return (int)json_int(call->result, "ExitCode", EXIT_FAILED);
}

/* EXIT_DONE when the stream came to its own end. */
static int how_it_ended(const struct exec_io *io)
{
	struct command_context *context = io->context;
	struct failure failure = { 0 };
	if (!io->trouble && !io->late)
		return EXIT_DONE;
	failure.code = io->late ? EXIT_NOT_YET : EXIT_REFUSED;
	failure.message =
		io->late ? "the time for this command is over; it may still be running"
			 : arena_printf(context->arena, "cannot run the command: %s", io->trouble);
	return context_fail(context, &failure);
}

/* A detached start that went well says nothing: these are the words of the runtime. */
static void on_refusal(void *data, int stream, const char *bytes, size_t length)
{
	struct exec_io *io = data;
	struct arena *arena = io->context->arena;
	(void)stream;
	const char *words = text_trim(arena, bytes, length);
	io->refusal = text_printable(arena, words, strlen(words), true);
}

static int start_detached(struct command_context *context, const char *id)
{
	struct exec_io io = { .context = context, .id = id };
	struct exec_stream how = { .on_bytes = on_refusal, .on_close = on_close, .data = &io };
	/* The answer to a detached start closes at once. */
	io.session = engine_start_exec(context->engine, id, &how);
	wait_for_end(&io);
	io.trouble = text_or(io.trouble, io.refusal);
	return how_it_ended(&io);
}

static int attach(struct command_context *context, const char *id, bool tty)
{
	struct exec_io io = { .context = context, .id = id, .tty = tty };
	struct exec_stream how = {
		.tty = tty, .on_bytes = on_output, .on_close = on_close, .data = &io
	};
	io.session = engine_start_exec(context->engine, id, &how);
	pump(&io);
	int code = how_it_ended(&io);
	return code == EXIT_DONE ? exit_code(context, id) : code;
}

static const struct container_summary *choose(struct command_context *context,
					      const struct list *containers, const char *service,
					      int64_t index, int *ret_code)
{
	for (LIST_EACH(const struct container_summary, container, containers)) {
		int64_t number = 0;
		text_to_int64(context_label(container, LABEL_NUMBER), &number);
		if (index == 0 || number == index)
			return container;
	}
	struct failure failure = {
		.code = EXIT_FAILED,
		.message = arena_printf(context->arena, "service %s has no running container%s",
					service, index ? " of that number" : ""),
		.remedy = "`clau ps -a` shows what there is; `clau up` starts it",
	};
	*ret_code = context_fail(context, &failure);
	return NULL;
}

static int run_in(struct command_context *context, const struct exec_arguments *arguments,
		  const char *container)
{
	bool tty = !arguments->no_tty && !arguments->detach && isatty(STDIN_FILENO) &&
		   ui_has_terminal(context->ui);
	AUTO_CALL struct call *call =
		engine_create_exec(context->engine, container, exec_body(context, arguments, tty));
	if (!engine_wait(context->engine, call))
		return context_fail_call(context, call, "prepare the command");
	const char *id = ((const struct created *)call->result)->id;
	return arguments->detach ? start_detached(context, id) : attach(context, id, tty);
}

static int exec_run(struct command_context *context, const void *data)
{
	const struct exec_arguments *arguments = data;
	struct loaded *loaded = NULL;
	struct list services = { 0 };
	int code = EXIT_DONE;
	if (arguments->words.count < 2) {
		struct failure failure = { .code = EXIT_USAGE,
					   .message = "exec needs a service and a command" };
		return context_fail(context, &failure);
	}
	list_add(context->arena, &services, arguments->words.items[0]);
	const char *project = context_project_name(context, &services, &loaded, &code);
	if (!project || !context_open(context, &code))
		return code;
	const struct list *containers =
		context_containers(context, project, false, &services, &code);
	if (!containers)
		return code;
	const struct container_summary *container =
		choose(context, containers, services.items[0], arguments->index, &code);
	return container ? run_in(context, arguments, container->id) : code;
}

const struct command command_exec = {
	.name = "exec",
	.summary = "Run a command in a running container",
	.details = "Passes the command's own exit code on. A terminal is used when both standard "
		   "input and output are one.",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct exec_arguments),
	.run = exec_run,
	.group = "Go inside",
};
