/* The one table of an instance's configuration keys: validation, defaults, help, completion and
 * the manual come from it. Adding a key is adding a row. */
#ifndef LX_INSTANCE_KEYS_H
#define LX_INSTANCE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/map.h"

enum key_type { KEY_TEXT, KEY_BOOL, KEY_UNSIGNED };

struct key {
	const char *name; /* ends in ".*": a family */
	enum key_type type;
	const char *fallback; /* what holds when it is not set; NULL: nothing */
	bool live;	      /* acts on a running container */
	bool internal;	      /* ours to set, not the user's */
	const char *doc;
};

extern const struct key instance_keys[];
extern const size_t instance_key_count;

/* The row for a key, NULL where there is none. */
const struct key *key_find(const char *name);
/* Checks a key and its value as a user gives them. LXD's words, and what would be right; callers put
 * what they were doing in front ("Invalid config: …"). */
int key_check(const char *name, const char *value, struct err *e);
/* All of a map. */
int keys_check(const struct map *config, struct err *e);
/* The value that holds in an expanded config. */
const char *key_value(const struct map *config, const char *name);
bool key_is_true(const struct map *config, const char *name);
/* LXD's spellings of true and false; -1 for anything else. */
int parse_bool(const char *text);

#endif
