/* Devices: a name and properties, one of them "type". In JSON an object of objects. */
#ifndef LX_INSTANCE_DEVICE_H
#define LX_INSTANCE_DEVICE_H

#include <stddef.h>

#include "base/err.h"
#include "base/json.h"
#include "instance/instance.h"

int devices_parse(const cJSON *j, const char *key, struct device **out, size_t *n, struct err *e);
void devices_print(cJSON *j, const char *key, const struct device *d, size_t n);
/* Adds the device, or puts it in the place of one of that name: a device is never mixed of two. */
void devices_set(struct device **list, size_t *n, const char *name, const struct map *properties);
void devices_free(struct device *d, size_t n);
/* Checks expanded devices: types, properties, and that exactly one is the root disk. Returns it,
 * borrowed. */
const struct device *devices_check(const struct device *d, size_t n, struct err *e);

#endif
