/* What the files of image/ share about an image's folder. Private to image/. */
#ifndef LX_IMAGE_RECORD_H
#define LX_IMAGE_RECORD_H

#include <stdbool.h>

#include "image/image.h"

#define RECORD_POOL "default"
/* The files as they were imported, in the image's folder. */
#define RECORD_FIRST "image"  /* a unified image, or the metadata of a split one */
#define RECORD_ROOT  "rootfs" /* the second file of a split one */

/* 64 lower-case hex digits. */
bool record_is_fingerprint(const char *text);
struct image *record_new(void);
/* Writes image.json into the folder; durable only together with it (staging), or with sync. */
int record_write(int dir, const struct image *i, bool sync, struct err *e);
/* Whether images/<fingerprint> is there. */
bool record_exists(const struct store *s, const char *fingerprint);
/* The fingerprint an alias stands for, or NULL (also where the image is gone); the caller frees. */
char *alias_lookup(const struct store *s, const char *name, struct err *e);
/* Points the aliases at the image: all of them or none. Without move, one that exists is
 * ERR_EXISTS. */
int alias_set_all(const struct store *s, const struct strv *names, const char *fingerprint,
		  bool move, struct err *e);
/* ERR_EXISTS where one of them exists, ERR_INVALID where one is no name. */
int alias_check_new(const struct store *s, const struct strv *names, bool move, struct err *e);
/* Forgets aliases of images that are gone. */
int alias_prune(const struct store *s, struct err *e);

#endif
