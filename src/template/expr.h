/* Expressions: {{ a.b|lower == "x" and not c }}. Private to template/. */
#ifndef LX_TEMPLATE_EXPR_H
#define LX_TEMPLATE_EXPR_H

#include "template/lex.h"
#include "template/value.h"

/* Where a parser is: in a whole template, or in the arguments of one tag. */
struct parser {
	struct engine *t;
	const struct token *at, *end;
};

/* Parsing; the token is NULL where there is none of that kind. All but peek go on. */
const struct token *parser_peek(const struct parser *p, enum token_kind kind, const char *text);
bool parser_match(struct parser *p, enum token_kind kind, const char *text);
const struct token *parser_take(struct parser *p, enum token_kind kind);
/* What stands here, for messages. */
const char *parser_here(const struct parser *p);
/* Fails unless all is read; what names the tag. */
int parser_finish(struct parser *p, const char *what);
/* A name; fails where there is none. what is to be named, for the message. */
const char *parser_name(struct parser *p, const char *what);

struct expr;
struct expr_list {
	struct expr *expr;
	struct expr_list *next;
};

struct filter_call {
	struct filter_call *next;
	const struct filter *filter;
	struct expr *param; /* or NULL */
	unsigned line;
};

/* NULL on failure. */
struct expr *expr_parse(struct parser *p);
/* One of those that stand beside each other without a comma. */
struct expr_list **expr_parse_into(struct parser *p, struct expr_list **last);
/* "name" or "name:parameter", after the bar. */
struct filter_call *filter_call_parse(struct parser *p);
/* Whether |safe was said of all of it. */
bool expr_is_safe(const struct expr *x);

/* Names of a block, on top of those around it. */
struct scope_name {
	struct scope_name *next;
	const char *name;
	struct value value;
};

struct scope {
	const struct scope *parent;
	struct scope_name *names;
	bool escapes;
};

/* Sets a name in this scope, whatever it is in those around it. */
void scope_set(struct engine *t, struct scope *s, const char *name, struct value value);

int expr_eval(struct engine *t, const struct scope *s, const struct expr *x, struct value *out);
int filter_call_run(struct engine *t, const struct scope *s, const struct filter_call *f,
		    struct value *value);
/* Calls a macro; is in tags_macro.c. */
int macro_call(struct engine *t, struct macro *m, const struct value *args, size_t n,
	       struct value *out);

#endif
