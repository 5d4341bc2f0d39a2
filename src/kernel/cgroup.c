/* See cgroup.h. */
#include "kernel/cgroup.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include <linux/magic.h>

#include "base/own.h"
#include "kernel/sys.h"

static int open_if_cgroup2(const char *path)
{
	own_fd int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (fd < 0 || fstatfs(fd, &fs) < 0 || fs.f_type != CGROUP2_SUPER_MAGIC)
		return -1;
	return take_fd(&fd);
}

/* A mount of the hierarchy that is attached nowhere: for hosts where nobody mounted it. */
static int mount_detached(void)
{
	own_fd int fs = sys_fsopen("cgroup2", SYS_FSOPEN_CLOEXEC);

	if (fs < 0 || sys_fsconfig(fs, SYS_FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return sys_fsmount(fs, SYS_FSMOUNT_CLOEXEC, 0);
}

int cgroup_root(struct err *e)
{
	static int root = -1;

	if (root >= 0)
		return root;
	root = open_if_cgroup2("/sys/fs/cgroup");
	if (root < 0)
		root = open_if_cgroup2("/sys/fs/cgroup/unified");
	if (root < 0)
		root = mount_detached();
	if (root < 0)
		return err_sys(e, errno, "cannot reach the cgroup2 hierarchy");
	return root;
}

int cgroup_open(const char *name, struct err *e)
{
	int root = cgroup_root(e), fd;

	if (root < 0)
		return -1;
	fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_sys(e, errno, "cannot open cgroup \"%s\"", name);
	return fd;
}

int cgroup_make(const char *name, struct err *e)
{
	int root = cgroup_root(e);

	if (root < 0)
		return -1;
	if (mkdirat(root, name, 0755) < 0 && errno != EEXIST)
		return err_sys(e, errno, "cannot make cgroup \"%s\"", name);
	return cgroup_open(name, e);
}

int cgroup_write(int cgroup, const char *file, const char *value)
{
	own_fd int fd = openat(cgroup, file, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	return write(fd, value, strlen(value)) < 0 ? -1 : 0;
}

const char *cgroup_read(int cgroup, const char *file, char *buf, size_t size)
{
	own_fd int fd = openat(cgroup, file, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, buf, size - 1);

	buf[n > 0 ? n : 0] = '\0';
	return buf;
}

int cgroup_delegate(int cgroup, uint32_t id, struct err *e)
{
	static const char *const files[] = {"cgroup.procs", "cgroup.threads",
					    "cgroup.subtree_control", "memory.oom.group"};

	if (fchown(cgroup, id, id) < 0)
		return err_sys(e, errno, "cannot delegate the container's cgroup");
	for (size_t i = 0; i < countof(files); i++)
		if (fchownat(cgroup, files[i], id, id, 0) < 0 && errno != ENOENT)
			return err_sys(e, errno, "cannot delegate the container's cgroup");
	return 0;
}

void cgroup_enable_controllers(void)
{
	char have[256], on[256], *save = NULL;
	struct err e;
	int root = cgroup_root(&e);

	if (root < 0)
		return;
	cgroup_read(root, "cgroup.controllers", have, sizeof(have));
	cgroup_read(root, "cgroup.subtree_control", on, sizeof(on));
	for (char *c = strtok_r(have, " \n", &save); c; c = strtok_r(NULL, " \n", &save)) {
		char text[40];
		const char *at = strstr(on, c);
		size_t n = strlen(c);

		/* "cpu" is also the beginning of "cpuset". */
		while (at && at[n] != ' ' && at[n] != '\n' && at[n] != '\0')
			at = strstr(at + n, c);
		if (at || snprintf(text, sizeof(text), "+%s", c) >= (int)sizeof(text))
			continue;
		cgroup_write(root, "cgroup.subtree_control", text);
	}
}

int cgroup_kill(int cgroup, struct err *e)
{
	/* cgroup.kill came with Linux 5.14. */
	if (cgroup_write(cgroup, "cgroup.kill", "1") < 0)
		return err_sys(e, errno, "cannot kill the container's processes");
	return 0;
}

/* A flat-keyed value: "populated 1"; 0 where it is not there. */
static uint64_t find_key(const char *text, const char *key)
{
	size_t n = strlen(key);

	while (text) {
		if (!strncmp(text, key, n) && text[n] == ' ')
			return strtoull(text + n + 1, NULL, 10);
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits until the key of cgroup.events has the value. The kernel signals changes since the last
 * read of the same open file with POLLPRI. */
static bool wait_event(int cgroup, const char *key, uint64_t value, int timeout_ms)
{
	own_fd int fd = openat(cgroup, "cgroup.events", O_RDONLY | O_CLOEXEC);
	int64_t end = now_ms() + timeout_ms;

	while (fd >= 0) {
		struct pollfd p = {.fd = fd, .events = POLLPRI};
		int64_t left = end - now_ms();
		char buf[256];
		ssize_t n = pread(fd, buf, sizeof(buf) - 1, 0);

		buf[n > 0 ? n : 0] = '\0';
		if (find_key(buf, key) == value)
			return true;
		if (left <= 0)
			return false;
		poll(&p, 1, (int)left);
	}
	return false;
}

int cgroup_freeze(int cgroup, bool freeze, struct err *e)
{
	if (cgroup_write(cgroup, "cgroup.freeze", freeze ? "1" : "0") < 0)
		return err_sys(e, errno, "cannot %s the container", freeze ? "freeze" : "thaw");
	if (!wait_event(cgroup, "frozen", freeze, 10000))
		return err_set(e, ERR_BUSY, "the container did not %s within 10 seconds",
			       freeze ? "freeze" : "thaw");
	return 0;
}

bool cgroup_is_frozen(int cgroup)
{
	return cgroup_read_key(cgroup, "cgroup.events", "frozen") == 1;
}

bool cgroup_is_populated(int cgroup)
{
	return cgroup_read_key(cgroup, "cgroup.events", "populated") == 1;
}

/* Removes the sub-groups below dir. */
static void remove_below(int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (d && (entry = readdir(d))) {
		own_fd int sub = -1;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		sub = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (sub >= 0)
			remove_below(sub);
		unlinkat(dir, entry->d_name, AT_REMOVEDIR);
	}
}

int cgroup_remove(const char *name, struct err *e)
{
	int root = cgroup_root(e);

	if (root < 0)
		return -1;
	for (int tries = 0;; tries++) {
		own_fd int fd = -1;

		if (!unlinkat(root, name, AT_REMOVEDIR) || errno == ENOENT)
			return 0;
		/* EBUSY: sub-groups, or a process whose exit is not yet through. */
		if (errno != EBUSY || tries == 200)
			return err_sys(e, errno, "cannot remove cgroup \"%s\"", name);
		fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			continue;
		remove_below(fd);
		if (tries)
			wait_event(fd, "populated", 0, 10);
	}
}

static bool has_process(int cgroup)
{
	char buf[32];

	return *cgroup_read(cgroup, "cgroup.procs", buf, sizeof(buf));
}

void cgroup_remove_last(const char *name)
{
	struct err ignored;
	int root = cgroup_root(&ignored);

	/* A process that ended is listed no more, and yet holds the group for another moment. */
	for (int tries = 0; root >= 0 && tries < 100; tries++) {
		own_fd int fd = -1;

		if (!unlinkat(root, name, AT_REMOVEDIR) || errno != EBUSY)
			return;
		fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0 || has_process(fd))
			return;
		if (wait_event(fd, "populated", 0, 1))
			usleep(200);
	}
}

void cgroup_leave(void)
{
	struct err ignored;
	int root = cgroup_root(&ignored);

	if (root >= 0)
		cgroup_write(root, "cgroup.procs", "0");
}

int cgroup_of(pid_t pid, struct cgroup_of *out, struct err *e)
{
	char file[64];
	own_fd int fd = -1;
	ssize_t n;

	snprintf(file, sizeof(file), "/proc/%d/cgroup", pid);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, out->text, sizeof(out->text) - 1);
	out->text[n > 0 ? n : 0] = '\0';
	out->at = out->text;
	return n < 0 ? err_sys(e, errno, "cannot read \"%s\"", file) : 0;
}

bool cgroup_of_next(struct cgroup_of *of, char **controllers, char **path)
{
	while (of->at && *of->at) {
		char *line = of->at, *end = strchr(line, '\n');
		char *name = strchr(line, ':'), *colon = name ? strchr(name + 1, ':') : NULL;

		of->at = end ? end + 1 : NULL;
		if (!end || !colon || colon > end)
			continue;
		*end = *colon = '\0';
		*controllers = name + 1;
		*path = colon + 1;
		return true;
	}
	return false;
}

uint64_t cgroup_read_key(int cgroup, const char *file, const char *key)
{
	char buf[4096];
	const char *text = cgroup_read(cgroup, file, buf, sizeof(buf));

	return key ? find_key(text, key) : strtoull(text, NULL, 10);
}

void cgroup_each_pid(int cgroup, void (*each)(pid_t pid, void *data), void *data)
{
	int copy = openat(cgroup, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	own_file FILE *f = copy < 0 ? NULL : fdopen(copy, "r");
	int dup = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	own_dir DIR *d = dup < 0 ? NULL : fdopendir(dup);
	struct dirent *entry;
	int pid;

	while (f && fscanf(f, "%d", &pid) == 1)
		each(pid, data);
	while (d && (entry = readdir(d))) {
		own_fd int sub = -1;

		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		sub = openat(cgroup, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (sub >= 0)
			cgroup_each_pid(sub, each, data);
	}
}

const char *cgroup_v1_folder(const char *controllers)
{
	return !strncmp(controllers, "name=", 5) ? controllers + 5 : controllers;
}

bool cgroup_v1_is_in(const char *path, const char *group)
{
	const char *last = strrchr(path, '/');

	return last && !strcmp(last + 1, group);
}

void cgroup_v1_leave(pid_t pid, const char *group)
{
	struct cgroup_of of;
	char text[16], *controllers, *path;
	struct err ignored;

	snprintf(text, sizeof(text), "%d", pid);
	if (cgroup_of(pid, &of, &ignored) < 0)
		return;
	while (cgroup_of_next(&of, &controllers, &path)) {
		const char *folder = cgroup_v1_folder(controllers);
		char procs[512];

		if (!*folder || !strcmp(path, "/") || (group && cgroup_v1_is_in(path, group)))
			continue;
		snprintf(procs, sizeof(procs), "/sys/fs/cgroup/%s/%s/cgroup.procs", folder,
			 group ? group : ".");
		/* It has a group there only where a limit asked for one. */
		if (!cgroup_write(AT_FDCWD, procs, text) || errno != ENOENT)
			continue;
		snprintf(procs, sizeof(procs), "/sys/fs/cgroup/%s/cgroup.procs", folder);
		cgroup_write(AT_FDCWD, procs, text);
	}
}
