#include <stddef.h>

#include "context.h"
#include "verbs.h"

struct ps_arguments {
	struct list services;
	bool all, json, quiet;
};

#define AT(field) offsetof(struct ps_arguments, field)
// clang-format off
static const struct option options[] = {
	{ "all", 'a', OPTION_FLAG, AT(all), NULL, "Show stopped containers too." },
	{ "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON document." },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, "Print the containers' ids only." },
	{ 0 },
};
static const struct operand operands[] = {
	{ "SERVICE", .repeats = true, .offset = AT(services), .complete = COMPLETE_SERVICE, .sentence = "Services to show (default: all)." },
	{ 0 },
};
// clang-format on

static char *port_text(struct arena *arena, const struct published_port *port)
{
	if (port->public_port == 0)
		return arena_printf(arena, "%u/%s", port->private_port, port->protocol);
	return arena_printf(arena, "%s:%u->%u/%s", port->ip, port->public_port, port->private_port,
			    port->protocol);
}

static char *ports_text(struct arena *arena, const struct container_summary *container)
{
	struct list texts = { 0 };
	for (LIST_EACH(const struct published_port, port, &container->ports))
		list_add(arena, &texts, port_text(arena, port));
	return text_join(arena, &texts, ", ");
}

static const char *color_of(struct arena *arena, const struct container_summary *container)
{
	bool needs_inspect;
	const struct health_subject *subject =
		health_judge_summary(arena, container, &needs_inspect);
	return context_color(subject->verdict);
}

static void print_table(struct command_context *context, const struct list *containers)
{
	static const struct ui_column columns[] = {
		{ "NAME", false },    { "IMAGE", false },  { "SERVICE", false },
		{ "CREATED", false }, { "STATUS", false }, { "PORTS", false },
	};
	struct arena *arena = context->arena;
	struct list rows = { 0 };
	int64_t now = loop_date(context->loop);
	for (LIST_EACH(const struct container_summary, container, containers)) {
		struct list *row = ARENA_NEW(arena, struct list);
		list_add(arena, row, arena_copy(arena, container->name));
		list_add(arena, row, arena_copy(arena, container->image));
		list_add(arena, row, arena_copy(arena, context_label(container, LABEL_SERVICE)));
		list_add(arena, row,
			 arena_printf(arena, "%s ago",
				      duration_short(arena, now - container->created * 1000)));
		list_add(arena, row,
			 ui_paint(context->ui, arena, color_of(arena, container),
				  container->status));
		list_add(arena, row, ports_text(arena, container));
		list_add(arena, &rows, row);
	}
	ui_table(context->ui, columns, COUNT_OF(columns), &rows);
}

static void put_ports(struct json_writer *json, const struct container_summary *container)
{
	json_key(json, "ports");
	json_open_array(json);
	for (LIST_EACH(const struct published_port, port, &container->ports)) {
		json_open_object(json);
		json_member_put_text(json, "ip", port->ip);
		json_member_put_int(json, "published", port->public_port);
		json_member_put_int(json, "target", port->private_port);
		json_member_put_text(json, "protocol", port->protocol);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_container(struct command_context *context, struct json_writer *json,
			  const struct container_summary *container)
{
	bool needs_inspect;
	const struct health_subject *subject =
		health_judge_summary(context->arena, container, &needs_inspect);
	json_open_object(json);
	json_member_put_text(json, "id", container->id);
	json_member_put_text(json, "name", container->name);
	json_member_put_text(json, "service", subject->service);
	json_member_put_int(json, "number", subject->number);
	json_member_put_text(json, "image", container->image);
	json_member_put_text(json, "command", container->command);
	json_member_put_int(json, "created", container->created);
	json_member_put_text(json, "state", container->state);
	json_member_put_text(json, "status", container->status);
	json_member_put_text(json, "verdict", health_verdict_text(subject->verdict));
	json_member_put_int(json, "exit_code", subject->exit_code);
	put_ports(json, container);
	json_close_object(json);
}

static void print_json(struct command_context *context, const char *project,
		       const struct list *containers)
{
	struct buf out = { 0 };
	struct json_writer json;
	json_begin(&json, &out, true);
	json_open_object(&json);
	json_member_put_int(&json, "schema", 1);
	json_member_put_text(&json, "project", project);
	json_key(&json, "containers");
	json_open_array(&json);
	for (LIST_EACH(const struct container_summary, container, containers))
		put_container(context, &json, container);
	json_close_array(&json);
	json_close_object(&json);
	context_print_document(context, &out);
}

static int ps_run(struct command_context *context, const void *data)
{
	const struct ps_arguments *arguments = data;
	struct loaded *loaded = NULL;
	int code = EXIT_DONE;
	const char *project = context_project_name(context, &arguments->services, &loaded, &code);
	if (!project || !context_open(context, &code))
		return code;
	const struct list *containers =
		context_containers(context, project, arguments->all, &arguments->services, &code);
	if (!containers)
		return code;
	if (arguments->json)
		print_json(context, project, containers);
	else if (!arguments->quiet)
		print_table(context, containers);
	else
		for (LIST_EACH(const struct container_summary, container, containers))
			ui_printf(context->ui, "%s\n", container->id);
	return EXIT_DONE;
}

const struct command command_ps = {
	.name = "ps",
	.summary = "List the project's containers",
	.options = options,
	.operands = operands,
	.arguments_size = sizeof(struct ps_arguments),
	.run = ps_run,
	.group = "Look",
};
