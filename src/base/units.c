/* See units.h. */
#include "base/units.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/own.h"

static const struct {
	const char *name;
	uint64_t factor;
} sizes[] = {
	{"", 1},
	{"B", 1},
	{" bytes", 1},
	{"kB", 1000},
	{"MB", 1000000},
	{"GB", 1000000000},
	{"TB", 1000000000000},
	{"PB", 1000000000000000},
	{"EB", 1000000000000000000},
	{"KiB", 1ull << 10},
	{"MiB", 1ull << 20},
	{"GiB", 1ull << 30},
	{"TiB", 1ull << 40},
	{"PiB", 1ull << 50},
	{"EiB", 1ull << 60},
};

static const struct {
	char letter;
	uint64_t seconds;
} durations[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};

/* The digits at *text; false where there are none or too many. */
static bool read_number(const char **text, uint64_t *out)
{
	const char *p = *text;

	for (*out = 0; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(*out, 10u, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(*p - '0'), out))
			return false;
	if (p == *text)
		return false;
	*text = p;
	return true;
}

int units_parse_size(const char *text, uint64_t *out, struct err *e)
{
	const char *unit = text;

	if (read_number(&unit, out))
		for (size_t i = 0; i < countof(sizes); i++)
			if (!strcmp(unit, sizes[i].name) &&
			    !__builtin_mul_overflow(*out, sizes[i].factor, out) &&
			    *out <= INT64_MAX)
				return 0;
	return err_set(e, ERR_INVALID, "Invalid value: %s", text);
}

int units_parse_duration(const char *text, int *out_ms, struct err *e)
{
	const char *p = text;
	uint64_t total = 0, n;

	*out_ms = -1;
	if (!strcmp(text, "-1"))
		return 0;
	while (read_number(&p, &n)) {
		uint64_t factor = 0;

		for (size_t i = 0; i < countof(durations); i++)
			if (*p == durations[i].letter)
				factor = durations[i].seconds;
		if (factor)
			p++;
		else if (!*p && !total)
			factor = 1;
		if (!factor || __builtin_mul_overflow(n, factor, &n) ||
		    __builtin_add_overflow(total, n, &total) || total > INT_MAX / 1000)
			break;
		if (!*p) {
			*out_ms = (int)total * 1000;
			return 0;
		}
	}
	return err_set(e, ERR_INVALID, "Invalid value: %s", text);
}

static const char *print_size(char *buf, uint64_t bytes, double step, const char *const *units)
{
	double value = (double)bytes;

	if (value < step) {
		snprintf(buf, UNITS_TEXT, "%dB", (int)bytes);
		return buf;
	}
	for (value /= step; value >= step && units[1]; units++)
		value /= step;
	snprintf(buf, UNITS_TEXT, "%.2f%s", value, *units);
	return buf;
}

const char *units_size(char *buf, uint64_t bytes)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB", NULL};

	return print_size(buf, bytes, 1000, units);
}

const char *units_size_iec(char *buf, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", NULL};

	return print_size(buf, bytes, 1024, units);
}

const char *units_size_image(char *buf, uint64_t bytes)
{
	snprintf(buf, UNITS_TEXT, "%.2fMB", (double)bytes / 1048576.0);
	return buf;
}

const char *units_date(char *buf, int64_t time, bool local)
{
	time_t t = (time_t)time;
	struct tm tm = {0};

	if (local) {
		tzset();
		localtime_r(&t, &tm);
	} else {
		gmtime_r(&t, &tm);
	}
	snprintf(buf, UNITS_TEXT, "%04d/%02d/%02d %02d:%02d %s", tm.tm_year + 1900, tm.tm_mon + 1,
		 tm.tm_mday, tm.tm_hour, tm.tm_min, local && tm.tm_zone ? tm.tm_zone : "UTC");
	return buf;
}

const char *units_date_words(char *buf, int64_t time)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)time;
	struct tm tm = {0};

	gmtime_r(&t, &tm);
	snprintf(buf, UNITS_TEXT, "%s %d, %d at %d:%02d%s (UTC)", months[tm.tm_mon], tm.tm_mday,
		 tm.tm_year + 1900, tm.tm_hour % 12 ? tm.tm_hour % 12 : 12, tm.tm_min,
		 tm.tm_hour < 12 ? "am" : "pm");
	return buf;
}

const char *units_date_api(char *buf, int64_t time)
{
	time_t t = (time_t)time;
	struct tm tm = {0};

	gmtime_r(&t, &tm);
	snprintf(buf, UNITS_TEXT, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	return buf;
}
