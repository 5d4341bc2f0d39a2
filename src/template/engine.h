/* What all of template/ works with: one rendering, its bounds, its memory and its errors. Private
 * to template/.
 *
 * Memory is taken from the engine and given back with it as a whole. Taking never fails; what is
 * too much is found at the next step. */
#ifndef LX_TEMPLATE_ENGINE_H
#define LX_TEMPLATE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "template/template.h"

/* Bytes of somebody else; they may hold NUL. */
struct slice {
	const char *p;
	size_t len;
};

enum { ENGINE_FIRST = 4096 };

struct engine_chunk;

struct engine {
	const char *name;
	const struct template_context *context;
	struct err *e;
	unsigned line; /* where we are: engine_fail tells it */
	unsigned depth, max_depth;
	size_t work, memory;
	struct engine_chunk *chunks;
	char *free; /* the rest of the latest chunk */
	size_t room;
	max_align_t first[ENGINE_FIRST / sizeof(max_align_t)]; /* enough for most */
};

/* Fills the engine's error: the template's name, the line, the sentence. Returns -1. */
int engine_fail(struct engine *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Counts a step that handles so many bytes; fails when a bound is passed. */
int engine_step(struct engine *t, size_t bytes);
/* Going down into something nested. No engine_leave after a failure. */
int engine_enter(struct engine *t);
void engine_leave(struct engine *t);

void engine_begin(struct engine *t, const char *name, const struct template_context *context,
		  struct err *e);
/* Zeroed memory. */
void *engine_alloc(struct engine *t, size_t size);
/* A copy with a NUL behind it. */
const char *engine_copy(struct engine *t, struct slice s);
/* Adds to an output, which may not grow beyond its bound. */
int engine_write(struct engine *t, struct str *out, struct slice s);
void engine_free(struct engine *t);

bool slice_is(struct slice s, const char *text);

#endif
