/* Cgroups. What every container needs (membership, kill, freeze, CPU time) is always the cgroup2
 * hierarchy's, which exists on each kernel we support: alone on a v2 host, beside the v1
 * controllers on a hybrid or v1 host, mounted by us (detached, invisible) where nobody has.
 * cgroups(7), Documentation/admin-guide/cgroup-v2.rst. */
#ifndef LX_KERNEL_CGROUP_H
#define LX_KERNEL_CGROUP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* Descriptor of the cgroup2 hierarchy's root as this process sees it; opened once and kept. */
int cgroup_root(struct err *e);

/* Makes (or finds) root/name. Returns its descriptor. */
int cgroup_make(const char *name, struct err *e);
int cgroup_open(const char *name, struct err *e);
/* Lets id's owner manage the tree below (the kernel's list in /sys/kernel/cgroup/delegate). */
int cgroup_delegate(int cgroup, uint32_t id, struct err *e);
/* Makes every controller there is available to the root's children, as far as the kernel lets. */
void cgroup_enable_controllers(void);
/* Kills every process below; returns when the kill was sent. */
int cgroup_kill(int cgroup, struct err *e);
/* Freezes or thaws and waits until it is so. */
int cgroup_freeze(int cgroup, bool freeze, struct err *e);
bool cgroup_is_frozen(int cgroup);
bool cgroup_is_populated(int cgroup);
/* Removes the tree, waiting a moment for its last processes to be gone. What is already gone is
 * no error; ERR_BUSY if processes stay. */
int cgroup_remove(const char *name, struct err *e);
/* Removes a group unless it has processes. */
void cgroup_remove_last(const char *name);
/* Moves the calling process to the root of the hierarchy, as far as the kernel lets. */
void cgroup_leave(void);

/* The groups of a process, one a hierarchy, as /proc/PID/cgroup has them. */
struct cgroup_of {
	char text[8192];
	char *at;
};

int cgroup_of(pid_t pid, struct cgroup_of *out, struct err *e);
/* The next of them: controllers ("cpu,cpuacct", "name=systemd", "" for cgroup2) and path ("/…"). */
bool cgroup_of_next(struct cgroup_of *of, char **controllers, char **path);

/* Writes a short value; returns -1 with errno. */
int cgroup_write(int cgroup, const char *file, const char *value);
/* Reads a small file whole; an empty string where it cannot be read. */
const char *cgroup_read(int cgroup, const char *file, char *buf, size_t size);
/* Value of a flat-keyed line ("usage_usec 123") or of a single number; 0 where it is not there. */
uint64_t cgroup_read_key(int cgroup, const char *file, const char *key);
/* Calls with each pid below the cgroup, its sub-groups included. */
void cgroup_each_pid(int cgroup, void (*each)(pid_t pid, void *data), void *data);

/* The folder below /sys/fs/cgroup where a v1 hierarchy with these controllers is mounted. */
const char *cgroup_v1_folder(const char *controllers);
/* Whether a path is that of a group of this name. */
bool cgroup_v1_is_in(const char *path, const char *group);
/* Moves the process out of the v1 groups it has inherited from its caller: to the group of that
 * name where there is one (kernel/controller.h), else to the root. Attaching waits for an RCU grace
 * period (milliseconds), so it is kept off the path of start. */
void cgroup_v1_leave(pid_t pid, const char *group);

#endif
