/* See filter.h: filters about the parts of a text or list. */
#include <string.h>

#include "base/text.h"
#include "template/filter.h"

bool next_character(struct slice *rest, struct slice *out)
{
	long point;
	size_t n;

	if (!rest->len)
		return false;
	n = text_decode(rest->p, rest->len, &point);
	*out = (struct slice){rest->p, n};
	*rest = (struct slice){rest->p + n, rest->len - n};
	return true;
}

static bool is_space(struct slice c)
{
	long p;

	text_decode(c.p, c.len, &p);
	return (p >= '\t' && p <= '\r') || p == ' ' || p == 0x85 || p == 0xa0 || p == 0x1680 ||
	       (p >= 0x2000 && p <= 0x200a) || p == 0x2028 || p == 0x2029 || p == 0x202f ||
	       p == 0x205f || p == 0x3000;
}

bool next_word(struct slice *rest, struct slice *out)
{
	struct slice c = {0}, before = *rest;

	*out = (struct slice){0};
	while (before = *rest, next_character(rest, &c)) {
		if (is_space(c) && out->len)
			break;
		if (is_space(c))
			continue;
		if (!out->len)
			out->p = before.p;
		out->len += c.len;
	}
	return out->len > 0;
}

struct slice characters(struct slice s, size_t from, size_t to)
{
	struct slice out = {0}, c;

	for (size_t i = 0; i < to && next_character(&s, &c); i++) {
		if (i == from)
			out.p = c.p;
		if (i >= from)
			out.len += c.len;
	}
	return out;
}

static bool has_parts(const struct value *v)
{
	return v->kind == VALUE_TEXT || v->kind == VALUE_LIST;
}

int filter_first(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	(void)param;
	*out = value_at(t, in, 0);
	if (!out->kind)
		*out = value_text(t, (struct slice){"", 0});
	return 0;
}

int filter_last(struct engine *t, const struct value *in, const struct value *param,
		struct value *out)
{
	size_t n = has_parts(in) ? value_length(in) : 0;

	(void)param;
	*out = n ? value_at(t, in, n - 1) : value_text(t, (struct slice){"", 0});
	return 0;
}

/* A list that grows; its items are copied when it is done. */
struct list {
	struct value *v;
	size_t n, cap;
};

static void list_add(struct engine *t, struct list *l, struct slice s)
{
	if (l->n == l->cap) {
		struct value *v;

		l->cap = l->cap ? 2 * l->cap : 16;
		v = engine_alloc(t, l->cap * sizeof(*v));
		if (l->n)
			memcpy(v, l->v, l->n * sizeof(*v));
		l->v = v;
	}
	l->v[l->n++] = value_text(t, s);
}

static int list_finish(struct engine *t, const struct list *l, struct value *out)
{
	static const struct value none;

	*out = (struct value){.kind = VALUE_LIST, .list = {l->n ? l->v : &none, l->n}};
	return engine_step(t, l->n * sizeof(*l->v));
}

int filter_make_list(struct engine *t, const struct value *in, const struct value *param,
		     struct value *out)
{
	struct slice rest = value_print(t, in), c;
	struct list l = {0};

	(void)param;
	while (t->memory <= TEMPLATE_MAX_MEMORY && next_character(&rest, &c))
		list_add(t, &l, c);
	return list_finish(t, &l, out);
}

int filter_split(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	struct slice rest = value_print(t, in), by = value_print(t, param);
	struct list l = {0};
	const char *at;

	if (!by.len)
		return filter_make_list(t, in, param, out);
	while (t->memory <= TEMPLATE_MAX_MEMORY && rest.len &&
	       (at = memmem(rest.p, rest.len, by.p, by.len))) {
		size_t before = (size_t)(at - rest.p);

		list_add(t, &l, (struct slice){rest.p, before});
		rest = (struct slice){at + by.len, rest.len - before - by.len};
	}
	list_add(t, &l, rest);
	return list_finish(t, &l, out);
}

int filter_join(struct engine *t, const struct value *in, const struct value *param,
		struct value *out)
{
	struct slice by = value_print(t, param), rest, c;
	struct str text = {0};
	bool is_list = in->kind == VALUE_LIST;

	*out = *in;
	if (!has_parts(in))
		return 0;
	rest = is_list ? (struct slice){0} : in->text;
	for (size_t i = 0; text.len <= TEMPLATE_MAX_SIZE; i++) {
		if (is_list ? i == in->list.n : !next_character(&rest, &c))
			break;
		if (i)
			str_add_bytes(&text, by.p, by.len);
		if (is_list)
			c = in->list.v[i].text;
		str_add_bytes(&text, c.p, c.len);
	}
	return value_take(t, &text, out);
}

/* "from:to". Where the second is missing, before the first, or too far, it is the end; but in ":" and
 * "0:" it counts as 0. */
int filter_slice(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	struct slice s = value_print(t, param);
	const char *colon = memchr(s.p, ':', s.len);
	int64_t from, to, n = (int64_t)value_length(in), end;
	struct value half;

	if (!colon || memchr(colon + 1, ':', s.len - (size_t)(colon + 1 - s.p)))
		return engine_fail(t, "|slice takes \"from:to\"");
	*out = *in;
	if (!has_parts(in))
		return 0;
	half = value_text(t, (struct slice){s.p, (size_t)(colon - s.p)});
	from = value_integer(&half);
	half.text = (struct slice){colon + 1, s.len - (size_t)(colon + 1 - s.p)};
	end = value_integer(&half);
	if (from < 0)
		return engine_fail(t, "|slice begins at 0 or later");
	from = from > n ? n : from;
	to = end >= from && end <= n ? end : n;
	if (in->kind == VALUE_TEXT)
		*out = value_text(t, characters(in->text, (size_t)from, (size_t)to));
	else
		*out = (struct value){.kind = VALUE_LIST,
				      .list = {in->list.v + from, (size_t)(to - from)}};
	return 0;
}

int filter_wordcount(struct engine *t, const struct value *in, const struct value *param,
		     struct value *out)
{
	struct slice rest = value_print(t, in), word;
	int64_t n = 0;

	(void)param;
	while (next_word(&rest, &word))
		n++;
	*out = value_int(n);
	return 0;
}

int filter_truncatewords(struct engine *t, const struct value *in, const struct value *param,
			 struct value *out)
{
	struct slice rest = value_print(t, in), word;
	int64_t n = value_integer(param);
	struct str text = {0};

	for (int64_t i = 0; i <= n && n > 0 && next_word(&rest, &word); i++) {
		str_add(&text, i ? " " : "");
		if (i < n)
			str_add_bytes(&text, word.p, word.len);
		else
			str_add(&text, "...");
	}
	return value_take(t, &text, out);
}

/* So many words a line. */
int filter_wordwrap(struct engine *t, const struct value *in, const struct value *param,
		    struct value *out)
{
	struct slice rest = value_print(t, in), word;
	int64_t n = value_integer(param);
	struct str text = {0};

	*out = *in;
	if (n <= 0)
		return 0;
	for (int64_t i = 0; next_word(&rest, &word); i++) {
		if (i)
			str_add_char(&text, i % n ? ' ' : '\n');
		str_add_bytes(&text, word.p, word.len);
	}
	return value_take(t, &text, out);
}
