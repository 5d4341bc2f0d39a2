/* See expr.h: what trees come to. */
#include <math.h>
#include <string.h>

#include "base/own.h"
#include "template/expr_tree.h"
#include "template/filter.h"

void scope_set(struct engine *t, struct scope *s, const char *name, struct value value)
{
	struct scope_name *n = s->names;

	while (n && strcmp(n->name, name) != 0)
		n = n->next;
	if (!n) {
		n = engine_alloc(t, sizeof(*n));
		n->next = s->names;
		n->name = name;
		s->names = n;
	}
	n->value = value;
}

static struct value from_context(struct engine *t, const char *name)
{
	for (size_t i = 0; i < t->context->count; i++) {
		const struct template_var *v = &t->context->vars[i];

		if (strcmp(v->name, name) != 0)
			continue;
		switch (v->kind) {
		case TEMPLATE_TEXT:
			return value_text(t, (struct slice){v->text, strlen(v->text)});
		case TEMPLATE_MAP:
			return (struct value){.kind = VALUE_MAP, .map = v->map};
		case TEMPLATE_MAPS:
			return (struct value){.kind = VALUE_MAPS, .maps = v};
		case TEMPLATE_TIME:
			return (struct value){.kind = VALUE_TIME, .time = v->time};
		}
	}
	if (t->context->config && !strcmp(name, "config_get"))
		return (struct value){.kind = VALUE_CONFIG_GET};
	return (struct value){VALUE_NIL};
}

static int look_up(struct engine *t, const struct scope *s, const char *name, struct value *out)
{
	size_t seen = 0;

	for (; s; s = s->parent)
		for (const struct scope_name *n = s->names; n; n = n->next, seen++)
			if (!strcmp(n->name, name)) {
				*out = n->value;
				return engine_step(t, 32 * seen);
			}
	*out = from_context(t, name);
	return engine_step(t, 32 * seen);
}

/* The variable's name up to and with the part, for messages. */
static const char *name_of(struct engine *t, const struct expr_part *part,
			   const struct expr_part *to)
{
	own_str struct str name = {0};

	for (;; part = part->next) {
		if (part->name)
			str_add(&name, part->name);
		else
			str_addf(&name, "%lld", (long long)part->index);
		if (part == to)
			return engine_copy(t, (struct slice){name.p, name.len});
		str_add_char(&name, '.');
	}
}

static int take_index(struct engine *t, const struct expr *x, const struct expr_part *part,
		      struct value *v)
{
	const char *kind = value_kind_name(v->kind);

	if (v->kind != VALUE_TEXT && v->kind != VALUE_LIST)
		return engine_fail(t, "\"%s\" is not there: what is before the point is a %s",
				   name_of(t, x->parts, part), kind);
	/* Of a text it is the byte, as a number. */
	if (v->kind == VALUE_TEXT && (size_t)part->index < v->text.len)
		*v = value_int((unsigned char)v->text.p[part->index]);
	else if (v->kind == VALUE_LIST)
		*v = value_at(t, v, (size_t)part->index);
	else
		*v = (struct value){VALUE_NIL};
	return 0;
}

static int take_member(struct engine *t, const struct expr *x, const struct expr_part *part,
		       struct value *v)
{
	switch (v->kind) {
	case VALUE_MAP:
	case VALUE_MAPS:
	case VALUE_LOOP:
		*v = value_member(t, v, part->name);
		return engine_step(t, 0);
	default:
		return engine_fail(t, "\"%s\" is not there: what is before the point is a %s",
				   name_of(t, x->parts, part), value_kind_name(v->kind));
	}
}

/* LXD's function: the key's value without newlines at its end, or the default. */
static int config_get(struct engine *t, const struct value *args, size_t n, struct value *out)
{
	const char *value;
	size_t len;

	if (n != 2)
		return engine_fail(t, "config_get takes a key and a default, not %zu arguments", n);
	value = map_get(t->context->config, value_print(t, &args[0]).p);
	if (!value) {
		*out = args[1];
		return 0;
	}
	for (len = strlen(value); len && strchr("\r\n", value[len - 1]); len--)
		;
	*out = value_text(t, (struct slice){value, len});
	return 0;
}

static int call(struct engine *t, const struct scope *s, const struct expr *x,
		const struct expr_part *part, struct value *v)
{
	struct value *args = engine_alloc(t, part->arg_count * sizeof(*args) + 1), function = *v;
	size_t n = 0;

	if (v->kind != VALUE_CONFIG_GET && v->kind != VALUE_MACRO)
		return engine_fail(t, "\"%s\" is not a function but a %s",
				   name_of(t, x->parts, part), value_kind_name(v->kind));
	for (const struct expr_list *a = part->args; a; a = a->next)
		if (expr_eval(t, s, a->expr, &args[n++]))
			return -1;
	t->line = x->line;
	if (function.kind == VALUE_CONFIG_GET)
		return config_get(t, args, n, v);
	return macro_call(t, function.macro, args, n, v);
}

static int eval_variable(struct engine *t, const struct scope *s, const struct expr *x,
			 struct value *v)
{
	if (look_up(t, s, x->parts->name, v))
		return -1;
	for (const struct expr_part *part = x->parts; part && v->kind; part = part->next) {
		if (part != x->parts &&
		    (part->name ? take_member(t, x, part, v) : take_index(t, x, part, v)))
			return -1;
		if (!v->kind)
			break;
		if ((part->is_call || v->kind == VALUE_CONFIG_GET || v->kind == VALUE_MACRO) &&
		    call(t, s, x, part, v))
			return -1;
	}
	return 0;
}

int filter_call_run(struct engine *t, const struct scope *s, const struct filter_call *f,
		    struct value *value)
{
	struct value param = {VALUE_NIL}, in = *value;

	if (f->param && expr_eval(t, s, f->param, &param))
		return -1;
	t->line = f->line;
	*value = (struct value){VALUE_NIL};
	if (engine_step(t, in.kind == VALUE_TEXT ? in.text.len : 0))
		return -1;
	return f->filter->run(t, &in, &param, value);
}

static int eval_filtered(struct engine *t, const struct scope *s, const struct expr *x,
			 struct value *out)
{
	if (expr_eval(t, s, x->a, out))
		return -1;
	for (const struct filter_call *f = x->filters; f; f = f->next)
		if (filter_call_run(t, s, f, out))
			return -1;
	return 0;
}

/* pongo2's: of a number a number, else a truth. */
static struct value negate(const struct value *v)
{
	if (v->kind == VALUE_INT)
		return value_int(!v->integer);
	if (v->kind == VALUE_FLOAT)
		return value_float(value_is_true(v) ? 0 : 1.1);
	return value_bool(!value_is_true(v));
}

static int64_t wrap(uint64_t i)
{
	return (int64_t)i;
}

/* Go's whole numbers wrap around. */
static int integer_pair(struct engine *t, enum expr_op op, int64_t a, int64_t b, struct value *out)
{
	int64_t r = 0;

	if ((op == OP_DIVIDE || op == OP_REMAINDER) && !b)
		return engine_fail(t, "a division by zero");
	if (op == OP_ADD)
		r = wrap((uint64_t)a + (uint64_t)b);
	else if (op == OP_SUBTRACT)
		r = wrap((uint64_t)a - (uint64_t)b);
	else if (op == OP_MULTIPLY)
		r = wrap((uint64_t)a * (uint64_t)b);
	else if (op == OP_DIVIDE)
		r = b == -1 ? wrap(-(uint64_t)a) : a / b;
	else if (op == OP_REMAINDER)
		r = b == -1 ? 0 : a % b;
	*out = value_int(r);
	return 0;
}

static double float_pair(enum expr_op op, double a, double b)
{
	switch (op) {
	case OP_ADD:
		return a + b;
	case OP_SUBTRACT:
		return a - b;
	case OP_MULTIPLY:
		return a * b;
	case OP_DIVIDE:
		return a / b;
	default:
		return pow(a, b);
	}
}

static bool is_less(const struct value *a, const struct value *b, bool or_equal)
{
	if (a->kind == VALUE_TIME && b->kind == VALUE_TIME)
		return or_equal ? a->time <= b->time : a->time < b->time;
	if (a->kind == VALUE_FLOAT || b->kind == VALUE_FLOAT)
		return or_equal ? value_real(a) <= value_real(b) : value_real(a) < value_real(b);
	return or_equal ? value_integer(a) <= value_integer(b)
			: value_integer(a) < value_integer(b);
}

static int relate(struct engine *t, enum expr_op op, const struct value *a, const struct value *b,
		  struct value *out)
{
	int r;

	switch (op) {
	case OP_LESS:
	case OP_LESS_EQUAL:
		r = is_less(a, b, op == OP_LESS_EQUAL);
		break;
	case OP_GREATER:
	case OP_GREATER_EQUAL:
		r = is_less(b, a, op == OP_GREATER_EQUAL);
		break;
	case OP_IN:
		r = value_contains(t, b, a);
		break;
	default:
		r = value_equals(t, a, b);
	}
	*out = value_bool(op == OP_UNEQUAL ? !r : r > 0);
	return r < 0 ? -1 : 0;
}

static int eval_pair(struct engine *t, const struct scope *s, const struct expr *x,
		     struct value *out)
{
	struct value a, b;

	if (expr_eval(t, s, x->a, &a))
		return -1;
	if ((x->op == OP_AND || x->op == OP_OR) && value_is_true(&a) == (x->op == OP_OR)) {
		*out = value_bool(x->op == OP_OR);
		return 0;
	}
	if (expr_eval(t, s, x->b, &b))
		return -1;
	t->line = x->line;
	if (x->op == OP_AND || x->op == OP_OR)
		*out = value_bool(value_is_true(&b));
	else if (x->op <= OP_IN)
		return relate(t, x->op, &a, &b, out);
	else if (x->op == OP_POWER ||
		 (x->op != OP_REMAINDER && (a.kind == VALUE_FLOAT || b.kind == VALUE_FLOAT)))
		*out = value_float(float_pair(x->op, value_real(&a), value_real(&b)));
	else
		return integer_pair(t, x->op, value_integer(&a), value_integer(&b), out);
	return 0;
}

static int eval_minus(struct engine *t, const struct scope *s, const struct expr *x,
		      struct value *out)
{
	if (expr_eval(t, s, x->a, out))
		return -1;
	t->line = x->line;
	if (out->kind == VALUE_FLOAT)
		*out = value_float(-1 * out->real);
	else if (out->kind == VALUE_INT)
		*out = value_int(wrap(-(uint64_t)out->integer));
	else
		return engine_fail(t, "a minus stands before a %s", value_kind_name(out->kind));
	return 0;
}

static int eval_not(struct engine *t, const struct scope *s, const struct expr *x,
		    struct value *out)
{
	if (expr_eval(t, s, x->a, out))
		return -1;
	*out = negate(out);
	return 0;
}

static int eval(struct engine *t, const struct scope *s, const struct expr *x, struct value *out)
{
	switch (x->kind) {
	case EXPR_VALUE:
		*out = x->value;
		return 0;
	case EXPR_VARIABLE:
		return eval_variable(t, s, x, out);
	case EXPR_FILTERED:
		return eval_filtered(t, s, x, out);
	case EXPR_NOT:
		return eval_not(t, s, x, out);
	case EXPR_MINUS:
		return eval_minus(t, s, x, out);
	case EXPR_PAIR:
		return eval_pair(t, s, x, out);
	}
	return -1;
}

int expr_eval(struct engine *t, const struct scope *s, const struct expr *x, struct value *out)
{
	*out = (struct value){VALUE_NIL};
	t->line = x->line;
	if (engine_enter(t) || eval(t, s, x, out))
		return -1;
	engine_leave(t);
	return 0;
}
