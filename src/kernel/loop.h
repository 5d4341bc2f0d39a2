/* Loop devices. loop(4). */
#ifndef LX_KERNEL_LOOP_H
#define LX_KERNEL_LOOP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Attaches the file to a free loop device which lets go of it by itself when nobody uses it any
 * more. path gets the device's name. Returns a descriptor of the device: keep it until mounted. */
int loop_attach(int file, bool read_only, char *path, size_t size, struct err *e);

/* The same for a file that is only read: a device which already shows this very file is used
 * again, so that everybody who mounts it shares one superblock and its cache. */
int loop_attach_shared(int file, char *path, size_t size, struct err *e);

#endif
