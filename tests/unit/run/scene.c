#include "scene.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void scene_begin(struct scene *scene)
{
	struct failure failure;
	struct ui_options quiet = { .progress = UI_QUIET, .color = "never" };
	*scene = (struct scene){ .folder = "/tmp/clau-run-XXXXXX" };
	if (!mkdtemp(scene->folder) || setenv("XDG_RUNTIME_DIR", scene->folder, 1) != 0)
		abort();
	struct run_context *context = &scene->context;
	context->arena = arena_create();
	context->loop = loop_create();
	context->ui = ui_create(&quiet);
	context->interruption = &scene->interruption;
	context->project_name = "demo";
	context->stop_grace_seconds = -1;
	context->engine = engine_create(
		context->loop, arena_printf(context->arena, "unix://%s/none.sock", scene->folder),
		context->arena, &failure);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

void scene_end(struct scene *scene)
{
	struct run_context *context = &scene->context;
	engine_destroy(context->engine);
	loop_destroy(context->loop);
	ui_destroy(context->ui);
	arena_destroy(context->arena);
	nftw(scene->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}
