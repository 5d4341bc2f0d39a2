/* The root of a container: its layers, idmapped to its range, under one overlay. Called in the
 * process that starts the container, in a mount namespace of its own, so that nothing here is
 * ever seen on the host. The order of the calls is Documentation/filesystems/overlayfs.rst's and
 * mount_setattr(2)'s. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/loop.h"
#include "kernel/sys.h"
#include "kernel/userns.h"
#include "storage/paths.h"
#include "storage/storage.h"

enum { MOUNT_OPTIONS_MAX = 4095 }; /* mount(2) copies one page less its NUL */

/* A detached mount of the squashfs file, through a loop device it shares with others. */
static int mount_squashfs(int file, struct err *e)
{
	char device[64];
	own_fd int loop = loop_attach_shared(file, device, sizeof(device), e);
	own_fd int fs = loop < 0 ? -1 : sys_fsopen("squashfs", SYS_FSOPEN_CLOEXEC);
	int tree;

	if (loop < 0)
		return -1;
	if (fs < 0 || sys_fsconfig(fs, 1 /* SET_STRING */, "source", device, 0) < 0 ||
	    sys_fsconfig(fs, 0 /* SET_FLAG */, "ro", NULL, 0) < 0 ||
	    sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return err_sys(e, errno, "cannot mount the squashfs root");
	tree = sys_fsmount(fs, SYS_FSMOUNT_CLOEXEC, SYS_MOUNT_ATTR_RDONLY);
	return tree >= 0 ? tree : err_sys(e, errno, "cannot mount the squashfs root");
}

bool storage_can_idmap_squashfs(int file)
{
	struct err ignored;
	own_fd int tree = mount_squashfs(file, &ignored);
	own_fd int userns = tree < 0 ? -1 : userns_open(1000000, 65536, &ignored);
	struct sys_mount_attr attr = {.attr_set = SYS_MOUNT_ATTR_IDMAP,
				      .userns_fd = (uint64_t)userns};

	return userns >= 0 && !sys_mount_setattr(tree, "", AT_EMPTY_PATH, &attr);
}

/* A detached clone of a layer's content, or of a mount of its squashfs. */
static int open_layer(int layers, const char *path, struct err *e)
{
	char file[80];
	own_fd int squashfs = -1;
	int tree;

	snprintf(file, sizeof(file), "%s.squashfs", path);
	squashfs = openat(layers, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (squashfs >= 0)
		return mount_squashfs(squashfs, e);
	tree = sys_open_tree(layers, path, SYS_OPEN_TREE_CLONE | SYS_OPEN_TREE_CLOEXEC);
	return tree >= 0 ? tree : err_sys(e, errno, "cannot open layer \"%s\"", path);
}

/* Attached, because Linux before 6.5 refuses a detached layer. */
static int attach(int tree, int layers, const char *path, struct err *e)
{
	if (sys_move_mount(tree, "", layers, path, SYS_MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_sys(e, errno, "cannot mount layer \"%s\"", path);
	return 0;
}

int layer_mount_plain(int layers, const char *id, struct err *e)
{
	char path[64];
	own_fd int tree = -1;

	snprintf(path, sizeof(path), "%s/fs", id);
	tree = open_layer(layers, path, e);
	return tree < 0 ? -1 : attach(tree, layers, path, e);
}

/* Shows path (below layers) to the user namespace under its own ids, on top of itself. */
static int mount_idmapped(int layers, const char *path, int userns, struct err *e)
{
	struct sys_mount_attr attr = {.attr_set = SYS_MOUNT_ATTR_IDMAP,
				      .userns_fd = (uint64_t)userns};
	own_fd int tree = open_layer(layers, path, e);

	if (tree < 0)
		return -1;
	if (sys_mount_setattr(tree, "", AT_EMPTY_PATH, &attr) < 0)
		return err_sys(e, errno,
			       "cannot map the ids of layer \"%s\"; this kernel cannot idmap its "
			       "file system",
			       path);
	return attach(tree, layers, path, e);
}

/* Mounts each layer and writes the overlay's options, with paths relative to layers. */
static int mount_layers(int layers, const struct strv *ids, int userns, struct str *options,
			struct err *e)
{
	char path[64];

	/* The container's own first: upperdir and workdir must lie in one mount. */
	if (mount_idmapped(layers, ids->v[0], userns, e) < 0)
		return -1;
	str_addf(options,
		 "upperdir=%s/fs,workdir=%s/work,redirect_dir=on,index=on,lowerdir=", ids->v[0],
		 ids->v[0]);
	for (size_t i = 1; i < ids->n; i++) {
		snprintf(path, sizeof(path), "%s/fs", ids->v[i]);
		if (mount_idmapped(layers, path, userns, e) < 0)
			return -1;
		str_addf(options, i > 1 ? ":%s" : "%s", path);
	}
	if (options->len > MOUNT_OPTIONS_MAX)
		return err_set(e, ERR_UNSUPPORTED, "the chain of %zu layers is too long to mount",
			       ids->n);
	return 0;
}

static int mount_overlay(int layers, const struct strv *ids, int userns, uint32_t uid,
			 const char *target, struct err *e)
{
	own_str struct str options = {0};
	struct err undo;
	int r, sys;

	if (mount_layers(layers, ids, userns, &options, e) < 0)
		return -1;
	if (fchdir(layers) < 0)
		return err_sys(e, errno, "cannot enter the pool's folder");
	/* The overlay acts on its layers with the credentials it was mounted with: the host's root
	 * has no id in idmapped layers and could not even make work/ there (EOVERFLOW). */
	if (userns_act_as(uid, e) < 0)
		return -1;
	r = mount("lx", target, "overlay", MS_NODEV, str_c(&options));
	sys = errno;
	if (userns_act_as_root(&undo) < 0) {
		*e = undo;
		return -1;
	}
	if (chdir("/") < 0)
		return err_sys(e, errno, "cannot enter \"/\"");
	return r < 0 ? err_sys(e, sys, "cannot mount the container's root") : 0;
}

int storage_mount_root(const struct store *s, const char *pool, const struct strv *ids, int userns,
		       struct idrange range, const char *target, struct err *e)
{
	own_free char *path = mem_printf("%s/pools/%s/layers", s->dir_path, pool);
	own_fd int layers = -1;

	/* By path: the store's descriptor belongs to the host's mount namespace, and mounts can
	 * only be cloned from one's own. */
	layers = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layers < 0)
		return err_sys(e, errno, "cannot open \"%s\"", path);
	if (ids->n < 2)
		return err_set(e, ERR_INVALID, "a container's root needs two layers or more");
	if (!shift_exists(layers, ids->v[0], range.base)) {
		if (!mount_overlay(layers, ids, userns, range.base, target, e))
			return 0;
		/* EINVAL is what kernels say that cannot idmap this, or lay an overlay on it;
		 * ENODEV, those that have no overlay. */
		if ((e->sys != EINVAL && e->sys != ENODEV) || shift_make(layers, ids, range, e) < 0)
			return -1;
	}
	return shift_mount(layers, ids->v[0], range.base, target, e);
}
