/* Fuzzes the YAML reader and writer: what is read, written and read again means the same, and is
 * written the same way. */
#include "clau/yaml.h"
#include "fuzz.h"

static void write_all(struct buf *out, const struct list *documents)
{
	for (LIST_EACH(const struct node, document, documents)) {
		buf_add(out, "---\n");
		yaml_write(out, document);
	}
}

/* `!!float 1` is written as Go writes it: 1, which is an integer when it is read again. */
static void forget_float(struct node *node)
{
	if (node->kind == NODE_SCALAR && node->scalar == SCALAR_FLOAT)
		node->scalar = yaml_scalar_kind(node->text);
	for (LIST_EACH(struct node, item, &node->items))
		forget_float(item);
	for (size_t i = 0; i < node->entries.count; i++)
		forget_float(node->entries.entries[i].value);
}

static void read_again(struct fuzz *fuzz, const struct list *documents)
{
	AUTO_BUF struct buf first = { 0 }, second = { 0 };
	struct list again = { 0 };

	write_all(&first, documents);
	if (first.length > YAML_FILE_LIMIT)
		return;
	bool fine = yaml_parse(fuzz->arena, &fuzz->diags,
			       fuzz_file(fuzz, buf_text(&first), first.length), &again);
	fuzz_require(fine && again.count == documents->count, "what was written cannot be read",
		     buf_text(&first), "");
	write_all(&second, &again);
	fuzz_require(text_equal(buf_text(&first), buf_text(&second)), "written in another way",
		     buf_text(&first), buf_text(&second));
	for (size_t i = 0; i < again.count; i++) {
		forget_float(documents->items[i]);
		fuzz_require(node_equal(documents->items[i], again.items[i]), "means another thing",
			     buf_text(&first), buf_text(&second));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct list documents = { 0 };

	fuzz_begin(&fuzz);
	bool fine = yaml_parse(fuzz.arena, &fuzz.diags,
			       fuzz_file(&fuzz, (const char *)bytes, length), &documents);
	fuzz_require(fine == !fuzz.diags.errors, "wrong without a finding", "", "");
	if (fine)
		read_again(&fuzz, &documents);
	fuzz_end(&fuzz);
	return 0;
}
