/* Templates of text files, in the language of pongo2 4 (Django's, in Go): what images carry for
 * their containers' files, and what patterns of names are made of. Nothing in a template can reach
 * beyond the variables it is given: the tags that read other files are refused.
 *
 * A template comes with an image, from outside: its size, depth, work, memory and output are all
 * bounded. Where pongo2 ends in a panic or prints Go's innards, this is an error. */
#ifndef LX_TEMPLATE_TEMPLATE_H
#define LX_TEMPLATE_TEMPLATE_H

#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

enum {
	TEMPLATE_MAX_SIZE = 1 << 20, /* bytes of a template, of what it makes, of any text in it */
	TEMPLATE_MAX_MEMORY = 64 << 20,
	TEMPLATE_MAX_WORK = 4 << 20, /* steps, and a further one for each 256 bytes handled */
	TEMPLATE_MAX_DEPTH = 200,    /* of tags in tags, brackets in brackets and the like */
	TEMPLATE_MAX_CALLS = 1000,   /* of all that while it runs, macros in macros among it */
};

struct template_entry {
	const char *name;
	const struct map *map;
};

/* A variable the template may use; all borrowed. */
struct template_var {
	const char *name;
	enum { TEMPLATE_TEXT, TEMPLATE_MAP, TEMPLATE_MAPS, TEMPLATE_TIME } kind;
	const char *text;
	const struct map *map;		   /* NULL: an empty one */
	const struct template_entry *maps; /* in the order of their names */
	size_t map_count;
	time_t time;
};

struct template_context {
	const struct template_var *vars;
	size_t count;
	const struct map *config; /* what config_get("key", "default") looks into */
};

/* Adds what the template makes of the context to out. Errors tell name and line; out is then as
 * it was. Nothing is escaped, unless the template says {% autoescape on %}. */
int template_render(const char *name, const char *text, size_t len,
		    const struct template_context *context, struct str *out, struct err *e);

#endif
