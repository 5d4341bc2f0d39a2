/* Reading and writing whole files so that a kill, a power cut or a full disk leaves either the
 * old or the new content. */
#ifndef LX_STATE_FILE_H
#define LX_STATE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

enum file_sync {
	FILE_NO_SYNC, /* for what may be lost with power: run state, hints */
	FILE_SYNC,    /* fsync of the file before its rename, fsync of the folder after it */
};

/* Writes dir/name by way of a temporary file and rename(2), mode 0600. Those who write the same file
 * keep each other out by a lock. */
int file_write(int dir, const char *name, const void *data, size_t len, enum file_sync sync,
	       struct err *e);
/* Creates dir/name with the content and fsyncs it, for a folder that is not alive yet (staging). */
int file_create(int dir, const char *name, const void *data, size_t len, struct err *e);
/* Reads dir/name into out, at most max bytes (more is an error). ERR_NOT_FOUND where absent. */
int file_read(int dir, const char *name, size_t max, struct str *out, struct err *e);

/* The same for JSON documents of ours. Each has "format": file_read_json refuses a format newer
 * than the newest one given, with a sentence that says so. The caller owns the result. */
cJSON *file_read_json(int dir, const char *name, int newest_format, struct err *e);
int file_write_json(int dir, const char *name, const cJSON *j, enum file_sync sync, struct err *e);

/* Removes dir/name and all below it without following links; what is already gone is no error.
 * Works by descriptor, on trees a container has written. */
int file_remove_tree(int dir, const char *name, struct err *e);
/* fsync of a directory. */
int file_sync_dir(int dir, struct err *e);

#endif
