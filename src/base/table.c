/* See table.h. */
#include "base/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"

void table_heading(struct table *t, const char *text)
{
	strv_add(&t->headings, text);
}

void table_cell(struct table *t, const char *text)
{
	struct str safe = {0};

	text_add_safe(&safe, text, strlen(text), TEXT_LINES);
	strv_add_take(&t->cells, str_take(&safe));
}

void table_free(struct table *t)
{
	strv_free(&t->headings);
	strv_free(&t->cells);
}

static size_t sort_columns; /* qsort hands nothing on to its comparison */

static int compare_rows(const void *a, const void *b)
{
	char *const *x = a, *const *y = b;

	for (size_t i = 0; i < sort_columns; i++) {
		int c = strcmp(x[i], y[i]);

		if (c)
			return !*x[i] ? 1 : !*y[i] ? -1 : c;
	}
	return 0;
}

void table_sort(struct table *t)
{
	sort_columns = t->headings.n;
	if (sort_columns && t->cells.n)
		qsort(t->cells.v, t->cells.n / sort_columns, sort_columns * sizeof(*t->cells.v),
		      compare_rows);
}

/* The given line of a cell; empty past its last. *more tells whether another one follows. */
static const char *cell_line(const char *cell, size_t line, size_t *len, bool *more)
{
	for (;; line--) {
		*len = strcspn(cell, "\n");
		if (!line)
			break;
		if (!cell[*len]) {
			*len = 0;
			return "";
		}
		cell += *len + 1;
	}
	*more = *more || cell[*len];
	return cell;
}

static void widen(size_t *width, const char *cell)
{
	for (;;) {
		size_t len = strcspn(cell, "\n"), w = text_width(cell, len);

		if (w > *width)
			*width = w;
		if (!cell[len])
			return;
		cell += len + 1;
	}
}

static void add_spaces(struct str *out, size_t n)
{
	while (n--)
		str_add_char(out, ' ');
}

static void add_rule(struct str *out, const size_t *widths, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str_add_char(out, '+');
		for (size_t k = 0; k < widths[i] + 2; k++)
			str_add_char(out, '-');
	}
	str_add(out, "+\n");
}

/* One row, in as many lines as its tallest cell has. */
static void add_row(struct str *out, char *const *cells, const size_t *widths, size_t n,
		    bool centred, bool borders)
{
	bool more = true;

	for (size_t line = 0; more; line++) {
		more = false;
		str_add(out, borders ? "" : " ");
		for (size_t i = 0; i < n; i++) {
			size_t len, gap, left;
			const char *text = cell_line(cells[i], line, &len, &more);

			gap = widths[i] - text_width(text, len);
			left = centred ? gap / 2 : 0;
			str_add(out, borders ? "| " : " ");
			add_spaces(out, left);
			str_add_bytes(out, text, len);
			add_spaces(out, gap - left + 1);
		}
		str_add(out, borders ? "|\n" : " \n");
	}
}

static void print_grid(const struct table *t, bool borders, struct str *out)
{
	size_t n = t->headings.n;
	own_free size_t *widths = mem_zalloc(n * sizeof(*widths));

	for (size_t i = 0; i < n; i++)
		widen(&widths[i], t->headings.v[i]);
	for (size_t i = 0; i < t->cells.n; i++)
		widen(&widths[i % n], t->cells.v[i]);
	if (borders)
		add_rule(out, widths, n);
	add_row(out, t->headings.v, widths, n, true, borders);
	if (borders)
		add_rule(out, widths, n);
	for (size_t i = 0; i + n <= t->cells.n; i += n) {
		add_row(out, t->cells.v + i, widths, n, false, borders);
		if (borders)
			add_rule(out, widths, n);
	}
}

static void add_csv(struct str *out, const char *cell)
{
	if (!cell[strcspn(cell, ",\"\n\r")] && cell[0] != ' ') {
		str_add(out, cell);
		return;
	}
	str_add_char(out, '"');
	for (; *cell; cell++) {
		if (*cell == '"')
			str_add_char(out, '"');
		str_add_char(out, *cell);
	}
	str_add_char(out, '"');
}

void table_print(const struct table *t, enum table_form form, struct str *out)
{
	size_t n = t->headings.n;

	if (!n)
		return;
	if (form != TABLE_CSV) {
		print_grid(t, form == TABLE_BORDERS, out);
		return;
	}
	for (size_t i = 0; i < t->cells.n; i++) {
		add_csv(out, t->cells.v[i]);
		str_add_char(out, (i + 1) % n ? ',' : '\n');
	}
}
