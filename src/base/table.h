/* Rows and columns as LXD prints them. Cells may hold several lines; whatever they hold is made
 * harmless for a terminal. */
#ifndef LX_BASE_TABLE_H
#define LX_BASE_TABLE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum table_form {
	TABLE_BORDERS, /* headings in the middle, a line after every row */
	TABLE_CSV,     /* no headings; quoted where needed */
	TABLE_COMPACT, /* no borders */
};

struct table {
	struct strv headings;
	struct strv cells; /* row by row */
};

void table_heading(struct table *t, const char *text);
/* Adds the next cell; rows fill up from left to right. */
void table_cell(struct table *t, const char *text);
/* Sorts the rows by their cells, from the left; an empty cell goes last. */
void table_sort(struct table *t);
void table_print(const struct table *t, enum table_form form, struct str *out);
void table_free(struct table *t);
#define own_table __attribute__((cleanup(table_free)))

#endif
