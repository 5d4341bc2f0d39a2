/* A line of progress on the terminal, for work that takes long. Silent where the output is no
 * terminal; drawn over itself with a carriage return, at most ten times a second, and wiped at the
 * end, so that what a command prints afterwards stands alone. Ctrl+C is an end as well: the shell's
 * prompt must not come behind half a line. One at a time. */
#ifndef LX_BASE_PROGRESS_H
#define LX_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	int fd; /* -1: silent */
	const char *label;
	int64_t begun_ms, drawn_ms;
	bool drawn;
};

/* label ("Importing image") is borrowed. quiet keeps it silent even on a terminal. */
void progress_begin(struct progress *p, int fd, const char *label, bool quiet);
/* A callback's form: data is the struct progress. total 0 = not known. */
void progress_update(void *data, uint64_t done, uint64_t total);
void progress_end(struct progress *p);

#endif
