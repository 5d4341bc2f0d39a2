/* See yaml_scalar.h. */
#include "base/yaml_scalar.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"

static const struct {
	const char *text;
	enum scalar_kind kind;
} words[] = {
	{"", SCALAR_NULL},	 {"~", SCALAR_NULL},	  {"null", SCALAR_NULL},
	{"Null", SCALAR_NULL},	 {"NULL", SCALAR_NULL},	  {"y", SCALAR_TRUE},
	{"Y", SCALAR_TRUE},	 {"yes", SCALAR_TRUE},	  {"Yes", SCALAR_TRUE},
	{"YES", SCALAR_TRUE},	 {"true", SCALAR_TRUE},	  {"True", SCALAR_TRUE},
	{"TRUE", SCALAR_TRUE},	 {"on", SCALAR_TRUE},	  {"On", SCALAR_TRUE},
	{"ON", SCALAR_TRUE},	 {"n", SCALAR_FALSE},	  {"N", SCALAR_FALSE},
	{"no", SCALAR_FALSE},	 {"No", SCALAR_FALSE},	  {"NO", SCALAR_FALSE},
	{"false", SCALAR_FALSE}, {"False", SCALAR_FALSE}, {"FALSE", SCALAR_FALSE},
	{"off", SCALAR_FALSE},	 {"Off", SCALAR_FALSE},	  {"OFF", SCALAR_FALSE},
	{"<<", SCALAR_OTHER},	 {".inf", SCALAR_OTHER},  {".Inf", SCALAR_OTHER},
	{".INF", SCALAR_OTHER},	 {"+.inf", SCALAR_OTHER}, {"+.Inf", SCALAR_OTHER},
	{"+.INF", SCALAR_OTHER}, {"-.inf", SCALAR_OTHER}, {"-.Inf", SCALAR_OTHER},
	{"-.INF", SCALAR_OTHER}, {".nan", SCALAR_OTHER},  {".NaN", SCALAR_OTHER},
	{".NAN", SCALAR_OTHER},
};

static const char *skip_digits(const char *p)
{
	while (isdigit((unsigned char)*p))
		p++;
	return p;
}

/* "2024-1-2" with or without a time behind it. */
static bool is_time(const char *p)
{
	const char *end = skip_digits(p);

	if (end - p != 4 || *end != '-')
		return false;
	p = end + 1;
	end = skip_digits(p);
	if (end == p || end - p > 2 || *end != '-')
		return false;
	p = end + 1;
	end = skip_digits(p);
	if (end == p || end - p > 2)
		return false;
	return *end == '\0' || *end == 'T' || *end == 't' || *end == ' ';
}

/* "12:30:45.5": a number to base 60 for YAML 1.1. */
static bool is_base60(const char *p)
{
	size_t parts = 0;

	if (*p == '+' || *p == '-')
		p++;
	if (!isdigit((unsigned char)*p))
		return false;
	while (isdigit((unsigned char)*p) || *p == '_')
		p++;
	for (; *p == ':'; parts++) {
		const char *end = skip_digits(++p);

		if (end == p || end - p > 2 || (end - p == 2 && *p > '5'))
			return false;
		p = end;
	}
	if (parts && *p == '.')
		for (p++; isdigit((unsigned char)*p) || *p == '_';)
			p++;
	return parts && *p == '\0';
}

/* A whole number as Go's ParseInt with base 0 takes it, underscores already out. */
static bool parse_whole(const char *p, double *number)
{
	const char *digits = p + (*p == '+' || *p == '-');
	int base = 10;
	char *end;
	unsigned long long v;

	if (!isdigit((unsigned char)*digits))
		return false;
	if (digits[0] == '0' && digits[1]) {
		char c = (char)(digits[1] | 0x20);

		base = c == 'x' ? 16 : c == 'b' ? 2 : 8;
		digits += (c == 'x' || c == 'b' || c == 'o') ? 2 : 1;
		if (!isxdigit((unsigned char)*digits))
			return false;
	}
	errno = 0;
	v = strtoull(digits, &end, base);
	if (*end || errno)
		return false;
	*number = *p == '-' ? -(double)v : (double)v;
	return true;
}

static bool parse_float(const char *text, double *number)
{
	const char *p = text + (*text == '+' || *text == '-');
	const char *whole = p;
	char *end;

	p = skip_digits(p);
	if (*p == '.') {
		const char *fraction = ++p;

		p = skip_digits(p);
		if (p == fraction && fraction - 1 == whole)
			return false;
	} else if (p == whole) {
		return false;
	}
	if (*p == 'e' || *p == 'E') {
		p += 1 + (p[1] == '+' || p[1] == '-');
		if (!isdigit((unsigned char)*p))
			return false;
		p = skip_digits(p);
	}
	if (*p)
		return false;
	*number = strtod(text, &end);
	return *end == '\0';
}

enum scalar_kind scalar_resolve(const char *text, double *number)
{
	char plain[64];
	size_t n = 0;

	for (size_t i = 0; i < countof(words); i++)
		if (!strcmp(text, words[i].text))
			return words[i].kind;
	if (!isdigit((unsigned char)*text) && !strchr("+-.", *text))
		return SCALAR_STRING;
	if (is_time(text) || is_base60(text))
		return SCALAR_OTHER;
	for (const char *p = text; *p; p++) {
		if (*p == '_')
			continue;
		if (n == sizeof(plain) - 1)
			return SCALAR_STRING;
		plain[n++] = *p;
	}
	plain[n] = '\0';
	if (parse_whole(plain, number) || parse_float(plain, number))
		return SCALAR_NUMBER;
	return SCALAR_STRING;
}
