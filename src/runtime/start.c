/* Starting a container. The command forks the process that will supervise it; this one, the
 * starter, makes the mounts and clones init, says over a pipe how that went, and then execs
 * itself as lx-supervisor: init stays its child, and the heap it worked with is gone.
 *
 *   command ──fork── starter ──clone3── init (runtime/init.c)
 *      │ pipe: struct start_report │ socket pair: struct init_msg
 *
 * The command may die at any time: the starter goes on, and holds the instance's lock through the
 * descriptor it inherited until it execs. If the starter dies before init has its state on
 * record, init goes too. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/magic.h>

#include "base/own.h"
#include "kernel/cgroup.h"
#include "kernel/process.h"
#include "kernel/seccomp.h"
#include "kernel/sys.h"
#include "kernel/userns.h"
#include "runtime/init.h"
#include "runtime/run.h"
#include "runtime/runtime.h"
#include "state/file.h"
#include "storage/storage.h"

struct start_report {
	bool failed;
	struct err err;
};

/* What the starter works with; made by the command before it forks. */
struct starter {
	const struct store *store;
	const struct run_plan *plan;
	struct strv env;
	struct str seccomp;
	char root[4096]; /* where the root is mounted, for a moment, in a private namespace */
	int dir;	 /* run state */
	int cgroup;
	int socket; /* to init */
	pid_t init;
	struct supervisor_fds fds;
};

static int prepare(struct starter *st, struct err *e)
{
	char group[CGROUP_NAME_MAX];

	st->dir = run_dir_open(st->store, st->plan->name, true, e);
	if (st->dir < 0 || seccomp_compile(&st->seccomp, e) < 0 ||
	    file_write(st->dir, "seccomp", st->seccomp.p, st->seccomp.len, FILE_NO_SYNC, e) < 0)
		return -1;
	cgroup_enable_controllers();
	run_cgroup_name(st->store, st->plan->name, group);
	st->cgroup = cgroup_make(group, e);
	if (st->cgroup < 0 || cgroup_delegate(st->cgroup, st->plan->ids.base, e) < 0)
		return -1;
	if (mkdirat(st->dir, "root", 0700) < 0 && errno != EEXIST)
		return err_sys(e, errno, "cannot make the mount point of the root");
	snprintf(st->root, sizeof(st->root), "%s/%s/root", st->store->run_path, st->plan->name);
	strv_add(&st->env, "container=lxc");
	strv_add(&st->env, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
	strv_add(&st->env, "TERM=linux");
	for (size_t i = 0; i < st->plan->env.n; i++)
		strv_add(&st->env, st->plan->env.v[i]);
	strv_add_take(&st->env, NULL);
	return 0;
}

/* Clones init into its cgroup, as the first process of a user and a pid namespace that belong to
 * the range's own root: the kernel counts inotify instances, keys and the like by that owner. */
static int clone_init(struct starter *st, struct err *e)
{
	struct init_plan plan = {.name = st->plan->name,
				 .env = st->env.v,
				 .seccomp = st->seccomp.p,
				 .seccomp_len = st->seccomp.len,
				 .nesting = st->plan->nesting};
	struct sys_clone_args args = {
		.flags = CLONE_NEWUSER | CLONE_NEWPID | SYS_CLONE_INTO_CGROUP | SYS_CLONE_PIDFD,
		.pidfd = (uint64_t)(uintptr_t)&st->fds.init,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)st->cgroup,
	};
	struct err clone_err;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(e, errno, "cannot make a socket pair");
	if (userns_act_as(st->plan->ids.base, e) < 0)
		return -1;
	st->init = sys_clone3(&args);
	if (!st->init) {
		close(pair[0]);
		init_run(pair[1], &plan);
	}
	if (st->init < 0)
		err_sys(&clone_err, errno, "cannot clone the container's init");
	close(pair[1]);
	st->socket = pair[0];
	if (userns_act_as_root(e) < 0)
		return -1;
	if (st->init < 0) {
		*e = clone_err;
		return -1;
	}
	return 0;
}

static int tell(struct starter *st, enum init_msg_kind kind, const int *fds, size_t n,
		struct err *e)
{
	struct init_msg msg = {.kind = kind};

	if (init_send(st->socket, &msg, fds, n) < 0)
		return err_sys(e, errno, "cannot talk to the container's init");
	return 0;
}

/* The next packet must be of the kind; INIT_ERROR becomes our error. kind 0: end of file. */
static int expect(struct starter *st, enum init_msg_kind kind, int *fds, size_t n, struct err *e)
{
	struct init_msg msg;
	int r = init_recv(st->socket, &msg, fds, n);

	if (r < 0)
		return err_sys(e, errno, "cannot talk to the container's init");
	if (r == 0 && !kind)
		return 0;
	if (r > 0 && msg.kind == INIT_ERROR) {
		*e = msg.err;
		return -1;
	}
	if (r == 0 || msg.kind != kind)
		return err_set(e, ERR_FAILED, "the container's init ended before it was started");
	return 0;
}

static int mount_root(struct starter *st, int *root, struct err *e)
{
	own_fd int userns = userns_of(st->init, e);

	if (userns < 0 || storage_mount_root(st->store, st->plan->pool, st->plan->layers, userns,
					     st->plan->ids, st->root, e) < 0)
		return -1;
	*root = open(st->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*root < 0)
		return err_sys(e, errno, "cannot open the container's root");
	return root_files_write(*root, st->plan->files, st->plan->ids, e);
}

/* The initramfs' own root has no mount below it that pivot_root(2) could put another root on. Then
 * we go over to a copy of it, on top of it. What is on top covers all of it for good, as the root
 * of every host does. */
static int leave_rootfs(void)
{
	own_fd int tree = -1;
	struct statfs fs;

	if (statfs("/", &fs) < 0)
		return -1;
	if (fs.f_type != RAMFS_MAGIC && fs.f_type != TMPFS_MAGIC)
		return 0;
	tree = sys_open_tree(AT_FDCWD, "/",
			     SYS_OPEN_TREE_CLONE | SYS_OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	if (tree < 0 || sys_move_mount(tree, "", AT_FDCWD, "/", SYS_MOVE_MOUNT_F_EMPTY_PATH) < 0 ||
	    fchdir(tree) < 0)
		return -1;
	return chroot(".");
}

/* A mount namespace of our own, which still follows what the host unmounts. */
static int leave_host_mounts(int *host, struct err *e)
{
	*host = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (*host < 0)
		return err_sys(e, errno, "cannot open \"/proc/self/ns/mnt\" (is /proc mounted?)");
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
	    leave_rootfs() < 0)
		return err_sys(e, errno, "cannot make a private mount namespace");
	return 0;
}

static int write_state(struct starter *st, struct err *e)
{
	struct run_file f = {.init = st->init,
			     .init_start = process_start_time(st->init),
			     .started_at = time(NULL),
			     .ids = st->plan->ids};

	return run_file_write(st->dir, &f, e);
}

/* After the command has gone: it does not wait for the disk, and a start that failed leaves those
 * above as they were. */
static void settle_files(struct starter *st)
{
	struct err ignored;
	int r = root_files_sync(st->plan->files, &ignored);

	root_files_close(st->plan->files);
	if (r == 0 && st->plan->files_written)
		st->plan->files_written(st->plan->data);
}

static int start(struct starter *st, struct err *e)
{
	own_fd int host = -1, root = -1;
	int console[2];

	if (supervisor_detach(e) < 0)
		return -1;
	st->fds.lock = run_supervisor_lock(st->dir, e);
	if (st->fds.lock < 0 || leave_host_mounts(&host, e) < 0 || clone_init(st, e) < 0)
		return -1;
	if (userns_map(st->init, st->plan->ids.base, st->plan->ids.size, e) < 0)
		return -1;
	/* Before init makes its cgroup namespace, so that these groups are the root of it. */
	if (st->plan->limits &&
	    run_limits_start(st->store, st->plan->name, st->dir, st->init, st->plan->limits, e) < 0)
		return -1;
	if (tell(st, INIT_MAPPED, NULL, 0, e) < 0 || mount_root(st, &root, e) < 0 ||
	    tell(st, INIT_ROOT, &root, 1, e) < 0)
		return -1;
	/* From here on only init keeps the private namespace alive. */
	if (setns(host, CLONE_NEWNS) < 0)
		return err_sys(e, errno, "cannot go back to the host's mount namespace");
	if (expect(st, INIT_CONSOLE, console, 2, e) < 0)
		return -1;
	st->fds.master = console[0];
	st->fds.slave = console[1];
	if (write_state(st, e) < 0 || tell(st, INIT_GO, NULL, 0, e) < 0)
		return -1;
	return expect(st, 0, NULL, 0, e);
}

/* Ends a start that failed: nothing of it stays. */
static void undo(struct starter *st)
{
	if (st->init > 0) {
		kill(st->init, SIGKILL);
		waitpid(st->init, NULL, 0);
	}
	if (st->fds.lock >= 0)
		close(st->fds.lock);
	run_sweep(st->store, st->plan->name);
}

static _Noreturn void starter_run(struct starter *st, int report_fd)
{
	struct start_report report = {0};

	report.failed = start(st, &report.err) < 0;
	if (report.failed)
		undo(st);
	/* Nobody may be left to read it. */
	if (write(report_fd, &report, sizeof(report)) < 0 || report.failed)
		close(report_fd);
	if (!report.failed) {
		settle_files(st);
		supervisor_exec(st->store, st->plan->name, &st->fds, &report.err);
	}
	run_leave_supervisors(st->store);
	_exit(1);
}

int run_start(const struct store *s, const struct run_plan *plan, struct err *e)
{
	struct starter st = {.store = s,
			     .plan = plan,
			     .dir = -1,
			     .cgroup = -1,
			     .socket = -1,
			     .fds = {-1, -1, -1, -1}};
	struct start_report report;
	own_fd int out = -1, in = -1;
	int pipe_fds[2], r = -1;
	ssize_t n;
	pid_t pid;

	if (prepare(&st, e) < 0)
		goto cleanup;
	if (pipe2(pipe_fds, O_CLOEXEC) < 0) {
		err_sys(e, errno, "cannot make a pipe");
		goto cleanup;
	}
	out = pipe_fds[0];
	in = pipe_fds[1];
	pid = supervisor_fork(s, e);
	if (!pid)
		starter_run(&st, in);
	if (pid < 0)
		goto cleanup;
	close(take_fd(&in));
	do
		n = read(out, &report, sizeof(report));
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)sizeof(report) && !report.failed) {
		r = 0;
	} else {
		waitpid(pid, NULL, 0);
		if (n == (ssize_t)sizeof(report))
			*e = report.err;
		else
			err_set(e, ERR_FAILED, "the process starting the container was killed");
	}
cleanup:
	if (st.dir >= 0)
		close(st.dir);
	if (st.cgroup >= 0)
		close(st.cgroup);
	str_free(&st.seccomp);
	strv_free(&st.env);
	if (r < 0)
		run_sweep(s, plan->name);
	return r;
}
