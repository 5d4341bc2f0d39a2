/* The one map: strings to strings, kept sorted by key. Config, properties and devices use it. */
#ifndef LX_BASE_MAP_H
#define LX_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct map_entry {
	char *key;
	char *value;
};

struct map {
	struct map_entry *v; /* sorted by key (strcmp) */
	size_t n;
	size_t cap;
};

const char *map_get(const struct map *m, const char *key); /* NULL where absent; borrowed */
void map_set(struct map *m, const char *key, const char *value);
bool map_unset(struct map *m, const char *key);	       /* whether it was there */
void map_copy(struct map *to, const struct map *from); /* adds and overrides */
void map_free(struct map *m);

#define own_map __attribute__((cleanup(map_free)))

#endif
