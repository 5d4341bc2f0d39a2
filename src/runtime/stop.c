/* Stopping, freezing, and removing what a dead container left on the host. Everything here works
 * without a supervisor's help, and more than once. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/cgroup.h"
#include "kernel/process.h"
#include "kernel/sys.h"
#include "runtime/balance.h"
#include "runtime/run.h"
#include "runtime/runtime.h"
#include "state/file.h"

/* How long processes may take to vanish once they were killed. */
enum { DEATH_MS = 10000 };
/* How often an init is asked that may not have heard. */
enum { ASK_MS = 50 };

/* What each init takes for "power off". The numbers of real-time signals are the kernel's, not
 * this libc's: systemd's SIGRTMIN+3 is 37. systemd(1), busybox init/init.c, openrc-init(8). */
static const struct {
	const char *exe; /* last part of what /proc/PID/exe names */
	int sig;
} shutdown_signals[] = {
	{"systemd", 37},    {"busybox", SIGUSR2},   {"openrc-init", SIGTERM},
	{"dinit", SIGTERM}, {"s6-svscan", SIGUSR2},
};

/* sysvinit takes requests over a fifo (initreq.h of its source): run level 0 is "halt". */
struct sysvinit_request {
	int magic;
	int cmd;
	int runlevel;
	int sleeptime;
	char data[368];
};

/* Opens path inside the container's root without following it out, and without waiting for the
 * other side of a fifo. */
static int open_inside(pid_t init, const char *path)
{
	char root_path[64];
	own_fd int root = -1;
	struct sys_open_how how = {.flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
				   .resolve = SYS_RESOLVE_IN_ROOT | SYS_RESOLVE_NO_MAGICLINKS};

	snprintf(root_path, sizeof(root_path), "/proc/%d/root", init);
	root = open(root_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root < 0 ? -1 : sys_openat2(root, path, &how);
}

static bool ask_sysvinit(pid_t init)
{
	static const char *const fifos[] = {"/run/initctl", "/dev/initctl"};
	struct sysvinit_request r = {.magic = 0x03091969, .cmd = 1, .runlevel = '0'};

	for (size_t i = 0; i < countof(fifos); i++) {
		own_fd int fd = open_inside(init, fifos[i]);
		struct stat st;

		if (fd >= 0 && !fstat(fd, &st) && S_ISFIFO(st.st_mode) &&
		    write(fd, &r, sizeof(r)) == (ssize_t)sizeof(r))
			return true;
	}
	return false;
}

/* The signal for this init, 0 where it takes another way or is not known. */
static int shutdown_signal(pid_t init)
{
	char path[64], exe[256];
	const char *name;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", init);
	n = readlink(path, exe, sizeof(exe) - 1);
	exe[n > 0 ? n : 0] = '\0';
	name = strrchr(exe, '/') ? strrchr(exe, '/') + 1 : exe;
	for (size_t i = 0; i < countof(shutdown_signals); i++)
		if (!strcmp(name, shutdown_signals[i].exe))
			return shutdown_signals[i].sig;
	return 0;
}

/* Asks init to shut the container down, in the way it understands. 1: it may not have heard. The
 * kernel drops what the first process of a pid namespace has no handler for
 * (pid_namespaces(7)), and one that has just begun has none; one that sits in sigtimedwait(2)
 * does hear, but nothing shows it. */
static int ask_init(pid_t init, int pidfd, struct err *e)
{
	int sig = shutdown_signal(init);
	bool hears;

	if (!sig && ask_sysvinit(init))
		return 0;
	/* What init(8) calls a power failure is what LXC sends to those it does not know. */
	if (!sig)
		sig = SIGPWR;
	hears = process_catches(init, sig);
	if (sys_pidfd_send_signal(pidfd, sig) < 0 && errno != ESRCH)
		return err_sys(e, errno, "cannot signal the container's init");
	return hears ? 0 : 1;
}

/* Asks until init has heard, then waits for its end. timeout_ms as for process_wait. 0: it has
 * ended; 1: it has not in that time. */
static int shut_down(pid_t init, int pidfd, int timeout_ms, struct err *e)
{
	for (int waited = 0;; waited += ASK_MS) {
		int left = timeout_ms < 0 ? -1 : timeout_ms - waited;
		int r = ask_init(init, pidfd, e);
		bool last = r == 0 || (left >= 0 && left <= ASK_MS);

		if (r < 0)
			return -1;
		if (process_wait(pidfd, last ? left : ASK_MS))
			return 0;
		if (last)
			return 1;
	}
}

void run_sweep_supervisors(const struct store *s)
{
	char group[CGROUP_NAME_MAX];

	run_supervisors_cgroup_name(s, group);
	cgroup_remove_last(group);
}

/* Waits for the supervisor, so that nothing of the container is left when we return. */
static void await_supervisor(const struct store *s, pid_t supervisor)
{
	own_fd int fd = supervisor ? sys_pidfd_open(supervisor, 0) : -1;

	if (fd >= 0)
		process_wait(fd, DEATH_MS);
	run_sweep_supervisors(s);
}

void run_leave_supervisors(const struct store *s)
{
	cgroup_leave();
	run_sweep_supervisors(s);
}

static void thaw(const struct store *s, const char *name)
{
	struct err ignored;

	run_freeze(s, name, false, &ignored);
}

int run_shutdown(const struct store *s, const char *name, int timeout_ms, struct err *e)
{
	struct run_state state;
	struct run_file f;
	own_fd int init = -1;
	int r;

	run_look(s, name, &state);
	if (run_file_find(s, name, &f, e) < 0)
		return -1;
	init = run_open_init(&f, name, e);
	if (init < 0)
		return -1;
	if (state.status == RUN_FROZEN)
		thaw(s, name);
	r = shut_down(f.init, init, timeout_ms, e);
	if (r < 0)
		return -1;
	if (r > 0)
		return err_set(
			e, ERR_BUSY,
			"Failed shutting down instance, status is \"Running\": the container "
			"did not stop in time; use --force");
	await_supervisor(s, state.supervisor);
	return 0;
}

int run_kill(const struct store *s, const char *name, struct err *e)
{
	char group[CGROUP_NAME_MAX];
	struct run_state state;
	struct run_file f;
	own_fd int cgroup = -1, init = -1;

	run_look(s, name, &state);
	if (run_file_find(s, name, &f, e) < 0)
		return -1;
	init = run_open_init(&f, name, e);
	run_cgroup_name(s, name, group);
	cgroup = init < 0 ? -1 : cgroup_open(group, e);
	if (cgroup < 0)
		return -1;
	/* Frozen processes are killed as well. */
	if (cgroup_kill(cgroup, e) < 0)
		return -1;
	if (!process_wait(init, DEATH_MS))
		return err_set(e, ERR_BUSY, "container \"%s\" was killed but does not end", name);
	/* Swept first: the supervisor waits for that, or for the lock that our caller holds. */
	run_sweep(s, name);
	await_supervisor(s, state.supervisor);
	return 0;
}

int run_freeze(const struct store *s, const char *name, bool freeze, struct err *e)
{
	char group[CGROUP_NAME_MAX];
	own_fd int cgroup = -1;

	run_cgroup_name(s, name, group);
	cgroup = cgroup_open(group, e);
	return cgroup < 0 ? -1 : cgroup_freeze(cgroup, freeze, e);
}

void run_sweep(const struct store *s, const char *name)
{
	char group[CGROUP_NAME_MAX];
	struct err ignored;
	own_fd int cgroup = -1;
	bool balance;

	run_cgroup_name(s, name, group);
	cgroup = cgroup_open(group, &ignored);
	if (cgroup >= 0) {
		/* A start that was killed half-way may have left a child waiting. */
		if (cgroup_is_populated(cgroup))
			cgroup_kill(cgroup, &ignored);
		cgroup_remove(group, &ignored);
	}
	balance = run_limits_sweep(s, name, group);
	file_remove_tree(s->run, name, &ignored);
	if (balance)
		run_balance(s);
	run_sweep_supervisors(s);
}
