#include "parts.h"

static bool refuse(struct loading *loading, const char *name, const char *whence, struct span at)
{
	const char *legal = project_name_normalise(loading->arena, name);
	diag_error(loading->diags, at, "project-name", "`%s` (%s) is no project name", name,
		   whence);
	if (*legal)
		diag_remedy(loading->diags,
			    "use `%s`: a-z, 0-9, - and _ only, a letter or digit first", legal);
	else
		diag_remedy(loading->diags, "use a-z, 0-9, - and _ only, a letter or digit first");
	return false;
}

static bool take_given(struct loading *loading, const char *name, const char *whence,
		       struct span at)
{
	loading->name = name;
	return project_name_is_legal(name) || refuse(loading, name, whence, at);
}

static void take_written(struct loading *loading, const struct document *document)
{
	const struct node *written = node_get(document->root, "name");
	if (text_is_empty(node_scalar_text(written)))
		return;
	struct node *copy = node_copy(loading->arena, written);
	if (!loading->options->no_interpolate)
		interpolate_tree(loading, document->environment, copy);
	loading->name = copy->text;
	loading->name_at = written->at;
}

static bool take_from_files(struct loading *loading)
{
	for (LIST_EACH(const struct document, document, &loading->documents))
		take_written(loading, document);
	for (LIST_EACH(const char, overlay, &loading->options->overlays)) {
		struct list bodies = overlay_documents(loading, overlay);
		for (LIST_EACH(const struct document, document, &bodies))
			take_written(loading, document);
	}
	const char *raw = loading->name ? loading->name : path_base(loading->directory);
	loading->name = project_name_normalise(loading->arena, raw);
	if (*loading->name)
		return true;
	diag_error(loading->diags, loading->name_at, "project-name",
		   "no letter or digit in `%s` to make a project name of", raw);
	return diag_remedy(loading->diags, "give a name with -p or `name:`"), false;
}

bool name_decide(struct loading *loading)
{
	const struct definition *variable =
		environment_find(loading->environment, "COMPOSE_PROJECT_NAME");
	const char *option = loading->options->project_name;
	bool fine;
	if (!text_is_empty(option))
		fine = take_given(loading, option, "-p", NO_SPAN);
	else if (variable && *variable->value)
		fine = take_given(loading, variable->value, "COMPOSE_PROJECT_NAME", variable->at);
	else
		fine = take_from_files(loading);
	/* From here on the files may use the name, whatever it came from. */
	environment_set(loading->arena, loading->process, "COMPOSE_PROJECT_NAME", loading->name,
			loading->name_at);
	return fine;
}
