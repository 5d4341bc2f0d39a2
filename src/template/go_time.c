/* Times by example, as Go writes them: a layout shows how Mon Jan 2 15:04:05 MST 2006 would look. */
#include <stdio.h>
#include <string.h>

#include "base/own.h"
#include "template/filter.h"

enum twist {
	AS_IS,
	SHORT, /* without a zero before it */
	LOWER, /* in lower case */
	COLON, /* an offset with a colon in it */
	HOURS, /* an offset's hours */
	Z,     /* an offset, Z for none */
	Z_COLON,
	Z_HOURS,
	MONTH_OR_DAY, /* a name in short, unless it goes on as a word of its own */
};

/* Of those that begin alike the longer come first. */
static const struct {
	const char *layout;
	const char *format; /* strftime's; the program never leaves the C locale */
	enum twist twist;
} parts[] = {
	{"January", "%B", AS_IS},    {"Jan", "%b", MONTH_OR_DAY}, {"Monday", "%A", AS_IS},
	{"Mon", "%a", MONTH_OR_DAY}, {"MST", "%Z", AS_IS},	  {"2006", "%Y", AS_IS},
	{"_2006", "_%Y", AS_IS},     {"_2", "%e", AS_IS},	  {"002", "%j", AS_IS},
	{"01", "%m", AS_IS},	     {"02", "%d", AS_IS},	  {"03", "%I", AS_IS},
	{"04", "%M", AS_IS},	     {"05", "%S", AS_IS},	  {"06", "%y", AS_IS},
	{"15", "%H", AS_IS},	     {"1", "%m", SHORT},	  {"2", "%d", SHORT},
	{"3", "%I", SHORT},	     {"4", "%M", SHORT},	  {"5", "%S", SHORT},
	{"PM", "%p", AS_IS},	     {"pm", "%p", LOWER},	  {"-0700", "%z", AS_IS},
	{"-07:00", "%z", COLON},     {"-07", "%z", HOURS},	  {"Z0700", "%z", Z},
	{"Z07:00", "%z", Z_COLON},   {"Z07", "%z", Z_HOURS},
};

static void add_twisted(struct str *out, const char *text, enum twist twist)
{
	bool utc = !strcmp(text, "+0000");

	if (twist == SHORT)
		str_add(out, text + (*text == '0'));
	else if (twist == LOWER)
		str_add(out, *text == 'P' ? "pm" : "am");
	else if (twist >= Z && twist <= Z_HOURS && utc)
		str_add_char(out, 'Z');
	else if (twist == COLON || twist == Z_COLON)
		str_addf(out, "%.3s:%s", text, text + 3);
	else if (twist == HOURS || twist == Z_HOURS)
		str_addf(out, "%.3s", text);
	else
		str_add(out, text);
}

/* Adds the part the layout begins with; returns its length, 0 where it is none. */
static size_t add_part(struct str *out, struct slice layout, const struct tm *tm)
{
	char text[64];

	for (size_t i = 0; i < countof(parts); i++) {
		size_t n = strlen(parts[i].layout);

		if (n > layout.len || memcmp(layout.p, parts[i].layout, n) != 0)
			continue;
		if (parts[i].twist == MONTH_OR_DAY && n < layout.len && layout.p[n] >= 'a' &&
		    layout.p[n] <= 'z')
			continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		strftime(text, sizeof(text), parts[i].format, tm);
#pragma GCC diagnostic pop
		add_twisted(out, text, parts[i].twist);
		return n;
	}
	return 0;
}

void go_time(struct str *out, struct slice layout, time_t when)
{
	struct tm tm = {0};

	localtime_r(&when, &tm);
	while (layout.len) {
		size_t n = add_part(out, layout, &tm);

		if (!n) {
			n = 1;
			str_add_char(out, *layout.p);
		}
		layout = (struct slice){layout.p + n, layout.len - n};
	}
}
