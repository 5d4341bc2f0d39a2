/* See durable.h. */
#include "image/durable.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

void durable_add(struct durable *d, int fd)
{
	if (d->many || d->n == DURABLE_FEW) {
		d->many = true;
		close(fd);
		return;
	}
	d->fd[d->n++] = fd;
}

/* Journals that are written in order: what was made before a synced file is on the disk with it.
 * (btrfs logs the one file only.) */
static bool keeps_order(int dir)
{
	struct statfs f;

	return !fstatfs(dir, &f) && (f.f_type == EXT4_SUPER_MAGIC || f.f_type == XFS_SUPER_MAGIC);
}

int durable_commit(struct durable *d, int dir, struct err *e)
{
	if (d->many || !keeps_order(dir)) {
		if (syncfs(dir))
			return err_sys(e, errno, "cannot write the image to the disk");
		return 0;
	}
	/* All data is under way before the first wait: one commit of the journal takes them all. */
	for (size_t i = 0; i < d->n; i++)
		sync_file_range(d->fd[i], 0, 0, SYNC_FILE_RANGE_WRITE);
	for (size_t i = d->n; i-- > 0;)
		if (fsync(d->fd[i]))
			return err_sys(e, errno, "cannot write the image to the disk");
	return 0;
}

void durable_free(struct durable *d)
{
	for (size_t i = 0; i < d->n; i++)
		close(d->fd[i]);
	d->n = 0;
}
