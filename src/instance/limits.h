/* The keys "limits.*" of an expanded config as the runtime takes them. */
#ifndef LX_INSTANCE_LIMITS_H
#define LX_INSTANCE_LIMITS_H

#include "base/err.h"
#include "base/map.h"
#include "runtime/limits.h"

/* Returns 1 where any limit is set, 0 where none is. */
int limits_of(const struct map *config, struct run_limits *out, struct err *e);
/* Checks the value of one such key. */
int limit_check(const char *key, const char *value, struct err *e);

#endif
