/* See limit_files.h. Documentation/admin-guide/cgroup-v1/ and cgroup-v2.rst. */
#include "runtime/limit_files.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "kernel/cgroup.h"

static bool number(char out[LIMIT_TEXT], bool is_set, uint64_t value, const char *none)
{
	if (is_set)
		snprintf(out, LIMIT_TEXT, "%" PRIu64, value);
	else
		snprintf(out, LIMIT_TEXT, "%s", none);
	return is_set;
}

static bool processes(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	(void)version;
	return number(out, l->processes, l->processes, "max");
}

/* The limit of memory and swap together is never under that of memory: out of the way first. */
static bool both_free(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	(void)l;
	(void)version;
	return number(out, false, 0, "-1");
}

static bool memory_hard(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	return number(out, l->memory && !l->memory_is_soft, l->memory, version == 1 ? "-1" : "max");
}

/* A hard limit is what memory and swap may be together, as LXD has it; v2 cannot add the two up, and
 * leaves no swap. */
static bool memory_and_swap(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	bool is_hard = l->memory && !l->memory_is_soft;

	if (version == 1)
		return number(out, is_hard, l->memory, "-1");
	return number(out, is_hard || l->no_swap, 0, "max");
}

/* When the host is short of memory, what is above is taken first. */
static bool memory_soft(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	return number(out, l->memory && l->memory_is_soft, l->memory, version == 1 ? "-1" : "0");
}

static bool swappiness(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	char host[16];

	if (version == 2) /* "limits.memory.swap" is memory.swap.max there */
		return number(out, l->has_swap_priority, 0, "");
	cgroup_read(AT_FDCWD, "/proc/sys/vm/swappiness", host, sizeof(host));
	host[strcspn(host, "\n")] = '\0';
	return number(out, l->no_swap || l->has_swap_priority,
		      l->no_swap ? 0 : 70 - l->swap_priority, host);
}

/* 100 % are what the kernel gives a group to begin with: 1024 shares, or a weight of 100. */
static bool weight(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	uint64_t percent = l->cpu_weight ? l->cpu_weight : 100;
	uint64_t shares = percent * 1024 / 100;

	if (version == 1)
		number(out, true, shares < 2 ? 2 : shares, "");
	else
		number(out, true, percent > 10000 ? 10000 : percent, "");
	return l->cpu_weight;
}

static bool period(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	(void)version;
	return number(out, l->period_us, l->period_us, "100000");
}

static bool quota(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	if (version == 1)
		return number(out, l->quota_us, l->quota_us, "-1");
	if (l->quota_us)
		snprintf(out, LIMIT_TEXT, "%u %u", l->quota_us, l->period_us);
	else
		snprintf(out, LIMIT_TEXT, "max 100000");
	return l->quota_us;
}

/* A file of the hierarchy's root. */
static void of_root(const char *file, char out[LIMIT_TEXT])
{
	struct err ignored;
	own_fd int root = controller_root(CONTROLLER_CPUSET, &ignored);

	cgroup_read(root, file, out, LIMIT_TEXT);
}

/* A group of v1 begins without memory nodes, and takes no process then. */
static bool nodes(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	(void)version;
	of_root("cpuset.mems", out);
	return l->has_cpus;
}

/* Of those with a count all, until they are balanced (runtime/balance.h). A group with processes
 * cannot go back to having none of its own (ENOSPC), on v2 either. */
static bool cpus(const struct run_limits *l, int version, char out[LIMIT_TEXT])
{
	if (l->has_cpus && !l->cpu_count)
		cpus_print(&l->cpu_set, out);
	else if (version == 1)
		of_root("cpuset.cpus", out);
	else
		of_root("cpuset.cpus.effective", out);
	return l->has_cpus;
}

const struct limit_file limit_files[] = {
	{"limits.processes", CONTROLLER_PIDS, "pids.max", "pids.max", processes, false},
	{"limits.memory", CONTROLLER_MEMORY, "memory.memsw.limit_in_bytes", NULL, both_free, true},
	{"limits.memory", CONTROLLER_MEMORY, "memory.limit_in_bytes", "memory.max", memory_hard,
	 false},
	{"limits.memory", CONTROLLER_MEMORY, "memory.memsw.limit_in_bytes", "memory.swap.max",
	 memory_and_swap, true},
	{"limits.memory.enforce", CONTROLLER_MEMORY, "memory.soft_limit_in_bytes", "memory.low",
	 memory_soft, false},
	{"limits.memory.swap.priority", CONTROLLER_MEMORY, "memory.swappiness", NULL, swappiness,
	 false},
	{"limits.cpu.allowance", CONTROLLER_CPU, "cpu.shares", "cpu.weight", weight, false},
	{"limits.cpu.allowance", CONTROLLER_CPU, "cpu.cfs_period_us", NULL, period, true},
	{"limits.cpu.allowance", CONTROLLER_CPU, "cpu.cfs_quota_us", "cpu.max", quota, false},
	{"limits.cpu", CONTROLLER_CPUSET, "cpuset.mems", NULL, nodes, true},
	{"limits.cpu", CONTROLLER_CPUSET, "cpuset.cpus", "cpuset.cpus", cpus, false},
};

const size_t limit_file_count = countof(limit_files);
