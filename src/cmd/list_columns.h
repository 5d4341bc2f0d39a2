/* The columns of lx list: one table of letters, and columns made of configuration keys. */
#ifndef LX_CMD_LIST_COLUMNS_H
#define LX_CMD_LIST_COLUMNS_H

#include "cmd/facts.h"

struct list_column {
	char *heading;
	/* Adds the text of the cell. */
	void (*cell)(struct facts *f, const struct list_column *c, struct str *out);
	char *key;	/* of a column made of a configuration key, or <device>.<property> */
	long max_width; /* -1: none */
};

struct list_columns {
	struct list_column *v;
	size_t n;
};

#define LIST_COLUMNS_DEFAULT "ns46tS"
#define LIST_COLUMNS_FAST    "nsacPt"

/* "ns46,user.role:ROLE:10,devices:root.pool" */
int list_columns_parse(const char *text, struct list_columns *out, struct err *e);
void list_columns_free(struct list_columns *c);
#define own_list_columns __attribute__((cleanup(list_columns_free)))

#endif
