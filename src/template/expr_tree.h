/* The trees of expressions, between expr_parse.c and expr_eval.c. Private to these. */
#ifndef LX_TEMPLATE_EXPR_TREE_H
#define LX_TEMPLATE_EXPR_TREE_H

#include "template/expr.h"

enum expr_kind { EXPR_VALUE, EXPR_VARIABLE, EXPR_FILTERED, EXPR_NOT, EXPR_MINUS, EXPR_PAIR };

enum expr_op {
	OP_AND,
	OP_OR,
	OP_EQUAL,
	OP_UNEQUAL,
	OP_LESS,
	OP_LESS_EQUAL,
	OP_GREATER,
	OP_GREATER_EQUAL,
	OP_IN,
	OP_ADD,
	OP_SUBTRACT,
	OP_MULTIPLY,
	OP_DIVIDE,
	OP_REMAINDER,
	OP_POWER,
};

/* ".name", ".0" or the first name, each with a call or without. */
struct expr_part {
	struct expr_part *next;
	const char *name; /* NULL: an index */
	int64_t index;
	bool is_call;
	struct expr_list *args;
	size_t arg_count;
};

struct expr {
	enum expr_kind kind;
	enum expr_op op; /* EXPR_PAIR */
	bool safe;
	unsigned line;
	union {
		struct value value;
		struct expr_part *parts;
		struct {
			struct expr *a, *b;	     /* a alone but for EXPR_PAIR */
			struct filter_call *filters; /* EXPR_FILTERED */
		};
	};
};

#endif
