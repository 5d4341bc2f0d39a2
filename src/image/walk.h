/* A tree of files into archive entries, in the order of their names, with all they have: what
 * pack.c writes. Only what the tree itself says goes in (no times of access, no inode numbers, no
 * names of users), so that the same tree gives the same archive. */
#ifndef LX_IMAGE_WALK_H
#define LX_IMAGE_WALK_H

#include <archive.h>

#include "base/err.h"

/* Adds dir/name and all below it under its name. */
int walk_add(struct archive *a, int dir, const char *name, struct err *e);

#endif
