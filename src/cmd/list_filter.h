/* The filters of lx list: all of them must fit. */
#ifndef LX_CMD_LIST_FILTER_H
#define LX_CMD_LIST_FILTER_H

#include "cmd/facts.h"
#include "cmd/match.h"

struct list_filter {
	char *key; /* NULL: it is for the name */
	struct match match;
};

struct list_filters {
	struct list_filter *v;
	size_t n;
};

/* A word fits names that begin with it or that it is a regular expression of; KEY=VALUE fits
 * configuration, or one of the short keys (type, status, architecture, ipv4, …). */
void list_filters_add(struct list_filters *l, const char *word);
bool list_filters_fit(const struct list_filters *l, struct facts *f);
void list_filters_free(struct list_filters *l);
#define own_list_filters __attribute__((cleanup(list_filters_free)))

#endif
