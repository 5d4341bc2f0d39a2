/* The container object as it lies in instances/<name>/instance.json. */
#ifndef LX_INSTANCE_INSTANCE_H
#define LX_INSTANCE_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "state/idrange.h"
#include "state/stage.h"
#include "state/store.h"

struct device {
	char *name;
	struct map properties; /* with "type" */
};

struct snapshot {
	char *name;
	int64_t created_at; /* unix seconds */
	int64_t expires_at; /* 0 = never */
	bool stateful;
};

struct instance {
	char *name; /* the folder's name; not written into the file */
	char id[17];
	char *description;
	char *architecture; /* the kernel's name: x86_64 */
	bool ephemeral;
	bool has_templates;   /* metadata.yaml and templates/ lie beside the file */
	int64_t created_at;   /* unix seconds */
	int64_t last_used_at; /* 0 = never started */
	struct strv profiles; /* in order of application */
	struct map config;    /* local keys, volatile.* and image.* among them */
	struct device *devices;
	size_t device_count;
	struct snapshot *snapshots;
	size_t snapshot_count;
	char *pool; /* "default" */
	struct strv
		layers; /* ids of layers of the pool: the upper first, then down to the image's */
	struct idrange ids; /* size 0: privileged */
};

struct instance *instance_new(const char *name);
void instance_free(struct instance *i);
static inline void instance_free_(struct instance **i)
{
	instance_free(*i);
}
#define own_instance __attribute__((cleanup(instance_free_)))

/* Reads instances/<name>. ERR_NOT_FOUND says: Instance not found. */
struct instance *instance_load(const struct store *s, const char *name, struct err *e);
/* Reads the instance.json of an already open folder (a staging entry, or one found by readdir). */
struct instance *instance_load_at(int dir, const char *name, struct err *e);
/* Replaces the file of a living instance. */
int instance_save(const struct store *s, const struct instance *i, struct err *e);
/* Writes the file into a staging entry. */
int instance_save_staged(const struct stage *st, const struct instance *i, struct err *e);
bool instance_exists(const struct store *s, const char *name);
/* All names, sorted. */
int instance_names(const struct store *s, struct strv *out, struct err *e);

/* Calls with each layer id that any instance names; used to find what nobody does. */
int instance_each_layer(const struct store *s,
			void (*use)(const char *pool, const char *layer, void *data), void *data,
			struct err *e);

/* Effective config: profiles in order, then the instance's own keys (a missing profile is an
 * error). Devices likewise. The caller frees. */
int instance_expand(const struct store *s, const struct instance *i, struct map *config,
		    struct device **devices, size_t *device_count, struct err *e);

#endif
