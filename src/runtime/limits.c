/* Applying limits: at start, to a group nobody but init is in, and to running containers.
 *
 * In a hierarchy of v1 a container has no group until a limit asks for one. Which it has is noted in
 * its run state before they are made, for the sweep. A running container is frozen while it is
 * moved, so that no process can fork itself out of our sight. */
#include "runtime/limits.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "base/units.h"
#include "kernel/cgroup.h"
#include "kernel/process.h"
#include "runtime/balance.h"
#include "runtime/limit_files.h"
#include "runtime/limit_note.h"
#include "runtime/run.h"
#include "runtime/runtime.h"
#include "state/file.h"

struct applying {
	const struct run_limits *limits;
	const char *name;
	char group[CGROUP_NAME_MAX];
	bool fresh; /* the groups are new: what is not set needs no lifting */
	struct limit_note note;
	unsigned joining;	      /* those of them that its processes are not in yet */
	int groups[CONTROLLER_COUNT]; /* -1 where nothing is to be done */
};

static int unsupported(const struct limit_file *f, struct err *e)
{
	int version = controller_version(f->controller);
	const char *file = version == 1 ? f->v1 : f->v2;

	if (!version)
		return err_set(
			e, ERR_UNSUPPORTED,
			"%s needs the cgroup controller \"%s\", which this host does not have",
			f->key, controller_name(f->controller));
	return err_set(e, ERR_UNSUPPORTED,
		       "%s needs \"%s\", which cgroup%s of this host does not have", f->key,
		       file ? file : f->v1, version == 1 ? "" : "2");
}

/* Opens the groups that are to be written to, and makes those of v1. */
static int open_groups(struct applying *a, int dir, struct err *e)
{
	char text[LIMIT_TEXT];
	unsigned wanted = 0, noted = a->note.v1;

	for (size_t i = 0; i < limit_file_count; i++) {
		const struct limit_file *f = &limit_files[i];
		int version = controller_version(f->controller);

		if (!f->value(a->limits, version ? version : 2, text))
			continue;
		if (!version || (!f->optional && !(version == 1 ? f->v1 : f->v2)))
			return unsupported(f, e);
		wanted |= 1u << f->controller;
		if (version == 1)
			a->note.v1 |= 1u << f->controller;
	}
	if (a->note.v1 != noted && limit_note_write(dir, &a->note, e) < 0)
		return -1;
	for (int c = 0; c < CONTROLLER_COUNT; c++) {
		bool is_v1 = a->note.v1 >> c & 1;

		if (!is_v1 && !(wanted >> c & 1) && (a->fresh || controller_version(c) != 2))
			continue;
		/* One that never had CPUs of its own follows the host's. */
		if (c == CONTROLLER_CPUSET && !is_v1 && !a->limits->has_cpus && !a->note.has_cpus)
			continue;
		a->groups[c] = controller_group(c, a->group, is_v1, e);
		if (a->groups[c] < 0)
			return -1;
	}
	return 0;
}

static void close_groups(struct applying *a)
{
	for (int c = 0; c < CONTROLLER_COUNT; c++)
		if (a->groups[c] >= 0)
			close(a->groups[c]);
}

static int write_limit(struct applying *a, const struct limit_file *f, struct err *e)
{
	const char *file = controller_version(f->controller) == 1 ? f->v1 : f->v2;
	int group = a->groups[f->controller];
	char text[LIMIT_TEXT];
	bool is_set;

	if (!file || group < 0)
		return 0;
	is_set = f->value(a->limits, controller_version(f->controller), text);
	if (!is_set && a->fresh)
		return 0;
	if (!cgroup_write(group, file, text))
		return 0;
	if (errno == ENOENT && (f->optional || !is_set))
		return 0;
	if (errno == ENOENT)
		return unsupported(f, e);
	return err_sys(e, errno, "cannot set %s: cannot write \"%s\" to \"%s\"", f->key, text,
		       file);
}

static int write_limits(struct applying *a, struct err *e)
{
	for (size_t i = 0; i < limit_file_count; i++)
		if (write_limit(a, &limit_files[i], e) < 0)
			return -1;
	return 0;
}

/* Which of its v1 groups init is not in. */
static int find_joining(struct applying *a, pid_t init, struct err *e)
{
	char *controllers, *path;
	struct cgroup_of of;

	a->joining = a->note.v1;
	if (!a->note.v1)
		return 0;
	if (cgroup_of(init, &of, e) < 0)
		return -1;
	while (cgroup_of_next(&of, &controllers, &path))
		for (int c = 0; c < CONTROLLER_COUNT; c++)
			if (cgroup_v1_is_in(path, a->group) && controller_is_in(c, controllers))
				a->joining &= ~(1u << c);
	return 0;
}

static int move_process(struct applying *a, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	for (int c = 0; c < CONTROLLER_COUNT; c++)
		if (a->joining >> c & 1 && cgroup_write(a->groups[c], "cgroup.procs", text) < 0)
			return -1;
	return 0;
}

static void move_each(pid_t pid, void *data)
{
	/* It may have ended meanwhile. */
	move_process(data, pid);
}

/* Moves all processes of a running container. */
static int join(struct applying *a, struct err *e)
{
	own_fd int cgroup = a->joining ? cgroup_open(a->group, e) : -1;
	bool was_frozen;

	if (!a->joining)
		return 0;
	if (cgroup < 0)
		return -1;
	was_frozen = cgroup_is_frozen(cgroup);
	if (!was_frozen && cgroup_freeze(cgroup, true, e) < 0)
		return -1;
	/* Twice: its supervisor may just now be moving them out of its caller's groups. */
	for (int i = 0; i < 2; i++)
		cgroup_each_pid(cgroup, move_each, a);
	return was_frozen ? 0 : cgroup_freeze(cgroup, false, e);
}

/* Which CPUs they are is for all to settle together. */
static int balance(struct applying *a, const struct store *s, int dir, struct err *e)
{
	const struct run_limits *l = a->limits;

	if (!l->has_cpus && !a->note.has_cpus)
		return 0;
	a->note.has_cpus = l->has_cpus;
	a->note.cpu_count = l->cpu_count;
	if (limit_note_write(dir, &a->note, e) < 0)
		return -1;
	run_balance(s);
	return 0;
}

static void add_memory(pid_t pid, void *data)
{
	*(uint64_t *)data += process_memory(pid);
}

/* What cannot be taken away from the container: all that is not the copy of a file. */
static uint64_t memory_held(struct applying *a)
{
	static const char *const v1[] = {"total_inactive_file", "total_active_file"};
	static const char *const v2[] = {"inactive_file", "active_file", "slab_reclaimable"};
	int group = a->groups[CONTROLLER_MEMORY];
	bool is_v1 = controller_version(CONTROLLER_MEMORY) == 1;
	uint64_t used = 0, cache = 0;

	if (is_v1 && a->joining >> CONTROLLER_MEMORY & 1) {
		struct err ignored;
		own_fd int cgroup = cgroup_open(a->group, &ignored);

		/* The new group has nothing on its account yet. */
		if (cgroup >= 0)
			cgroup_each_pid(cgroup, add_memory, &used);
		return used;
	}
	used = cgroup_read_key(group, is_v1 ? "memory.usage_in_bytes" : "memory.current", NULL);
	for (size_t i = 0; i < (is_v1 ? countof(v1) : countof(v2)); i++)
		cache += cgroup_read_key(group, "memory.stat", is_v1 ? v1[i] : v2[i]);
	return used > cache ? used - cache : 0;
}

static int check_memory(struct applying *a, struct err *e)
{
	char limit[UNITS_TEXT], used[UNITS_TEXT];
	uint64_t held;

	if (!a->limits->memory || a->limits->memory_is_soft)
		return 0;
	held = memory_held(a);
	if (held <= a->limits->memory)
		return 0;
	return err_set(
		e, ERR_STATE,
		"a memory limit of %s would kill processes of \"%s\", which hold %s now; stop "
		"it first",
		units_size_iec(limit, a->limits->memory), a->name, units_size_iec(used, held));
}

static struct applying begin(const struct store *s, const char *name, const struct run_limits *l)
{
	struct applying a = {.limits = l, .name = name};

	for (int c = 0; c < CONTROLLER_COUNT; c++)
		a.groups[c] = -1;
	run_cgroup_name(s, name, a.group);
	return a;
}

int run_limits_start(const struct store *s, const char *name, int dir, pid_t init,
		     const struct run_limits *l, struct err *e)
{
	struct applying a = begin(s, name, l);
	int r = -1;

	a.fresh = true;
	if (open_groups(&a, dir, e) == 0 && write_limits(&a, e) == 0 &&
	    balance(&a, s, dir, e) == 0) {
		a.joining = a.note.v1;
		r = move_process(&a, init);
		if (r < 0)
			err_sys(e, errno, "cannot move the container into its cgroups");
	}
	close_groups(&a);
	return r;
}

int run_limits_apply(const struct store *s, const char *name, const struct run_limits *l,
		     struct err *e)
{
	own_fd int dir = run_dir_open(s, name, false, e);
	struct applying a = begin(s, name, l);
	struct run_file f;
	int r = -1;

	if (dir < 0 || run_file_read(dir, &f, e) < 0)
		return -1;
	limit_note_read(dir, "limits", &a.note);
	if (open_groups(&a, dir, e) == 0 && find_joining(&a, f.init, e) == 0 &&
	    check_memory(&a, e) == 0 && write_limits(&a, e) == 0 && balance(&a, s, dir, e) == 0)
		r = join(&a, e);
	close_groups(&a);
	return r;
}

void run_limits_join(const struct store *s, const char *name, pid_t pid, unsigned joined)
{
	own_free char *path = mem_printf("%s/limits", name);
	char group[CGROUP_NAME_MAX], text[16];
	struct limit_note note;
	struct err ignored;

	limit_note_read(s->run, path, &note);
	snprintf(text, sizeof(text), "%d", pid);
	run_cgroup_name(s, name, group);
	for (int c = 0; c < CONTROLLER_COUNT; c++) {
		own_fd int fd = -1;

		if (!(note.v1 >> c & 1) || joined >> c & 1)
			continue;
		fd = controller_group(c, group, false, &ignored);
		if (fd >= 0)
			cgroup_write(fd, "cgroup.procs", text);
	}
}

void run_limits_usage(const struct store *s, const char *name, struct run_usage *out)
{
	own_free char *path = mem_printf("%s/limits", name);
	char group[CGROUP_NAME_MAX];
	struct limit_note note;
	struct err ignored;
	own_fd int fd = -1;
	uint64_t used;

	limit_note_read(s->run, path, &note);
	if (!(note.v1 >> CONTROLLER_MEMORY & 1))
		return;
	run_cgroup_name(s, name, group);
	fd = controller_group(CONTROLLER_MEMORY, group, false, &ignored);
	if (fd < 0)
		return;
	used = cgroup_read_key(fd, "memory.usage_in_bytes", NULL);
	if (used > out->memory)
		out->memory = used;
	out->memory_peak = cgroup_read_key(fd, "memory.max_usage_in_bytes", NULL);
}

bool run_limits_sweep(const struct store *s, const char *name, const char *group)
{
	own_free char *path = mem_printf("%s/limits", name);
	struct limit_note note;

	limit_note_read(s->run, path, &note);
	for (int c = 0; c < CONTROLLER_COUNT; c++)
		if (note.v1 >> c & 1)
			controller_remove(c, group);
	return note.has_cpus;
}
