/* Letting go of layers. Private to ops/. */
#ifndef LX_OPS_LAYERS_H
#define LX_OPS_LAYERS_H

#include "base/err.h"
#include "base/str.h"
#include "state/store.h"

/* Moves those of the layers that no image and no living or coming instance names into a folder of
 * trash/ (whose entry is about to be removed), then unlinks that entry's own json: from then on
 * the entry names nothing. own: the first is an upper, which only its instance can name. */
int layers_release(const struct store *s, const char *pool, const struct strv *layers, bool own,
		   int entry, const char *json, struct err *e);

#endif
