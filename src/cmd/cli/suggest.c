/* See suggest.h. */
#include "cmd/cli/suggest.h"

#include <string.h>

#include "base/own.h"

enum { NEAR = 2, WORD_MAX = 40 };

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

/* The three rows of Damerau and Levenshtein's table that are still needed. */
size_t edit_distance(const char *a, const char *b, size_t max)
{
	size_t n = strlen(a), m = strlen(b), rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (n > WORD_MAX || m > WORD_MAX)
		return max + 1;
	for (size_t k = 0; k <= m; k++)
		last[k] = k;
	for (size_t i = 1; i <= n; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t k = 1; k <= m; k++) {
			row[k] = min3(last[k] + 1, row[k - 1] + 1,
				      last[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] &&
			    before[k - 2] + 1 < row[k])
				row[k] = before[k - 2] + 1;
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[m] > max ? max + 1 : last[m];
}

/* Near enough, and not all of a short word changed; or the beginning of it. */
static bool is_near(const char *word, const char *known)
{
	size_t d = edit_distance(word, known, NEAR), n = strlen(known);

	return (d <= NEAR && d < n && (n > 3 || d < 2)) || (*word && str_starts(known, word));
}

static void add(struct str *out, const char *dashes, const char *word)
{
	if (!out->len)
		str_add(out, "\n\nDid you mean this?");
	str_addf(out, "\n\t%s%s", dashes, word);
}

void suggest_command(struct str *out, const struct command *group, const char *word)
{
	for (const struct command *const *c = group->subs; c && *c; c++) {
		bool near = is_near(word, (*c)->name);

		for (size_t i = 0; i < COMMAND_ALIASES && (*c)->aliases[i]; i++)
			near = near || edit_distance(word, (*c)->aliases[i], 1) <= 1;
		if (near && !(*c)->hidden)
			add(out, "", (*c)->name);
	}
}

void suggest_flag(struct str *out, const struct command *c, const char *word)
{
	for (const struct flag *f = c->flags; f && f->name; f++)
		if (is_near(word, f->name))
			add(out, "--", f->name);
	for (const struct flag *f = global_flags; f->name; f++)
		if (is_near(word, f->name))
			add(out, "--", f->name);
}
