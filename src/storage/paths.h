/* Where a pool keeps its layers. Private to storage/. */
#ifndef LX_STORAGE_PATHS_H
#define LX_STORAGE_PATHS_H

#include "base/err.h"
#include "state/store.h"

/* Opens pools/<pool>/layers, making it where it is missing. */
int layers_open(const struct store *s, const char *pool, struct err *e);
/* Opens the layer's own folder. */
int layer_open(int layers, const char *id, struct err *e);

#endif
