/* See tags.h: tags that choose and repeat. */
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "template/tags.h"

/* {% if a %} {% elif b %} {% else %} {% endif %} */
struct branch {
	struct branch *next;
	struct expr *condition; /* NULL: else */
	struct node *body;
};

struct if_node {
	struct node node;
	struct branch *first;
};

static int run_if(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	for (const struct branch *b = ((struct if_node *)node)->first; b; b = b->next) {
		struct value v = value_bool(true);

		if (b->condition && expr_eval(t, s, b->condition, &v))
			return -1;
		if (value_is_true(&v))
			return block_run(t, b->body, s, out);
	}
	return 0;
}

struct node *tag_if(struct parser *document, struct parser *args)
{
	static const char *const all[3] = {"endif", "elif", "else"}, *const last[3] = {"endif"};
	struct if_node *n = node_make(args->t, sizeof(*n), run_if, args->t->line);
	struct branch **b = &n->first;
	struct block block = {.args = *args, .end = "if"};

	for (;; b = &(*b)->next) {
		bool is_else = !strcmp(block.end, "else");

		*b = engine_alloc(args->t, sizeof(**b));
		if (!is_else && !((*b)->condition = expr_parse(&block.args)))
			return NULL;
		if (parser_finish(&block.args, block.end) ||
		    block_parse(document, block.end, is_else ? last : all, &block))
			return NULL;
		(*b)->body = block.first;
		if (!strcmp(block.end, "endif"))
			return parser_finish(&block.args, block.end) ? NULL : &n->node;
	}
}

/* {% ifequal a b %} {% else %} {% endifequal %} */
struct ifequal_node {
	struct node node;
	struct expr *a, *b;
	bool wanted;
	struct node *then, *otherwise;
};

static int run_ifequal(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct ifequal_node *n = (struct ifequal_node *)node;
	struct value a, b;
	int r;

	if (expr_eval(t, s, n->a, &a) || expr_eval(t, s, n->b, &b))
		return -1;
	r = value_equals(t, &a, &b);
	return r < 0 ? -1 : block_run(t, r == n->wanted ? n->then : n->otherwise, s, out);
}

/* What "ifequal", "ifnotequal" and "ifchanged" end with: a block, and perhaps one for else. */
static int parse_else(struct parser *document, const char *what, const char *end,
		      struct node **then, struct node **otherwise)
{
	const char *const both[3] = {end, "else"}, *const last[3] = {end};
	struct block block;

	if (block_parse_plain(document, what, both, &block))
		return -1;
	*then = block.first;
	if (strcmp(block.end, "else") != 0)
		return 0;
	if (block_parse_plain(document, what, last, &block))
		return -1;
	*otherwise = block.first;
	return 0;
}

static struct node *parse_ifequal(struct parser *document, struct parser *args, bool wanted)
{
	const char *what = wanted ? "ifequal" : "ifnotequal";
	struct ifequal_node *n = node_make(args->t, sizeof(*n), run_ifequal, args->t->line);

	n->wanted = wanted;
	n->a = expr_parse(args);
	n->b = n->a ? expr_parse(args) : NULL;
	if (!n->b || parser_finish(args, what) ||
	    parse_else(document, what, wanted ? "endifequal" : "endifnotequal", &n->then,
		       &n->otherwise))
		return NULL;
	return &n->node;
}

struct node *tag_ifequal(struct parser *document, struct parser *args)
{
	return parse_ifequal(document, args, true);
}

struct node *tag_ifnotequal(struct parser *document, struct parser *args)
{
	return parse_ifequal(document, args, false);
}

/* {% for a, b in c reversed sorted %} {% empty %} {% endfor %} */
struct for_node {
	struct node node;
	const char *key, *value; /* value may be NULL */
	struct expr *over;
	bool reversed, sorted;
	struct node *body, *empty;
};

static int compare_items(const void *a, const void *b)
{
	const struct slice *x = &((const struct value *)a)->text;
	const struct slice *y = &((const struct value *)b)->text;
	int r = memcmp(x->p, y->p, x->len < y->len ? x->len : y->len);

	return r ? r : (x->len > y->len) - (x->len < y->len);
}

/* What is gone over, as texts: a map's keys, a list's items, a text's bytes. Maps are in the order of
 * their keys. */
static int list_items(struct engine *t, const struct value *v, struct value *out)
{
	size_t n = v->kind == VALUE_TEXT ? v->text.len : value_length(v);
	struct value *items = engine_alloc(t, n * sizeof(*items) + 1);

	*out = (struct value){.kind = VALUE_LIST, .list = {items, n}};
	for (size_t i = 0; i < n; i++) {
		struct slice s = {"", 1};

		if (v->kind == VALUE_TEXT)
			s.p = v->text.p + i;
		else if (v->kind == VALUE_MAP)
			s = (struct slice){v->map->v[i].key, strlen(v->map->v[i].key)};
		else if (v->kind == VALUE_MAPS)
			s = (struct slice){v->maps->maps[i].name, strlen(v->maps->maps[i].name)};
		items[i] = v->kind == VALUE_LIST ? v->list.v[i] : value_text(t, s);
		if (engine_step(t, 0))
			return -1;
	}
	return 0;
}

static int sort_items(struct engine *t, const struct for_node *n, const struct value *over,
		      struct value *items)
{
	size_t count = items->list.n;
	struct value *v = engine_alloc(t, count * sizeof(*v) + 1);

	if (n->sorted && over->kind == VALUE_TEXT)
		return engine_fail(t, "the bytes of a text cannot be sorted");
	if (count)
		memcpy(v, items->list.v, count * sizeof(*v));
	if (n->sorted)
		qsort(v, count, sizeof(*v), compare_items);
	for (size_t i = 0; n->reversed && i < count / 2; i++) {
		struct value other = v[i];

		v[i] = v[count - 1 - i];
		v[count - 1 - i] = other;
	}
	items->list.v = v;
	return engine_step(t, count * sizeof(*v));
}

/* place is that of the item, which in a reversed text counts from its end, as pongo2 has it. */
static void set_loop(struct loop *l, size_t place, size_t count)
{
	l->counter0 = (int64_t)place;
	l->counter = l->counter0 + 1;
	l->revcounter = (int64_t)(count - place);
	l->revcounter0 = l->revcounter - 1;
	l->first &= place != 1;
	l->last |= place + 1 == count;
}

static int run_items(struct engine *t, struct for_node *n, struct scope *s, struct loop *loop,
		     const struct value *over, const struct value *items, struct str *out)
{
	bool has_values = over->kind == VALUE_MAP || over->kind == VALUE_MAPS;
	size_t count = items->list.n;

	for (size_t i = 0; i < count; i++) {
		const struct value *item = &items->list.v[i];
		bool backwards = n->reversed && over->kind == VALUE_TEXT;

		scope_set(t, s, n->key, *item);
		if (has_values && n->value)
			scope_set(t, s, n->value, value_member(t, over, item->text.p));
		set_loop(loop, backwards ? count - 1 - i : i, count);
		if (block_run(t, n->body, s, out))
			return -1;
	}
	return 0;
}

static int run_for(struct engine *t, struct node *node, struct scope *around, struct str *out)
{
	struct for_node *n = (struct for_node *)node;
	struct loop *loop = engine_alloc(t, sizeof(*loop));
	struct scope s = {.parent = around, .escapes = around->escapes};
	struct value over, items, outer = {VALUE_NIL};

	for (const struct scope *up = around; up && !outer.kind; up = up->parent)
		for (const struct scope_name *name = up->names; name; name = name->next)
			if (!strcmp(name->name, "forloop"))
				outer = name->value;
	loop->first = true;
	loop->parent = outer.kind == VALUE_LOOP ? outer.loop : NULL;
	scope_set(t, &s, "forloop", (struct value){.kind = VALUE_LOOP, .loop = loop});
	if (expr_eval(t, &s, n->over, &over))
		return -1;
	if (list_items(t, &over, &items))
		return -1;
	if (!items.list.n)
		return block_run(t, n->empty, &s, out);
	if ((n->sorted || n->reversed) && sort_items(t, n, &over, &items))
		return -1;
	return run_items(t, n, &s, loop, &over, &items, out);
}

struct node *tag_for(struct parser *document, struct parser *args)
{
	static const char *const both[3] = {"endfor", "empty"}, *const last[3] = {"endfor"};
	struct for_node *n = node_make(args->t, sizeof(*n), run_for, args->t->line);
	struct block block;

	n->key = parser_name(args, "a name");
	if (!n->key)
		return NULL;
	if (parser_match(args, TOKEN_SYMBOL, ",") && !(n->value = parser_name(args, "a name")))
		return NULL;
	if (!parser_match(args, TOKEN_KEYWORD, "in")) {
		engine_fail(args->t, "\"in\" should be here, not \"%s\"", parser_here(args));
		return NULL;
	}
	n->over = expr_parse(args);
	if (!n->over)
		return NULL;
	n->reversed = parser_match(args, TOKEN_NAME, "reversed");
	n->sorted = parser_match(args, TOKEN_NAME, "sorted");
	if (parser_finish(args, "for") || block_parse_plain(document, "for", both, &block))
		return NULL;
	n->body = block.first;
	if (!strcmp(block.end, "endfor"))
		return &n->node;
	if (block_parse_plain(document, "for", last, &block))
		return NULL;
	n->empty = block.first;
	return &n->node;
}

/* {% ifchanged a b %} {% else %} {% endifchanged %}; without a value it looks at its own output. */
struct ifchanged_node {
	struct node node;
	struct expr_list *watched;
	size_t count;
	struct value *seen; /* NULL the first time */
	struct slice text;
	struct node *then, *otherwise;
};

static int run_ifchanged_text(struct engine *t, struct ifchanged_node *n, struct scope *s,
			      struct str *out)
{
	own_str struct str text = {0};
	struct slice now;

	if (block_run(t, n->then, s, &text))
		return -1;
	now = (struct slice){str_c(&text), text.len};
	if (now.len == n->text.len && (!now.len || !memcmp(now.p, n->text.p, now.len)))
		return 0;
	n->text = (struct slice){engine_copy(t, now), now.len};
	return engine_write(t, out, now);
}

static int run_ifchanged(struct engine *t, struct node *node, struct scope *s, struct str *out)
{
	struct ifchanged_node *n = (struct ifchanged_node *)node;
	struct value *now = engine_alloc(t, n->count * sizeof(*now) + 1);
	bool changed = !n->seen;
	size_t i = 0;

	if (!n->count)
		return run_ifchanged_text(t, n, s, out);
	for (const struct expr_list *w = n->watched; w; w = w->next, i++) {
		int r;

		if (expr_eval(t, s, w->expr, &now[i]))
			return -1;
		if (changed)
			continue;
		r = value_equals(t, &n->seen[i], &now[i]);
		if (r < 0)
			return -1;
		changed = !r;
	}
	n->seen = now;
	return block_run(t, changed ? n->then : n->otherwise, s, out);
}

struct node *tag_ifchanged(struct parser *document, struct parser *args)
{
	struct ifchanged_node *n = node_make(args->t, sizeof(*n), run_ifchanged, args->t->line);

	for (struct expr_list **last = &n->watched; args->at < args->end; n->count++) {
		last = expr_parse_into(args, last);
		if (!last)
			return NULL;
	}
	if (parse_else(document, "ifchanged", "endifchanged", &n->then, &n->otherwise))
		return NULL;
	return &n->node;
}
