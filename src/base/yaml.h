/* YAML both ways, over cJSON's tree: what people write (metadata.yaml, `edit`, stdin of `init`) in,
 * what `show` and `-f yaml` print out, in the style of LXD's client.
 *
 * Reading is bounded: size, depth, and what aliases may blow a small document up to. A scalar keeps
 * its text as it was written whatever its type, so that `release: 1.10` is "1.10" to those who ask
 * for the text. */
#ifndef LX_BASE_YAML_H
#define LX_BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

enum {
	YAML_MAX_SIZE = 4 << 20, /* bytes of a document, and of what its aliases expand to */
	YAML_MAX_NODES = 20000,	 /* after aliases are expanded */
	YAML_MAX_DEPTH = 64,
};

/* Parses the first document of text; what names it in messages. An empty one is a null node. Keys
 * must be scalars; of a key given twice the later counts. The caller owns the result. */
cJSON *yaml_parse(const char *text, size_t len, const char *what, struct err *e);

/* A scalar as it was written ("" for an empty one); NULL for lists and maps. Borrowed. */
const char *yaml_text(const cJSON *node);
/* Adds a map of scalars to out, as text; a missing or null member is none. */
int yaml_get_map(const cJSON *j, const char *key, struct map *out, struct err *e);

/* Adds the tree as a document: block style, lists not indented below their key, strings quoted
 * only where they would read as something else. */
void yaml_print(struct str *out, const cJSON *j);
/* Marks a string to be printed without quotes though it looks like a time: a time that is one. */
void yaml_mark_time(cJSON *string);

#endif
