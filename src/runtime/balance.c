/* See balance.h. */
#include "runtime/balance.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "kernel/cgroup.h"
#include "kernel/controller.h"
#include "runtime/limit_note.h"
#include "runtime/run.h"
#include "runtime/runtime.h"

/* The CPU of host with the least load that is not taken yet. */
static unsigned choose(const unsigned load[CPUS_MAX], const struct cpus *host,
		       const struct cpus *now, const struct cpus *taken)
{
	unsigned best = CPUS_MAX;

	for (unsigned cpu = 0; cpu < CPUS_MAX; cpu++) {
		if (!cpus_has(host, cpu) || cpus_has(taken, cpu))
			continue;
		if (best == CPUS_MAX || load[cpu] < load[best] ||
		    (load[cpu] == load[best] && cpus_has(now, cpu) && !cpus_has(now, best)))
			best = cpu;
	}
	return best;
}

static void add_load(unsigned load[CPUS_MAX], const struct cpus *set)
{
	for (unsigned cpu = 0; cpu < CPUS_MAX; cpu++)
		load[cpu] += cpus_has(set, cpu);
}

void balance_spread(struct balance_member *m, size_t n, const struct cpus *host)
{
	unsigned load[CPUS_MAX] = {0}, most = cpus_count(host);

	for (size_t i = 0; i < n; i++)
		if (!m[i].count)
			add_load(load, &m[i].set);
	for (size_t i = 0; i < n; i++) {
		unsigned count = m[i].count < most ? m[i].count : most;
		struct cpus taken = {0};

		for (unsigned k = 0; k < count; k++)
			cpus_add(&taken, choose(load, host, &m[i].set, &taken));
		if (!count)
			continue;
		m[i].set = taken;
		add_load(load, &taken);
	}
}

/* Spreads them, and writes where one has others than before. */
static void spread(struct balance_member *m, const int *groups, size_t n, const struct cpus *host)
{
	own_free struct balance_member *old = mem_alloc(n * sizeof(*m));
	char text[CPUS_TEXT];

	memcpy(old, m, n * sizeof(*m));
	balance_spread(m, n, host);
	for (size_t i = 0; i < n; i++)
		if (memcmp(&m[i].set, &old[i].set, sizeof(m[i].set)))
			cgroup_write(groups[i], "cpuset.cpus", cpus_print(&m[i].set, text));
}

static bool host_cpus(struct cpus *out)
{
	bool is_v1 = controller_version(CONTROLLER_CPUSET) == 1;
	char text[CPUS_TEXT];
	struct err ignored;
	own_fd int root = controller_root(CONTROLLER_CPUSET, &ignored);

	return root >= 0 &&
	       cpus_parse(cgroup_read(root, is_v1 ? "cpuset.cpus" : "cpuset.cpus.effective", text,
				      sizeof(text)),
			  out);
}

/* Reads what a running container has; false where limits.cpu does not concern it. */
static bool look(const struct store *s, const char *name, struct balance_member *m, int *group)
{
	own_free char *path = mem_printf("%s/limits", name);
	char group_name[CGROUP_NAME_MAX], text[CPUS_TEXT];
	struct limit_note note;
	struct err ignored;

	limit_note_read(s->run, path, &note);
	if (!note.has_cpus)
		return false;
	run_cgroup_name(s, name, group_name);
	*group = controller_group(CONTROLLER_CPUSET, group_name, false, &ignored);
	m->count = note.cpu_count;
	return *group >= 0 &&
	       cpus_parse(cgroup_read(*group, "cpuset.cpus", text, sizeof(text)), &m->set);
}

void run_balance(const struct store *s)
{
	own_fd int lock = openat(s->run, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	own_strv struct strv names = {0};
	own_free struct balance_member *m = NULL;
	own_free int *groups = NULL;
	struct cpus host;
	struct err ignored;
	size_t n = 0;

	/* Two that spread at once would each count what the other is about to move. */
	if (lock < 0 || flock(lock, LOCK_EX) < 0 || !host_cpus(&host) ||
	    run_names(s, &names, &ignored) < 0)
		return;
	m = mem_zalloc((names.n + 1) * sizeof(*m));
	groups = mem_zalloc((names.n + 1) * sizeof(*groups));
	for (size_t i = 0; i < names.n; i++) {
		int group = -1;

		if (look(s, names.v[i], &m[n], &group))
			groups[n++] = group;
		else if (group >= 0)
			close(group);
	}
	spread(m, groups, n, &host);
	for (size_t i = 0; i < n; i++)
		close(groups[i]);
}
