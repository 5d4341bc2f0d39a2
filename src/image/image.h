/* Images: images/<fingerprint>/ with image.json, metadata.yaml, templates/ and the files as they
 * were imported; the root lies as a layer in the pool.
 *
 * Deleting an image leaves its layer: containers may stand on it, and only those above this folder
 * know. op_image_delete (ops/) and the sweep remove layers that nobody names. */
#ifndef LX_IMAGE_IMAGE_H
#define LX_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "state/store.h"

enum image_kind { IMAGE_UNIFIED, IMAGE_SPLIT, IMAGE_SPLIT_SQUASHFS };

struct image {
	char fingerprint[65];
	char *architecture;
	char *filename; /* as it was imported; "" where it came from a pipe */
	bool public;
	bool cached; /* came by use rather than by import: the built-in one */
	bool auto_update;
	bool has_templates;
	enum image_kind kind;
	char *suffix;	   /* of the file, or the first of two, by its content: ".tar.xz" */
	char *root_suffix; /* of the second one; "" where there is none */
	uint64_t size;	   /* bytes of the files as imported */
	int64_t created_at, expires_at, uploaded_at, last_used_at; /* unix seconds, 0 = never */
	struct map properties;
	struct strv profiles;
	char *pool;
	char layer[17];
};

struct image_alias {
	char *name;
	char *fingerprint;
	char *description;
};

void image_free(struct image *i);
static inline void image_free_(struct image **i)
{
	image_free(*i);
}
#define own_image __attribute__((cleanup(image_free_)))

/* Finding */

/* The image behind what a user typed for a new container: "[local:]alias", a fingerprint or a
 * unique prefix of one, "builtin:tiny"; and a bare "tiny", which means the built-in one where no
 * local alias has that name. Unpacks the built-in one on first use. */
struct image *image_resolve(const struct store *s, const char *ref, struct err *e);
/* Among those that are in the store: by alias, full fingerprint or unique prefix ("Image not
 * found", or "More than one image matches"); "tiny" as above. No remote part. */
struct image *image_find(const struct store *s, const char *ref, struct err *e);
struct image *image_load(const struct store *s, const char *fingerprint, struct err *e);
/* From its folder, living or in trash/ (there, to learn its layer; the rest may be empty). */
struct image *image_load_at(int dir, const char *fingerprint, struct err *e);
/* All fingerprints, sorted. */
int image_fingerprints(const struct store *s, struct strv *out, struct err *e);
int image_each_layer(const struct store *s,
		     void (*use)(const char *pool, const char *layer, void *data), void *data,
		     struct err *e);

/* Changing: load, change and save under lock_take(s, LOCK_IMAGE, fingerprint, …). */

int image_save(const struct store *s, const struct image *i, struct err *e);
/* Notes that it was used just now; needs no lock and waits for no disk. */
void image_touch(const struct store *s, const char *fingerprint);
/* Removes the image and its aliases. Takes its lock. Its layer remains, see above. */
int image_delete(const struct store *s, const char *fingerprint, struct err *e);

/* Importing */

struct image_import {
	const char *meta;   /* file (unified, or metadata of a split image), folder, or "-" */
	const char *rootfs; /* second file of a split image, or NULL */
	bool public;
	struct map properties;	    /* override those of metadata.yaml */
	const struct strv *aliases; /* or NULL */
	bool reuse;		    /* an alias that exists is moved */
	/* Called now and then from the calling thread; total is 0 where it is not known. */
	void (*progress)(void *data, uint64_t done, uint64_t total);
	void *progress_data;
};

/* Imports; fingerprint gets 65 bytes. An image that is there already is ERR_EXISTS, with its
 * fingerprint set all the same. */
int image_import(const struct store *s, const struct image_import *in, char *fingerprint,
		 struct err *e);
/* The image built into the binary: its alias is "tiny". Unpacks it on first use; returns it. */
struct image *image_builtin(const struct store *s, struct err *e);
bool image_is_builtin_alias(const char *ref);

/* Exporting */

enum image_part { IMAGE_PART_FIRST, IMAGE_PART_ROOT };
/* A descriptor of the file as it was imported, at its beginning. */
int image_open_part(const struct store *s, const struct image *i, enum image_part part,
		    struct err *e);
/* The text of metadata.yaml. */
int image_read_metadata(const struct store *s, const char *fingerprint, struct str *out,
			struct err *e);

/* Aliases; those whose image is gone are not there. */

int image_aliases(const struct store *s, struct image_alias **out, size_t *n, struct err *e);
void image_aliases_free(struct image_alias *a, size_t n);
int image_alias_create(const struct store *s, const char *name, const char *fingerprint,
		       const char *description, struct err *e);
int image_alias_delete(const struct store *s, const char *name, struct err *e);
int image_alias_rename(const struct store *s, const char *from, const char *to, struct err *e);

#endif
