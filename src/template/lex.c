/* See lex.h. What is no token in a tag ends it: the rest is text again, and the parser will say
 * that the tag is not closed. (So a {% comment %} may hold anything.) */
#include "template/lex.h"

#include <string.h>

#include "base/own.h"

/* Longer ones first. */
static const char *const symbols[] = {
	"{{-", "-}}", "{%-", "-%}", "==", ">=", "<=", "&&", "||", "{{", "}}",
	"{%",  "%}",  "!=",  "<>",  "(",  ")",	"+",  "-",  "*",  "<",	">",
	"/",   "^",   ",",   ".",   "!",  "|",	":",  "=",  "%",
};

static const char *const keywords[] = {"in", "and", "or", "not", "true", "false", "as", "export"};

static const char verbatim[] = "{% verbatim %}", endverbatim[] = "{% endverbatim %}";

struct lexer {
	struct engine *t;
	struct tokens *out;
	const char *start, *at, *end; /* start of the token */
};

static bool sees(const struct lexer *l, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(l->end - l->at) >= n && !memcmp(l->at, text, n);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The token from start to at. A brace with a dash takes the blanks from the text beside it. */
static void emit(struct lexer *l, enum token_kind kind)
{
	struct tokens *out = l->out;
	struct slice text = {l->start, (size_t)(l->at - l->start)};
	bool trims = kind == TOKEN_SYMBOL && text.len == 3;
	struct token *k;

	if (out->n) {
		k = &out->v[out->n - 1];
		while (trims && k->kind == TOKEN_TEXT && k->text.len &&
		       is_blank(k->text.p[k->text.len - 1]))
			k->text.len--;
		for (; kind == TOKEN_TEXT && k->trims && text.len && is_blank(*text.p); text.len--)
			text.p++;
	}
	if (trims)
		text = (struct slice){text.p + (*text.p == '-'), 2};
	if (out->n == out->cap) {
		out->cap *= 2;
		out->v = mem_grow(out->v, out->cap, sizeof(*out->v));
	}
	k = &out->v[out->n++];
	*k = (struct token){kind, trims, l->t->line, text};
	l->start = l->at;
}

static void emit_text(struct lexer *l)
{
	if (l->at > l->start)
		emit(l, TOKEN_TEXT);
}

static void skip(struct lexer *l, size_t n)
{
	l->at += n;
	l->start = l->at;
}

static int skip_comment(struct lexer *l)
{
	for (l->at += 2; !sees(l, "#}"); l->at++)
		if (l->at == l->end || *l->at == '\n')
			return engine_fail(l->t, "the comment is not closed by #} in its line");
	skip(l, 2);
	return 0;
}

static void lex_word(struct lexer *l)
{
	bool number = true;
	struct slice word;

	for (; l->at < l->end && (is_letter(*l->at) || is_digit(*l->at)); l->at++)
		number &= is_digit(*l->at);
	word = (struct slice){l->start, (size_t)(l->at - l->start)};
	for (size_t i = 0; i < countof(keywords); i++)
		if (slice_is(word, keywords[i])) {
			emit(l, TOKEN_KEYWORD);
			return;
		}
	emit(l, number ? TOKEN_NUMBER : TOKEN_NAME);
}

static int lex_string(struct lexer *l)
{
	char quote = *l->at;

	skip(l, 1);
	for (; l->at < l->end && *l->at != quote; l->at++) {
		if (*l->at == '\n')
			break;
		if (*l->at == '\\' && ++l->at < l->end && *l->at != '"' && *l->at != '\\')
			return engine_fail(l->t, "a backslash in a string stands before \" or \\ "
						 "only");
	}
	if (l->at >= l->end || *l->at != quote)
		return engine_fail(l->t, "the string is not closed in its line");
	emit(l, TOKEN_STRING);
	skip(l, 1);
	return 0;
}

/* Returns 1 after the closing braces, 0 where there is no symbol. */
static int lex_symbol(struct lexer *l)
{
	for (size_t i = 0; i < countof(symbols); i++) {
		if (!sees(l, symbols[i]))
			continue;
		l->at += strlen(symbols[i]);
		emit(l, TOKEN_SYMBOL);
		return l->at[-1] == '}' ? 1 : 2;
	}
	return 0;
}

/* From the opening braces to the closing ones. */
static int lex_code(struct lexer *l)
{
	while (l->at < l->end) {
		int r = 2;

		if (*l->at == '\n')
			return engine_fail(l->t, "the tag is not closed in its line");
		if (strchr(" \r\t", *l->at) && *l->at)
			skip(l, 1);
		else if (is_letter(*l->at) || is_digit(*l->at))
			lex_word(l);
		else if (*l->at == '"' || *l->at == '\'')
			r = lex_string(l);
		else if ((r = lex_symbol(l)) < 2)
			return 0;
		if (r < 0)
			return -1;
	}
	return 0;
}

static int skip_verbatim(struct lexer *l)
{
	unsigned line = l->t->line;

	skip(l, strlen(verbatim));
	for (; !sees(l, endverbatim); l->at++) {
		if (l->at == l->end) {
			l->t->line = line;
			return engine_fail(l->t, "{%% verbatim %%} is not closed");
		}
		l->t->line += *l->at == '\n';
	}
	emit_text(l);
	skip(l, strlen(endverbatim));
	return 0;
}

int lex(struct engine *t, struct slice text, struct tokens *out)
{
	struct lexer l = {t, out, text.p, text.p, text.p + text.len};
	int r = 0;

	out->cap = 32;
	out->v = mem_grow(NULL, out->cap, sizeof(*out->v));
	while (l.at < l.end && !r) {
		bool special =
			*l.at == '{' && l.end - l.at > 1 && strchr("#{%", l.at[1]) && l.at[1];

		if (!special) {
			t->line += *l.at++ == '\n';
			continue;
		}
		emit_text(&l);
		if (sees(&l, verbatim))
			r = skip_verbatim(&l);
		else
			r = sees(&l, "{#") ? skip_comment(&l) : lex_code(&l);
	}
	emit_text(&l);
	return r;
}
