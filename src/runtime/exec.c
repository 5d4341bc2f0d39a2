/* Running a command in a container, with no round trip through its supervisor: a child is cloned
 * straight into the cgroup of the container's init and joins its namespaces by init's pidfd.
 *
 * Pipes and files of the caller become the command's own, without a copy. Terminals do not (a
 * container could push input into them with TIOCSTI), nor do folders (fchdir(2) would lead out):
 * for a terminal there is a pty of the container's own, anything else goes through a pipe. */
#include "runtime/exec.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/cgroup.h"
#include "kernel/controller.h"
#include "kernel/sys.h"
#include "runtime/init.h"
#include "runtime/run.h"
#include "state/file.h"

enum { SECCOMP_MAX = 65536 };

static void add_env(struct exec *x, const char *key, const char *value)
{
	own_free char *pair = mem_printf("%s=%s", key, value);

	if (!env_value(x->env.v, key)) {
		x->env.v[x->env.n - 1] = take(pair);
		strv_add_take(&x->env, NULL);
	}
}

/* LXD's environment of a command, for what was not given. */
static void make_env(struct exec *x)
{
	const char *term = getenv("TERM");

	for (size_t i = 0; i < x->plan->env.n; i++)
		strv_add(&x->env, x->plan->env.v[i]);
	strv_add_take(&x->env, NULL);
	add_env(x, "PATH",
		"/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin");
	add_env(x, "LANG", "C.UTF-8");
	add_env(x, "container", "lxc");
	if (x->tty && term)
		add_env(x, "TERM", term);
	add_env(x, "HOME", x->plan->uid ? "/" : "/root");
	if (!x->plan->uid)
		add_env(x, "USER", "root");
}

/* Whether the container may have the descriptor itself. */
static bool may_share(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	return S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode) || S_ISSOCK(st.st_mode) ||
	       (S_ISCHR(st.st_mode) && !isatty(fd));
}

/* Chooses what the child gets for one of its three streams. */
static int stream(struct exec *x, int fd, struct relay **relay, struct err *e)
{
	int pair[2], ours, theirs;
	struct stat st;

	if (fd == STDIN_FILENO && x->plan->no_stdin) {
		x->stdio[fd] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		return x->stdio[fd] < 0 ? err_sys(e, errno, "cannot open \"/dev/null\"") : 0;
	}
	if (may_share(fd)) {
		x->stdio[fd] = fd;
		/* A pipe belongs to who made it; the command may want to open /dev/stdout. */
		if (!fstat(fd, &st) && S_ISFIFO(st.st_mode) && st.st_uid == 0 &&
		    fchown(fd, x->host_root + x->plan->uid, (gid_t)-1) < 0)
			return 0;
		return 0;
	}
	if (fcntl(fd, F_GETFD) < 0) { /* closed */
		x->stdio[fd] = open("/dev/null", O_RDWR | O_CLOEXEC);
		return x->stdio[fd] < 0 ? err_sys(e, errno, "cannot open \"/dev/null\"") : 0;
	}
	if (pipe2(pair, O_CLOEXEC) < 0)
		return err_sys(e, errno, "cannot make a pipe");
	theirs = fd == STDIN_FILENO ? pair[0] : pair[1];
	ours = fd == STDIN_FILENO ? pair[1] : pair[0];
	if (fchown(theirs, x->host_root + x->plan->uid, (gid_t)-1) < 0 ||
	    fcntl(ours, F_SETFL, O_NONBLOCK) < 0)
		return err_sys(e, errno, "cannot set up a pipe");
	x->stdio[fd] = theirs;
	*relay = mem_zalloc(sizeof(**relay));
	(*relay)->from = fd == STDIN_FILENO ? fd : ours;
	(*relay)->to = fd == STDIN_FILENO ? ours : fd;
	return 0;
}

static int setup_streams(struct exec *x, struct err *e)
{
	bool in = isatty(STDIN_FILENO), out = isatty(STDOUT_FILENO);

	x->tty = x->plan->tty == EXEC_TTY_FORCE || (x->plan->tty == EXEC_TTY_AUTO && in && out);
	if (x->tty)
		return 0;
	if (stream(x, STDIN_FILENO, &x->in, e) < 0 || stream(x, STDOUT_FILENO, &x->out, e) < 0)
		return -1;
	return stream(x, STDERR_FILENO, &x->err, e);
}

/* Closes the child's ends, so that its end of file reaches us and ours reaches it. */
static void close_child_streams(struct exec *x)
{
	for (int i = 0; i < 3; i++)
		if (x->stdio[i] > 2)
			close(x->stdio[i]);
}

/* The groups of init: its own in cgroup2, which systemd moves below the container's (on v2 a group
 * whose children have controllers takes no processes itself), and those that limits have made in
 * hierarchies of v1. */
static int open_groups(struct exec *x, const struct store *s, pid_t init, struct err *e)
{
	char group[CGROUP_NAME_MAX], file[512], *controllers, *path;
	int root = cgroup_root(e);
	struct cgroup_of of;

	if (root < 0 || cgroup_of(init, &of, e) < 0)
		return -1;
	run_cgroup_name(s, x->plan->name, group);
	while (cgroup_of_next(&of, &controllers, &path)) {
		if (!*controllers) {
			x->cgroup = openat(root, path[1] ? path + 1 : ".",
					   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
			continue;
		}
		if (!cgroup_v1_is_in(path, group) || x->limit_count == countof(x->limits))
			continue;
		snprintf(file, sizeof(file), "/sys/fs/cgroup/%s/%s/cgroup.procs",
			 cgroup_v1_folder(controllers), group);
		x->limits[x->limit_count] = open(file, O_WRONLY | O_CLOEXEC);
		if (x->limits[x->limit_count++] < 0)
			return err_sys(e, errno, "cannot open the container's cgroup");
		for (int c = 0; c < CONTROLLER_COUNT; c++)
			if (controller_is_in(c, controllers))
				x->joined |= 1u << c;
	}
	return x->cgroup < 0 ? err_sys(e, errno, "cannot open the container's cgroup") : 0;
}

static int open_container(struct exec *x, const struct store *s, struct err *e)
{
	struct run_file f;
	own_fd int dir = -1;

	if (run_file_find(s, x->plan->name, &f, e) < 0)
		return -1;
	x->host_root = f.ids.base;
	x->init = run_open_init(&f, x->plan->name, e);
	dir = x->init < 0 ? -1 : run_dir_open(s, x->plan->name, false, e);
	if (dir < 0 || file_read(dir, "seccomp", SECCOMP_MAX, &x->seccomp, e) < 0)
		return -1;
	return open_groups(x, s, f.init, e);
}

static int clone_child(struct exec *x, struct err *e)
{
	struct sys_clone_args args = {.flags = SYS_CLONE_INTO_CGROUP | SYS_CLONE_PIDFD,
				      .pidfd = (uint64_t)(uintptr_t)&x->child,
				      .exit_signal = SIGCHLD,
				      .cgroup = (uint64_t)x->cgroup};
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(e, errno, "cannot make a socket pair");
	/* A pid namespace is entered by children only. */
	if (setns(x->init, CLONE_NEWPID) < 0)
		return err_sys(e, errno, "cannot join the container's pid namespace");
	x->pid = sys_clone3(&args);
	if (!x->pid) {
		close(pair[0]);
		x->socket = pair[1];
		exec_child(x);
	}
	if (x->pid < 0)
		err_sys(e, errno, "cannot clone into the container");
	close(pair[1]);
	x->socket = pair[0];
	return x->pid < 0 ? -1 : 0;
}

static void forward_signal(struct exec *x, int sig)
{
	struct winsize size;

	if (sig == SIGWINCH) {
		if (x->master >= 0 && terminal_size(STDIN_FILENO, &size))
			ioctl(x->master, TIOCSWINSZ, &size);
	} else if (sig != SIGCHLD) {
		sys_pidfd_send_signal(x->child, sig);
	}
}

static int join_terminal(struct exec *x, struct err *e)
{
	struct init_msg msg;
	int r = init_recv(x->socket, &msg, &x->master, 1);

	if (r > 0 && msg.kind == INIT_ERROR) {
		*e = msg.err;
		return -1;
	}
	if (r <= 0)
		return err_set(e, ERR_FAILED, "the command ended before it had a terminal");
	fcntl(x->master, F_SETFL, O_RDWR | O_NONBLOCK);
	x->in = mem_zalloc(sizeof(*x->in));
	x->out = mem_zalloc(sizeof(*x->out));
	x->in->from = x->plan->no_stdin ? -1 : STDIN_FILENO;
	x->in->to = x->out->from = x->master;
	x->out->to = STDOUT_FILENO;
	terminal_raw(STDIN_FILENO);
	return 0;
}

struct poll_set {
	struct pollfd p[8];
	nfds_t n;
};

static void want(struct poll_set *set, int fd, short events)
{
	if (fd >= 0 && set->n < countof(set->p))
		set->p[set->n++] = (struct pollfd){.fd = fd, .events = events};
}

static void want_relay(struct poll_set *set, const struct relay *r)
{
	if (r && relay_wants_input(r))
		want(set, r->from, POLLIN);
	if (r && relay_wants_output(r))
		want(set, r->to, POLLOUT);
}

/* A terminal's master is in the set once for each direction. */
static bool is_ready(const struct poll_set *set, int fd, short events)
{
	for (nfds_t i = 0; i < set->n; i++)
		if (set->p[i].fd == fd && set->p[i].events == events && set->p[i].revents)
			return true;
	return false;
}

/* The command's input is at its end: so is that of the pipe, or the terminal gets its EOF key. */
static void end_input(struct exec *x)
{
	static const char eof = 4;

	if (x->tty) {
		if (x->in->to >= 0 && write(x->in->to, &eof, 1) < 0)
			x->in->to = -1;
	} else if (x->in->to >= 0) {
		close(x->in->to);
	}
	x->in->to = -1;
}

/* Moves bytes and signals until the command has ended and its output is out. */
static void relay_all(struct exec *x, int signals)
{
	bool ended = false;

	for (;;) {
		struct poll_set set = {.n = 0};

		want(&set, signals, POLLIN);
		if (!ended)
			want(&set, x->child, POLLIN);
		want_relay(&set, x->in);
		want_relay(&set, x->out);
		want_relay(&set, x->err);
		/* What its children still hold open must not keep us. */
		if (poll(set.p, set.n, ended ? 0 : -1) == 0 && ended)
			return;
		if (is_ready(&set, signals, POLLIN)) {
			struct signalfd_siginfo info;

			if (read(signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
				forward_signal(x, (int)info.ssi_signo);
		}
		if (!ended && is_ready(&set, x->child, POLLIN)) {
			ended = true;
			if (x->in)
				x->in->from = x->in->to = -1;
		}
		if (x->in && x->in->to >= 0 &&
		    (is_ready(&set, x->in->from, POLLIN) || is_ready(&set, x->in->to, POLLOUT)) &&
		    !relay_pump(x->in))
			end_input(x);
		for (int i = 0; i < 2; i++) {
			struct relay *r = i ? x->err : x->out;

			if (r &&
			    (is_ready(&set, r->from, POLLIN) || is_ready(&set, r->to, POLLOUT)))
				relay_pump(r);
		}
		if (ended &&
		    (!x->out || !(relay_wants_input(x->out) || relay_wants_output(x->out))) &&
		    (!x->err || !(relay_wants_input(x->err) || relay_wants_output(x->err))))
			return;
	}
}

/* Nothing to relay: wait for signals, the child's among them. */
static void wait_signals(struct exec *x, const sigset_t *set)
{
	for (;;) {
		siginfo_t info;
		int sig = sigwaitinfo(set, &info);

		if (sig == SIGCHLD &&
		    !waitid(P_PID, (id_t)x->pid, &info, WEXITED | WNOHANG | WNOWAIT) &&
		    info.si_pid == x->pid)
			return;
		if (sig > 0)
			forward_signal(x, sig);
	}
}

static int exit_status(struct exec *x, struct err *e)
{
	struct init_msg msg;
	int status = 0;

	waitpid(x->pid, &status, 0);
	/* End of file: it was exec'd. Its last word is there before it has ended. */
	if (init_recv(x->socket, &msg, NULL, 0) > 0 && msg.kind == INIT_ERROR) {
		*e = msg.err;
		if (e->sys == ENOENT && strstr(e->text, "execute the command"))
			err_set(e, ERR_NOT_FOUND, "Command not found");
		else if (e->sys == EACCES && strstr(e->text, "execute the command"))
			err_set(e, ERR_INVALID, "Command not executable");
		return e->kind == ERR_NOT_FOUND ? -127 : e->kind == ERR_INVALID ? -126 : -1;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int run(struct exec *x, const struct store *s, struct err *e)
{
	static const int forwarded[] = {SIGINT,	 SIGTERM, SIGHUP,  SIGQUIT,
					SIGUSR1, SIGUSR2, SIGCHLD, SIGWINCH};
	own_fd int signals = -1;
	sigset_t set;

	if (open_container(x, s, e) < 0 || setup_streams(x, e) < 0)
		return -1;
	make_env(x);
	sigemptyset(&set);
	for (size_t i = 0; i < countof(forwarded); i++)
		sigaddset(&set, forwarded[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL); /* ignored, it would take the exit code away */
	if (clone_child(x, e) < 0)
		return -1;
	run_limits_join(s, x->plan->name, x->pid, x->joined);
	close_child_streams(x);
	if (x->tty && join_terminal(x, e) < 0)
		return -1;
	if (x->in || x->out || x->err) {
		signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
		relay_all(x, signals);
	} else {
		wait_signals(x, &set);
	}
	terminal_restore();
	return exit_status(x, e);
}

int run_exec(const struct store *s, const struct exec_plan *plan, int *status, struct err *e)
{
	struct exec x = {
		.plan = plan, .init = -1, .cgroup = -1, .socket = -1, .master = -1, .child = -1};
	int r = run(&x, s, e);
	const int fds[] = {x.init, x.cgroup, x.socket, x.master, x.child};

	terminal_restore();
	for (size_t i = 0; i < x.limit_count; i++)
		close(x.limits[i]);
	for (size_t i = 0; i < countof(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	strv_free(&x.env);
	str_free(&x.seccomp);
	free(x.in);
	free(x.out);
	free(x.err);
	*status = r < -1 ? -r : r < 0 ? 1 : r;
	return r < 0 ? -1 : 0;
}
