/* Filters: {{ value|name:parameter }}. Private to template/. */
#ifndef LX_TEMPLATE_FILTER_H
#define LX_TEMPLATE_FILTER_H

#include "template/value.h"

/* out is nil before. param is nil where none is given. */
typedef int filter_run(struct engine *t, const struct value *in, const struct value *param,
		       struct value *out);

struct filter {
	const char *name;
	filter_run *run;
};

/* NULL where there is none. Those that pongo2 has for web pages only are not here. */
const struct filter *filter_find(const char *name);
/* What |escape does. */
filter_run filter_escape;

/* filter_text.c: other letters, other lengths */
filter_run filter_addslashes, filter_capfirst, filter_center, filter_cut, filter_escapejs,
	filter_iriencode, filter_linenumbers, filter_ljust, filter_lower, filter_rjust,
	filter_title, filter_truncatechars, filter_upper, filter_urlencode;
/* filter_list.c: lists, and words as such */
filter_run filter_first, filter_join, filter_last, filter_make_list, filter_slice, filter_split,
	filter_truncatewords, filter_wordcount, filter_wordwrap;
/* filter_format.c: numbers and times */
filter_run filter_date, filter_floatformat, filter_stringformat;

/* A text's characters and words, one by one; false at the end. rest is moved on. */
bool next_character(struct slice *rest, struct slice *out);
bool next_word(struct slice *rest, struct slice *out);
/* The characters of s from one to another, as bytes; beyond its end there are none. */
struct slice characters(struct slice s, size_t from, size_t to);

/* A time in the form of Go's layouts ("2006-01-02 15:04"). */
void go_time(struct str *out, struct slice layout, time_t when);

#endif
