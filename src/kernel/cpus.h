/* Sets of CPUs, as the kernel writes them: "0-2,7" (cpuset(7), List format). */
#ifndef LX_KERNEL_CPUS_H
#define LX_KERNEL_CPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CPUS_MAX = 1024, CPUS_TEXT = 4096 };

struct cpus {
	uint64_t bits[CPUS_MAX / 64];
};

/* A list, which may end in a newline; false where it is none, or empty. */
bool cpus_parse(const char *text, struct cpus *out);
const char *cpus_print(const struct cpus *c, char text[CPUS_TEXT]);
/* Those this host has online. */
void cpus_online(struct cpus *out);

static inline bool cpus_has(const struct cpus *c, unsigned cpu)
{
	return c->bits[cpu / 64] >> cpu % 64 & 1;
}

static inline void cpus_add(struct cpus *c, unsigned cpu)
{
	c->bits[cpu / 64] |= UINT64_C(1) << cpu % 64;
}

unsigned cpus_count(const struct cpus *c);
/* Whether all of a are in b. */
bool cpus_within(const struct cpus *a, const struct cpus *b);

#endif
