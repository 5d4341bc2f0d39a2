/* A template's text cut into tokens: text, and what stands in {{ }} and {% %}. Comments in {# #}
 * and the braces of {% verbatim %} are gone. Private to template/. */
#ifndef LX_TEMPLATE_LEX_H
#define LX_TEMPLATE_LEX_H

#include "template/engine.h"

enum token_kind { TOKEN_TEXT, TOKEN_KEYWORD, TOKEN_NAME, TOKEN_STRING, TOKEN_NUMBER, TOKEN_SYMBOL };

struct token {
	enum token_kind kind;
	bool trims; /* a brace with a dash */
	unsigned line;
	struct slice text; /* a string's is without quotes, with its backslashes */
};

struct tokens {
	struct token *v;
	size_t n, cap;
};

/* The slices point into text. The caller frees v, also on failure. */
int lex(struct engine *t, struct slice text, struct tokens *out);

#endif
