/* A tar stream onto the disk: libarchive reads it, extract.c writes, and here is decided which
 * member belongs where. */
#ifndef LX_IMAGE_UNPACK_H
#define LX_IMAGE_UNPACK_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "image/ahead.h"
#include "image/durable.h"

enum unpack_kind {
	UNPACK_UNIFIED,	 /* metadata.yaml, templates/, rootfs/ */
	UNPACK_METADATA, /* the first two of these: the first file of a split image */
	UNPACK_ROOT,	 /* its second file: the root itself */
};

struct unpack {
	enum unpack_kind kind;
	int root;  /* where the root's content goes; -1 for UNPACK_METADATA */
	int entry; /* the image's folder: gets templates/; -1 for UNPACK_ROOT */
	struct durable *durable;
	struct str metadata; /* out: the text of metadata.yaml; freed by the caller */
	bool has_metadata;   /* out */
	bool has_root;	     /* out: whether there was anything for the root */
};

/* Unpacks all of the stream and reads it to its end, so that what checks it behind the feed
 * (checksums, length) has had its say. */
int unpack_tar(struct unpack *u, const struct feed *in, struct err *e);

#endif
