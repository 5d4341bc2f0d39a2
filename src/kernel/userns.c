/* See userns.h. */
#include "kernel/userns.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/securebits.h>

#include "base/own.h"
#include "kernel/sys.h"

static int write_map(pid_t pid, const char *file, const char *map, struct err *e)
{
	char path[64];
	own_fd int fd = -1;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, map, strlen(map)) < 0)
		return err_sys(e, errno, "cannot map the container's ids (%s)", path);
	return 0;
}

int userns_map(pid_t pid, uint32_t base, uint32_t size, struct err *e)
{
	char map[64];

	snprintf(map, sizeof(map), "0 %u %u", base, size);
	if (write_map(pid, "gid_map", map, e) < 0)
		return -1;
	return write_map(pid, "uid_map", map, e);
}

int userns_of(pid_t pid, struct err *e)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/user", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, errno, "cannot open \"%s\"", path);
	return fd;
}

int userns_open(uint32_t base, uint32_t size, struct err *e)
{
	struct sys_clone_args args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
	pid_t pid = sys_clone3(&args);
	int fd;

	if (pid < 0)
		return err_sys(e, errno, "cannot make a user namespace");
	if (!pid) {
		for (;;)
			pause();
	}
	fd = userns_map(pid, base, size, e) < 0 ? -1 : userns_of(pid, e);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return fd;
}

int userns_act_as(uint32_t id, struct err *e)
{
	/* Without this, leaving uid 0 clears the effective capabilities (capabilities(7)). */
	if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP) < 0)
		return err_sys(e, errno, "cannot keep capabilities across a change of uid");
	if (setresgid((gid_t)-1, id, (gid_t)-1) < 0 || setresuid((uid_t)-1, id, (uid_t)-1) < 0)
		return err_sys(e, errno, "cannot act as host id %u", id);
	return 0;
}

int userns_act_as_root(struct err *e)
{
	if (setresuid((uid_t)-1, 0, (uid_t)-1) < 0 || setresgid((gid_t)-1, 0, (gid_t)-1) < 0 ||
	    prctl(PR_SET_SECUREBITS, 0) < 0)
		return err_sys(e, errno, "cannot go back to the host's root");
	return 0;
}
