/* See loop.h. */
#include "kernel/loop.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/loop.h>

#include "base/own.h"

enum { LOOP_MAJOR = 7 };

int loop_attach(int file, bool read_only, char *path, size_t size, struct err *e)
{
	struct loop_config config = {
		.fd = (__u32)file,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR | (read_only ? LO_FLAGS_READ_ONLY : 0),
	};
	own_fd int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);

	if (control < 0)
		return err_sys(e, errno, "cannot open \"/dev/loop-control\"");
	for (int tries = 0; tries < 100; tries++) {
		int n = ioctl(control, LOOP_CTL_GET_FREE);
		own_fd int fd = -1;

		if (n < 0)
			return err_sys(e, errno, "cannot find a free loop device");
		snprintf(path, size, "/dev/loop%d", n);
		fd = open(path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT &&
		    !mknod(path, S_IFBLK | 0600, makedev(LOOP_MAJOR, (unsigned)n)))
			fd = open(path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
		if (fd < 0)
			return err_sys(e, errno, "cannot open \"%s\"", path);
		if (!ioctl(fd, LOOP_CONFIGURE, &config))
			return take_fd(&fd);
		/* EBUSY: somebody else was quicker. */
		if (errno != EBUSY)
			return err_sys(e, errno, "cannot attach to \"%s\"", path);
	}
	return err_set(e, ERR_BUSY, "no loop device stays free long enough");
}

/* Whether the open device shows the file. Being open it keeps showing it. */
static bool shows(int device, const struct stat *file)
{
	struct loop_info64 info;

	return !ioctl(device, LOOP_GET_STATUS64, &info) && info.lo_inode == file->st_ino &&
	       info.lo_device == file->st_dev && info.lo_offset == 0 &&
	       (info.lo_flags & LO_FLAGS_READ_ONLY);
}

int loop_attach_shared(int file, char *path, size_t size, struct err *e)
{
	own_dir DIR *d = opendir("/sys/block");
	struct dirent *entry;
	struct stat st;

	if (fstat(file, &st) < 0)
		return err_sys(e, errno, "cannot look at the file for the loop device");
	while (d && (entry = readdir(d))) {
		char backing[300];
		own_fd int fd = -1;

		snprintf(backing, sizeof(backing), "/sys/block/%s/loop", entry->d_name);
		if (strncmp(entry->d_name, "loop", 4) || access(backing, F_OK) < 0)
			continue;
		if (snprintf(path, size, "/dev/%s", entry->d_name) >= (int)size)
			continue;
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && shows(fd, &st))
			return take_fd(&fd);
	}
	return loop_attach(file, true, path, size, e);
}
