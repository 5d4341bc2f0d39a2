/* Layers of a pool and the root they make. A layer is a folder pools/<pool>/layers/<id> with
 * fs/ (content) and, while it is somebody's upper, work/; or with fs.squashfs. Layers below an
 * upper never change. Everything here names layers by id, never by path. */
#ifndef LX_STORAGE_STORAGE_H
#define LX_STORAGE_STORAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "state/idrange.h"
#include "state/store.h"

/* Makes an empty layer for an image's root to be unpacked into: fs/ with mode 0755. Returns a
 * descriptor of fs/. The id is the caller's (its staging id). */
int layer_create(const struct store *s, const char *pool, const char *id, struct err *e);
/* Puts a squashfs file (moved from dir/name, same file system) in as the layer's content. */
int layer_create_squashfs(const struct store *s, const char *pool, const char *id, int dir,
			  const char *name, struct err *e);
/* Makes an empty upper layer (fs/ and work/). The mode and owner of its fs/ are those of the
 * layer it will lie upon. Durable when it returns. */
int layer_create_upper(const struct store *s, const char *pool, const char *id, const char *below,
		       struct err *e);
/* Removes a layer and its content; what is already gone is no error. */
int layer_remove(const struct store *s, const char *pool, const char *id, struct err *e);
/* Moves a layer out of the pool into another folder of the same file system, where removing it
 * can take its time; what is already gone is no error. */
int layer_discard(const struct store *s, const char *pool, const char *id, int into, struct err *e);
/* Bytes the layer itself holds on disk. */
int layer_usage(const struct store *s, const char *pool, const char *id, uint64_t *bytes,
		struct err *e);

/* Whether this kernel can mount the squashfs file idmapped; found by trying. */
bool storage_can_idmap_squashfs(int file);

/* Mounts the root of a chain at target (a path) in the calling process' mount namespace, which
 * must be a private one: layers[0] is the upper, the rest lie below it in order. userns is a
 * descriptor of the user namespace that owns the root and maps the range of ids. Layer mounts go on
 * top of the layers' own folders. Where the kernel cannot do that, the root is copied once. */
int storage_mount_root(const struct store *s, const char *pool, const struct strv *layers,
		       int userns, struct idrange ids, const char *target, struct err *e);
/* Whether the container whose own layer this is has such a copy. */
bool storage_is_shifted(const struct store *s, const char *pool, const char *layer, uint32_t base);

#endif
