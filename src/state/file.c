/* See file.h. */
#include "state/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/own.h"

/* Creates dir/name, which must not exist, with the content. */
static int create(int dir, const char *name, const void *data, size_t len, enum file_sync sync,
		  struct err *e)
{
	own_fd int fd =
		openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_sys(e, errno, "cannot create \"%s\"", name);
	if (write_all(fd, data, len) < 0 || (sync == FILE_SYNC && fsync(fd) < 0)) {
		err_sys(e, errno, "cannot write \"%s\"", name);
		unlinkat(dir, name, 0);
		return -1;
	}
	return 0;
}

int file_create(int dir, const char *name, const void *data, size_t len, struct err *e)
{
	return create(dir, name, data, len, FILE_SYNC, e);
}

int file_write(int dir, const char *name, const void *data, size_t len, enum file_sync sync,
	       struct err *e)
{
	char temporary[300];

	/* A leading dot keeps it out of every listing. The name is always the same, so that a
	 * kill leaves one at most, and that only until the next write. */
	snprintf(temporary, sizeof(temporary), ".%.200s.new", name);
	if (unlinkat(dir, temporary, 0) < 0 && errno != ENOENT)
		return err_sys(e, errno, "cannot remove \"%s\"", temporary);
	if (create(dir, temporary, data, len, sync, e) < 0)
		return -1;
	if (renameat(dir, temporary, dir, name) < 0) {
		err_sys(e, errno, "cannot replace \"%s\"", name);
		unlinkat(dir, temporary, 0);
		return -1;
	}
	return sync == FILE_SYNC ? file_sync_dir(dir, e) : 0;
}

int file_read(int dir, const char *name, size_t max, struct str *out, struct err *e)
{
	own_fd int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return err_sys(e, errno, "cannot open \"%s\"", name);
	for (;;) {
		/* By way of the stack: nearly every file fits, and out gets what it needs. */
		char piece[8192];
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, errno, "cannot read \"%s\"", name);
		str_add_bytes(out, piece, (size_t)n);
		if (out->len > max)
			return err_set(e, ERR_INVALID, "\"%s\" is larger than %zu bytes", name,
				       max);
		/* A short read of a regular file is its end. */
		if ((size_t)n < sizeof(piece))
			return 0;
	}
}

enum { JSON_MAX = 16 << 20 };

cJSON *file_read_json(int dir, const char *name, int newest_format, struct err *e)
{
	own_str struct str text = {0};
	own_json cJSON *j = NULL;
	int64_t format;

	if (file_read(dir, name, JSON_MAX, &text, e) < 0)
		return NULL;
	j = json_parse(str_c(&text), text.len, name, e);
	if (!j || json_get_int(j, "format", &format, e) < 0)
		return NULL;
	if (format > newest_format) {
		err_set(e, ERR_UNSUPPORTED,
			"\"%s\" was written by a newer version of lx (format %d, this one knows %d)",
			name, (int)format, newest_format);
		return NULL;
	}
	return take(j);
}

int file_write_json(int dir, const char *name, const cJSON *j, enum file_sync sync, struct err *e)
{
	own_str struct str text = {0};

	json_print(&text, j, false);
	str_add_char(&text, '\n');
	return file_write(dir, name, text.p, text.len, sync, e);
}

int file_sync_dir(int dir, struct err *e)
{
	return fsync(dir) < 0 ? err_sys(e, errno, "cannot write a folder to disk") : 0;
}
