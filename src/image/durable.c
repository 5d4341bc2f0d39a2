/* See durable.h. */
#include "image/durable.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

enum { WORTH_A_CALL = 128 << 10 };

void durable_begin(int fd, uint64_t at, uint64_t size)
{
	if (size >= WORTH_A_CALL)
		sync_file_range(fd, (off_t)at, (off_t)size, SYNC_FILE_RANGE_WRITE);
}

void durable_add(struct durable *d, int fd)
{
	if (d->many || d->n == DURABLE_FEW) {
		d->many = true;
		close(fd);
		return;
	}
	d->fd[d->n++] = fd;
}

/* Journals in which a later entry is never on the disk without an earlier one: with the image's
 * last step, the rename and fsync of its folder (stage_publish), come all names, owners and sizes
 * from before. Only the files' data have to be on the disk first. btrfs, among others, logs the
 * one folder alone. */
static bool keeps_order(int dir)
{
	struct statfs f;

	return !fstatfs(dir, &f) && (f.f_type == EXT4_SUPER_MAGIC || f.f_type == XFS_SUPER_MAGIC);
}

int durable_commit(struct durable *d, int dir, struct err *e)
{
	const unsigned all =
		SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;

	if (d->many || !keeps_order(dir)) {
		if (syncfs(dir))
			return err_sys(e, errno, "cannot write the image to the disk");
		return 0;
	}
	/* All is under way before the first wait. */
	for (size_t i = 0; i < d->n; i++)
		sync_file_range(d->fd[i], 0, 0, SYNC_FILE_RANGE_WRITE);
	for (size_t i = 0; i < d->n; i++)
		if (sync_file_range(d->fd[i], 0, 0, all))
			return err_sys(e, errno, "cannot write the image to the disk");
	return 0;
}

void durable_free(struct durable *d)
{
	for (size_t i = 0; i < d->n; i++)
		close(d->fd[i]);
	d->n = 0;
}
