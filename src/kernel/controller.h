/* Resource controllers of cgroups: which there are, and in which hierarchy each one lives. On a v2
 * host that is the hierarchy containers live in anyway (kernel/cgroup.h); on v1 and hybrid hosts
 * each has one of its own, where a container has a group only if a limit asks for it: attaching a
 * process to it waits for an RCU grace period. */
#ifndef LX_KERNEL_CONTROLLER_H
#define LX_KERNEL_CONTROLLER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* Their numbers are on record in run state. */
enum controller {
	CONTROLLER_PIDS,
	CONTROLLER_MEMORY,
	CONTROLLER_CPU,
	CONTROLLER_CPUSET,
	CONTROLLER_COUNT,
};

const char *controller_name(enum controller c);
/* Whether it is one of the list of a hierarchy ("cpu,cpuacct"). */
bool controller_is_in(enum controller c, const char *list);
/* 1 or 2; 0 where this host has none. Looked up once. */
int controller_version(enum controller c);
/* The root of its hierarchy. */
int controller_root(enum controller c, struct err *e);
/* The group of that name in its hierarchy; make: also where there is none yet. */
int controller_group(enum controller c, const char *name, bool make, struct err *e);
/* Removes a v1 group, waiting a moment for its last processes. What is not there is no error. */
void controller_remove(enum controller c, const char *name);

#endif
