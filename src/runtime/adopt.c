/* Adoption: a running container whose supervisor was killed gets a new one. The pty of its
 * console died with the old one, so a new one is made inside the container and bound over
 * /dev/console. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/process.h"
#include "kernel/sys.h"
#include "runtime/init.h"
#include "runtime/run.h"
#include "runtime/runtime.h"

/* In a child inside the container's user and mount namespaces: makes the pty and sends it. */
static _Noreturn void make_console_inside(int socket, int init)
{
	struct init_msg msg = {.kind = INIT_CONSOLE};
	char path[32];
	int fds[2], number;

	if (setns(init, CLONE_NEWUSER | CLONE_NEWNS) < 0 || setresgid(0, 0, 0) < 0 ||
	    setresuid(0, 0, 0) < 0 || pty_open("/dev/pts", &fds[0], &fds[1], &number) < 0)
		_exit(1);
	snprintf(path, sizeof(path), "/dev/pts/%d", number);
	umount2("/dev/console", MNT_DETACH | UMOUNT_NOFOLLOW);
	if (mount(path, "/dev/console", NULL, MS_BIND, NULL) < 0)
		_exit(1);
	init_send(socket, &msg, fds, 2);
	_exit(0);
}

/* A container without a console is still better off with a supervisor: -1 is not fatal. */
static void make_console(struct supervisor_fds *fds)
{
	struct init_msg msg;
	int pair[2], console[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return;
	pid = fork();
	if (!pid) {
		close(pair[0]);
		make_console_inside(pair[1], fds->init);
	}
	close(pair[1]);
	if (pid > 0 && init_recv(pair[0], &msg, console, 2) > 0 && msg.kind == INIT_CONSOLE) {
		fds->master = console[0];
		fds->slave = console[1];
	}
	close(pair[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* Returns only when it cannot, or need not: another command was quicker, or the container has ended,
 * which is then seen to. */
static void adopt(const struct store *s, const char *name, int dir)
{
	struct supervisor_fds fds = {-1, -1, -1, -1};
	struct run_file f;
	struct err e;

	if (supervisor_detach(&e) < 0)
		return;
	/* A start that has just begun has no state yet, and a supervisor of its own to come. */
	if (run_file_read(dir, &f, &e) < 0 && e.kind != ERR_STATE)
		return;
	fds.lock = run_supervisor_lock(dir, &e);
	if (fds.lock < 0)
		return;
	fds.init = run_open_init(&f, name, &e);
	if (fds.init < 0) {
		supervisor_ended(s, name, dir, false);
		return;
	}
	make_console(&fds);
	supervisor_exec(s, name, &fds, &e);
}

int run_adopt(const struct store *s, const char *name, struct err *e)
{
	own_fd int dir = run_dir_open(s, name, false, e);
	pid_t pid;

	if (dir < 0)
		return -1;
	pid = supervisor_fork(s, e);
	if (!pid) {
		adopt(s, name, dir);
		run_leave_supervisors(s);
		_exit(1);
	}
	if (pid < 0)
		return -1;
	/* Until it has the lock: the next command must not see the container without one. */
	for (int i = 0; i < 1000 && !run_supervisor(dir); i++) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return run_supervisor(dir)
				       ? 0
				       : err_set(e, ERR_FAILED,
						 "container \"%s\" has lost its supervisor and cannot "
						 "be given a new one",
						 name);
		usleep(1000);
	}
	return 0;
}
