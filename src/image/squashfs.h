/* A root that came as a squashfs. */
#ifndef LX_IMAGE_SQUASHFS_H
#define LX_IMAGE_SQUASHFS_H

#include "base/err.h"

/* Whether the file is whole and this kernel can mount it: by doing so, out of everybody's sight. */
int squashfs_check(int file, struct err *e);
/* Copies all of it into the folder root, for kernels that cannot mount it for a container. */
int squashfs_copy_out(int file, int root, struct err *e);

#endif
