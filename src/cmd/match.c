/* See match.h. */
#include "cmd/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/str.h"

void match_init(struct match *m, const char *text)
{
	/* The whole of it must fit, unless it says where it begins or ends. */
	bool whole = !strpbrk(text, "^$");
	own_free char *expression =
		mem_printf("%s%s%s", whole ? "^(" : "", text, whole ? ")$" : "");

	m->text = mem_strdup(text);
	m->has_regex = !regcomp(&m->regex, expression, REG_EXTENDED | REG_NOSUB);
}

void match_free(struct match *m)
{
	free(m->text);
	if (m->has_regex)
		regfree(&m->regex);
	*m = (struct match){0};
}

bool match_fits(const struct match *m, const char *text)
{
	if (m->has_regex && !regexec(&m->regex, text, 0, NULL, 0))
		return true;
	return !strcmp(m->text, text);
}

bool match_is_short_for(const char *cut, const char *key)
{
	for (;;) {
		size_t n = strcspn(cut, "."), k = strcspn(key, ".");

		if (strncmp(cut, key, n) != 0 || n > k || !cut[n] != !key[k])
			return false;
		if (!cut[n])
			return true;
		cut += n + 1;
		key += k + 1;
	}
}
