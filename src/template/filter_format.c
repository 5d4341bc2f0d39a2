/* See filter.h: numbers, and values by a format of Go's fmt.Sprintf. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "template/filter.h"

enum { MAX_DIGITS = 1000 };

static void add_float(struct str *out, const char *format, int width, int precision, double f)
{
	if (isnan(f))
		str_addf(out, "%*s", width, "NaN");
	else if (isinf(f))
		str_addf(out, "%*s", width, f > 0 ? "+Inf" : "-Inf");
	else
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		str_addf(out, format, width, precision, f);
#pragma GCC diagnostic pop
}

/* So many digits after the point; without a number, or with one below 1, a whole number has none. */
int filter_floatformat(struct engine *t, const struct value *in, const struct value *param,
		       struct value *out)
{
	double f = value_real(in);
	int64_t digits = param->kind ? value_integer(param) : -1;
	bool trims = !value_is_number(param) || digits <= 0;
	struct str text = {0};

	if (digits > MAX_DIGITS || digits < -MAX_DIGITS)
		return engine_fail(t, "|floatformat takes a number of digits");
	if (trims && (double)float_to_int(f) >= f && (double)float_to_int(f) <= f) {
		*out = value_int(value_integer(in));
		return 0;
	}
	add_float(&text, "%*.*f", 0, (int)(digits < 0 ? -digits : digits), f);
	return value_take(t, &text, out);
}

/* One directive of a format: %[flags][width][.precision]verb */
struct directive {
	bool minus, plus, alternative, space, zero;
	int width, precision; /* precision -1: none given */
	char verb;
};

static const char *read_number(const char *p, int *out)
{
	for (*out = 0; *p >= '0' && *p <= '9' && *out <= MAX_DIGITS; p++)
		*out = 10 * *out + *p - '0';
	return p;
}

/* Returns what is behind it. */
static const char *read_directive(const char *p, struct directive *d)
{
	*d = (struct directive){.precision = -1};
	for (;; p++) {
		if (*p == '-')
			d->minus = true;
		else if (*p == '+')
			d->plus = true;
		else if (*p == '#')
			d->alternative = true;
		else if (*p == ' ')
			d->space = true;
		else if (*p == '0')
			d->zero = true;
		else
			break;
	}
	p = read_number(p, &d->width);
	if (*p == '.')
		p = read_number(p + 1, &d->precision);
	d->verb = *p;
	return p + (*p != '\0');
}

/* The directive in C's terms, for printf with width and precision as arguments. */
static void to_c(const struct directive *d, const char *length, char verb, char out[16])
{
	snprintf(out, 16, "%%%s%s%s%s%s*.*%s%c", d->minus ? "-" : "", d->plus ? "+" : "",
		 d->alternative ? "#" : "", d->space ? " " : "", d->zero ? "0" : "", length, verb);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static bool format_integer(struct str *out, struct directive *d, int64_t i)
{
	char format[16];

	if (d->verb == 'v')
		d->verb = 'd';
	if (!strchr("doxX", d->verb))
		return false;
	if (d->verb != 'd' && i < 0) /* Go writes -ff */
		return false;
	to_c(d, "ll", d->verb, format);
	str_addf(out, format, d->width, d->precision, (long long)i);
	return true;
}
#pragma GCC diagnostic pop

static bool format_float(struct str *out, const struct directive *d, double f)
{
	char format[16];

	if (!strchr("eEfFgG", d->verb))
		return false;
	to_c(d, "", d->verb, format);
	/* Go's %g is the shortest that reads as the same; %.3g is C's. */
	if (strchr("gG", d->verb) && d->precision < 0)
		return false;
	add_float(out, format, d->width, d->precision, f);
	return true;
}

static void format_text(struct str *out, const struct directive *d, struct slice s)
{
	struct value v = {.kind = VALUE_TEXT, .text = s};
	size_t have;
	int left;

	if (d->precision >= 0)
		v.text = s = characters(s, 0, (size_t)d->precision);
	have = value_length(&v);
	left = have < (size_t)d->width ? d->width - (int)have : 0;
	for (int i = 0; !d->minus && i < left; i++)
		str_add_char(out, d->zero ? '0' : ' ');
	str_add_bytes(out, s.p, s.len);
	for (int i = 0; d->minus && i < left; i++)
		str_add_char(out, ' ');
}

static bool format_one(struct str *out, struct directive *d, const struct value *v)
{
	if (d->width > MAX_DIGITS || d->precision > MAX_DIGITS)
		return false;
	if (v->kind == VALUE_INT)
		return format_integer(out, d, v->integer);
	if (v->kind == VALUE_FLOAT)
		return format_float(out, d, v->real);
	if (v->kind == VALUE_BOOL && strchr("tv", d->verb))
		format_text(out, d, (struct slice){v->truth ? "true" : "false", 5 - v->truth});
	else if (v->kind == VALUE_TEXT && strchr("sv", d->verb))
		format_text(out, d, v->text);
	else
		return false;
	return true;
}

/* One directive for the one value. What Go would answer with a complaint in the text is an error. */
int filter_stringformat(struct engine *t, const struct value *in, const struct value *param,
			struct value *out)
{
	struct slice format = value_print(t, param);
	const char *p = format.p;
	struct str text = {0};
	struct directive d;
	int used = 0;
	bool fits = true;

	while (fits && p < format.p + format.len) {
		if (*p != '%') {
			str_add_char(&text, *p++);
			continue;
		}
		p = read_directive(p + 1, &d);
		if (d.verb == '%')
			str_add_char(&text, '%');
		else
			fits = d.verb && !used++ && format_one(&text, &d, in);
	}
	if (!fits || !used) {
		str_free(&text);
		return engine_fail(t, "\"%s\" is no format for one %s", format.p,
				   value_kind_name(in->kind));
	}
	return value_take(t, &text, out);
}

int filter_date(struct engine *t, const struct value *in, const struct value *param,
		struct value *out)
{
	struct str text = {0};

	if (in->kind != VALUE_TIME)
		return engine_fail(t, "|date is for times, not for a %s",
				   value_kind_name(in->kind));
	go_time(&text, value_print(t, param), in->time);
	return value_take(t, &text, out);
}
