/* For kernels that cannot idmap the pool's file system (tmpfs before Linux 6.3), or not below an
 * overlay (before 5.19), or where no overlay can be: a container's root is then a copy of its image
 * whose files belong to the ids of its range, made once, at its first start. It is the folder
 * shifted-<first id> of the container's own layer. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/tree.h"
#include "kernel/sys.h"
#include "state/file.h"
#include "storage/paths.h"
#include "storage/storage.h"

enum { NAME_SIZE = 80 };

static const char unfinished[] = "shift.new";

static void shifted_path(char out[NAME_SIZE], const char *layer, uint32_t base)
{
	snprintf(out, NAME_SIZE, "%s/shifted-%u", layer, base);
}

bool shift_exists(int layers, const char *layer, uint32_t base)
{
	char path[NAME_SIZE];

	shifted_path(path, layer, base);
	return !faccessat(layers, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

bool storage_is_shifted(const struct store *s, const char *pool, const char *layer, uint32_t base)
{
	struct err ignored;
	own_fd int layers = layers_open(s, pool, &ignored);

	return layers >= 0 && shift_exists(layers, layer, base);
}

int shift_mount(int layers, const char *layer, uint32_t base, const char *target, struct err *e)
{
	struct sys_mount_attr attr = {.attr_set = SYS_MOUNT_ATTR_NODEV};
	char path[NAME_SIZE];
	own_fd int tree = -1;

	shifted_path(path, layer, base);
	tree = sys_open_tree(layers, path, SYS_OPEN_TREE_CLONE | SYS_OPEN_TREE_CLOEXEC);
	if (tree < 0 || sys_mount_setattr(tree, "", AT_EMPTY_PATH, &attr) < 0 ||
	    sys_move_mount(tree, "", AT_FDCWD, target, SYS_MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_sys(e, errno, "cannot mount the container's root");
	return 0;
}

static bool is_empty(int layers, const char *path)
{
	int fd = openat(layers, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return false;
	return d;
}

/* Copies into a folder of another name first: one rename makes it count. */
static int copy(int layers, const char *layer, int from, struct idrange ids, struct err *e)
{
	const struct tree_shift shift = {ids.base, ids.size};
	own_fd int own = layer_open(layers, layer, e), to = -1;
	char path[NAME_SIZE];

	if (own < 0 || file_remove_tree(own, unfinished, e) < 0)
		return -1;
	if (mkdirat(own, unfinished, 0700) < 0)
		return err_sys(e, errno, "cannot make a folder in layer \"%s\"", layer);
	to = openat(own, unfinished, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (to < 0)
		return err_sys(e, errno, "cannot open a folder of layer \"%s\"", layer);
	if (tree_copy(from, to, &shift, e) < 0) {
		struct err ignored;

		file_remove_tree(own, unfinished, &ignored);
		return -1;
	}
	shifted_path(path, layer, ids.base);
	if (syncfs(to) < 0 || renameat(own, unfinished, layers, path) < 0)
		return err_sys(e, errno, "cannot finish the copy of the image");
	return file_sync_dir(own, e);
}

int shift_make(int layers, const struct strv *ids, struct idrange range, struct err *e)
{
	struct err why = *e;
	own_fd int from = -1;
	char path[NAME_SIZE];

	/* What an attempt to idmap them has mounted on top. */
	for (size_t i = 0; i < ids->n; i++) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d/%s/fs", layers, ids->v[i]);
		umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW);
	}
	snprintf(path, sizeof(path), "%s/fs", ids->v[0]);
	/* It has run where they could be idmapped, and only an overlay shows what it is now. */
	if (ids->n != 2 || !is_empty(layers, path)) {
		*e = why;
		return -1;
	}
	if (layer_mount_plain(layers, ids->v[1], e) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/fs", ids->v[1]);
	from = openat(layers, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (from < 0)
		return err_sys(e, errno, "cannot open layer \"%s\"", ids->v[1]);
	return copy(layers, ids->v[0], from, range, e);
}
