/* See text.h. The tables hold what matters in names and descriptions, not all of Unicode. */
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#include "base/own.h"

struct range {
	long first, last;
};

static const struct range wide[] = {
	{0x1100, 0x115f},   {0x2e80, 0x303e},	{0x3041, 0xa4cf},   {0xac00, 0xd7a3},
	{0xf900, 0xfaff},   {0xfe30, 0xfe6f},	{0xff00, 0xff60},   {0xffe0, 0xffe6},
	{0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

static const struct range combining[] = {
	{0x300, 0x36f},	  {0x483, 0x489},   {0x591, 0x5bd},   {0x64b, 0x65f},
	{0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d}, {0x20d0, 0x20ff},
	{0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff},
};

/* Controls beyond ASCII's: C1 (0x9b is CSI to some terminals), line separators, and what turns the
 * direction of writing, with which one name can be made to look like another. */
static const struct range control[] = {
	{0x00, 0x1f},	  {0x7f, 0x9f},	    {0x61c, 0x61c},
	{0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069},
};

static bool is_in(const struct range *r, size_t n, long point)
{
	for (size_t i = 0; i < n; i++)
		if (point >= r[i].first && point <= r[i].last)
			return true;
	return false;
}

size_t text_decode(const char *p, size_t len, long *point)
{
	static const long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)p;
	size_t n = u[0] < 0x80	 ? 1
		   : u[0] < 0xc2 ? 0
		   : u[0] < 0xe0 ? 2
		   : u[0] < 0xf0 ? 3
		   : u[0] < 0xf5 ? 4
				 : 0;
	long c = n < 2 ? u[0] : u[0] & (0x7f >> n);

	*point = -1;
	if (!n || n > len)
		return 1;
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | (u[i] & 0x3f);
	}
	if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 1;
	*point = c;
	return n;
}

static size_t point_width(long point)
{
	if (point < 0x300)
		return 1;
	if (is_in(combining, countof(combining), point))
		return 0;
	return is_in(wide, countof(wide), point) ? 2 : 1;
}

size_t text_width(const char *text, size_t len)
{
	size_t width = 0;
	long point;

	for (size_t i = 0; i < len;
	     i += text_decode(text + i, len - i, &point), width += point_width(point))
		;
	return width;
}

size_t text_fit(const char *text, size_t columns)
{
	size_t len = strlen(text), i = 0, n;
	long point;

	for (; i < len; i += n) {
		n = text_decode(text + i, len - i, &point);
		if (point_width(point) > columns)
			break;
		columns -= point_width(point);
	}
	return i;
}

/* The length of a colour sequence (ESC [ digits and semicolons m) at text, 0 where there is none. */
static size_t colour_length(const char *text, size_t len)
{
	size_t i = 2;

	if (len < 3 || text[0] != '\033' || text[1] != '[')
		return 0;
	while (i < len && ((text[i] >= '0' && text[i] <= '9') || text[i] == ';'))
		i++;
	return i < len && text[i] == 'm' ? i + 1 : 0;
}

void text_add_safe(struct str *out, const char *text, size_t len, enum text_keep keep)
{
	size_t n;
	long point;

	for (size_t i = 0; i < len; i += n) {
		bool bare = keep != TEXT_ONE_LINE && text[i] == '\n';

		bare = bare || (keep == TEXT_LOG && text[i] == '\t');
		n = text_decode(text + i, len - i, &point);
		if (keep == TEXT_LOG && text[i] == '\r' && i + 1 < len && text[i + 1] == '\n')
			continue;
		if (keep == TEXT_LOG && colour_length(text + i, len - i)) {
			n = colour_length(text + i, len - i);
			str_add_bytes(out, text + i, n);
		} else if (point < 0) {
			str_addf(out, "\\x%02x", (unsigned char)text[i]);
		} else if (bare || !is_in(control, countof(control), point)) {
			str_add_bytes(out, text + i, n);
		} else {
			str_addf(out, point < 0x100 ? "\\x%02lx" : "\\u%04lx",
				 (unsigned long)point);
		}
	}
}

void text_add_safe_json(struct str *out, const char *json, size_t len)
{
	size_t n;
	long point;

	for (size_t i = 0; i < len; i += n) {
		n = text_decode(json + i, len - i, &point);
		/* A control character below 0x20 stands between tokens, if anywhere. */
		if (point < 0)
			str_add(out, "\\ufffd");
		else if (point >= 0x20 && is_in(control, countof(control), point))
			str_addf(out, "\\u%04lx", (unsigned long)point);
		else
			str_add_bytes(out, json + i, n);
	}
}

void text_upper(char *text)
{
	for (; *text; text++)
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
}
