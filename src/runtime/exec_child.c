/* The child of an exec, between clone and exec: this file neither allocates nor locks, and tells
 * what went wrong over the socket. See exec.h. */
#include "runtime/exec.h"

#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/keyctl.h>

#include "kernel/caps.h"
#include "kernel/seccomp.h"
#include "kernel/sys.h"
#include "runtime/init.h"
#include "runtime/run.h"

static _Noreturn void child_fail(struct exec *x, const char *what)
{
	struct init_msg msg = {.kind = INIT_ERROR};

	err_sys(&msg.err, errno, "cannot %s", what);
	init_send(x->socket, &msg, NULL, 0);
	_exit(127);
}

static void child_terminal(struct exec *x)
{
	struct init_msg msg = {.kind = INIT_CONSOLE};
	struct winsize size;
	int fds[2], number;

	if (pty_open("/dev/pts", &fds[0], &fds[1], &number) < 0)
		child_fail(x, "make a terminal in the container");
	if (terminal_size(STDIN_FILENO, &size))
		ioctl(fds[0], TIOCSWINSZ, &size);
	if (fchown(fds[1], x->plan->uid, (gid_t)-1) < 0 || ioctl(fds[1], TIOCSCTTY, 0) < 0)
		child_fail(x, "take the terminal");
	if (init_send(x->socket, &msg, fds, 1) < 0)
		_exit(1);
	for (int i = 0; i < 3; i++)
		if (dup2(fds[1], i) < 0)
			child_fail(x, "take the terminal");
}

const char *env_value(char *const *env, const char *key)
{
	size_t n = strlen(key);

	for (; *env; env++)
		if (!strncmp(*env, key, n) && (*env)[n] == '=')
			return *env + n + 1;
	return NULL;
}

static void child_folder(struct exec *x)
{
	const char *home = env_value(x->env.v, "HOME");

	if (x->plan->cwd) {
		if (chdir(x->plan->cwd) < 0)
			child_fail(x, "enter the working folder");
	} else if (!home || chdir(home) < 0) {
		if (chdir("/") < 0)
			child_fail(x, "enter \"/\"");
	}
}

_Noreturn void exec_child(struct exec *x)
{
	sigset_t none;

	for (size_t i = 0; i < x->limit_count; i++)
		if (write(x->limits[i], "0", 1) < 0)
			child_fail(x, "join the container's cgroups");
	/* What our caller happened to have open is not for the container. */
	if (sys_close_range(3, ~0u, SYS_CLOSE_RANGE_CLOEXEC) < 0)
		child_fail(x, "mark descriptors close-on-exec");
	if (setns(x->init, CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS |
				   CLONE_NEWIPC | CLONE_NEWCGROUP) < 0)
		child_fail(x, "join the container's namespaces");
	if (setsid() < 0 || setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 ||
	    setresuid(0, 0, 0) < 0)
		child_fail(x, "become the container's root");
	if (x->tty)
		child_terminal(x);
	else
		for (int i = 0; i < 3; i++)
			if (x->stdio[i] != i && dup2(x->stdio[i], i) < 0)
				child_fail(x, "set up the standard streams");
	syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	if (caps_drop_bounding() < 0)
		child_fail(x, "drop capabilities");
	for (int sig = 1; sig < 65; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	if (seccomp_apply(x->seccomp.p, x->seccomp.len) < 0)
		child_fail(x, "apply the seccomp filter");
	if ((x->plan->gid && setresgid(x->plan->gid, x->plan->gid, x->plan->gid) < 0) ||
	    (x->plan->uid && setresuid(x->plan->uid, x->plan->uid, x->plan->uid) < 0))
		child_fail(x, "become the user");
	child_folder(x);
	/* execvp looks PATH up in our own environment. */
	environ = x->env.v;
	execvp(x->plan->argv[0], x->plan->argv);
	child_fail(x, "execute the command");
}
