/* See engine.h. */
#include "template/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"

enum { CHUNK = 16 << 10, BYTES_A_STEP = 256 };

struct engine_chunk {
	struct engine_chunk *next;
	max_align_t space[];
};

int engine_fail(struct engine *t, const char *fmt, ...)
{
	own_str struct str words = {0}, name = {0}, safe = {0};
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(&words, fmt, ap);
	va_end(ap);
	text_add_safe(&name, t->name, strlen(t->name), TEXT_ONE_LINE);
	text_add_safe(&safe, str_c(&words), words.len, TEXT_ONE_LINE);
	return err_set(t->e, ERR_INVALID, "template \"%s\", line %u: %s", str_c(&name), t->line,
		       str_c(&safe));
}

int engine_step(struct engine *t, size_t bytes)
{
	t->work += 1 + bytes / BYTES_A_STEP;
	if (t->work > TEMPLATE_MAX_WORK)
		return engine_fail(t, "it takes too long");
	if (t->memory > TEMPLATE_MAX_MEMORY)
		return engine_fail(t, "it takes too much memory");
	return 0;
}

int engine_enter(struct engine *t)
{
	if (++t->depth > t->max_depth)
		return engine_fail(t, "it is nested too deeply");
	return engine_step(t, 0);
}

void engine_leave(struct engine *t)
{
	t->depth--;
}

void engine_begin(struct engine *t, const char *name, const struct template_context *context,
		  struct err *e)
{
	memset(t, 0, offsetof(struct engine, first));
	t->name = name;
	t->context = context;
	t->e = e;
	t->line = 1;
	t->free = (char *)t->first;
	t->room = sizeof(t->first);
}

void *engine_alloc(struct engine *t, size_t size)
{
	char *p;

	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	if (size > t->room) {
		size_t space = size > CHUNK ? size : CHUNK;
		struct engine_chunk *c = mem_alloc(sizeof(*c) + space);

		c->next = t->chunks;
		t->chunks = c;
		t->free = (char *)c->space;
		t->room = space;
		t->memory += space;
	}
	p = t->free;
	t->free += size;
	t->room -= size;
	return memset(p, 0, size);
}

const char *engine_copy(struct engine *t, struct slice s)
{
	char *p = engine_alloc(t, s.len + 1);

	if (s.len)
		memcpy(p, s.p, s.len);
	return p;
}

int engine_write(struct engine *t, struct str *out, struct slice s)
{
	t->memory += s.len;
	if (out->len + s.len > TEMPLATE_MAX_SIZE)
		return engine_fail(t, "what it makes is too large: more than 1 MiB");
	if (s.len)
		str_add_bytes(out, s.p, s.len);
	return engine_step(t, s.len);
}

void engine_free(struct engine *t)
{
	struct engine_chunk *c;

	while ((c = t->chunks)) {
		t->chunks = c->next;
		free(c);
	}
}

bool slice_is(struct slice s, const char *text)
{
	return strlen(text) == s.len && !memcmp(s.p, text, s.len);
}
