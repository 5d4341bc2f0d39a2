/* Tags and the tree of a whole template. Private to template/.
 *
 * A node is whatever its tag makes of it, with a struct node at its front: run writes its output,
 * within the scope of the block it stands in. */
#ifndef LX_TEMPLATE_TAGS_H
#define LX_TEMPLATE_TAGS_H

#include "template/expr.h"

struct node;
typedef int node_run(struct engine *t, struct node *n, struct scope *s, struct str *out);

struct node {
	struct node *next;
	node_run *run;
	unsigned line;
};

/* A block and the tag it ends with. */
struct block {
	struct node *first;
	const char *end;
	struct parser args; /* of that tag */
};

/* Parses a tag: document stands behind it, args are what was between its name and the end. NULL on
 * failure. */
typedef struct node *tag_parse(struct parser *document, struct parser *args);

/* A node of the size, for a tag that began at this line. */
void *node_make(struct engine *t, size_t size, node_run *run, unsigned line);
/* Parses up to {% end %}, one of the names (at most three; NULL for none). what is the tag that is
 * open. */
int block_parse(struct parser *document, const char *what, const char *const ends[3],
		struct block *out);
/* The same where the tag that ends it takes no arguments. */
int block_parse_plain(struct parser *document, const char *what, const char *const ends[3],
		      struct block *out);
int block_run(struct engine *t, struct node *first, struct scope *s, struct str *out);
/* Parses the whole of it. */
int document_parse(struct parser *p, struct node **first);

/* tags_flow.c */
tag_parse tag_if, tag_ifequal, tag_ifnotequal, tag_for, tag_ifchanged;
/* tags_name.c: what sets names */
tag_parse tag_set, tag_with, tag_macro, tag_cycle, tag_widthratio;
/* tags_text.c: what is about text alone */
tag_parse tag_autoescape, tag_block, tag_comment, tag_filter, tag_firstof, tag_now, tag_templatetag;
/* Writes a value as {{ }} does. */
int print_value(struct engine *t, const struct scope *s, const struct value *v, bool safe,
		struct str *out);

#endif
