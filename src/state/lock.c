/* See lock.h. */
#include "state/lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"

static const char *const kinds[] = {
	[LOCK_POOL] = "pool",	    [LOCK_NETWORK] = "network",	  [LOCK_IMAGE] = "image",
	[LOCK_PROFILE] = "profile", [LOCK_INSTANCE] = "instance", [LOCK_ALIASES] = "aliases",
};

static void file_name(enum lock_kind kind, const char *name, char *out, size_t size)
{
	snprintf(out, size, "lock/%s-%s", kinds[kind], name);
}

int lock_take(const struct store *s, enum lock_kind kind, const char *name, enum lock_mode mode,
	      struct err *e)
{
	char path[300];

	file_name(kind, name, path, sizeof(path));
	for (;;) {
		own_fd int fd =
			openat(s->dir, path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		struct stat st;
		int r;

		if (fd < 0)
			return err_sys(e, errno, "cannot open the lock of %s \"%s\"", kinds[kind],
				       name);
		do
			r = flock(fd, LOCK_EX | (mode == LOCK_TRY ? LOCK_NB : 0));
		while (r < 0 && errno == EINTR);
		if (r < 0 && errno == EWOULDBLOCK)
			return err_set(e, ERR_BUSY, "%s \"%s\" is busy with another command",
				       kinds[kind], name);
		if (r < 0)
			return err_sys(e, errno, "cannot lock %s \"%s\"", kinds[kind], name);
		/* While we waited, its holder may have removed the file with the object: then it
		 * is nobody's lock any more. */
		if (!fstat(fd, &st) && st.st_nlink > 0)
			return take_fd(&fd);
	}
}

void lock_retire(const struct store *s, enum lock_kind kind, const char *name)
{
	char path[300];

	file_name(kind, name, path, sizeof(path));
	unlinkat(s->dir, path, 0);
}
