/* An image on its way into the store: the steps that importing a file and unpacking the built-in
 * one share. Private to image/.
 *
 * Its folder is built in trash/ (state/stage.h). image.json is there before the layer is, and
 * names it, so that whoever sweeps after a kill can remove both. */
#ifndef LX_IMAGE_IMPORT_H
#define LX_IMAGE_IMPORT_H

#include "base/err.h"
#include "base/sha256.h"
#include "base/str.h"
#include "image/durable.h"
#include "image/image.h"
#include "image/unpack.h"
#include "state/stage.h"
#include "state/store.h"

struct import {
	const struct store *store;
	struct stage entry;
	struct image *image;
	struct durable durable;
	struct str metadata; /* the text of metadata.yaml */
	int root;	     /* the layer's content; -1 before there is one */
	bool has_layer;	     /* a layer may be there, to be removed on failure */
	bool published;
};

#define IMPORT_NONE ((struct import){.entry = {.dir = -1}, .root = -1})

int import_begin(struct import *im, const struct store *s, struct err *e);
/* Makes the layer for the root. */
int import_make_layer(struct import *im, struct err *e);
/* Unpacks a tar; what it holds is told by kind. */
int import_unpack(struct import *im, enum unpack_kind kind, const struct feed *in, struct err *e);
/* Checks and takes over metadata.yaml, makes everything durable, puts the image in its place.
 * image->fingerprint must be set. properties override those of the file. */
int import_publish(struct import *im, const struct map *properties, struct err *e);
/* Undoes what was not published. */
void import_end(struct import *im);
#define own_import __attribute__((cleanup(import_end)))

#endif
