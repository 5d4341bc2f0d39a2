/* Spreading containers whose limits.cpu is a count over the host's CPUs. There is no daemon to do
 * it: each command that starts, ends or changes a container with limits.cpu spreads all of the
 * store's anew. Private to runtime/. */
#ifndef LX_RUNTIME_BALANCE_H
#define LX_RUNTIME_BALANCE_H

#include <stddef.h>

#include "kernel/cpus.h"
#include "state/store.h"

struct balance_member {
	unsigned count;	 /* CPUs it is to have; 0: those of its set */
	struct cpus set; /* what it has now, or is to have in any case */
};

/* Gives each member that has a count that many of the CPUs with the least members on them, of those
 * rather the ones it has already. */
void balance_spread(struct balance_member *m, size_t n, const struct cpus *host);

/* Spreads all running containers of the store that have limits.cpu. */
void run_balance(const struct store *s);

#endif
