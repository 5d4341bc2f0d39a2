/* Locks on objects: one file an object below $LX_DIR/lock, flock(2), released by close or death.
 * Order: pool, network, image, profile, instance; several of a kind in name order. Under
 * aliases nothing more is locked. */
#ifndef LX_STATE_LOCK_H
#define LX_STATE_LOCK_H

#include "base/err.h"
#include "state/store.h"

enum lock_kind {
	LOCK_POOL,
	LOCK_NETWORK,
	LOCK_IMAGE,
	LOCK_PROFILE,
	LOCK_INSTANCE,
	LOCK_ALIASES, /* images/aliases.json */
};

enum lock_mode {
	LOCK_WAIT,
	LOCK_TRY, /* ERR_BUSY where somebody else has it */
};

/* Takes the lock; the descriptor is the lock, closing it releases. */
int lock_take(const struct store *s, enum lock_kind kind, const char *name, enum lock_mode mode,
	      struct err *e);
/* Removes the lock's file while the lock is held, for an object that was deleted or renamed away.
 * (A waiter on the removed file notices and takes the new one.) */
void lock_retire(const struct store *s, enum lock_kind kind, const char *name);

#endif
