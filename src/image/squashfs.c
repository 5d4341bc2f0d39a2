/* See squashfs.h. The mount is a detached one (fsmount): it is in no namespace, nobody sees it, and
 * it ends with its descriptor, even by kill -9. */
#include "image/squashfs.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/tree.h"
#include "kernel/loop.h"
#include "kernel/sys.h"

enum { SET_FLAG = 0, SET_STRING = 1 }; /* enum fsconfig_command of linux/mount.h */
enum { BYTES_USED_AT = 40, MAJOR_AT = 28, SUPER_SIZE = 96 };

/* The superblock says how long the file must be. */
static int check_super(int file, struct err *e)
{
	uint8_t super[SUPER_SIZE];
	uint64_t used;
	uint16_t major;
	struct stat st;

	if (fstat(file, &st))
		return err_sys(e, errno, "cannot look at the squashfs");
	if (pread(file, super, sizeof(super), 0) != (ssize_t)sizeof(super))
		return err_set(e, ERR_INVALID, "it is cut short");
	memcpy(&used, super + BYTES_USED_AT, sizeof(used));
	memcpy(&major, super + MAJOR_AT, sizeof(major));
	if (le16toh(major) != 4)
		return err_set(e, ERR_UNSUPPORTED, "it is a squashfs of version %d, not 4",
			       le16toh(major));
	if (le64toh(used) > (uint64_t)st.st_size)
		return err_set(e, ERR_INVALID, "it is cut short");
	return 0;
}

/* A descriptor of the mount's root. */
static int mount_detached(int file, struct err *e)
{
	char device[64];
	own_fd int loop = loop_attach(file, true, device, sizeof(device), e);
	own_fd int fs = -1;
	int mount;

	if (loop < 0)
		return -1;
	fs = sys_fsopen("squashfs", SYS_FSOPEN_CLOEXEC);
	if (fs < 0)
		return err_sys(e, errno, "this kernel has no squashfs");
	if (sys_fsconfig(fs, SET_FLAG, "ro", NULL, 0) ||
	    sys_fsconfig(fs, SET_STRING, "source", device, 0) ||
	    sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL, 0)) {
		/* EINVAL covers damage as well as a compression it was built without. */
		if (errno == EINVAL)
			return err_set(e, ERR_INVALID,
				       "this kernel cannot mount the squashfs: it is damaged, or "
				       "compressed in a way the kernel does not know");
		return err_sys(e, errno, "cannot mount the squashfs");
	}
	mount = sys_fsmount(fs, SYS_FSMOUNT_CLOEXEC, SYS_MOUNT_ATTR_RDONLY);
	return mount < 0 ? err_sys(e, errno, "cannot mount the squashfs") : mount;
}

int squashfs_check(int file, struct err *e)
{
	own_fd int mount = check_super(file, e) ? -1 : mount_detached(file, e);

	return mount < 0 ? -1 : 0;
}

int squashfs_copy_out(int file, int root, struct err *e)
{
	own_fd int mount = check_super(file, e) ? -1 : mount_detached(file, e);

	return mount < 0 ? -1 : tree_copy(mount, root, NULL, e);
}
