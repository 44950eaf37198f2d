/* A directory of its own for each test, and one load in it. */
#ifndef TEST_LOAD_PLACE_H
#define TEST_LOAD_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "clau/load.h"
#include "parts.h"

struct place {
	struct arena *arena;
	struct sources sources;
	struct diags diags;
	struct load_options options;
	const char *variables[16];
	char directory[64];
	struct loading loading; /* of the tests that look inside */
};

void place_open(struct place *place);
void place_close(struct place *place);
/* Writes a file of the directory; the directories on its way are made. */
void place_write(struct place *place, const char *name, const char *text);
void place_write_bytes(struct place *place, const char *name, const char *text, size_t length);
const char *place_path(struct place *place, const char *name);
/* "K=V" into the environment of the load. */
void place_variable(struct place *place, const char *variable);
void place_file(struct place *place, const char *name); /* -f */
void place_overlay(struct place *place, const char *name);
/* The load; findings in place->diags. */
struct loaded *place_load(struct place *place);
/* The same, with the test failing (findings shown) where there is an error. */
struct loaded *place_load_fine(struct place *place);
/* Begins a load without reading: place->loading. */
void place_begin(struct place *place);
const struct finding *place_finding(const struct place *place, const char *rule); /* or NULL */
/* The load fails with this rule at file:line:column ("" = no place). */
void assert_fails(struct place *place, const char *rule, const char *where);
void assert_text_at(const struct loaded *loaded, const char *path, const char *text);

#endif
