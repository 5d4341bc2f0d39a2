/* See tags.h: tags about text alone. */
#include <string.h>
#include <time.h>

#include "base/own.h"
#include "template/filter.h"
#include "template/tags.h"

/* A block that is run as it is: autoescape, block. */
struct block_node {
	struct node node;
	struct node *body;
	bool escapes;
};

static int run_autoescape(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct block_node *n = (struct block_node *)node;
	bool before = s->escapes;

	s->escapes = n->escapes;
	if (block_run(t, n->body, s, out))
		return -1;
	s->escapes = before;
	return 0;
}

struct node *tag_autoescape(struct parser *document, struct parser *args)
{
	static const char *const ends[3] = {"endautoescape"};
	struct block_node *n = node_make(args->t, sizeof(*n), run_autoescape, args->t->line);
	struct block block;

	n->escapes = parser_match(args, TOKEN_NAME, "on");
	if (!n->escapes && !parser_match(args, TOKEN_NAME, "off")) {
		engine_fail(args->t, "autoescape is \"on\" or \"off\", not \"%s\"",
			    parser_here(args));
		return NULL;
	}
	if (parser_finish(args, "autoescape") ||
	    block_parse_plain(document, "autoescape", ends, &block))
		return NULL;
	n->body = block.first;
	return &n->node;
}

static int run_block(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	return block_run(t, ((struct block_node *)node)->body, s, out);
}

/* {% block name %} {% endblock name %}: nothing extends it here, so it is what is in it. */
struct node *tag_block(struct parser *document, struct parser *args)
{
	static const char *const ends[3] = {"endblock"};
	struct block_node *n = node_make(args->t, sizeof(*n), run_block, args->t->line);
	const char *name = parser_name(args, "the name of the block");
	struct block block;

	if (!name || parser_finish(args, "block") || block_parse(document, "block", ends, &block))
		return NULL;
	parser_match(&block.args, TOKEN_NAME, name);
	if (parser_finish(&block.args, "endblock"))
		return NULL;
	n->body = block.first;
	return &n->node;
}

static int run_nothing(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	(void)t;
	(void)node;
	(void)s;
	(void)out;
	return 0;
}

/* What is within need not make sense. */
struct node *tag_comment(struct parser *document, struct parser *args)
{
	struct node *n = node_make(args->t, sizeof(*n), run_nothing, args->t->line);

	if (parser_finish(args, "comment"))
		return NULL;
	for (; document->at < document->end; document->at++) {
		struct parser p = *document;

		if (!parser_match(&p, TOKEN_SYMBOL, "{%") ||
		    !parser_match(&p, TOKEN_NAME, "endcomment"))
			continue;
		if (!parser_match(&p, TOKEN_SYMBOL, "%}")) {
			engine_fail(p.t, "{%% endcomment %%} takes nothing");
			return NULL;
		}
		*document = p;
		return n;
	}
	args->t->line = n->line;
	engine_fail(args->t, "{%% comment %%} is not closed");
	return NULL;
}

/* {% filter upper|cut:" " %} {% endfilter %} */
struct filter_node {
	struct node node;
	struct filter_call *filters;
	struct node *body;
};

static int run_filter(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct filter_node *n = (struct filter_node *)node;
	struct value v = {VALUE_NIL};
	struct str text = {0};

	if (block_run(t, n->body, s, &text)) {
		str_free(&text);
		return -1;
	}
	if (value_take(t, &text, &v))
		return -1;
	for (const struct filter_call *f = n->filters; f; f = f->next)
		if (filter_call_run(t, s, f, &v))
			return -1;
	return engine_write(t, out, value_print(t, &v));
}

struct node *tag_filter(struct parser *document, struct parser *args)
{
	static const char *const ends[3] = {"endfilter"};
	struct filter_node *n = node_make(args->t, sizeof(*n), run_filter, args->t->line);
	struct filter_call **last = &n->filters;
	struct block block;

	while (args->at < args->end) {
		*last = filter_call_parse(args);
		if (!*last)
			return NULL;
		last = &(*last)->next;
		if (!parser_match(args, TOKEN_SYMBOL, "|"))
			break;
	}
	if (parser_finish(args, "filter") || block_parse_plain(document, "filter", ends, &block))
		return NULL;
	n->body = block.first;
	return &n->node;
}

/* {% firstof a b "c" %} */
struct firstof_node {
	struct node node;
	struct expr_list *items;
};

static int run_firstof(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct value v;

	for (const struct expr_list *x = ((struct firstof_node *)node)->items; x; x = x->next) {
		if (expr_eval(t, s, x->expr, &v))
			return -1;
		if (value_is_true(&v))
			return print_value(t, s, &v, expr_is_safe(x->expr), out);
	}
	return 0;
}

struct node *tag_firstof(struct parser *document, struct parser *args)
{
	struct firstof_node *n = node_make(args->t, sizeof(*n), run_firstof, args->t->line);
	struct expr_list **last = &n->items;

	(void)document;
	while (args->at < args->end) {
		last = expr_parse_into(args, last);
		if (!last)
			return NULL;
	}
	return &n->node;
}

/* Text that is known once the tag is parsed: {% now "2006-01-02" %}, {% templatetag openblock %} */
struct fixed_node {
	struct node node;
	struct slice text;
};

static int run_fixed(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	(void)s;
	return engine_write(t, out, ((struct fixed_node *)node)->text);
}

struct node *tag_now(struct parser *document, struct parser *args)
{
	struct fixed_node *n = node_make(args->t, sizeof(*n), run_fixed, args->t->line);
	const struct token *k = parser_take(args, TOKEN_STRING);
	own_str struct str text = {0};

	(void)document;
	if (!k) {
		engine_fail(args->t, "now takes a layout in quotes, not \"%s\"", parser_here(args));
		return NULL;
	}
	if (parser_finish(args, "now"))
		return NULL;
	go_time(&text, k->text, time(NULL));
	n->text = (struct slice){engine_copy(args->t, (struct slice){text.p, text.len}), text.len};
	return &n->node;
}

struct node *tag_templatetag(struct parser *document, struct parser *args)
{
	static const struct {
		const char *name, *text;
	} braces[] = {
		{"openblock", "{%"},	 {"closeblock", "%}"},	 {"openvariable", "{{"},
		{"closevariable", "}}"}, {"openbrace", "{"},	 {"closebrace", "}"},
		{"opencomment", "{#"},	 {"closecomment", "#}"},
	};
	struct fixed_node *n = node_make(args->t, sizeof(*n), run_fixed, args->t->line);

	(void)document;
	for (size_t i = 0; i < countof(braces); i++)
		if (parser_match(args, TOKEN_NAME, braces[i].name)) {
			n->text = (struct slice){braces[i].text, strlen(braces[i].text)};
			return parser_finish(args, "templatetag") ? NULL : &n->node;
		}
	engine_fail(args->t, "there is no templatetag \"%s\"", parser_here(args));
	return NULL;
}
