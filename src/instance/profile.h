/* Profiles: profiles/<name>.json. "default" and "docker" are there from the first run: where the
 * file is missing, a table stands for it. */
#ifndef LX_INSTANCE_PROFILE_H
#define LX_INSTANCE_PROFILE_H

#include "base/err.h"
#include "base/map.h"
#include "instance/instance.h"
#include "state/store.h"

struct profile {
	char *name;
	char *description;
	struct map config;
	struct device *devices;
	size_t device_count;
};

void profile_free(struct profile *p);
static inline void profile_free_(struct profile **p)
{
	profile_free(*p);
}
#define own_profile __attribute__((cleanup(profile_free_)))

/* ERR_NOT_FOUND: Profile not found. */
struct profile *profile_load(const struct store *s, const char *name, struct err *e);
/* All names, sorted, those of the table among them. */
int profile_names(const struct store *s, struct strv *out, struct err *e);

#endif
