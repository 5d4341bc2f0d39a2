/* See value.h. The rules are pongo2's: what is true, how things print, what equals what. */
#include "template/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/own.h"
#include "base/text.h"

struct value value_bool(bool truth)
{
	return (struct value){.kind = VALUE_BOOL, .truth = truth};
}

struct value value_int(int64_t i)
{
	return (struct value){.kind = VALUE_INT, .integer = i};
}

struct value value_float(double f)
{
	return (struct value){.kind = VALUE_FLOAT, .real = f};
}

struct value value_text(struct engine *t, struct slice text)
{
	return (struct value){.kind = VALUE_TEXT, .text = {engine_copy(t, text), text.len}};
}

int value_take(struct engine *t, struct str *text, struct value *out)
{
	int r = engine_step(t, text->len);

	if (!r && text->len > TEMPLATE_MAX_SIZE)
		r = engine_fail(t, "a text in it grows too large: more than 1 MiB");
	if (!r)
		*out = value_text(t, (struct slice){text->p, text->len});
	str_free(text);
	return r;
}

bool value_is_number(const struct value *v)
{
	return v->kind == VALUE_INT || v->kind == VALUE_FLOAT;
}

bool value_is_true(const struct value *v)
{
	switch (v->kind) {
	case VALUE_BOOL:
		return v->truth;
	case VALUE_INT:
		return v->integer != 0;
	case VALUE_FLOAT:
		return fpclassify(v->real) != FP_ZERO;
	case VALUE_TEXT:
		return v->text.len > 0;
	case VALUE_LIST:
	case VALUE_MAP:
	case VALUE_MAPS:
		return value_length(v) > 0;
	case VALUE_TIME:
	case VALUE_LOOP:
	case VALUE_CYCLE:
		return true;
	default:
		return false;
	}
}

int64_t float_to_int(double f)
{
	return f > -9223372036854775808.0 && f < 9223372036854775808.0 ? (int64_t)f : INT64_MIN;
}

/* Only what Go takes for a number: no blanks, no "nan(…)", an exponent where it is hexadecimal. */
static double parse_float(const char *text)
{
	const char *p = text + (*text == '+' || *text == '-');
	bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
	char *end;
	double f;

	if (!strcasecmp(p, "inf") || !strcasecmp(p, "infinity") || !strcasecmp(text, "nan"))
		return strtod(text, NULL);
	if (strspn(p, hex ? "0123456789abcdefABCDEFxXpP+-." : "0123456789eE+-.") != strlen(p) ||
	    *p == '+' || *p == '-' || (hex && !strpbrk(p, "pP")))
		return 0;
	f = strtod(text, &end);
	return end == text || *end || isinf(f) ? 0 : f;
}

static double text_to_real(struct slice s)
{
	return strlen(s.p) == s.len ? parse_float(s.p) : 0;
}

int64_t value_integer(const struct value *v)
{
	if (v->kind == VALUE_INT)
		return v->integer;
	return float_to_int(value_real(v));
}

double value_real(const struct value *v)
{
	switch (v->kind) {
	case VALUE_INT:
		return (double)v->integer;
	case VALUE_FLOAT:
		return v->real;
	case VALUE_TEXT:
		return text_to_real(v->text);
	default:
		return 0;
	}
}

static struct slice print_float(struct engine *t, double f)
{
	char text[512];

	if (isnan(f))
		snprintf(text, sizeof(text), "NaN");
	else if (isinf(f))
		snprintf(text, sizeof(text), "%cInf", f > 0 ? '+' : '-');
	else
		snprintf(text, sizeof(text), "%f", f);
	return value_text(t, (struct slice){text, strlen(text)}).text;
}

static struct slice fixed(const char *text)
{
	return (struct slice){text, strlen(text)};
}

static struct slice print_time(struct engine *t, time_t when)
{
	struct tm tm;
	char text[64];

	localtime_r(&when, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %z %Z", &tm);
	return value_text(t, fixed(text)).text;
}

struct slice value_print(struct engine *t, const struct value *v)
{
	char text[32];

	switch (v->kind) {
	case VALUE_NIL:
		return fixed("");
	case VALUE_BOOL:
		return fixed(v->truth ? "True" : "False");
	case VALUE_INT:
		snprintf(text, sizeof(text), "%" PRId64, v->integer);
		return value_text(t, fixed(text)).text;
	case VALUE_FLOAT:
		return print_float(t, v->real);
	case VALUE_TEXT:
		return v->text;
	case VALUE_TIME:
		return print_time(t, v->time);
	case VALUE_CYCLE:
		return value_print(t, &v->cycle->value);
	case VALUE_LIST:
		return fixed("<[]string Value>");
	case VALUE_MAP:
		return fixed("<map[string]string Value>");
	case VALUE_MAPS:
		return fixed("<map[string]map[string]string Value>");
	default:
		return fixed("<Value>");
	}
}

static size_t count_characters(struct slice s)
{
	size_t n = 0;
	long point;

	for (size_t i = 0; i < s.len; n++)
		i += text_decode(s.p + i, s.len - i, &point);
	return n;
}

size_t value_length(const struct value *v)
{
	switch (v->kind) {
	case VALUE_TEXT:
		return count_characters(v->text);
	case VALUE_LIST:
		return v->list.n;
	case VALUE_MAP:
		return v->map ? v->map->n : 0;
	case VALUE_MAPS:
		return v->maps->map_count;
	default:
		return 0;
	}
}

struct value value_at(struct engine *t, const struct value *v, size_t i)
{
	struct slice rest;
	long point;
	size_t n;

	if (v->kind == VALUE_LIST)
		return i < v->list.n ? v->list.v[i] : (struct value){VALUE_NIL};
	if (v->kind != VALUE_TEXT)
		return (struct value){VALUE_NIL};
	for (rest = v->text; rest.len; rest.p += n, rest.len -= n) {
		n = text_decode(rest.p, rest.len, &point);
		if (!i--)
			return value_text(t, (struct slice){rest.p, n});
	}
	return (struct value){VALUE_NIL};
}

static struct value loop_member(const struct loop *l, const char *name)
{
	const struct {
		const char *name;
		struct value value;
	} fields[] = {
		{"Counter", value_int(l->counter)},
		{"Counter0", value_int(l->counter0)},
		{"Revcounter", value_int(l->revcounter)},
		{"Revcounter0", value_int(l->revcounter0)},
		{"First", value_bool(l->first)},
		{"Last", value_bool(l->last)},
		{"Parentloop", {.kind = l->parent ? VALUE_LOOP : VALUE_NIL, .loop = l->parent}},
	};

	for (size_t i = 0; i < countof(fields); i++)
		if (!strcmp(name, fields[i].name))
			return fields[i].value;
	return (struct value){VALUE_NIL};
}

struct value value_member(struct engine *t, const struct value *v, const char *name)
{
	const char *text;

	if (v->kind == VALUE_LOOP)
		return loop_member(v->loop, name);
	if (v->kind == VALUE_MAP && v->map && (text = map_get(v->map, name)))
		return value_text(t, fixed(text));
	if (v->kind != VALUE_MAPS)
		return (struct value){VALUE_NIL};
	for (size_t i = 0; i < v->maps->map_count; i++)
		if (!strcmp(v->maps->maps[i].name, name))
			return (struct value){.kind = VALUE_MAP, .map = v->maps->maps[i].map};
	return (struct value){VALUE_NIL};
}

int value_equals(struct engine *t, const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return 0;
	switch (a->kind) {
	case VALUE_NIL:
		return 1;
	case VALUE_BOOL:
		return a->truth == b->truth;
	case VALUE_INT:
		return a->integer == b->integer;
	case VALUE_FLOAT:
		return a->real <= b->real && a->real >= b->real;
	case VALUE_TEXT:
		if (engine_step(t, a->text.len))
			return -1;
		return a->text.len == b->text.len && !memcmp(a->text.p, b->text.p, a->text.len);
	case VALUE_TIME:
		return a->time == b->time;
	case VALUE_LOOP:
		return a->loop == b->loop;
	case VALUE_CYCLE:
		return a->cycle == b->cycle;
	default:
		return engine_fail(t, "two values of the kind %s cannot be compared",
				   value_kind_name(a->kind));
	}
}

static int list_contains(struct engine *t, const struct value *v, const struct value *item)
{
	for (size_t i = 0; i < v->list.n; i++) {
		int r = value_equals(t, item, &v->list.v[i]);

		if (r)
			return r;
	}
	return 0;
}

int value_contains(struct engine *t, const struct value *v, const struct value *item)
{
	struct slice part;

	switch (v->kind) {
	case VALUE_TEXT:
		part = value_print(t, item);
		if (engine_step(t, v->text.len))
			return -1;
		return !part.len ||
		       (v->text.len && memmem(v->text.p, v->text.len, part.p, part.len));
	case VALUE_LIST:
		return list_contains(t, v, item);
	case VALUE_MAP:
	case VALUE_MAPS:
	case VALUE_LOOP:
		if (item->kind != VALUE_TEXT)
			return 0;
		return value_member(t, v, item->text.p).kind != VALUE_NIL;
	default:
		return 0;
	}
}

const char *value_kind_name(enum value_kind kind)
{
	static const char *const names[] = {
		[VALUE_NIL] = "nothing",  [VALUE_BOOL] = "truth",  [VALUE_INT] = "whole number",
		[VALUE_FLOAT] = "number", [VALUE_TEXT] = "text",   [VALUE_LIST] = "list",
		[VALUE_MAP] = "map",	  [VALUE_MAPS] = "map",	   [VALUE_TIME] = "time",
		[VALUE_LOOP] = "loop",	  [VALUE_CYCLE] = "cycle", [VALUE_CONFIG_GET] = "function",
		[VALUE_MACRO] = "macro",
	};

	return names[kind];
}
