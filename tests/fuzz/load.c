/* Fuzzes a whole load. The input is a folder: a line `=== PATH` begins a file, and the file named
 * `options` holds lines like `overlay gpu`. What `config` prints of a project that loads is a
 * project again, and printed the same way. */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clau/generate.h"
#include "fuzz.h"

#define MARK "=== "
#define FILES_LIMIT 16

/* A folder of its own around it, so that the project has the same name each time. */
static char outer[64], folder[80];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
	(void)status, (void)kind;
	return at->level ? remove(path) : 0;
}

static void empty_folder(void)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(void)
{
	empty_folder();
	rmdir(folder);
	rmdir(outer);
}

static void make_folder(void)
{
	snprintf(outer, sizeof(outer), "%s/clau-fuzz-XXXXXX",
		 path_is_directory("/dev/shm") ? "/dev/shm" : "/tmp");
	if (!mkdtemp(outer))
		abort();
	snprintf(folder, sizeof(folder), "%s/project", outer);
	mkdir(folder, 0700);
	atexit(remove_folder);
}

/* Inside the folder, and not deep. */
static bool is_harmless(const char *path)
{
	size_t length = strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789._-/");

	return length > 0 && length < 60 && !path[length] && path[0] != '/' && !strstr(path, "..");
}

static void write_file(struct fuzz *fuzz, const char *name, const char *text, size_t length)
{
	char *path = path_join(fuzz->arena, folder, name);

	for (char *slash = path + strlen(folder) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	FILE *file = fopen(path, "w");
	if (!file)
		return;
	fwrite(text, 1, length, file);
	fclose(file);
}

static void add_option(struct fuzz *fuzz, struct load_options *options, const char *line)
{
	const struct {
		const char *word;
		struct list *into;
	} lists[] = { { "overlay ", &options->overlays },
		      { "profile ", &options->profiles },
		      { "service ", &options->services },
		      { "file ", &options->files },
		      { "env-file ", &options->environment_files } };

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		if (text_starts(line, lists[i].word) &&
		    is_harmless(line + strlen(lists[i].word)))
			list_add(fuzz->arena, lists[i].into,
				 arena_copy(fuzz->arena, line + strlen(lists[i].word)));
	options->no_interpolate |= text_equal(line, "no-interpolate");
	options->no_consistency |= text_equal(line, "no-consistency");
	if (text_starts(line, "name "))
		options->project_name = arena_copy(fuzz->arena, line + strlen("name "));
}

static void read_options(struct fuzz *fuzz, struct load_options *options, const char *text,
			 size_t length)
{
	const char *copy = arena_copy_n(fuzz->arena, text, length);
	struct list lines = text_split(fuzz->arena, copy, '\n');

	for (LIST_EACH(const char, line, &lines))
		add_option(fuzz, options, line);
}

static const char *next_mark(const char *at)
{
	const char *mark = strstr(at, "\n" MARK);

	return mark ? mark + 1 : at + strlen(at);
}

static void unpack(struct fuzz *fuzz, struct load_options *options, const char *text)
{
	unsigned files = 0;

	if (strncmp(text, MARK, strlen(MARK)) != 0)
		text = next_mark(text);
	for (const char *end; *text && files < FILES_LIMIT; text = end, files++) {
		size_t line = strcspn(text, "\n");
		const char *name = arena_copy_n(fuzz->arena, text + strlen(MARK), line - strlen(MARK));

		end = next_mark(text);
		text += line + (text[line] == '\n');
		size_t length = end > text ? (size_t)(end - text) : 0;
		if (text_equal(name, "options"))
			read_options(fuzz, options, text, length);
		else if (is_harmless(name))
			write_file(fuzz, name, text, length);
	}
}

static const char *printed(struct fuzz *fuzz, const struct loaded *loaded, const char *format)
{
	AUTO_BUF struct buf out = { 0 };

	generate_config(fuzz->arena, loaded, format, &out);
	return buf_to_arena(&out, fuzz->arena);
}

/* What the first load left out (other profiles) may be named by what it kept. */
static void load_again(struct fuzz *fuzz, struct load_options *options, const char *first)
{
	struct load_options again = { .environment = options->environment,
				      .current_directory = folder,
				      .no_consistency = true };

	if (strlen(first) > YAML_FILE_LIMIT)
		return;
	list_add(fuzz->arena, &again.profiles, arena_copy(fuzz->arena, "*"));
	list_add(fuzz->arena, &again.files, path_join(fuzz->arena, folder, "printed.yaml"));
	write_file(fuzz, "printed.yaml", first, strlen(first));
	const struct loaded *loaded =
		load_project(fuzz->arena, &fuzz->diags, &fuzz->sources, &again);
	const struct finding *finding =
		fuzz->diags.findings.count ? fuzz->diags.findings.items[0] : NULL;
	fuzz_require(loaded != NULL, "what config printed does not load", first,
		     finding ? finding->message : "");
	const char *second = printed(fuzz, loaded, "yaml");
	fuzz_require(text_equal(first, second), "printed in another way", first, second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const char *const environment[] = { "HOME=/home/me", "TAG=1.2", "EMPTY=", NULL };
	struct load_options options = { .environment = environment, .current_directory = folder };
	struct fuzz fuzz;

	if (!*folder)
		make_folder();
	fuzz_begin(&fuzz);
	unpack(&fuzz, &options, arena_copy_n(fuzz.arena, (const char *)bytes, length));
	struct loaded *loaded = load_project(fuzz.arena, &fuzz.diags, &fuzz.sources, &options);
	fuzz_require(!loaded == !!fuzz.diags.errors, "wrong without a finding", "", "");
	if (loaded) {
		printed(&fuzz, loaded, "json");
		generate_files(fuzz.arena, &fuzz.diags, loaded, path_join(fuzz.arena, folder, "out"));
		if (!options.no_interpolate && !fuzz_has_open_key(loaded->tree))
			load_again(&fuzz, &options, printed(&fuzz, loaded, "yaml"));
	}
	fuzz_end(&fuzz);
	empty_folder();
	return 0;
}
