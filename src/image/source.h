/* One file of an image on its way in: read, hashed and kept in one thread, decompressed in another,
 * handed out plain to the caller's. */
#ifndef LX_IMAGE_SOURCE_H
#define LX_IMAGE_SOURCE_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "image/ahead.h"
#include "image/decode.h"

struct source {
	const char *name;  /* for messages: borrowed */
	uint64_t size;	   /* 0 where it is not known (a pipe) */
	enum codec codec;  /* known once it is open */
	struct feed plain; /* what is in it; after source_start */
	int keep;	   /* the copy in the image's folder, complete after source_end */
	void (*progress)(void *data, uint64_t done, uint64_t total);
	void *progress_data;
	uint64_t progress_before, progress_total; /* of the files before this one; of all */
	/* the rest is source.c's */
	int fd;
	bool cloned;
	struct sha256 *hash;
	_Atomic uint64_t done;
	struct ahead raw, unpacked;
	struct feed raw_feed;
	struct decoder *decoder;
};

#define SOURCE_NONE ((struct source){.fd = -1, .keep = -1})

/* Opens path ("-" is standard input) and begins to read: into hash, and into a new file
 * entry/keep_name, unless the file system can share the blocks. */
int source_open(struct source *src, const char *path, int entry, const char *keep_name,
		struct sha256 *hash, struct err *e);
/* Begins to decompress into src->plain. Not for CODEC_SQUASHFS. */
int source_start(struct source *src, struct err *e);
/* Reads what nobody wanted: the hash is that of the whole file afterwards. */
int source_end(struct source *src, struct err *e);
void source_close(struct source *src);
#define own_source __attribute__((cleanup(source_close)))

#endif
