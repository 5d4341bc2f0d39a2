/* The supervisor: one process a running container, its init's parent. It keeps the console, and
 * when init ends says why to those above (run_on_end). It is exec'd by the starter, or by the
 * next command when it was killed (adoption); see runtime/start.c and runtime/adopt.c.
 *
 * It is there as long as its container, so it stays small: no heap, no stdio, and the pages of
 * the program it needed to get here are given back before it begins to wait. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/cgroup.h"
#include "kernel/process.h"
#include "kernel/sys.h"
#include "runtime/console_log.h"
#include "runtime/control.h"
#include "runtime/idle.h"
#include "runtime/run.h"
#include "runtime/runtime.h"

enum event { EVENT_INIT, EVENT_CONSOLE, EVENT_LISTEN, EVENT_CLIENT };

struct supervisor {
	const char *name;
	int dir; /* run state */
	struct supervisor_fds fds;
	int epoll;
	int listen;
	int client; /* console client, -1 without one */
	struct console_log log;
	char in[sizeof(struct control_head) + CONTROL_MAX]; /* from the client */
	size_t in_len;
	bool input_full; /* the console does not take more: the client waits */
};

static run_ended ended_above;

void run_on_end(run_ended ended)
{
	ended_above = ended;
}

int supervisor_ended(const struct store *s, const char *name, int dir, bool reboot)
{
	return ended_above ? ended_above(s, name, dir, reboot) : 0;
}

static void watch(struct supervisor *v, int fd, enum event what, uint32_t events, int op)
{
	struct epoll_event ev = {.events = events, .data.u32 = what};

	epoll_ctl(v->epoll, op, fd, &ev);
}

static void watch_console(struct supervisor *v, int op)
{
	watch(v, v->fds.master, EVENT_CONSOLE, EPOLLIN | (v->input_full ? EPOLLOUT : 0), op);
}

static void drop_client(struct supervisor *v)
{
	if (v->client < 0)
		return;
	close(v->client);
	v->client = -1;
	v->in_len = 0;
	v->input_full = false;
	watch_console(v, EPOLL_CTL_MOD);
}

static void console_output(struct supervisor *v)
{
	char buf[4096];
	ssize_t n = read(v->fds.master, buf, sizeof(buf));

	if (n <= 0)
		return;
	console_log_add(&v->log, buf, (size_t)n);
	/* A client that does not read loses what its socket cannot hold; the log has it. */
	if (v->client >= 0 && send(v->client, buf, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EAGAIN)
		drop_client(v);
}

/* Handles the complete frames that have arrived; false when the console is full. */
static bool handle_frames(struct supervisor *v)
{
	struct control_head head;

	while (v->in_len >= sizeof(head)) {
		char *body = v->in + sizeof(head);
		size_t whole;
		ssize_t n;

		memcpy(&head, v->in, sizeof(head));
		whole = sizeof(head) + head.length;
		if (head.length > CONTROL_MAX) {
			drop_client(v);
			return true;
		}
		if (v->in_len < whole)
			return true;
		if (head.kind == CONTROL_WINDOW && head.length == sizeof(struct control_window)) {
			struct control_window w;
			struct winsize size = {0};

			memcpy(&w, body, sizeof(w));
			size.ws_row = w.rows;
			size.ws_col = w.columns;
			ioctl(v->fds.master, TIOCSWINSZ, &size);
		} else if (head.kind == CONTROL_INPUT) {
			n = write(v->fds.master, body, head.length);
			if (n < 0 && errno == EAGAIN)
				return false;
			if (n > 0 && n < head.length) {
				head.length = (uint16_t)(head.length - n);
				memmove(body, body + n, v->in_len - sizeof(head) - (size_t)n);
				memcpy(v->in, &head, sizeof(head));
				v->in_len -= (size_t)n;
				return false;
			}
		}
		memmove(v->in, v->in + whole, v->in_len - whole);
		v->in_len -= whole;
	}
	return true;
}

/* The client waits while the console is full: init may read it late, or never. */
static void forward_input(struct supervisor *v)
{
	bool full = !handle_frames(v);

	if (full == v->input_full || v->client < 0)
		return;
	v->input_full = full;
	watch_console(v, EPOLL_CTL_MOD);
	watch(v, v->client, EVENT_CLIENT, full ? 0 : EPOLLIN, EPOLL_CTL_MOD);
}

static void client_input(struct supervisor *v)
{
	ssize_t n = recv(v->client, v->in + v->in_len, sizeof(v->in) - v->in_len, MSG_DONTWAIT);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		drop_client(v);
		return;
	}
	if (n > 0)
		v->in_len += (size_t)n;
	forward_input(v);
}

static void accept_client(struct supervisor *v)
{
	int fd = accept4(v->listen, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	drop_client(v);
	v->client = fd;
	watch(v, fd, EVENT_CLIENT, EPOLLIN, EPOLL_CTL_ADD);
}

/* The socket's path may be too long for sockaddr_un: it is reached through the folder. */
static int listen_control(int dir)
{
	own_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un a = {.sun_family = AF_UNIX};

	snprintf(a.sun_path, sizeof(a.sun_path), "/proc/self/fd/%d/control", dir);
	unlinkat(dir, "control", 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 8) < 0)
		return -1;
	return take_fd(&fd);
}

static void move_out(pid_t pid, void *data)
{
	cgroup_v1_leave(pid, data);
}

/* On v1 and hybrid hosts the container still sits in its caller's v1 cgroups. Leaving them costs
 * milliseconds, so it is done here, after start has returned. Those of its limits it stays in. What was forked meanwhile inherits:
 * twice over catches it, since we ourselves left before the second time. */
static void leave_v1_cgroups(const struct store *s, const char *name)
{
	char group[CGROUP_NAME_MAX];
	struct err ignored;
	own_fd int cgroup = -1;

	cgroup_v1_leave(getpid(), NULL);
	run_cgroup_name(s, name, group);
	cgroup = cgroup_open(group, &ignored);
	for (int i = 0; cgroup >= 0 && i < 2; i++)
		cgroup_each_pid(cgroup, move_out, group);
}

/* After this long without an event memory is given back. */
enum { IDLE_MS = 200 };

/* Serves until init has ended. */
static void serve(struct supervisor *v)
{
	for (bool idle = false;;) {
		struct epoll_event ev[4];
		int n = idle ? idle_wait(v->epoll, ev, countof(ev))
			     : epoll_wait(v->epoll, ev, countof(ev), IDLE_MS);
		bool over = false;

		idle = n == 0;
		for (int i = 0; i < n; i++) {
			switch ((enum event)ev[i].data.u32) {
			case EVENT_INIT:
				over = true;
				break;
			case EVENT_CONSOLE:
				if (ev[i].events & EPOLLOUT)
					forward_input(v);
				if (ev[i].events & EPOLLIN)
					console_output(v);
				break;
			case EVENT_LISTEN:
				accept_client(v);
				break;
			case EVENT_CLIENT:
				if (v->client >= 0)
					client_input(v);
				break;
			}
		}
		if (over)
			return;
	}
}

/* What the console printed last is still in the pty. */
static void drain_console(struct supervisor *v)
{
	struct pollfd p = {.fd = v->fds.master, .events = POLLIN};

	while (v->fds.master >= 0 && poll(&p, 1, 0) > 0 && (p.revents & POLLIN))
		console_output(v);
}

/* Whether init's end asks for a reboot: reboot(2) in a pid namespace ends its init as if by
 * SIGHUP for a restart, by SIGINT for halt and power off. */
static bool wants_reboot(int pidfd, bool *adopted)
{
	siginfo_t info = {0};

	*adopted = waitid((idtype_t)3 /* P_PIDFD */, (id_t)pidfd, &info, WEXITED) < 0;
	if (*adopted)
		return process_exit_signal(pidfd) == SIGHUP;
	return info.si_code == CLD_KILLED && info.si_status == SIGHUP;
}

static int parse_fd(const char *text)
{
	int fd = atoi(text);

	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* Supervises the container to its end, and tells those above. */
static int supervise(struct supervisor *v, const struct store *s, struct err *e)
{
	bool reboot, adopted;
	int r;

	v->dir = run_dir_open(s, v->name, false, e);
	if (v->dir < 0)
		return -1;
	console_log_open(&v->log, v->dir);
	v->epoll = epoll_create1(EPOLL_CLOEXEC);
	watch(v, v->fds.init, EVENT_INIT, EPOLLIN, EPOLL_CTL_ADD);
	if (v->fds.master >= 0) {
		fcntl(v->fds.master, F_SETFL, O_RDWR | O_NONBLOCK);
		watch_console(v, EPOLL_CTL_ADD);
	}
	v->listen = listen_control(v->dir);
	if (v->listen >= 0)
		watch(v, v->listen, EVENT_LISTEN, EPOLLIN, EPOLL_CTL_ADD);
	leave_v1_cgroups(s, v->name);

	serve(v);
	drain_console(v);
	drop_client(v);
	reboot = wants_reboot(v->fds.init, &adopted);
	close(v->listen);
	/* With the supervisor's lock, so that nobody takes the container for an orphan; a new start
	 * has a folder, and so a lock, of its own. */
	r = supervisor_ended(s, v->name, v->dir, reboot);
	/* A command that stopped the container before it could know of us does not wait for us. */
	return adopted ? -1 : r;
}

int supervisor_main(int argc, char **argv)
{
	static struct supervisor v = {.client = -1, .listen = -1};
	own_store struct store s = STORE_CLOSED;
	struct err e;
	int r;

	if (argc != 6)
		return 1;
	prctl(PR_SET_NAME, "lx-supervisor");
	signal(SIGPIPE, SIG_IGN);
	v.name = argv[1];
	v.fds = (struct supervisor_fds){parse_fd(argv[2]), parse_fd(argv[3]), parse_fd(argv[4]),
					parse_fd(argv[5])};
	if (store_open(&s, &e) < 0)
		return 1;
	r = supervise(&v, &s, &e);
	if (r < 0)
		run_leave_supervisors(&s);
	return r < 0 ? 1 : r;
}
