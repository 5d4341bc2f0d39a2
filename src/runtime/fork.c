/* Becoming a supervisor: forking out of the caller's cgroup, letting go of all that was the
 * caller's, and the exec of our own binary under the supervisor's name. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "kernel/cgroup.h"
#include "kernel/sys.h"
#include "runtime/run.h"

pid_t supervisor_fork(const struct store *s, struct err *e)
{
	struct sys_clone_args args = {.flags = SYS_CLONE_INTO_CGROUP, .exit_signal = SIGCHLD};
	char group[CGROUP_NAME_MAX];
	own_fd int cgroup = -1;
	pid_t pid = -1;

	run_supervisors_cgroup_name(s, group);
	/* The last supervisor of the store to end may be removing the folder just now. */
	for (int tries = 0; tries < 100; tries++) {
		cgroup = cgroup_make(group, e);
		if (cgroup < 0 && e->sys == ENOENT)
			continue;
		if (cgroup < 0)
			return -1;
		args.cgroup = (uint64_t)cgroup;
		pid = sys_clone3(&args);
		if (pid >= 0 || errno != ENODEV)
			break;
		close(take_fd(&cgroup));
	}
	if (pid < 0)
		err_sys(e, errno, "cannot fork the container's supervisor");
	return pid;
}

int supervisor_detach(struct err *e)
{
	struct sigaction act = {.sa_handler = SIG_DFL};
	own_fd int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;

	if (null < 0)
		return err_sys(e, errno, "cannot open \"/dev/null\"");
	if (setsid() < 0)
		return err_sys(e, errno, "cannot make a session");
	for (int sig = 1; sig < 65; sig++)
		sigaction(sig, &act, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (sys_close_range(3, ~0u, SYS_CLOSE_RANGE_CLOEXEC) < 0)
		return err_sys(e, errno, "cannot mark descriptors close-on-exec");
	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) < 0)
			return err_sys(e, errno, "cannot let go of the terminal");
	return chdir("/") < 0 ? err_sys(e, errno, "cannot enter \"/\"") : 0;
}

int supervisor_exec(const struct store *s, const char *name, const struct supervisor_fds *fds,
		    struct err *e)
{
	const int keep[] = {fds->lock, fds->init, fds->master, fds->slave};
	struct strv argv = {0}, env = {0};

	strv_add(&argv, "lx-supervisor");
	strv_add(&argv, name);
	for (size_t i = 0; i < countof(keep); i++) {
		strv_add_take(&argv, mem_printf("%d", keep[i]));
		if (keep[i] >= 0)
			fcntl(keep[i], F_SETFD, 0);
	}
	strv_add_take(&argv, NULL);
	strv_add_take(&env, mem_printf("LX_DIR=%s", s->dir_path));
	strv_add_take(&env, mem_printf("LX_RUN=%s", s->run_path));
	strv_add_take(&env, NULL);
	execve("/proc/self/exe", argv.v, env.v);
	return err_sys(e, errno, "cannot execute the supervisor");
}
