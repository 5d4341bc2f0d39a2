/* See filter.h: filters that write a text anew. Bytes that are no UTF-8 are kept as they are. */
#include <string.h>
#include <wctype.h>

#include "base/text.h"
#include "template/filter.h"

static void add_slice(struct str *out, struct slice s)
{
	str_add_bytes(out, s.p, s.len);
}

static void add_point(struct str *out, long c)
{
	if (c >= 0x10000)
		str_add_char(out, (char)(0xf0 | c >> 18));
	if (c >= 0x800)
		str_add_char(out, (char)(c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12));
	if (c >= 0x80)
		str_add_char(out, (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6));
	str_add_char(out, (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c));
}

/* Adds the character in upper or lower case. */
static void add_cased(struct str *out, struct slice character, bool upper)
{
	long c;

	text_decode(character.p, character.len, &c);
	if (c < 0)
		add_slice(out, character);
	else
		add_point(out, (long)(upper ? towupper((wint_t)c) : towlower((wint_t)c)));
}

static int change_case(struct engine *t, const struct value *in, bool upper, struct value *out)
{
	struct slice rest = value_print(t, in), c;
	struct str text = {0};

	while (next_character(&rest, &c))
		add_cased(&text, c, upper);
	return value_take(t, &text, out);
}

int filter_upper(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	(void)param;
	return change_case(t, in, true, out);
}

int filter_lower(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	(void)param;
	return change_case(t, in, false, out);
}

int filter_capfirst(struct engine *t, const struct value *in, const struct value *param,
		    struct value *out)
{
	struct slice rest, c;
	struct str text = {0};

	(void)param;
	/* A number's length is none. */
	rest = value_length(in) ? value_print(t, in) : (struct slice){"", 0};
	if (next_character(&rest, &c))
		add_cased(&text, c, true);
	add_slice(&text, rest);
	return value_take(t, &text, out);
}

/* What begins a new word for |title is what no word holds. */
static bool is_within_word(struct slice c)
{
	return (*c.p >= 'a' && *c.p <= 'z') || (*c.p >= 'A' && *c.p <= 'Z') ||
	       (*c.p >= '0' && *c.p <= '9') || *c.p == '_' || (*c.p & 0x80);
}

int filter_title(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	struct slice rest = in->kind == VALUE_TEXT ? in->text : (struct slice){"", 0}, c;
	struct str text = {0};
	bool within = false;

	(void)param;
	while (next_character(&rest, &c)) {
		add_cased(&text, c, !within);
		within = is_within_word(c);
	}
	return value_take(t, &text, out);
}

/* Adds the text with each character of from written as the word beside it. */
static int replace(struct engine *t, const struct value *in, const char *from,
		   const char *const *to, struct value *out)
{
	struct slice s = value_print(t, in);
	struct str text = {0};

	for (size_t i = 0; i < s.len; i++) {
		const char *at = s.p[i] ? strchr(from, s.p[i]) : NULL;

		if (at)
			str_add(&text, to[at - from]);
		else
			str_add_char(&text, s.p[i]);
	}
	return value_take(t, &text, out);
}

int filter_escape(struct engine *t, const struct value *in, const struct value *param,
		  struct value *out)
{
	static const char *const to[] = {"&amp;", "&gt;", "&lt;", "&quot;", "&#39;"};

	(void)param;
	return replace(t, in, "&><\"'", to, out);
}

int filter_addslashes(struct engine *t, const struct value *in, const struct value *param,
		      struct value *out)
{
	static const char *const to[] = {"\\\\", "\\\"", "\\'"};

	(void)param;
	return replace(t, in, "\\\"'", to, out);
}

int filter_escapejs(struct engine *t, const struct value *in, const struct value *param,
		    struct value *out)
{
	struct slice rest = value_print(t, in), c;
	struct str text = {0};
	long point;

	(void)param;
	while (next_character(&rest, &c)) {
		text_decode(c.p, c.len, &point);
		if (point == '\\' && rest.len && (*rest.p == 'r' || *rest.p == 'n')) {
			point = *rest.p == 'r' ? '\r' : '\n';
			next_character(&rest, &c);
		}
		if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
		    point == ' ' || point == '/')
			str_add_char(&text, (char)point);
		else if (point >= 0)
			str_addf(&text, "\\u%04lX", (unsigned long)point);
	}
	return value_take(t, &text, out);
}

static void add_percent(struct str *out, struct slice s, const char *keep)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c && strchr(keep, c)))
			str_add_char(out, c);
		else if (c == ' ')
			str_add_char(out, '+');
		else
			str_addf(out, "%%%02X", (unsigned)(unsigned char)c);
	}
}

int filter_urlencode(struct engine *t, const struct value *in, const struct value *param,
		     struct value *out)
{
	struct str text = {0};

	(void)param;
	add_percent(&text, value_print(t, in), "-_.~");
	return value_take(t, &text, out);
}

int filter_iriencode(struct engine *t, const struct value *in, const struct value *param,
		     struct value *out)
{
	struct str text = {0};

	(void)param;
	add_percent(&text, value_print(t, in), "-_.~/#%[]=:;$&()+,!?*@'");
	return value_take(t, &text, out);
}

int filter_cut(struct engine *t, const struct value *in, const struct value *param,
	       struct value *out)
{
	struct slice rest = value_print(t, in), cut = value_print(t, param);
	struct str text = {0};

	while (rest.len && cut.len) {
		const char *at = memmem(rest.p, rest.len, cut.p, cut.len);
		size_t before = at ? (size_t)(at - rest.p) : rest.len;

		add_slice(&text, (struct slice){rest.p, before});
		before += at ? cut.len : 0;
		rest = (struct slice){rest.p + before, rest.len - before};
	}
	add_slice(&text, rest);
	return value_take(t, &text, out);
}

/* The text with so many blanks on both sides. */
static int pad(struct engine *t, const struct value *in, int64_t left, int64_t right,
	       struct value *out)
{
	struct str text = {0};

	if (left > TEMPLATE_MAX_SIZE || right > TEMPLATE_MAX_SIZE)
		return engine_fail(t, "a width is too large");
	str_addf(&text, "%*s", (int)left, "");
	add_slice(&text, value_print(t, in));
	str_addf(&text, "%*s", (int)right, "");
	return value_take(t, &text, out);
}

static int64_t missing(int64_t width, size_t have)
{
	return width > (int64_t)have ? width - (int64_t)have : 0;
}

int filter_center(struct engine *t, const struct value *in, const struct value *param,
		  struct value *out)
{
	int64_t n = missing(value_integer(param), value_length(in));

	*out = *in;
	return n ? pad(t, in, n / 2 + n % 2, n / 2, out) : 0;
}

int filter_ljust(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	return pad(t, in, 0, missing(value_integer(param), value_length(in)), out);
}

/* With a negative width it is |ljust. */
int filter_rjust(struct engine *t, const struct value *in, const struct value *param,
		 struct value *out)
{
	struct value text = {.kind = VALUE_TEXT, .text = value_print(t, in)};
	int64_t width = value_integer(param);
	size_t have = value_length(&text);

	if (width < -TEMPLATE_MAX_SIZE)
		return engine_fail(t, "a width is too large");
	return pad(t, in, missing(width, have), width < 0 ? missing(-width, have) : 0, out);
}

int filter_linenumbers(struct engine *t, const struct value *in, const struct value *param,
		       struct value *out)
{
	struct slice s = value_print(t, in);
	struct str text = {0};
	unsigned line = 1;

	(void)param;
	str_add(&text, "1. ");
	for (size_t i = 0; i < s.len && text.len <= TEMPLATE_MAX_SIZE; i++) {
		str_add_char(&text, s.p[i]);
		if (s.p[i] == '\n')
			str_addf(&text, "%u. ", ++line);
	}
	return value_take(t, &text, out);
}

int filter_truncatechars(struct engine *t, const struct value *in, const struct value *param,
			 struct value *out)
{
	struct value whole = {.kind = VALUE_TEXT, .text = value_print(t, in)};
	int64_t n = value_integer(param);
	struct str text = {0};

	if (n < 0)
		return engine_fail(t, "|truncatechars takes a number of characters");
	if ((uint64_t)n >= value_length(&whole)) {
		*out = whole;
		return 0;
	}
	add_slice(&text, characters(whole.text, 0, (size_t)(n >= 3 ? n - 3 : n)));
	str_add(&text, n >= 3 ? "..." : "");
	return value_take(t, &text, out);
}
