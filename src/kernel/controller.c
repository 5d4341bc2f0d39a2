/* See controller.h. */
#include "kernel/controller.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/cgroup.h"

static const char *const names[] = {
	[CONTROLLER_PIDS] = "pids",
	[CONTROLLER_MEMORY] = "memory",
	[CONTROLLER_CPU] = "cpu",
	[CONTROLLER_CPUSET] = "cpuset",
};

static struct {
	int version;
	char folder[128]; /* v1: where it is mounted below /sys/fs/cgroup */
} places[CONTROLLER_COUNT];

const char *controller_name(enum controller c)
{
	return names[c];
}

/* Whether the name is one of a list's words. "cpu" is also the beginning of "cpuset". */
static bool has_word(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *at = list; *at; at += strspn(at, ", \n")) {
		size_t len = strcspn(at, ", \n");

		if (len == n && !strncmp(at, name, n))
			return true;
		at += len;
	}
	return false;
}

bool controller_is_in(enum controller c, const char *list)
{
	return has_word(list, names[c]);
}

static void look_v2(void)
{
	struct err ignored;
	int root = cgroup_root(&ignored);
	char have[512];

	if (root < 0)
		return;
	cgroup_read(root, "cgroup.controllers", have, sizeof(have));
	for (size_t c = 0; c < countof(names); c++)
		if (has_word(have, names[c]))
			places[c].version = 2;
}

static void look_v1(void)
{
	struct cgroup_of of;
	char *controllers, *path;
	struct err ignored;

	if (cgroup_of(getpid(), &of, &ignored) < 0)
		return;
	while (cgroup_of_next(&of, &controllers, &path))
		for (size_t c = 0; c < countof(names); c++) {
			if (places[c].version || !has_word(controllers, names[c]))
				continue;
			snprintf(places[c].folder, sizeof(places[c].folder), "/sys/fs/cgroup/%s",
				 controllers);
			if (!faccessat(AT_FDCWD, places[c].folder, F_OK, 0))
				places[c].version = 1;
		}
}

int controller_version(enum controller c)
{
	static bool looked;

	if (!looked) {
		look_v2();
		look_v1();
	}
	looked = true;
	return places[c].version;
}

int controller_root(enum controller c, struct err *e)
{
	struct err unknown;
	int fd;

	switch (controller_version(c)) {
	case 2:
		fd = cgroup_root(&unknown) < 0 ? -1
					       : fcntl(cgroup_root(&unknown), F_DUPFD_CLOEXEC, 3);
		break;
	case 1:
		fd = open(places[c].folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		break;
	default:
		return err_set(e, ERR_UNSUPPORTED, "this host has no cgroup controller \"%s\"",
			       names[c]);
	}
	return fd < 0 ? err_sys(e, errno, "cannot open the hierarchy of controller \"%s\"",
				names[c])
		      : fd;
}

int controller_group(enum controller c, const char *name, bool make, struct err *e)
{
	own_fd int root = controller_root(c, e);
	int fd;

	if (root < 0)
		return -1;
	if (make && mkdirat(root, name, 0755) < 0 && errno != EEXIST)
		return err_sys(e, errno, "cannot make cgroup \"%s\" of controller \"%s\"", name,
			       names[c]);
	fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? err_sys(e, errno, "cannot open cgroup \"%s\" of controller \"%s\"", name,
				names[c])
		      : fd;
}

void controller_remove(enum controller c, const char *name)
{
	struct err ignored;
	own_fd int root = controller_version(c) == 1 ? controller_root(c, &ignored) : -1;

	for (int tries = 0; root >= 0 && tries < 1000; tries++) {
		if (!unlinkat(root, name, AT_REMOVEDIR) || errno != EBUSY)
			return;
		usleep(1000);
	}
}
