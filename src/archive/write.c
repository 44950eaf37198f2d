#include "clau/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "entry.h"
#include "names.h"

#define PIECE ((size_t)64 << 10)

struct tar_writer {
	struct arena *arena;
	struct list entries; /* struct queued *, `next` of them begun */
	size_t next;
	struct archive *archive;
	struct buf made; /* of the archive, `given` of it handed out */
	size_t given;
	int file; /* of the entry being copied, or -1 */
	int64_t left; /* bytes of it to come */
	char *piece;
	bool closed, dropped;
	const char *failure;
};

static ssize_t keep_bytes(struct archive *archive, void *data, const void *bytes, size_t length)
{
	struct tar_writer *writer = data;
	if (writer->dropped) {
		archive_set_error(archive, ECANCELED, "given up");
		return -1;
	}
	buf_append(&writer->made, bytes, length);
	return (ssize_t)length;
}

struct tar_writer *tar_writer_create(void)
{
	struct tar_writer *writer = base_alloc(sizeof(*writer));
	writer->arena = arena_create();
	writer->file = -1;
	writer->piece = base_alloc(PIECE);
	writer->archive = archive_write_new();
	archive_write_set_format_gnutar(writer->archive);
	archive_write_set_bytes_per_block(writer->archive, 0);
	archive_write_open(writer->archive, writer, NULL, keep_bytes, NULL);
	return writer;
}

static void close_file(struct tar_writer *writer)
{
	if (writer->file >= 0)
		close(writer->file);
	writer->file = -1;
}

void tar_writer_destroy(struct tar_writer *writer)
{
	if (!writer)
		return;
	close_file(writer);
	/* A writer given up half-way must not make what is missing of a large file; libarchive
	 * frees its own buffer only if it may try to close. */
	writer->dropped = true;
	archive_write_free(writer->archive);
	buf_finish(&writer->made);
	base_free(writer->piece);
	arena_destroy(writer->arena);
	base_free(writer);
}

static bool refuse(struct tar_writer *writer, const char *name, const char *what,
		   const char **ret_reason)
{
	*ret_reason = arena_printf(writer->arena, "%s: %s", name, what);
	return false;
}

static struct queued *queue(struct tar_writer *writer, const char *name)
{
	struct queued *entry = ARENA_NEW(writer->arena, struct queued);
	entry->name = arena_copy(writer->arena, name);
	list_add(writer->arena, &writer->entries, entry);
	return entry;
}

bool tar_writer_add_file(struct tar_writer *writer, const char *name, const char *path,
			 const char **ret_reason)
{
	struct stat status;
	if (!archive_name_is_safe(name))
		return refuse(writer, name, "not a name inside the archive", ret_reason);
	if (lstat(path, &status) != 0)
		return refuse(writer, path, strerror(errno), ret_reason);
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode) && !S_ISLNK(status.st_mode))
		return refuse(writer, path, "a device, socket or pipe cannot be sent", ret_reason);
	queue(writer, name)->path = arena_copy(writer->arena, path);
	return true;
}

bool tar_writer_add_bytes(struct tar_writer *writer, const char *name, const void *bytes,
			  size_t length, unsigned mode, const char **ret_reason)
{
	if (!archive_name_is_safe(name))
		return refuse(writer, name, "not a name inside the archive", ret_reason);
	struct queued *entry = queue(writer, name);
	entry->bytes = arena_copy_n(writer->arena, bytes, length);
	entry->length = length;
	entry->mode = mode;
	return true;
}

static bool fail(struct tar_writer *writer, const char *name, const char *what)
{
	close_file(writer);
	refuse(writer, name, what, &writer->failure);
	return false;
}

static bool begin_entry(struct tar_writer *writer)
{
	const struct queued *queued = writer->entries.items[writer->next++];
	struct archive_entry *entry = archive_entry_new();
	const char *reason = NULL;
	bool good = entry_fill(entry, queued, &writer->file, &reason);
	if (good && archive_write_header(writer->archive, entry) < ARCHIVE_WARN) {
		reason = archive_error_string(writer->archive);
		good = false;
	}
	writer->left = good ? archive_entry_size(entry) : 0;
	archive_entry_free(entry);
	if (good && queued->bytes && queued->length &&
	    archive_write_data(writer->archive, queued->bytes, queued->length) < 0) {
		reason = archive_error_string(writer->archive);
		good = false;
	}
	return good || fail(writer, queued->path ? queued->path : queued->name, reason);
}

/* One piece of the open file. What it grew by since its header was made is left out. */
static bool copy_piece(struct tar_writer *writer)
{
	const struct queued *queued = writer->entries.items[writer->next - 1];
	size_t wanted = writer->left < (int64_t)PIECE ? (size_t)writer->left : PIECE;
	ssize_t count = wanted ? read(writer->file, writer->piece, wanted) : 0;
	if (count < 0 && errno == EINTR)
		return true;
	if (count < 0)
		return fail(writer, queued->path, strerror(errno));
	if (wanted && !count)
		return fail(writer, queued->path, "the file shrank while it was read");
	if (count && archive_write_data(writer->archive, writer->piece, (size_t)count) < 0)
		return fail(writer, queued->path, archive_error_string(writer->archive));
	writer->left -= count;
	if (!writer->left)
		close_file(writer);
	return true;
}

static bool make_more(struct tar_writer *writer)
{
	if (writer->file >= 0)
		return copy_piece(writer);
	if (writer->next < writer->entries.count)
		return begin_entry(writer);
	writer->closed = true;
	if (archive_write_close(writer->archive) != ARCHIVE_OK)
		return fail(writer, "archive", archive_error_string(writer->archive));
	return true;
}

static size_t give(struct tar_writer *writer, char *into, size_t room)
{
	size_t ready = writer->made.length - writer->given;
	size_t count = ready < room ? ready : room;
	if (count)
		memcpy(into, writer->made.data + writer->given, count);
	writer->given += count;
	if (writer->given == writer->made.length) {
		buf_reset(&writer->made);
		writer->given = 0;
	}
	return count;
}

int64_t tar_writer_read(struct tar_writer *writer, char *into, size_t room, const char **ret_reason)
{
	size_t count = 0;
	while (!writer->failure && count < room) {
		count += give(writer, into + count, room - count);
		if (count == room || writer->closed)
			break;
		make_more(writer);
	}
	if (!writer->failure)
		return (int64_t)count;
	*ret_reason = writer->failure;
	return -1;
}
