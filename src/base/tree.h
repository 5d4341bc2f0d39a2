/* Copying a tree of files with everything that belongs to it: owners, modes, times, hard links,
 * holes, nodes, extended attributes and ACLs. It walks by descriptor and follows no link. */
#ifndef LX_BASE_TREE_H
#define LX_BASE_TREE_H

#include "base/err.h"

/* Copies what is in the folder from, and the folder's own attributes, into the folder to. Blocks
 * are shared where the file system can. Nothing is synced; on failure to holds a part. */
int tree_copy(int from, int to, struct err *e);

#endif
