/* Limits on what a container may use, as plain facts; instance/limits.h makes them from config. */
#ifndef LX_RUNTIME_LIMITS_H
#define LX_RUNTIME_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "kernel/cpus.h"
#include "state/store.h"

struct run_limits {
	uint64_t processes; /* 0: none */
	uint64_t memory;    /* bytes; 0: none */
	bool memory_is_soft;
	bool no_swap;
	bool has_swap_priority;
	unsigned swap_priority; /* 0 to 10: the higher, the later it is swapped out */
	unsigned cpu_weight;	/* percent of what a container without limits weighs; 0: none */
	uint32_t quota_us, period_us; /* CPU time in each period; 0: none */
	bool has_cpus;
	unsigned cpu_count; /* that many, which ones is ours to choose; 0: those of the set */
	struct cpus cpu_set;
};

/* Makes a running container's limits these, at once; those that are not set are lifted. The caller
 * holds the instance's lock. What this host cannot do is ERR_UNSUPPORTED, a memory limit that would
 * kill is ERR_STATE; either is found out before anything is changed where that can be. */
int run_limits_apply(const struct store *s, const char *name, const struct run_limits *l,
		     struct err *e);

#endif
