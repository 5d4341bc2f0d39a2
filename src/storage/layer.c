/* Layers as folders: making, measuring and removing them. What they are is in storage.h. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "state/file.h"
#include "storage/paths.h"
#include "storage/storage.h"

int layers_open(const struct store *s, const char *pool, struct err *e)
{
	char path[300];
	int fd;

	snprintf(path, sizeof(path), "pools/%s/layers", pool);
	fd = openat(s->dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd >= 0 ? fd : err_sys(e, errno, "cannot open \"%s\"", path);
	for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdirat(s->dir, path, 0700);
		*slash = '/';
	}
	mkdirat(s->dir, path, 0700);
	return store_open_dir(s, path, e);
}

int layer_open(int layers, const char *id, struct err *e)
{
	int fd = openat(layers, id, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	return fd >= 0 ? fd : err_sys(e, errno, "cannot open layer \"%s\"", id);
}

/* Makes the layer's folder; returns its descriptor. */
static int make_folder(int layers, const char *id, struct err *e)
{
	if (mkdirat(layers, id, 0700) < 0)
		return err_sys(e, errno, "cannot make layer \"%s\"", id);
	return layer_open(layers, id, e);
}

int layer_create(const struct store *s, const char *pool, const char *id, struct err *e)
{
	own_fd int layers = layers_open(s, pool, e);
	own_fd int dir = layers < 0 ? -1 : make_folder(layers, id, e);
	int fs;

	if (dir < 0)
		return -1;
	if (mkdirat(dir, "fs", 0755) < 0)
		return err_sys(e, errno, "cannot make layer \"%s\"", id);
	fs = openat(dir, "fs", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fs >= 0 ? fs : err_sys(e, errno, "cannot open layer \"%s\"", id);
}

int layer_create_squashfs(const struct store *s, const char *pool, const char *id, int from,
			  const char *name, struct err *e)
{
	own_fd int layers = layers_open(s, pool, e);
	own_fd int dir = layers < 0 ? -1 : make_folder(layers, id, e);

	if (dir < 0)
		return -1;
	/* fs/ is where it will be mounted, in the container's mount namespace only. */
	if (mkdirat(dir, "fs", 0755) < 0 || renameat(from, name, dir, "fs.squashfs") < 0)
		return err_sys(e, errno, "cannot make layer \"%s\"", id);
	return file_sync_dir(dir, e) < 0 ? -1 : file_sync_dir(layers, e);
}

int layer_create_upper(const struct store *s, const char *pool, const char *id, const char *below,
		       struct err *e)
{
	own_fd int layers = layers_open(s, pool, e);
	own_fd int dir = layers < 0 ? -1 : make_folder(layers, id, e);
	struct stat st;
	char path[64];

	if (dir < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/fs", below);
	/* An overlay shows the mode and owner of its upper's folder for the root. */
	if (fstatat(layers, path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(e, errno, "cannot look at layer \"%s\"", below);
	if (mkdirat(dir, "fs", 0700) < 0 || fchownat(dir, "fs", st.st_uid, st.st_gid, 0) < 0 ||
	    fchmodat(dir, "fs", st.st_mode & 07777, 0) < 0 || mkdirat(dir, "work", 0700) < 0)
		return err_sys(e, errno, "cannot make layer \"%s\"", id);
	return file_sync_dir(dir, e) < 0 ? -1 : file_sync_dir(layers, e);
}

int layer_remove(const struct store *s, const char *pool, const char *id, struct err *e)
{
	own_fd int layers = layers_open(s, pool, e);

	return layers < 0 ? -1 : file_remove_tree(layers, id, e);
}

int layer_discard(const struct store *s, const char *pool, const char *id, int into, struct err *e)
{
	own_fd int layers = layers_open(s, pool, e);
	char name[64];

	if (layers < 0)
		return -1;
	snprintf(name, sizeof(name), "layer-%s", id);
	if (renameat(layers, id, into, name) < 0 && errno != ENOENT)
		return err_sys(e, errno, "cannot remove layer \"%s\"", id);
	return 0;
}

/* Adds what the tree below dir takes on disk. A file with several names counts once a name. */
static void add_usage(int dir, uint64_t *bytes)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		struct stat st;
		own_fd int sub = -1;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		*bytes += (uint64_t)st.st_blocks * 512;
		if (!S_ISDIR(st.st_mode))
			continue;
		sub = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (sub >= 0)
			add_usage(sub, bytes);
	}
}

int layer_usage(const struct store *s, const char *pool, const char *id, uint64_t *bytes,
		struct err *e)
{
	own_fd int layers = layers_open(s, pool, e);
	own_fd int dir = layers < 0 ? -1 : layer_open(layers, id, e);

	*bytes = 0;
	if (dir < 0)
		return -1;
	add_usage(dir, bytes);
	return 0;
}
