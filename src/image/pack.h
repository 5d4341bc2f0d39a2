/* A folder (metadata.yaml, rootfs/, templates/) into a unified image: a tar compressed with zstd,
 * the same bytes for the same folder. In a thread of its own, which keeps and hashes the file; the
 * plain tar is handed out to be unpacked in the same go. */
#ifndef LX_IMAGE_PACK_H
#define LX_IMAGE_PACK_H

#include <stdatomic.h>
#include <stdint.h>

#include <zstd.h>

#include "base/err.h"
#include "base/sha256.h"
#include "image/ahead.h"

struct pack {
	int keep;      /* the finished file, after the plain stream's end */
	uint64_t size; /* its bytes, likewise */
	void (*progress)(void *data, uint64_t done, uint64_t total);
	void *progress_data;
	/* the rest is pack.c's */
	int folder;
	const char *name;
	struct sha256 *hash;
	struct ahead plain;
	ZSTD_CCtx *zstd;
	uint8_t *buffer;
	struct err err; /* of a write, to be told once libarchive has returned */
	_Atomic uint64_t done;
};

#define PACK_NONE ((struct pack){.folder = -1, .keep = -1})

/* Opens the folder at path and begins to pack it into the new file entry/keep_name. */
int pack_begin(struct pack *p, const char *path, int entry, const char *keep_name,
	       struct sha256 *hash, struct err *e);
/* A struct feed's next, with the struct pack as its data: the plain tar. */
int pack_next(void *pack, const uint8_t **p, size_t *n, struct err *e);
void pack_end(struct pack *p);
#define own_pack __attribute__((cleanup(pack_end)))

#endif
