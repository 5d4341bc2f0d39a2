/* See template.h. */
#include "template/template.h"

#include <stdlib.h>

#include "base/own.h"
#include "template/tags.h"

static int render(struct engine *t, struct slice text, struct tokens *tokens, struct str *out)
{
	struct scope scope = {0};
	struct node *first = NULL;
	struct parser p = {.t = t};

	if (text.len > TEMPLATE_MAX_SIZE)
		return engine_fail(t, "it is too large: more than 1 MiB");
	if (lex(t, text, tokens))
		return -1;
	p.at = tokens->v;
	p.end = tokens->v + tokens->n;
	t->max_depth = TEMPLATE_MAX_DEPTH;
	if (document_parse(&p, &first))
		return -1;
	t->max_depth = TEMPLATE_MAX_CALLS;
	return block_run(t, first, &scope, out);
}

int template_render(const char *name, const char *text, size_t len,
		    const struct template_context *context, struct str *out, struct err *e)
{
	struct engine t;
	struct tokens tokens = {0};
	own_str struct str made = {0};
	int r;

	engine_begin(&t, name, context, e);
	r = render(&t, (struct slice){text, len}, &tokens, &made);

	if (!r && made.len)
		str_add_bytes(out, made.p, made.len);
	free(tokens.v);
	engine_free(&t);
	return r;
}
