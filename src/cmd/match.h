/* Texts and keys as filters of lists match them. */
#ifndef LX_CMD_MATCH_H
#define LX_CMD_MATCH_H

#include <regex.h>
#include <stdbool.h>

/* What a filter asks of a text: to be equal, or to fit as a regular expression. */
struct match {
	char *text;
	regex_t regex;
	bool has_regex;
};

void match_init(struct match *m, const char *text);
void match_free(struct match *m);
bool match_fits(const struct match *m, const char *text);
/* "u.ro" stands for "user.role": each part may be cut short, none left out. */
bool match_is_short_for(const char *cut, const char *key);

#endif
