/* What was just written, on its way to the disk. A few files are synced one by one; where there
 * are many, the whole file system is, once. (syncfs alone would make the first launch of the
 * built-in image wait for whatever else the host has written.) */
#ifndef LX_IMAGE_DURABLE_H
#define LX_IMAGE_DURABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { DURABLE_FEW = 48 };

struct durable {
	int fd[DURABLE_FEW];
	size_t n;
	bool many;
};

/* Takes the descriptor of a file or folder that is completely written. */
void durable_add(struct durable *d, int fd);
/* Everything added, and all links, nodes and folders made before it, is on the disk when it
 * returns. dir is any folder of the file system it all lies on. */
int durable_commit(struct durable *d, int dir, struct err *e);
void durable_free(struct durable *d);
#define own_durable __attribute__((cleanup(durable_free)))

#endif
