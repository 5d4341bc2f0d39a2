/* Images: images/<fingerprint>/ with image.json, metadata.yaml, templates/ and the files as they
 * were imported; the root lies as a layer in the pool. */
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
	char *filename;
	bool public;
	bool cached;
	bool auto_update;
	enum image_kind kind;
	uint64_t size; /* bytes of the files as imported */
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

/* By alias, full fingerprint or unique prefix ("Image not found", or that several match). */
struct image *image_find(const struct store *s, const char *ref, struct err *e);
struct image *image_load(const struct store *s, const char *fingerprint, struct err *e);
int image_save(const struct store *s, const struct image *i, struct err *e);
/* All fingerprints, sorted. */
int image_fingerprints(const struct store *s, struct strv *out, struct err *e);
int image_each_layer(const struct store *s,
		     void (*use)(const char *pool, const char *layer, void *data), void *data,
		     struct err *e);

struct image_import {
	const char *meta;   /* file (unified, or metadata of a split image), folder, or "-" */
	const char *rootfs; /* second file of a split image, or NULL */
	bool public;
	struct map properties; /* override those of metadata.yaml */
	const struct strv *aliases;
	bool reuse; /* an alias that exists is moved */
};

/* Imports; fingerprint gets 65 bytes. An image that is there already is ERR_EXISTS. */
int image_import(const struct store *s, const struct image_import *in, char *fingerprint,
		 struct err *e);
/* The image built into the binary: its alias is "tiny". Unpacks it on first use; returns it. */
struct image *image_builtin(const struct store *s, struct err *e);
bool image_is_builtin_alias(const char *ref);
/* Removes the image and its aliases; its layer too where nothing uses it. */
int image_delete(const struct store *s, const char *fingerprint, struct err *e);

int image_aliases(const struct store *s, struct image_alias **out, size_t *n, struct err *e);
void image_aliases_free(struct image_alias *a, size_t n);
int image_alias_create(const struct store *s, const char *name, const char *fingerprint,
		       const char *description, struct err *e);
int image_alias_delete(const struct store *s, const char *name, struct err *e);
int image_alias_rename(const struct store *s, const char *from, const char *to, struct err *e);

#endif
