/* Fuzzes .env files, in both of their formats. */
#include "fuzz.h"
#include "parts.h"

static void check(const struct environment *environment)
{
	for (size_t i = 0; i < environment->definitions.count; i++) {
		const struct definition *definition = environment->definitions.entries[i].value;
		size_t length = strlen(definition->value);

		fuzz_require(*definition->name != '\0', "a variable without a name", "", "");
		fuzz_require(length <= YAML_SCALAR_LIMIT, "a value too long", definition->name, "");
		fuzz_require(text_valid_utf8(definition->value, length) == length, "no UTF-8",
			     definition->name, definition->value);
	}
}

static void parse(const char *text, size_t length, enum dotenv_format format)
{
	struct fuzz fuzz;

	fuzz_begin(&fuzz);
	struct loading loading = { .arena = fuzz.arena, .diags = &fuzz.diags };
	struct environment *outer = environment_create(fuzz.arena, NULL);
	struct environment *into = environment_create(fuzz.arena, outer);
	environment_set(fuzz.arena, outer, "HOME", "/home/me", NO_SPAN);
	environment_set(fuzz.arena, outer, "EMPTY", "", NO_SPAN);
	bool fine = dotenv_parse(&loading, fuzz_file(&fuzz, text, length), format, into);
	fuzz_require(fine == !fuzz.diags.errors, "wrong without a finding", text, "");
	check(into);
	fuzz_end(&fuzz);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	parse((const char *)bytes, length, DOTENV_EXPANDED);
	parse((const char *)bytes, length, DOTENV_RAW);
	return 0;
}
