/* See tags.h: documents, blocks, and the table of tags. */
#include <string.h>

#include "base/own.h"
#include "template/filter.h"
#include "template/tags.h"

static const struct {
	const char *name;
	tag_parse *parse; /* NULL: reads other files, and is refused */
} tags[] = {
	{"autoescape", tag_autoescape},
	{"block", tag_block},
	{"comment", tag_comment},
	{"cycle", tag_cycle},
	{"extends", NULL},
	{"filter", tag_filter},
	{"firstof", tag_firstof},
	{"for", tag_for},
	{"if", tag_if},
	{"ifchanged", tag_ifchanged},
	{"ifequal", tag_ifequal},
	{"ifnotequal", tag_ifnotequal},
	{"import", NULL},
	{"include", NULL},
	{"macro", tag_macro},
	{"now", tag_now},
	{"set", tag_set},
	{"ssi", NULL},
	{"templatetag", tag_templatetag},
	{"widthratio", tag_widthratio},
	{"with", tag_with},
};

void *node_make(struct engine *t, size_t size, node_run *run, unsigned line)
{
	struct node *n = engine_alloc(t, size);

	n->run = run;
	n->line = line;
	return n;
}

struct text_node {
	struct node node;
	struct slice text;
};

static int run_text(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	(void)s;
	return engine_write(t, out, ((struct text_node *)node)->text);
}

static struct node *parse_text(struct parser *p)
{
	struct text_node *n = node_make(p->t, sizeof(*n), run_text, p->at->line);

	n->text = p->at++->text;
	return &n->node;
}

struct print_node {
	struct node node;
	struct expr *expr;
};

int print_value(struct engine *t, const struct scope *s, const struct value *v, bool safe,
		struct str *out)
{
	struct value escaped = {VALUE_NIL};

	if (!s->escapes || safe)
		return engine_write(t, out, value_print(t, v));
	if (filter_escape(t, v, &escaped, &escaped))
		return -1;
	return engine_write(t, out, escaped.text);
}

static int run_print(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct print_node *n = (struct print_node *)node;
	struct value v;

	if (expr_eval(t, s, n->expr, &v))
		return -1;
	return print_value(t, s, &v, expr_is_safe(n->expr) || v.safe || v.kind != VALUE_TEXT, out);
}

/* {{ expression }}, behind the opening brace */
static struct node *parse_print(struct parser *p)
{
	struct print_node *n = node_make(p->t, sizeof(*n), run_print, p->t->line);

	n->expr = expr_parse(p);
	if (n->expr && !parser_match(p, TOKEN_SYMBOL, "}}")) {
		engine_fail(p->t, "\"}}\" should be here, not \"%s\"", parser_here(p));
		return NULL;
	}
	return n->expr ? &n->node : NULL;
}

/* The arguments of a tag, up to its end. */
static int take_args(struct parser *p, struct parser *args)
{
	*args = *p;
	while (p->at < p->end && !parser_peek(p, TOKEN_SYMBOL, "%}"))
		p->at++;
	if (p->at >= p->end)
		return engine_fail(p->t, "the tag is not closed by %%}");
	args->end = p->at++;
	return 0;
}

/* {% name arguments %}, behind the opening brace */
static struct node *parse_tag(struct parser *p)
{
	unsigned line = p->t->line;
	const char *name = parser_name(p, "the name of a tag");
	struct parser args;
	struct node *n = NULL;

	if (!name || take_args(p, &args))
		return NULL;
	p->t->line = line;
	for (size_t i = 0; i < countof(tags); i++) {
		if (strcmp(name, tags[i].name) != 0)
			continue;
		if (!tags[i].parse) {
			engine_fail(p->t, "{%% %s %%} is refused: a template reads no other file",
				    name);
			return NULL;
		}
		if (engine_enter(p->t))
			return NULL;
		n = tags[i].parse(p, &args);
		engine_leave(p->t);
		return n;
	}
	if (!strncmp(name, "end", 3) || !strcmp(name, "else") || !strcmp(name, "elif") ||
	    !strcmp(name, "empty"))
		engine_fail(p->t, "{%% %s %%} does not belong to anything here", name);
	else
		engine_fail(p->t, "there is no tag \"%s\"", name);
	return NULL;
}

/* Text, {{ }} or {% %}, whichever is next. */
static struct node *parse_element(struct parser *p)
{
	p->t->line = p->at->line;
	if (engine_step(p->t, 0))
		return NULL;
	if (p->at->kind == TOKEN_TEXT)
		return parse_text(p);
	if (parser_match(p, TOKEN_SYMBOL, "{{"))
		return parse_print(p);
	if (parser_match(p, TOKEN_SYMBOL, "{%"))
		return parse_tag(p);
	engine_fail(p->t, "\"%s\" is not expected here", parser_here(p));
	return NULL;
}

/* Whether {% name of the list stands here; goes behind the name. */
static const char *match_end(struct parser *p, const char *const ends[3])
{
	if (!parser_peek(p, TOKEN_SYMBOL, "{%") || p->end - p->at < 2 ||
	    p->at[1].kind != TOKEN_NAME)
		return NULL;
	for (size_t i = 0; i < 3; i++)
		if (ends[i] && slice_is(p->at[1].text, ends[i])) {
			p->at += 2;
			return ends[i];
		}
	return NULL;
}

int block_parse(struct parser *document, const char *what, const char *const ends[3],
		struct block *out)
{
	struct node **last = &out->first;
	unsigned line = document->t->line;

	*out = (struct block){0};
	while (document->at < document->end) {
		out->end = match_end(document, ends);
		if (out->end)
			return take_args(document, &out->args);
		*last = parse_element(document);
		if (!*last)
			return -1;
		last = &(*last)->next;
	}
	document->t->line = line;
	return engine_fail(document->t, "{%% %s %%} is not closed", what);
}

int block_parse_plain(struct parser *document, const char *what, const char *const ends[3],
		      struct block *out)
{
	if (block_parse(document, what, ends, out))
		return -1;
	return parser_finish(&out->args, out->end);
}

int block_run(struct engine *t, struct node *first, struct scope *s, struct str *out)
{
	if (engine_enter(t))
		return -1;
	for (struct node *n = first; n; n = n->next) {
		t->line = n->line;
		if (engine_step(t, 0) || n->run(t, n, s, out))
			return -1;
	}
	engine_leave(t);
	return 0;
}

int document_parse(struct parser *p, struct node **first)
{
	while (p->at < p->end) {
		*first = parse_element(p);
		if (!*first)
			return -1;
		first = &(*first)->next;
	}
	return 0;
}
