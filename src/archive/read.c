#include "clau/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include "names.h"

#define BLOCK ((size_t)512)

struct reading {
	struct arena *arena;
	const char *bytes;
	size_t length;
	struct archive *archive;
	const char *reason;
};

static bool refuse(struct reading *reading, const char *name, const char *what)
{
	reading->reason = arena_printf(reading->arena, "%s: %s", name ? name : "archive", what);
	return false;
}

/* Names that are not ASCII come as UTF-8 from a PAX header, as bytes from any other; outside a
 * UTF-8 locale libarchive gives only the one form. */
static const char *name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);
	return name ? name : archive_entry_pathname_utf8(entry);
}

static const char *hardlink_of(struct archive_entry *entry)
{
	const char *link = archive_entry_hardlink(entry);
	return link ? link : archive_entry_hardlink_utf8(entry);
}

static const char *symlink_of(struct archive_entry *entry)
{
	const char *link = archive_entry_symlink(entry);
	return link ? link : archive_entry_symlink_utf8(entry);
}

/* A sparse file of one block can claim any size, so none is taken. */
static bool read_content(struct reading *reading, struct archive_entry *source,
			 struct tar_entry *entry)
{
	int64_t size = archive_entry_size(source);
	if (archive_entry_sparse_count(source) || size < 0 || (uint64_t)size > reading->length)
		return refuse(reading, entry->name, "sparse, or larger than the archive");
	char *content = arena_alloc(reading->arena, (size_t)size + 1);
	size_t done = 0;
	while (done < (size_t)size) {
		la_ssize_t count =
			archive_read_data(reading->archive, content + done, (size_t)size - done);
		if (count <= 0)
			return refuse(reading, entry->name, "the archive is cut short");
		done += (size_t)count;
	}
	entry->size = (size_t)size;
	entry->bytes = content;
	return true;
}

static bool read_kind(struct reading *reading, struct archive_entry *source,
		      struct tar_entry *entry)
{
	const char *hardlink = hardlink_of(source);
	if (hardlink) {
		entry->type = 'h';
		entry->link = arena_copy(reading->arena, hardlink);
		return archive_name_is_safe(hardlink) ||
		       refuse(reading, entry->name, "a link out of the archive");
	}
	switch (archive_entry_filetype(source)) {
	case AE_IFREG:
		entry->type = 'f';
		return read_content(reading, source, entry);
	case AE_IFDIR:
		entry->type = 'd';
		return true;
	case AE_IFLNK:
		entry->type = 'l';
		entry->link = arena_copy(reading->arena, symlink_of(source));
		return entry->link || refuse(reading, entry->name, "a link to nowhere");
	default:
		return refuse(reading, entry->name, "a device or pipe");
	}
}

static bool read_entry(struct reading *reading, struct archive_entry *source,
		       struct tar_entry *entry)
{
	const char *name = name_of(source);
	if (!name || !archive_name_is_safe(name))
		return refuse(reading, name, "not a name inside the archive");
	entry->name = arena_copy(reading->arena, name);
	entry->mode = archive_entry_perm(source);
	return read_kind(reading, source, entry);
}

/* libarchive takes the end of the bytes for the end of the archive; only a block of zeroes there
 * tells that nothing was cut off. */
static bool has_end(const struct reading *reading)
{
	int64_t end = archive_read_header_position(reading->archive);
	if (end < 0 || (uint64_t)end > reading->length || reading->length - (size_t)end < BLOCK)
		return false;
	for (size_t i = 0; i < BLOCK; i++)
		if (reading->bytes[(size_t)end + i])
			return false;
	return true;
}

static bool walk(struct reading *reading, bool (*visit)(void *data, const struct tar_entry *entry),
		 void *data)
{
	for (;;) {
		struct archive_entry *source = NULL;
		struct tar_entry entry = { 0 };
		int result = archive_read_next_header(reading->archive, &source);
		if (result == ARCHIVE_EOF)
			return has_end(reading) ||
			       refuse(reading, NULL, "the archive is cut short");
		if (result < ARCHIVE_WARN)
			return refuse(reading, NULL, archive_error_string(reading->archive));
		if (!read_entry(reading, source, &entry))
			return false;
		if (!visit(data, &entry))
			return true;
	}
}

bool tar_read(struct arena *arena, const void *bytes, size_t length,
	      bool (*visit)(void *data, const struct tar_entry *entry), void *data,
	      const char **ret_reason)
{
	struct reading reading = { .arena = arena, .bytes = bytes, .length = length };
	reading.archive = archive_read_new();
	archive_read_support_format_tar(reading.archive);
	bool good = archive_read_open_memory(reading.archive, bytes, length) == ARCHIVE_OK;
	if (good)
		good = walk(&reading, visit, data);
	else
		refuse(&reading, NULL, archive_error_string(reading.archive));
	archive_read_free(reading.archive);
	if (!good && ret_reason)
		*ret_reason = reading.reason;
	return good;
}
