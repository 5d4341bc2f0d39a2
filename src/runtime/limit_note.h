/* What is noted of a container's limits in its run state, for the sweep and for balancing: file
 * "limits", which only those have that need it. Private to runtime/. */
#ifndef LX_RUNTIME_LIMIT_NOTE_H
#define LX_RUNTIME_LIMIT_NOTE_H

#include <stdbool.h>

#include "base/err.h"

struct limit_note {
	unsigned v1;   /* controllers (enum controller) that it has a v1 group of, one bit each */
	bool has_cpus; /* limits.cpu is set */
	unsigned cpu_count; /* 0: a set */
};

/* Where there is none, the note is empty. */
void limit_note_read(int dir, const char *path, struct limit_note *out);
int limit_note_write(int dir, const struct limit_note *n, struct err *e);

#endif
