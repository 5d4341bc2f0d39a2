/* What expressions come to. A value is small and copied freely; what it points to belongs to the
 * engine or to the context. Private to template/. */
#ifndef LX_TEMPLATE_VALUE_H
#define LX_TEMPLATE_VALUE_H

#include "template/engine.h"

enum value_kind {
	VALUE_NIL, /* what is not there */
	VALUE_BOOL,
	VALUE_INT,
	VALUE_FLOAT,
	VALUE_TEXT,
	VALUE_LIST, /* of texts */
	VALUE_MAP,
	VALUE_MAPS,
	VALUE_TIME,
	VALUE_LOOP,  /* {% for %}'s "forloop" */
	VALUE_CYCLE, /* what {% cycle … as name %} leaves */
	VALUE_CONFIG_GET,
	VALUE_MACRO,
};

struct value {
	enum value_kind kind;
	bool safe; /* never to be escaped */
	union {
		bool truth;
		int64_t integer;
		double real;
		struct slice text; /* with a NUL behind it */
		struct {
			const struct value *v;
			size_t n;
		} list;
		const struct map *map;
		const struct template_var *maps;
		time_t time;
		const struct loop *loop;
		struct cycle *cycle;
		struct macro *macro;
	};
};

struct cycle_node;
struct cycle {
	struct value value; /* the current one */
	struct cycle_node *node;
};

struct loop {
	int64_t counter, counter0, revcounter, revcounter0;
	bool first, last;
	const struct loop *parent; /* or NULL */
};

/* Makers; text is copied. */
struct value value_bool(bool truth);
struct value value_int(int64_t i);
struct value value_float(double f);
struct value value_text(struct engine *t, struct slice text);
/* Of a builder's content, which is freed; fails where it is too large. */
int value_take(struct engine *t, struct str *text, struct value *out);

bool value_is_number(const struct value *v);
bool value_is_true(const struct value *v);
/* As a number: that of a text is read from it; 0 where there is none. */
int64_t value_integer(const struct value *v);
double value_real(const struct value *v);
/* As it is printed. */
struct slice value_print(struct engine *t, const struct value *v);
/* Characters, items, entries; 0 for all else. */
size_t value_length(const struct value *v);
/* Character or item at that place of a text or list; nil beyond. */
struct value value_at(struct engine *t, const struct value *v, size_t i);
/* An entry of a map, a field of a loop; nil where there is none. */
struct value value_member(struct engine *t, const struct value *v, const char *name);
/* 1, 0, or -1 where the two cannot be compared. */
int value_equals(struct engine *t, const struct value *a, const struct value *b);
/* Whether v has the item; 1, 0, -1. */
int value_contains(struct engine *t, const struct value *v, const struct value *item);
/* For messages. */
const char *value_kind_name(enum value_kind kind);

/* A number as Go makes it of a float: what does not fit is the smallest. */
int64_t float_to_int(double f);

#endif
