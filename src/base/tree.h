/* Copying a tree of files with everything that belongs to it: owners, modes, times, hard links,
 * holes, nodes, extended attributes and ACLs. It walks by descriptor and follows no link. */
#ifndef LX_BASE_TREE_H
#define LX_BASE_TREE_H

#include <stdint.h>

#include "base/err.h"

/* Owners to be moved into a range: id n becomes base + n, and what is beyond it nobody's. */
struct tree_shift {
	uint32_t base, size;
};

/* Copies what is in the folder from, and the folder's own attributes, into the folder to. Blocks
 * are shared where the file system can. With a shift (else NULL) files, ACLs and file capabilities
 * get the owners it says. Nothing is synced; on failure to holds a part. */
int tree_copy(int from, int to, const struct tree_shift *shift, struct err *e);

#endif
