/* Ranges of host ids, one an instance. idmap/<base> is a symbolic link to the owner's id, made
 * with symlink(2), which fails where it exists: allocation without a lock. */
#ifndef LX_STATE_IDRANGE_H
#define LX_STATE_IDRANGE_H

#include <stdint.h>

#include "base/err.h"
#include "state/store.h"

struct idrange {
	uint32_t base; /* first host uid and gid */
	uint32_t size;
};

enum { IDRANGE_SIZE = 65536 };

/* Takes a free range for owner (an instance's id): what /etc/subuid and /etc/subgid both give to
 * "lx"; where there is nothing, what they give to "root", then from 1,000,000 up what they give to
 * nobody. */
int idrange_take(const struct store *s, const char *owner, struct idrange *out, struct err *e);
/* Makes sure that a range taken long ago is still the owner's: a power cut may have lost the link,
 * which nobody waits for. Then it is taken again, or another one where somebody else has it by now
 * (files on disk do not depend on the range). */
int idrange_keep(const struct store *s, const char *owner, struct idrange *ids, struct err *e);
/* Gives back the range at base if owner holds it. */
void idrange_release(const struct store *s, const char *owner, uint32_t base);
/* Gives back whatever owner holds, by reading the folder. */
void idrange_release_all(const struct store *s, const char *owner);

#endif
