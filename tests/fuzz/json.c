/* Fuzzes the JSON reader and writer: what is read, written and read again is the same. */
#include "clau/json.h"

#include "fuzz.h"

static void put(struct buf *out, const struct json *value, bool pretty)
{
	struct json_writer writer;

	json_begin(&writer, out, pretty);
	json_put(&writer, value);
}

static void read_again(struct arena *arena, const struct json *value, bool pretty)
{
	AUTO_BUF struct buf first = { 0 }, second = { 0 };
	const char *reason = "";

	put(&first, value, pretty);
	struct json *again = json_parse(arena, buf_text(&first), first.length, &reason);
	fuzz_require(again != NULL, "what was written cannot be read", buf_text(&first), reason);
	put(&second, again, pretty);
	fuzz_require(text_equal(buf_text(&first), buf_text(&second)), "written in another way",
		     buf_text(&first), buf_text(&second));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct arena *arena = arena_create();
	const char *reason = NULL;
	struct json *value = json_parse(arena, (const char *)bytes, length, &reason);

	fuzz_require(value || reason, "refused without a reason", "", "");
	if (value) {
		read_again(arena, value, false);
		read_again(arena, value, true);
		json_text(value, "services.web", "");
		json_int(value, "0.a", 0);
		json_items(value, "items");
		json_members(value, "");
	}
	arena_destroy(arena);
	return 0;
}
