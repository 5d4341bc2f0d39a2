/* What was just written, on its way to the disk before stage_publish makes it count. Of a few files
 * the data are written out one by one; where there are many, the whole file system is synced, once.
 * (syncfs alone would make the first launch of the built-in image wait for whatever else the host
 * has written.) */
#ifndef LX_IMAGE_DURABLE_H
#define LX_IMAGE_DURABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { DURABLE_FEW = 48 };

struct durable {
	int fd[DURABLE_FEW];
	size_t n;
	bool many;
};

/* Lets the disk begin with size bytes of fd from at, if that is enough to be worth a call, while the
 * processor still unpacks: otherwise both would wait for each other. */
void durable_begin(int fd, uint64_t at, uint64_t size);
/* Takes the descriptor of a file that is completely written. */
void durable_add(struct durable *d, int fd);
/* Afterwards, an fsync of a folder that was changed later puts everything on the disk: what was
 * added, and all links, nodes and folders made before. dir is any folder of the file system. */
int durable_commit(struct durable *d, int dir, struct err *e);
void durable_free(struct durable *d);
#define own_durable __attribute__((cleanup(durable_free)))

#endif
