/* Fuzzes the table of keys: the documents of the input are checked, expanded, merged over each
 * other, defaulted, decoded and printed. Expanding twice on a valid tree changes nothing, and what
 * is printed reads as itself. */
#include "clau/schema.h"
#include "fuzz.h"

static const char *written(struct fuzz *fuzz, const struct node *node)
{
	AUTO_BUF struct buf out = { 0 };

	yaml_write(&out, node);
	return buf_to_arena(&out, fuzz->arena);
}

static struct node *layer(struct fuzz *fuzz, const struct node *document)
{
	struct node *copy = node_copy(fuzz->arena, document);

	schema_check(fuzz->arena, &fuzz->diags, copy, false);
	copy = node_copy(fuzz->arena, document);
	bool fine = schema_check(fuzz->arena, &fuzz->diags, copy, true);
	fine &= schema_expand(fuzz->arena, &fuzz->diags, copy);
	const char *once = fine ? written(fuzz, copy) : "";
	schema_expand(fuzz->arena, &fuzz->diags, copy);
	const char *twice = fine ? written(fuzz, copy) : "";
	fuzz_require(text_equal(once, twice), "expanded twice is another tree", once, twice);
	return copy;
}

static void hash_all(struct fuzz *fuzz, const struct node *tree, const char *section,
		     void (*hash)(struct arena *, const struct node *, struct buf *))
{
	AUTO_BUF struct buf out = { 0 };
	const struct node *all = node_get(tree, section);

	for (size_t i = 0; all && i < all->entries.count; i++)
		hash(fuzz->arena, all->entries.entries[i].value, &out);
}

static void use(struct fuzz *fuzz, struct node *tree)
{
	static const char *const everything[] = { "*", NULL }, *const nothing[] = { NULL };
	struct project *project = ARENA_NEW(fuzz->arena, struct project);

	project->name = "fuzz";
	project->directory = project->working_directory = "/project";
	schema_decode(fuzz->arena, &fuzz->diags, tree, everything, nothing, project);
	if (fuzz->diags.errors)
		return;
	hash_all(fuzz, tree, "services", schema_hash_service);
	hash_all(fuzz, tree, "services", schema_hash_service_older);
	hash_all(fuzz, tree, "networks", schema_hash_network);
	hash_all(fuzz, tree, "volumes", schema_hash_volume);
}

static void unescape(struct node *node)
{
	if (node->kind == NODE_SCALAR && node->scalar == SCALAR_TEXT) {
		char *text = strdup(node->text), *out = text;

		for (const char *at = node->text; *at; at++) {
			*out++ = *at;
			at += at[0] == '$' && at[1] == '$';
		}
		*out = '\0';
		memcpy((void *)(uintptr_t)node->text, text, (size_t)(out - text) + 1);
		free(text);
	}
	for (LIST_EACH(struct node, item, &node->items))
		unescape(item);
	for (size_t i = 0; i < node->entries.count; i++)
		unescape(node->entries.entries[i].value);
}

static void read_again(struct fuzz *fuzz, const struct node *tree)
{
	struct list documents = { 0 };
	const char *first = written(fuzz, schema_print_form(fuzz->arena, tree));

	if (strlen(first) > YAML_FILE_LIMIT || fuzz_has_open_key(tree))
		return;
	bool fine = yaml_parse(fuzz->arena, &fuzz->diags, fuzz_file(fuzz, first, strlen(first)),
			       &documents);
	fuzz_require(fine && documents.count == 1, "what was printed cannot be read", first, "");
	struct node *root = documents.items[0];
	unescape(root);
	fine = schema_check(fuzz->arena, &fuzz->diags, root, true);
	fine &= schema_expand(fuzz->arena, &fuzz->diags, root);
	fuzz_require(fine, "what was printed is not valid", first, "");
	schema_default(fuzz->arena, root, "fuzz");
	const char *second = written(fuzz, schema_print_form(fuzz->arena, root));
	fuzz_require(text_equal(first, second), "printed in another way", first, second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct fuzz fuzz;
	struct list documents = { 0 };

	fuzz_begin(&fuzz);
	bool fine = yaml_parse(fuzz.arena, &fuzz.diags,
			       fuzz_file(&fuzz, (const char *)bytes, length), &documents);
	struct node *tree = node_mapping(fuzz.arena, NO_SPAN);
	for (size_t i = 0; fine && i < documents.count && i < 4; i++) {
		const struct node *document = documents.items[i];

		if (document->kind == NODE_MAPPING)
			tree = schema_merge(fuzz.arena, &fuzz.diags, tree, layer(&fuzz, document));
	}
	if (fine) {
		schema_default(fuzz.arena, tree, "fuzz");
		use(&fuzz, tree);
	}
	if (!fuzz.diags.errors)
		read_again(&fuzz, tree);
	fuzz_end(&fuzz);
	return 0;
}
