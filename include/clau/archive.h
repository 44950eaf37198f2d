/* archive: tar in and out, safe by construction. The only room that includes archive.h of
 * libarchive (quoted doors are ours). */
#ifndef CLAU_ARCHIVE_H
#define CLAU_ARCHIVE_H

#include "clau/base.h"

/* A tar stream made while it is read: entries are added by path, bytes come out piece by piece, so
 * a context of any size needs one buffer. Format: ustar where it fits, GNU long names else; never a
 * PAX header first (BuildKit 0.8 sniffs the first KiB). uid/gid 0, names relative, no "..". Times
 * are those of the files, 0 for bytes. Reasons live as long as the writer. */
struct tar_writer;
struct tar_writer *tar_writer_create(void);
void tar_writer_destroy(struct tar_writer *writer);
/* Queues an entry. `name` is the path inside; a name that is absolute or climbs out is refused
 * (false). Devices, sockets, fifos are refused. The file is opened when its turn comes; one that
 * vanished or shrank meanwhile fails the read with a reason. */
bool tar_writer_add_file(struct tar_writer *writer, const char *name, const char *path,
			 const char **ret_reason);
/* Copies the bytes. */
bool tar_writer_add_bytes(struct tar_writer *writer, const char *name, const void *bytes,
			  size_t length, unsigned mode, const char **ret_reason);
/* Up to `room` bytes of the archive; 0 = its end (two zero blocks written); -1 = failed,
 * *ret_reason says why. */
int64_t tar_writer_read(struct tar_writer *writer, char *into, size_t room,
			const char **ret_reason);

/* Walks a tar held in memory; for each entry `visit`; false from it stops (tar_read is true then).
 * Refuses absolute names, "..", hard links that climb out, devices, sparse files, an archive
 * without its end. Where a symbolic link leads is the caller's to judge. All is in the arena. */
struct tar_entry {
	const char *name;
	char type; /* 'f', 'd', 'l'; 'h': a hard link to the entry `link` */
	unsigned mode;
	size_t size;
	const char *link;
	const void *bytes; /* of a file */
};
bool tar_read(struct arena *arena, const void *bytes, size_t length,
	      bool (*visit)(void *data, const struct tar_entry *entry), void *data,
	      const char **ret_reason);

#endif
