/* See expr.h: from tokens to trees. Precedence is pongo2's, which is not everybody's: "not a == b"
 * is "(not a) == b", "and" and "or" bind alike and to the right, and a filter belongs to the one
 * name or literal before it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "template/expr_tree.h"
#include "template/filter.h"

const struct token *parser_peek(const struct parser *p, enum token_kind kind, const char *text)
{
	if (p->at >= p->end || p->at->kind != kind || (text && !slice_is(p->at->text, text)))
		return NULL;
	p->t->line = p->at->line;
	return p->at;
}

const struct token *parser_take(struct parser *p, enum token_kind kind)
{
	const struct token *k = parser_peek(p, kind, NULL);

	if (k)
		p->at++;
	return k;
}

bool parser_match(struct parser *p, enum token_kind kind, const char *text)
{
	if (!parser_peek(p, kind, text))
		return false;
	p->at++;
	return true;
}

static bool match_symbol(struct parser *p, const char *text)
{
	return parser_match(p, TOKEN_SYMBOL, text);
}

const char *parser_here(const struct parser *p)
{
	struct slice s;

	if (p->at >= p->end || slice_is(p->at->text, "}}") || slice_is(p->at->text, "%}"))
		return "the end of the tag";
	s = p->at->text;
	while (s.len && strchr(" \t\r\n", *s.p))
		s = (struct slice){s.p + 1, s.len - 1};
	if (s.len > 20)
		s.len = 20;
	return engine_copy(p->t, s);
}

int parser_finish(struct parser *p, const char *what)
{
	if (p->at >= p->end)
		return 0;
	return engine_fail(p->t, "%s does not go on with \"%s\"", what, parser_here(p));
}

const char *parser_name(struct parser *p, const char *what)
{
	const struct token *k = parser_take(p, TOKEN_NAME);

	if (k)
		return engine_copy(p->t, k->text);
	engine_fail(p->t, "%s should be here, not \"%s\"", what, parser_here(p));
	return NULL;
}

static struct expr *make(struct parser *p, enum expr_kind kind)
{
	struct expr *x = engine_alloc(p->t, sizeof(*x));

	x->kind = kind;
	x->line = p->t->line;
	return x;
}

static struct expr *make_value(struct parser *p, struct value value)
{
	struct expr *x = make(p, EXPR_VALUE);

	x->value = value;
	return x;
}

/* Two expressions of which b may have failed. */
static struct expr *make_pair(struct parser *p, enum expr_op op, struct expr *a, struct expr *b)
{
	struct expr *x = make(p, EXPR_PAIR);

	x->op = op;
	x->a = a;
	x->b = b;
	x->safe = b && a->safe && b->safe;
	return b ? x : NULL;
}

static struct expr *make_around(struct parser *p, enum expr_kind kind, struct expr *a)
{
	struct expr *x = make(p, kind);

	x->a = a;
	x->safe = a->safe;
	return x;
}

static int parse_integer(struct parser *p, const struct token *k, int64_t *out)
{
	errno = 0;
	*out = strtoll(engine_copy(p->t, k->text), NULL, 10);
	return errno ? engine_fail(p->t, "the number is too large") : 0;
}

/* "1" or "1.5" */
static struct expr *parse_number(struct parser *p, const struct token *k)
{
	own_str struct str text = {0};
	int64_t i;

	if (!match_symbol(p, "."))
		return parse_integer(p, k, &i) ? NULL : make_value(p, value_int(i));
	str_add_bytes(&text, k->text.p, k->text.len);
	k = parser_take(p, TOKEN_NUMBER);
	if (!k) {
		engine_fail(p->t, "a number should follow the point");
		return NULL;
	}
	str_add_char(&text, '.');
	str_add_bytes(&text, k->text.p, k->text.len);
	return make_value(p, value_float(strtod(str_c(&text), NULL)));
}

static struct expr *parse_string(struct parser *p, const struct token *k)
{
	char *text = engine_alloc(p->t, k->text.len + 1);
	struct expr *x = make_value(p, (struct value){.kind = VALUE_TEXT, .text = {text, 0}});

	for (size_t i = 0; i < k->text.len; i++) {
		if (k->text.p[i] == '\\' && i + 1 < k->text.len)
			i++;
		text[x->value.text.len++] = k->text.p[i];
	}
	return x;
}

/* "(a, b)", after the bracket */
static int parse_call(struct parser *p, struct expr_part *part)
{
	struct expr_list **last = &part->args;

	part->is_call = true;
	while (!match_symbol(p, ")")) {
		last = expr_parse_into(p, last);
		if (!last)
			return -1;
		part->arg_count++;
		if (!match_symbol(p, ",") && !parser_peek(p, TOKEN_SYMBOL, ")"))
			return engine_fail(p->t, "\",\" or \")\" should be here, not \"%s\"",
					   parser_here(p));
	}
	return 0;
}

/* What follows a point. */
static int parse_part(struct parser *p, struct expr_part *part)
{
	const struct token *k = parser_take(p, TOKEN_NUMBER);

	if (k)
		return parse_integer(p, k, &part->index);
	part->name = parser_name(p, "a name or a number");
	return part->name ? 0 : -1;
}

/* "name.name(argument).0" */
static struct expr *parse_variable(struct parser *p)
{
	struct expr *x = make(p, EXPR_VARIABLE);
	struct expr_part *part = x->parts = engine_alloc(p->t, sizeof(*part));

	part->name = parser_name(p, "a name, a number or a string");
	if (!part->name)
		return NULL;
	for (;;) {
		if (match_symbol(p, ".")) {
			part = part->next = engine_alloc(p->t, sizeof(*part));
			if (parse_part(p, part))
				return NULL;
		} else if (match_symbol(p, "(")) {
			if (parse_call(p, part))
				return NULL;
		} else {
			return x;
		}
	}
}

static struct expr *parse_simple(struct parser *p)
{
	const struct token *k;

	if (engine_step(p->t, 0))
		return NULL;
	if ((k = parser_take(p, TOKEN_NUMBER)))
		return parse_number(p, k);
	if ((k = parser_take(p, TOKEN_STRING)))
		return parse_string(p, k);
	if (parser_match(p, TOKEN_KEYWORD, "true"))
		return make_value(p, value_bool(true));
	if (parser_match(p, TOKEN_KEYWORD, "false"))
		return make_value(p, value_bool(false));
	return parse_variable(p);
}

struct filter_call *filter_call_parse(struct parser *p)
{
	struct filter_call *call = engine_alloc(p->t, sizeof(*call));
	const char *name = parser_name(p, "a filter");

	if (!name)
		return NULL;
	call->line = p->t->line;
	call->filter = filter_find(name);
	if (!call->filter) {
		engine_fail(p->t, "there is no filter \"%s\"", name);
		return NULL;
	}
	if (!match_symbol(p, ":"))
		return call;
	call->param = parse_simple(p);
	return call->param ? call : NULL;
}

static struct expr *parse_filtered(struct parser *p)
{
	struct expr *x = parse_simple(p), *filtered;
	struct filter_call **last;

	if (!x || !parser_peek(p, TOKEN_SYMBOL, "|"))
		return x;
	filtered = make_around(p, EXPR_FILTERED, x);
	for (last = &filtered->filters; match_symbol(p, "|"); last = &(*last)->next) {
		*last = filter_call_parse(p);
		if (!*last)
			return NULL;
		filtered->safe |= str_eq((*last)->filter->name, "safe");
	}
	return filtered;
}

static struct expr *parse_factor(struct parser *p)
{
	struct expr *x;

	if (!match_symbol(p, "("))
		return parse_filtered(p);
	x = expr_parse(p);
	if (x && !match_symbol(p, ")")) {
		engine_fail(p->t, "\")\" should be here, not \"%s\"", parser_here(p));
		return NULL;
	}
	return x;
}

static struct expr *parse_power(struct parser *p)
{
	struct expr *x;

	if (engine_enter(p->t))
		return NULL;
	x = parse_factor(p);
	if (x && match_symbol(p, "^"))
		x = make_pair(p, OP_POWER, x, parse_power(p));
	engine_leave(p->t);
	return x;
}

static struct expr *parse_term(struct parser *p)
{
	struct expr *x = parse_power(p);

	while (x) {
		if (match_symbol(p, "*"))
			x = make_pair(p, OP_MULTIPLY, x, parse_power(p));
		else if (match_symbol(p, "/"))
			x = make_pair(p, OP_DIVIDE, x, parse_power(p));
		else if (match_symbol(p, "%"))
			x = make_pair(p, OP_REMAINDER, x, parse_power(p));
		else
			break;
	}
	return x;
}

static struct expr *parse_sum(struct parser *p)
{
	bool minus = match_symbol(p, "-"), negated;
	struct expr *x;

	if (!minus)
		match_symbol(p, "+");
	negated = match_symbol(p, "!") || parser_match(p, TOKEN_KEYWORD, "not");
	x = parse_term(p);
	if (x && negated)
		x = make_around(p, EXPR_NOT, x);
	if (x && minus)
		x = make_around(p, EXPR_MINUS, x);
	while (x) {
		if (match_symbol(p, "+"))
			x = make_pair(p, OP_ADD, x, parse_term(p));
		else if (match_symbol(p, "-"))
			x = make_pair(p, OP_SUBTRACT, x, parse_term(p));
		else
			break;
	}
	return x;
}

static struct expr *parse_relation(struct parser *p)
{
	static const struct {
		const char *symbol;
		enum expr_op op;
	} relations[] = {
		{"==", OP_EQUAL},   {"<=", OP_LESS_EQUAL}, {">=", OP_GREATER_EQUAL},
		{"!=", OP_UNEQUAL}, {"<>", OP_UNEQUAL},	   {">", OP_GREATER},
		{"<", OP_LESS},
	};
	struct expr *x;

	if (engine_enter(p->t))
		return NULL;
	x = parse_sum(p);
	for (size_t i = 0; x && i < countof(relations); i++)
		if (match_symbol(p, relations[i].symbol)) {
			x = make_pair(p, relations[i].op, x, parse_relation(p));
			engine_leave(p->t);
			return x;
		}
	if (x && parser_match(p, TOKEN_KEYWORD, "in"))
		x = make_pair(p, OP_IN, x, parse_sum(p));
	engine_leave(p->t);
	return x;
}

struct expr *expr_parse(struct parser *p)
{
	struct expr *x;

	if (engine_enter(p->t))
		return NULL;
	x = parse_relation(p);
	if (x && (match_symbol(p, "&&") || parser_match(p, TOKEN_KEYWORD, "and")))
		x = make_pair(p, OP_AND, x, expr_parse(p));
	else if (x && (match_symbol(p, "||") || parser_match(p, TOKEN_KEYWORD, "or")))
		x = make_pair(p, OP_OR, x, expr_parse(p));
	engine_leave(p->t);
	return x;
}

struct expr_list **expr_parse_into(struct parser *p, struct expr_list **last)
{
	*last = engine_alloc(p->t, sizeof(**last));
	(*last)->expr = expr_parse(p);
	return (*last)->expr ? &(*last)->next : NULL;
}

bool expr_is_safe(const struct expr *x)
{
	return x->safe;
}
