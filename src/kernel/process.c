/* See process.h. */
#include "kernel/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/sys.h"

/* Reads a file of /proc into buf; the length, 0 where it cannot. */
static size_t read_proc(const char *path, char *buf, size_t size)
{
	own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, size - 1);

	buf[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

uint64_t process_start_time(pid_t pid)
{
	char path[64], buf[1024], *at;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (!read_proc(path, buf, sizeof(buf)))
		return 0;
	/* The second field is the name in parentheses, which may itself hold anything. */
	at = strrchr(buf, ')');
	if (!at || at[1] != ' ' || at[2] == 'Z' || at[2] == 'X')
		return 0;
	at += 2;
	for (int field = 3; field < 22; field++) {
		at = strchr(at, ' ');
		if (!at)
			return 0;
		at++;
	}
	return strtoull(at, NULL, 10);
}

const char *process_boot_id(void)
{
	static char id[64];

	if (!id[0]) {
		read_proc("/proc/sys/kernel/random/boot_id", id, sizeof(id));
		id[strcspn(id, "\n")] = '\0';
	}
	return id;
}

bool process_wait(int pidfd, int timeout_ms)
{
	struct timespec now, end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += timeout_ms / 1000;
	end.tv_nsec += (timeout_ms % 1000) * 1000000L;
	for (;;) {
		struct pollfd p = {.fd = pidfd, .events = POLLIN};
		int n = poll(&p, 1, timeout_ms);

		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
		if (timeout_ms < 0)
			continue;
		clock_gettime(CLOCK_MONOTONIC, &now);
		timeout_ms = (int)((end.tv_sec - now.tv_sec) * 1000 +
				   (end.tv_nsec - now.tv_nsec) / 1000000);
		if (timeout_ms < 0)
			timeout_ms = 0;
	}
}

bool process_catches(pid_t pid, int sig)
{
	static const char *const masks[] = {"\nSigBlk:", "\nSigCgt:"};
	char path[64], buf[4096];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	read_proc(path, buf, sizeof(buf));
	for (size_t i = 0; i < countof(masks); i++) {
		const char *at = strstr(buf, masks[i]);

		if (at && (strtoull(at + strlen(masks[i]), NULL, 16) >> (sig - 1) & 1))
			return true;
	}
	return false;
}

/* linux/pidfd.h, which clashes with fcntl.h. */
struct pidfd_info {
	uint64_t mask;
	uint64_t cgroupid;
	uint32_t pid, tgid, ppid;
	uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
	int32_t exit_code;
};
#define PIDFD_INFO_EXIT (1u << 3)
#define PIDFD_GET_INFO	_IOWR(0xff, 11, struct pidfd_info)

int process_exit_signal(int pidfd)
{
	struct pidfd_info info = {.mask = PIDFD_INFO_EXIT};

	if (sys_ioctl(pidfd, PIDFD_GET_INFO, &info) < 0 || !(info.mask & PIDFD_INFO_EXIT) ||
	    !WIFSIGNALED(info.exit_code))
		return 0;
	return WTERMSIG(info.exit_code);
}

uint64_t process_memory(pid_t pid)
{
	char path[64], buf[4096];
	const char *at;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", pid);
	if (!read_proc(path, buf, sizeof(buf)))
		return 0;
	at = strstr(buf, "\nPss:");
	return at ? strtoull(at + 5, NULL, 10) * 1024 : 0;
}
