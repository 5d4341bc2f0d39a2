/* See limit_note.h. */
#include "runtime/limit_note.h"

#include <stdio.h>

#include "kernel/cgroup.h"
#include "state/file.h"

void limit_note_read(int dir, const char *path, struct limit_note *out)
{
	char text[64];
	unsigned has_cpus = 0;

	*out = (struct limit_note){0};
	if (sscanf(cgroup_read(dir, path, text, sizeof(text)), "lx-limits 1 %u %u %u", &out->v1,
		   &has_cpus, &out->cpu_count) != 3)
		*out = (struct limit_note){0};
	else
		out->has_cpus = has_cpus;
}

int limit_note_write(int dir, const struct limit_note *n, struct err *e)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "lx-limits 1 %u %u %u\n", n->v1, n->has_cpus,
			   n->cpu_count);

	return file_write(dir, "limits", text, (size_t)len, FILE_NO_SYNC, e);
}
