/* See cpus.h. */
#include "kernel/cpus.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cgroup.h"

static bool read_cpu(const char **text, unsigned *out)
{
	char *end;
	unsigned long n;

	if (**text < '0' || **text > '9')
		return false;
	n = strtoul(*text, &end, 10);
	*text = end;
	*out = (unsigned)n;
	return n < CPUS_MAX;
}

bool cpus_parse(const char *text, struct cpus *out)
{
	*out = (struct cpus){0};
	for (;;) {
		unsigned from, to;

		if (!read_cpu(&text, &from))
			return false;
		to = from;
		if (*text == '-') {
			text++;
			if (!read_cpu(&text, &to) || to < from)
				return false;
		}
		for (; from <= to; from++)
			cpus_add(out, from);
		if (*text != ',')
			return !*text || !strcmp(text, "\n");
		text++;
	}
}

const char *cpus_print(const struct cpus *c, char text[CPUS_TEXT])
{
	size_t n = 0;

	text[0] = '\0';
	for (unsigned cpu = 0; cpu < CPUS_MAX; cpu++) {
		unsigned to = cpu;

		if (!cpus_has(c, cpu))
			continue;
		while (to + 1 < CPUS_MAX && cpus_has(c, to + 1))
			to++;
		n += (size_t)snprintf(text + n, CPUS_TEXT - n, to > cpu ? "%s%u-%u" : "%s%u",
				      n ? "," : "", cpu, to);
		cpu = to;
	}
	return text;
}

void cpus_online(struct cpus *out)
{
	char text[CPUS_TEXT];

	if (!cpus_parse(cgroup_read(AT_FDCWD, "/sys/devices/system/cpu/online", text, sizeof(text)),
			out))
		cpus_parse("0", out);
}

unsigned cpus_count(const struct cpus *c)
{
	unsigned n = 0;

	for (size_t i = 0; i < CPUS_MAX / 64; i++)
		n += (unsigned)__builtin_popcountll(c->bits[i]);
	return n;
}

bool cpus_within(const struct cpus *a, const struct cpus *b)
{
	for (size_t i = 0; i < CPUS_MAX / 64; i++)
		if (a->bits[i] & ~b->bits[i])
			return false;
	return true;
}
