/* See filter.h: the table, and filters that are one line each. */
#include "template/filter.h"

#include <string.h>

#include "base/own.h"

static int filter_add(struct engine *t, const struct value *in, const struct value *param,
		      struct value *out)
{
	struct str sum = {0};
	struct slice a, b;

	if (value_is_number(in) && value_is_number(param)) {
		if (in->kind == VALUE_FLOAT || param->kind == VALUE_FLOAT)
			*out = value_float(value_real(in) + value_real(param));
		else
			*out = value_int(
				(int64_t)((uint64_t)in->integer + (uint64_t)param->integer));
		return 0;
	}
	a = value_print(t, in);
	b = value_print(t, param);
	str_add_bytes(&sum, a.p, a.len);
	str_add_bytes(&sum, b.p, b.len);
	return value_take(t, &sum, out);
}

static int filter_default(struct engine *t, const struct value *in, const struct value *param,
			  struct value *out)
{
	(void)t;
	*out = value_is_true(in) ? *in : *param;
	return 0;
}

static int filter_default_if_none(struct engine *t, const struct value *in,
				  const struct value *param, struct value *out)
{
	(void)t;
	*out = in->kind ? *in : *param;
	return 0;
}

static int filter_divisibleby(struct engine *t, const struct value *in, const struct value *param,
			      struct value *out)
{
	int64_t by = value_integer(param);

	(void)t;
	*out = value_bool(by == 1 || by == -1 || (by && value_integer(in) % by == 0));
	return 0;
}

static int filter_float(struct engine *t, const struct value *in, const struct value *param,
			struct value *out)
{
	(void)t;
	(void)param;
	*out = value_float(value_real(in));
	return 0;
}

static int filter_integer(struct engine *t, const struct value *in, const struct value *param,
			  struct value *out)
{
	(void)t;
	(void)param;
	*out = value_int(value_integer(in));
	return 0;
}

static int filter_get_digit(struct engine *t, const struct value *in, const struct value *param,
			    struct value *out)
{
	struct slice s = value_print(t, in);
	int64_t i = value_integer(param);

	*out = *in;
	if (i > 0 && (uint64_t)i <= s.len)
		*out = value_int((unsigned char)(s.p[s.len - (size_t)i] - '0'));
	return 0;
}

static int filter_length(struct engine *t, const struct value *in, const struct value *param,
			 struct value *out)
{
	(void)t;
	(void)param;
	*out = value_int((int64_t)value_length(in));
	return 0;
}

static int filter_length_is(struct engine *t, const struct value *in, const struct value *param,
			    struct value *out)
{
	(void)t;
	*out = value_bool((int64_t)value_length(in) == value_integer(param));
	return 0;
}

static int filter_safe(struct engine *t, const struct value *in, const struct value *param,
		       struct value *out)
{
	(void)t;
	(void)param;
	*out = *in;
	return 0;
}

/* The parts of a list between commas; more than n are counted only. */
static size_t split_commas(struct slice s, struct slice *parts, size_t n)
{
	size_t count = 0;

	for (;;) {
		const char *comma = memchr(s.p, ',', s.len);
		size_t len = comma ? (size_t)(comma - s.p) : s.len;

		if (count < n)
			parts[count] = (struct slice){s.p, len};
		count++;
		if (!comma)
			return count;
		s = (struct slice){comma + 1, s.len - len - 1};
	}
}

static int filter_pluralize(struct engine *t, const struct value *in, const struct value *param,
			    struct value *out)
{
	struct slice s = value_print(t, param), ends[2];
	bool many = value_integer(in) != 1;
	size_t n;

	if (!value_is_number(in))
		return engine_fail(t, "|pluralize is for numbers, not for a %s",
				   value_kind_name(in->kind));
	if (!s.len)
		s = (struct slice){"s", 1};
	n = split_commas(s, ends, 2);
	if (n > 2)
		return engine_fail(t, "|pluralize takes one ending or two");
	*out = value_text(t, n == 2 ? ends[many] : many ? ends[0] : (struct slice){"", 0});
	return 0;
}

static int filter_yesno(struct engine *t, const struct value *in, const struct value *param,
			struct value *out)
{
	struct slice words[3] = {{"yes", 3}, {"no", 2}, {"maybe", 5}};
	struct slice s = value_print(t, param);
	size_t n = s.len ? split_commas(s, words, 3) : 3;

	if (n < 2 || n > 3)
		return engine_fail(t, "|yesno takes two words or three");
	*out = value_text(t, words[!in->kind ? 2 : value_is_true(in) ? 0 : 1]);
	return 0;
}

static const struct filter filters[] = {
	{"add", filter_add},
	{"addslashes", filter_addslashes},
	{"capfirst", filter_capfirst},
	{"center", filter_center},
	{"cut", filter_cut},
	{"date", filter_date},
	{"default", filter_default},
	{"default_if_none", filter_default_if_none},
	{"divisibleby", filter_divisibleby},
	{"escape", filter_escape},
	{"escapejs", filter_escapejs},
	{"first", filter_first},
	{"float", filter_float},
	{"floatformat", filter_floatformat},
	{"get_digit", filter_get_digit},
	{"integer", filter_integer},
	{"iriencode", filter_iriencode},
	{"join", filter_join},
	{"last", filter_last},
	{"length", filter_length},
	{"length_is", filter_length_is},
	{"linenumbers", filter_linenumbers},
	{"ljust", filter_ljust},
	{"lower", filter_lower},
	{"make_list", filter_make_list},
	{"pluralize", filter_pluralize},
	{"rjust", filter_rjust},
	{"safe", filter_safe},
	{"slice", filter_slice},
	{"split", filter_split},
	{"stringformat", filter_stringformat},
	{"time", filter_date},
	{"title", filter_title},
	{"truncatechars", filter_truncatechars},
	{"truncatewords", filter_truncatewords},
	{"upper", filter_upper},
	{"urlencode", filter_urlencode},
	{"wordcount", filter_wordcount},
	{"wordwrap", filter_wordwrap},
	{"yesno", filter_yesno},
};

const struct filter *filter_find(const char *name)
{
	for (size_t i = 0; i < countof(filters); i++)
		if (!strcmp(name, filters[i].name))
			return &filters[i];
	return NULL;
}
