/* See limits.h. */
#include "instance/limits.h"

#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "base/own.h"
#include "base/str.h"
#include "base/units.h"
#include "instance/keys.h"

/* On the way to a struct run_limits. */
struct parsing {
	struct run_limits limits;
	bool has_weight;
	unsigned percent, priority;
	char cpus[CPUS_TEXT]; /* this host's, where others were asked for */
};

/* All digits of text before the suffix, and nothing else, within the range. */
static bool read_between(const char *text, const char *suffix, uint64_t least, uint64_t most,
			 uint64_t *out)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 10);
	return !errno && !strcmp(end, suffix) && *out >= least && *out <= most;
}

static bool parse_processes(const char *text, struct parsing *p)
{
	return read_between(text, "", 1, 4194304, &p->limits.processes);
}

static bool parse_memory(const char *text, struct parsing *p)
{
	struct err ignored;
	struct sysinfo host;
	uint64_t percent;

	if (!str_ends(text, "%"))
		return !units_parse_size(text, &p->limits.memory, &ignored) && p->limits.memory;
	if (!read_between(text, "%", 1, 100, &percent) || sysinfo(&host) < 0)
		return false;
	p->limits.memory = host.totalram / 100 * host.mem_unit * percent;
	return true;
}

static bool parse_enforce(const char *text, struct parsing *p)
{
	p->limits.memory_is_soft = !strcmp(text, "soft");
	return p->limits.memory_is_soft || !strcmp(text, "hard");
}

static bool parse_swap(const char *text, struct parsing *p)
{
	int on = parse_bool(text);

	p->limits.no_swap = on == 0;
	return on >= 0;
}

static bool parse_swap_priority(const char *text, struct parsing *p)
{
	uint64_t n;

	if (!read_between(text, "", 0, 10, &n))
		return false;
	p->limits.has_swap_priority = true;
	p->limits.swap_priority = (unsigned)n;
	return true;
}

/* A number is how many, anything else which ones. */
static bool parse_cpu(const char *text, struct parsing *p)
{
	struct cpus online;
	uint64_t n;

	p->limits.has_cpus = true;
	if (read_between(text, "", 1, CPUS_MAX, &n)) {
		p->limits.cpu_count = (unsigned)n;
		return true;
	}
	if (!text[strspn(text, "0123456789")] || strchr(text, '\n') ||
	    !cpus_parse(text, &p->limits.cpu_set))
		return false;
	cpus_online(&online);
	if (cpus_within(&p->limits.cpu_set, &online))
		return true;
	cpus_print(&online, p->cpus);
	return false;
}

/* "40%" is a share, "50ms/200ms" a quota: the kernel takes a millisecond to a second. */
static bool parse_allowance(const char *text, struct parsing *p)
{
	const char *slash = strchr(text, '/');
	uint64_t n, quota, period;

	if (!slash) {
		p->has_weight = true;
		if (!read_between(text, "%", 1, 100, &n))
			return false;
		p->percent = (unsigned)n;
		return true;
	}
	own_free char *head = mem_strndup(text, (size_t)(slash - text));

	if (!read_between(head, "ms", 1, 1000000, &quota) ||
	    !read_between(slash + 1, "ms", 1, 1000, &period))
		return false;
	p->limits.quota_us = (uint32_t)quota * 1000;
	p->limits.period_us = (uint32_t)period * 1000;
	return true;
}

static bool parse_priority(const char *text, struct parsing *p)
{
	uint64_t n;

	if (!read_between(text, "", 0, 10, &n))
		return false;
	p->has_weight = true;
	p->priority = (unsigned)n;
	return true;
}

static const struct {
	const char *key;
	bool (*parse)(const char *text, struct parsing *p);
	const char *right;
} keys[] = {
	{"limits.cpu", parse_cpu, "a number of CPUs (\"2\") or a set of them (\"0-1\", \"0,3\")"},
	{"limits.cpu.allowance", parse_allowance,
	 "a share (\"40%\") or a time in each period (\"50ms/200ms\")"},
	{"limits.cpu.priority", parse_priority, "a whole number from 0 to 10"},
	{"limits.memory", parse_memory,
	 "a size (\"512MB\") or a percentage of the host's memory (\"40%\")"},
	{"limits.memory.enforce", parse_enforce, "hard or soft"},
	{"limits.memory.swap", parse_swap, "true or false"},
	{"limits.memory.swap.priority", parse_swap_priority, "a whole number from 0 to 10"},
	{"limits.processes", parse_processes, "a whole number from 1 to 4194304"},
};

static int parse(size_t i, const char *value, struct parsing *p, struct err *e)
{
	if (keys[i].parse(value, p))
		return 0;
	if (p->cpus[0])
		return err_set(
			e, ERR_INVALID,
			"Invalid value \"%s\": %s names CPUs that are not there; this host has %s",
			value, keys[i].key, p->cpus);
	return err_set(e, ERR_INVALID, "Invalid value \"%s\": %s is %s", value, keys[i].key,
		       keys[i].right);
}

int limit_check(const char *key, const char *value, struct err *e)
{
	struct parsing p = {0};

	for (size_t i = 0; i < countof(keys); i++)
		if (!strcmp(key, keys[i].key))
			return parse(i, value, &p, e);
	return 0;
}

/* A priority under 10 takes as much from the share, as LXD has it. */
static unsigned weight(const struct parsing *p)
{
	unsigned less = 10 - p->priority;

	return !p->has_weight ? 0 : p->percent > less ? p->percent - less : 1;
}

int limits_of(const struct map *config, struct run_limits *out, struct err *e)
{
	struct parsing p = {.percent = 100, .priority = 10};
	bool any = false;

	for (size_t i = 0; i < countof(keys); i++) {
		const char *value = map_get(config, keys[i].key);

		if (!value || !*value)
			continue;
		any = true;
		if (parse(i, value, &p, e) < 0)
			return -1;
	}
	*out = p.limits;
	out->cpu_weight = weight(&p);
	return any;
}
