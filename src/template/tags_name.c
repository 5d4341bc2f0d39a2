/* See tags.h: tags that set names. */
#include <math.h>

#include "template/tags.h"

/* name = expression */
struct binding {
	struct binding *next;
	const char *name;
	struct expr *expr;
};

static int parse_binding(struct parser *args, struct binding *b)
{
	b->name = parser_name(args, "a name");
	if (!b->name)
		return -1;
	if (!parser_match(args, TOKEN_SYMBOL, "="))
		return engine_fail(args->t, "\"=\" should be here, not \"%s\"", parser_here(args));
	b->expr = expr_parse(args);
	return b->expr ? 0 : -1;
}

/* {% set name = expression %} */
struct set_node {
	struct node node;
	struct binding binding;
};

static int run_set(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct set_node *n = (struct set_node *)node;
	struct value v;

	(void)out;
	if (expr_eval(t, s, n->binding.expr, &v))
		return -1;
	scope_set(t, s, n->binding.name, v);
	return 0;
}

struct node *tag_set(struct parser *document, struct parser *args)
{
	struct set_node *n = node_make(args->t, sizeof(*n), run_set, args->t->line);

	(void)document;
	return parse_binding(args, &n->binding) || parser_finish(args, "set") ? NULL : &n->node;
}

/* {% with a=1 b=2 %} or {% with 1 as a %}, {% endwith %} */
struct with_node {
	struct node node;
	struct binding *first;
	struct node *body;
};

static int run_with(struct engine *t, struct node *node, struct scope *around, struct str *out)
{
	struct with_node *n = (struct with_node *)node;
	struct scope s = {.parent = around, .escapes = around->escapes};
	struct value v;

	for (const struct binding *b = n->first; b; b = b->next) {
		if (expr_eval(t, around, b->expr, &v))
			return -1;
		scope_set(t, &s, b->name, v);
	}
	return block_run(t, n->body, &s, out);
}

/* expression as name */
static int parse_old_binding(struct parser *args, struct binding *b)
{
	b->expr = expr_parse(args);
	if (!b->expr)
		return -1;
	if (!parser_match(args, TOKEN_KEYWORD, "as"))
		return engine_fail(args->t, "\"as\" should be here, not \"%s\"", parser_here(args));
	b->name = parser_name(args, "a name");
	return b->name ? 0 : -1;
}

struct node *tag_with(struct parser *document, struct parser *args)
{
	static const char *const ends[3] = {"endwith"};
	struct with_node *n = node_make(args->t, sizeof(*n), run_with, args->t->line);
	struct binding **last = &n->first;
	struct block block;
	bool old = false;

	for (const struct token *k = args->at; k < args->end; k++)
		old |= k->kind == TOKEN_KEYWORD && slice_is(k->text, "as");
	do {
		*last = engine_alloc(args->t, sizeof(**last));
		if (old ? parse_old_binding(args, *last) : parse_binding(args, *last))
			return NULL;
		last = &(*last)->next;
	} while (args->at < args->end);
	args->t->line = n->node.line;
	if (block_parse_plain(document, "with", ends, &block))
		return NULL;
	n->body = block.first;
	return &n->node;
}

/* {% macro name(a, b=1) export %} {% endmacro %} */
struct macro {
	struct node node;
	const char *name;
	struct binding *params; /* expr: the default, or NULL */
	struct node *body;
	const struct scope *scope; /* where it was defined */
};

static int run_macro(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct macro *m = engine_alloc(t, sizeof(*m));

	(void)out;
	*m = *(struct macro *)node;
	m->scope = s;
	scope_set(t, s, m->name, (struct value){.kind = VALUE_MACRO, .macro = m});
	return 0;
}

int macro_call(struct engine *t, struct macro *m, const struct value *args, size_t n,
	       struct value *out)
{
	struct scope s = {.parent = m->scope, .escapes = m->scope->escapes};
	const struct binding *b = m->params;
	struct str text = {0};
	int r = 0;

	for (size_t i = 0; b && !r; b = b->next, i++) {
		struct value v = i < n ? args[i] : (struct value){VALUE_NIL};

		v.safe = false;
		if (i >= n && b->expr)
			r = expr_eval(t, m->scope, b->expr, &v);
		scope_set(t, &s, b->name, v);
		if (!r && !b->next && n > i + 1)
			r = engine_fail(t, "macro %s has %zu parameters, not %zu", m->name, i + 1,
					n);
	}
	if (!r && !m->params && n)
		r = engine_fail(t, "macro %s has no parameters", m->name);
	if (!r)
		r = block_run(t, m->body, &s, &text);
	if (!r)
		r = value_take(t, &text, out);
	str_free(&text);
	out->safe = true;
	return r;
}

static int parse_params(struct parser *args, struct binding **last)
{
	if (!parser_match(args, TOKEN_SYMBOL, "("))
		return engine_fail(args->t, "\"(\" should be here, not \"%s\"", parser_here(args));
	while (!parser_match(args, TOKEN_SYMBOL, ")")) {
		struct binding *b = *last = engine_alloc(args->t, sizeof(*b));

		b->name = parser_name(args, "the name of a parameter");
		if (!b->name)
			return -1;
		if (parser_match(args, TOKEN_SYMBOL, "=") && !(b->expr = expr_parse(args)))
			return -1;
		if (!parser_match(args, TOKEN_SYMBOL, ",") && !parser_peek(args, TOKEN_SYMBOL, ")"))
			return engine_fail(args->t, "\",\" or \")\" should be here, not \"%s\"",
					   parser_here(args));
		last = &b->next;
	}
	return 0;
}

struct node *tag_macro(struct parser *document, struct parser *args)
{
	static const char *const ends[3] = {"endmacro"};
	struct macro *m = node_make(args->t, sizeof(*m), run_macro, args->t->line);
	struct block block;

	m->name = parser_name(args, "the name of the macro");
	if (!m->name || parse_params(args, &m->params))
		return NULL;
	parser_match(args, TOKEN_KEYWORD, "export");
	if (parser_finish(args, "macro") || block_parse_plain(document, "macro", ends, &block))
		return NULL;
	m->body = block.first;
	return &m->node;
}

/* {% cycle a b as name silent %} */
struct cycle_node {
	struct node node;
	struct expr_list *items, *at; /* at: the next one, NULL for the first */
	const char *name;	      /* or NULL */
	bool silent;
};

static int next_of_cycle(struct engine *t, struct cycle_node *n, const struct scope *s,
			 struct value *out)
{
	if (!n->at)
		n->at = n->items;
	if (expr_eval(t, s, n->at->expr, out))
		return -1;
	n->at = n->at->next;
	return 0;
}

static int run_cycle(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct cycle_node *n = (struct cycle_node *)node;
	struct cycle *c;
	struct value v;

	if (next_of_cycle(t, n, s, &v))
		return -1;
	if (v.kind == VALUE_CYCLE) {
		/* {% cycle name %} goes on with the one that made the name. */
		c = v.cycle;
		n = c->node;
		if (next_of_cycle(t, n, s, &v))
			return -1;
		/* It may come to its own name again. */
		if (v.kind == VALUE_CYCLE)
			v = value_text(t, value_print(t, &v));
		c->value = v;
	} else if (n->name) {
		c = engine_alloc(t, sizeof(*c));
		*c = (struct cycle){v, n};
		scope_set(t, s, n->name, (struct value){.kind = VALUE_CYCLE, .cycle = c});
	}
	return n->silent ? 0 : engine_write(t, out, value_print(t, &v));
}

struct node *tag_cycle(struct parser *document, struct parser *args)
{
	struct cycle_node *n = node_make(args->t, sizeof(*n), run_cycle, args->t->line);
	struct expr_list **last = &n->items;

	(void)document;
	do {
		last = expr_parse_into(args, last);
		if (!last)
			return NULL;
	} while (args->at < args->end && !parser_peek(args, TOKEN_KEYWORD, "as"));
	if (parser_match(args, TOKEN_KEYWORD, "as")) {
		n->name = parser_name(args, "a name");
		n->silent = n->name && parser_match(args, TOKEN_NAME, "silent");
		if (!n->name)
			return NULL;
	}
	return parser_finish(args, "cycle") ? NULL : &n->node;
}

/* {% widthratio value most width as name %} */
struct widthratio_node {
	struct node node;
	struct expr_list *numbers; /* three */
	const char *name;	   /* or NULL */
};

static int run_widthratio(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct widthratio_node *n = (struct widthratio_node *)node;
	struct value v[3], ratio;
	size_t i = 0;

	for (const struct expr_list *x = n->numbers; x; x = x->next, i++)
		if (expr_eval(t, s, x->expr, &v[i]))
			return -1;
	ratio = value_int(float_to_int(
		ceil(value_real(&v[0]) / value_real(&v[1]) * value_real(&v[2]) + 0.5)));
	if (!n->name)
		return engine_write(t, out, value_print(t, &ratio));
	scope_set(t, s, n->name, ratio);
	return 0;
}

struct node *tag_widthratio(struct parser *document, struct parser *args)
{
	struct widthratio_node *n = node_make(args->t, sizeof(*n), run_widthratio, args->t->line);
	struct expr_list **last = &n->numbers;

	(void)document;
	for (int i = 0; i < 3; i++) {
		last = expr_parse_into(args, last);
		if (!last)
			return NULL;
	}
	if (parser_match(args, TOKEN_KEYWORD, "as") && !(n->name = parser_name(args, "a name")))
		return NULL;
	return parser_finish(args, "widthratio") ? NULL : &n->node;
}
