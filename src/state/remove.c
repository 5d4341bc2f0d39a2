/* Removing trees that a container has written: by descriptor, following nothing, at any depth. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "state/file.h"

/* Folders are moved up to the top before they are emptied when the tree is deeper than this: a
 * container can nest them deeper than there are descriptors. */
enum { DEPTH_MAX = 64 };

struct removal {
	int top; /* where deep folders are moved to */
	unsigned moved;
};

static int failed(struct err *e, const char *name)
{
	char safe[256];
	size_t i;

	for (i = 0; name[i] && i < sizeof(safe) - 1; i++)
		safe[i] = (unsigned char)name[i] < ' ' || name[i] == 127 ? '?' : name[i];
	safe[i] = '\0';
	return err_sys(e, errno, "cannot remove \"%s\"", safe);
}

static int remove_entry(struct removal *r, int dir, const char *name, unsigned char type,
			unsigned depth, struct err *e);

/* Empties the folder behind fd, which it takes. */
static int empty(struct removal *r, int fd, unsigned depth, struct err *e)
{
	own_dir DIR *d = fdopendir(fd);
	struct dirent *entry;

	if (!d) {
		close(fd);
		return err_oom(e);
	}
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    remove_entry(r, dirfd(d), entry->d_name, entry->d_type, depth, e) < 0)
			return -1;
	return 0;
}

static int remove_entry(struct removal *r, int dir, const char *name, unsigned char type,
			unsigned depth, struct err *e)
{
	char moved[64];
	int fd;

	if (type != DT_DIR && type != DT_UNKNOWN) {
		if (!unlinkat(dir, name, 0) || errno == ENOENT)
			return 0;
		if (errno != EISDIR)
			return failed(e, name);
	}
	/* An overlay's work/work has no permissions at all, and is mostly empty. */
	if (!unlinkat(dir, name, AT_REMOVEDIR) || errno == ENOENT)
		return 0;
	if (errno == ENOTDIR)
		return unlinkat(dir, name, 0) < 0 && errno != ENOENT ? failed(e, name) : 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return failed(e, name);
	if (depth == DEPTH_MAX) {
		snprintf(moved, sizeof(moved), ".deep-%u-%d", r->moved++, (int)getpid());
		if (renameat(dir, name, r->top, moved) < 0)
			return failed(e, name);
		return remove_entry(r, r->top, moved, DT_DIR, 1, e);
	}
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return failed(e, name);
	if (empty(r, fd, depth + 1, e) < 0)
		return -1;
	return unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT ? failed(e, name) : 0;
}

int file_remove_tree(int dir, const char *name, struct err *e)
{
	own_fd int top = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct removal r = {.top = top};

	if (top < 0) {
		if (errno == ENOENT)
			return 0;
		if (errno != ENOTDIR && errno != ELOOP)
			return failed(e, name);
	}
	return remove_entry(&r, dir, name, DT_UNKNOWN, 0, e);
}
