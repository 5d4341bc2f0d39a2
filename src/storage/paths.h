/* What the rooms of storage/ share. Private to storage/. */
#ifndef LX_STORAGE_PATHS_H
#define LX_STORAGE_PATHS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "state/idrange.h"
#include "state/store.h"

/* Opens pools/<pool>/layers, making it where it is missing. */
int layers_open(const struct store *s, const char *pool, struct err *e);
/* Opens the layer's own folder. */
int layer_open(int layers, const char *id, struct err *e);
/* Mounts a layer that is a squashfs file on its fs/, under the ids it has; others are as they are. */
int layer_mount_plain(int layers, const char *id, struct err *e);

/* A root that was copied for the range that begins at base: see shift.c. */
bool shift_exists(int layers, const char *layer, uint32_t base);
/* Makes it for the chain; *e holds why it is needed. */
int shift_make(int layers, const struct strv *ids, struct idrange range, struct err *e);
int shift_mount(int layers, const char *layer, uint32_t base, const char *target, struct err *e);

#endif
