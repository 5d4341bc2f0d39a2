/* Run state: finding out, cheaply and without a daemon, what runs. See run.h. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/cgroup.h"
#include "kernel/process.h"
#include "kernel/sys.h"
#include "runtime/run.h"
#include "runtime/runtime.h"
#include "state/file.h"

enum { STATE_FILE_MAX = 4096 };

int run_dir_open(const struct store *s, const char *name, bool make, struct err *e)
{
	int fd = openat(s->run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT && make) {
		if (mkdirat(s->run, name, 0700) < 0 && errno != EEXIST)
			return err_sys(e, errno, "cannot make \"%s/%s\"", s->run_path, name);
		fd = openat(s->run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	}
	return fd >= 0 ? fd : err_sys(e, errno, "cannot open \"%s/%s\"", s->run_path, name);
}

int run_file_write(int dir, const struct run_file *f, struct err *e)
{
	own_str struct str text = {0};

	str_addf(&text, "lx-run 1 %d %" PRIu64 " %" PRId64 " %u %u %s\n", f->init, f->init_start,
		 f->started_at, f->ids.base, f->ids.size, process_boot_id());
	return file_write(dir, "state", text.p, text.len, FILE_NO_SYNC, e);
}

static int not_running(struct err *e)
{
	return err_set(e, ERR_STATE, "the container is not running");
}

int run_file_read(int dir, struct run_file *f, struct err *e)
{
	own_str struct str text = {0};
	char boot[40];

	if (file_read(dir, "state", STATE_FILE_MAX, &text, e) < 0)
		return -1;
	if (sscanf(str_c(&text), "lx-run 1 %d %" SCNu64 " %" SCNd64 " %u %u %39s", &f->init,
		   &f->init_start, &f->started_at, &f->ids.base, &f->ids.size, boot) != 6)
		return err_set(e, ERR_INVALID, "the run state is not readable");
	if (strcmp(boot, process_boot_id()) || process_start_time(f->init) != f->init_start)
		return not_running(e);
	return 0;
}

int run_file_find(const struct store *s, const char *name, struct run_file *f, struct err *e)
{
	own_fd int dir = openat(s->run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (dir < 0 || run_file_read(dir, f, e) < 0)
		return err_set(e, ERR_STATE, "The instance is not running");
	return 0;
}

pid_t run_supervisor(int dir)
{
	own_fd int fd = openat(dir, "supervisor", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fd < 0 || fcntl(fd, F_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		return 0;
	return lock.l_pid;
}

int run_supervisor_lock(int dir, struct err *e)
{
	own_fd int fd = openat(dir, "supervisor", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fd < 0)
		return err_sys(e, errno, "cannot open the supervisor's lock");
	if (fcntl(fd, F_SETLK, &lock) < 0)
		return err_set(e, ERR_BUSY, "the container has a supervisor already");
	return take_fd(&fd);
}

void run_cgroup_name(const struct store *s, const char *name, char out[CGROUP_NAME_MAX])
{
	snprintf(out, CGROUP_NAME_MAX, "%s.%s", s->tag, name);
}

void run_supervisors_cgroup_name(const struct store *s, char out[CGROUP_NAME_MAX])
{
	/* No container's name can hold an underscore. */
	snprintf(out, CGROUP_NAME_MAX, "%s._supervisors", s->tag);
}

int run_open_init(const struct run_file *f, const char *name, struct err *e)
{
	own_fd int fd = sys_pidfd_open(f->init, 0);

	/* Looked at again with the descriptor open: from here on it cannot become another's. */
	if (fd < 0 || process_start_time(f->init) != f->init_start)
		return err_set(e, ERR_STATE, "container \"%s\" is not running", name);
	return take_fd(&fd);
}

void run_look(const struct store *s, const char *name, struct run_state *out)
{
	char group[CGROUP_NAME_MAX];
	struct run_file f;
	struct err ignored;
	own_fd int dir = openat(s->run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	own_fd int cgroup = -1;

	*out = (struct run_state){.status = RUN_STOPPED};
	if (dir < 0 || run_file_read(dir, &f, &ignored) < 0)
		return;
	*out = (struct run_state){.status = RUN_RUNNING,
				  .init = f.init,
				  .supervisor = run_supervisor(dir),
				  .started_at = f.started_at,
				  .base = f.ids.base};
	run_cgroup_name(s, name, group);
	cgroup = cgroup_open(group, &ignored);
	if (cgroup >= 0 && cgroup_is_frozen(cgroup))
		out->status = RUN_FROZEN;
}

static bool has_file(const struct store *s, const char *name, const char *file)
{
	own_free char *path = mem_printf("%s/%s", name, file);

	return !faccessat(s->run, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

bool run_exists(const struct store *s, const char *name)
{
	return has_file(s, name, ".");
}

bool run_is_still(const struct store *s, const char *name, int dir)
{
	struct stat now, then;

	return !fstatat(s->run, name, &now, AT_SYMLINK_NOFOLLOW) && !fstat(dir, &then) &&
	       now.st_ino == then.st_ino;
}

bool run_is_orphan(const struct store *s, const char *name)
{
	own_fd int dir = openat(s->run, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct run_file f;
	struct err ignored;

	return dir >= 0 && run_file_read(dir, &f, &ignored) < 0 && !run_supervisor(dir);
}

int run_mark_restart(const struct store *s, const char *name, struct err *e)
{
	own_free char *path = mem_printf("%s/restart", name);
	own_fd int fd = openat(s->run, path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd < 0 ? err_sys(e, errno, "cannot write \"%s/%s\"", s->run_path, path) : 0;
}

bool run_is_restart(const struct store *s, const char *name)
{
	return has_file(s, name, "restart");
}

int run_names(const struct store *s, struct strv *out, struct err *e)
{
	int copy = openat(s->run, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!d)
		return err_sys(e, errno, "cannot read \"%s\"", s->run_path);
	while ((entry = readdir(d)))
		if (entry->d_name[0] != '.' && entry->d_type == DT_DIR)
			strv_add(out, entry->d_name);
	strv_sort(out);
	return 0;
}

static void add_memory(pid_t pid, void *data)
{
	*(uint64_t *)data += process_memory(pid);
}

static void count_process(pid_t pid, void *data)
{
	(void)pid;
	++*(uint64_t *)data;
}

void run_usage(const struct store *s, const char *name, struct run_usage *out)
{
	char group[CGROUP_NAME_MAX];
	struct err ignored;
	own_fd int cgroup = -1;

	*out = (struct run_usage){0};
	run_cgroup_name(s, name, group);
	cgroup = cgroup_open(group, &ignored);
	if (cgroup < 0)
		return;
	out->cpu_ns = cgroup_read_key(cgroup, "cpu.stat", "usage_usec") * 1000;
	out->memory = cgroup_read_key(cgroup, "memory.current", NULL);
	out->memory_peak = cgroup_read_key(cgroup, "memory.peak", NULL);
	out->swap = cgroup_read_key(cgroup, "memory.swap.current", NULL);
	out->swap_peak = cgroup_read_key(cgroup, "memory.swap.peak", NULL);
	out->processes = cgroup_read_key(cgroup, "pids.current", NULL);
	/* On a hybrid host cgroup2 has no controllers: count what the processes themselves hold. */
	if (!out->processes)
		cgroup_each_pid(cgroup, count_process, &out->processes);
	if (!out->memory) {
		cgroup_each_pid(cgroup, add_memory, &out->memory);
		run_limits_usage(s, name, out);
	}
}
