/* Between clone and exec of a container's init: this file neither allocates nor locks, and tells
 * what went wrong over the socket. See init.h.
 *
 * Order matters: everything is mounted after pivot_root, so that each path, which the image may
 * have filled with links, resolves inside the container's root; and before the old root is
 * detached, because the kernel lets a user namespace mount proc and sysfs only while it sees
 * others that hide nothing (mount_too_revealing in fs/namespace.c). */
#include "runtime/init.h"

#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/keyctl.h>

#include "base/own.h"
#include "kernel/caps.h"
#include "kernel/seccomp.h"
#include "kernel/sys.h"
#include "runtime/run.h"

/* What a container sees of the host's devices. */
static const char *const devices[] = {"full", "fuse", "null", "random", "tty", "urandom", "zero"};

struct node {
	const char *path;
	const char *type;
	unsigned long flags;
	const char *options;
};

#define SAFE (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static const struct node mounts[] = {
	{"/proc", "proc", SAFE, NULL},
	{"/sys", "sysfs", SAFE | MS_RDONLY, NULL},
	{"/sys/fs/cgroup", "cgroup2", SAFE, NULL},
	{"/dev", "tmpfs", MS_NOSUID, "mode=755"},
	{"/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
	 "newinstance,ptmxmode=0666,mode=0620,gid=5,max=1024"},
	{"/dev/mqueue", "mqueue", SAFE, NULL},
};

static const struct {
	const char *path, *target;
} links[] = {
	{"/dev/ptmx", "pts/ptmx"},	    {"/dev/fd", "/proc/self/fd"},
	{"/dev/stdin", "/proc/self/fd/0"},  {"/dev/stdout", "/proc/self/fd/1"},
	{"/dev/stderr", "/proc/self/fd/2"},
};

/* Files about the host as a whole; all root's, but belt and braces. Not with security.nesting: a
 * nested container could then not mount its own proc. */
static const char *const masked_files[] = {"/proc/kcore", "/proc/sysrq-trigger",
					   "/proc/timer_list"};
static const char *const masked_folders[] = {"/sys/firmware", "/sys/kernel/debug",
					     "/sys/kernel/security", "/sys/kernel/tracing"};

int init_send(int socket, const struct init_msg *msg, const int *fds, size_t n)
{
	union {
		struct cmsghdr h;
		char space[CMSG_SPACE(2 * sizeof(int))];
	} control = {0};
	struct iovec iov = {.iov_base = (void *)(uintptr_t)msg, .iov_len = sizeof(*msg)};
	struct msghdr h = {.msg_iov = &iov, .msg_iovlen = 1};

	if (n) {
		struct cmsghdr *c;

		h.msg_control = control.space;
		h.msg_controllen = (socklen_t)CMSG_SPACE(n * sizeof(int));
		c = CMSG_FIRSTHDR(&h);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = (socklen_t)CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	}
	return sendmsg(socket, &h, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int init_recv(int socket, struct init_msg *msg, int *fds, size_t n)
{
	union {
		struct cmsghdr h;
		char space[CMSG_SPACE(2 * sizeof(int))];
	} control;
	struct iovec iov = {.iov_base = msg, .iov_len = sizeof(*msg)};
	struct msghdr h = {.msg_iov = &iov,
			   .msg_iovlen = 1,
			   .msg_control = control.space,
			   .msg_controllen = sizeof(control.space)};
	struct cmsghdr *c;
	ssize_t r;

	do
		r = recvmsg(socket, &h, MSG_CMSG_CLOEXEC);
	while (r < 0 && errno == EINTR);
	if (r <= 0)
		return (int)r;
	c = CMSG_FIRSTHDR(&h);
	if (r != (ssize_t)sizeof(*msg) ||
	    (c && c->cmsg_type == SCM_RIGHTS && c->cmsg_len != CMSG_LEN(n * sizeof(int))) ||
	    (!c && n && msg->kind != INIT_ERROR)) {
		errno = EPROTO;
		return -1;
	}
	if (c && n)
		memcpy(fds, CMSG_DATA(c), n * sizeof(int));
	return 1;
}

static _Noreturn void fail(int socket, const char *what, const char *on)
{
	struct init_msg msg = {.kind = INIT_ERROR};

	err_sys(&msg.err, errno, "cannot %s%s%s%s", what, *on ? " \"" : "", on, *on ? "\"" : "");
	init_send(socket, &msg, NULL, 0);
	_exit(1);
}

/* Waits for the packet; the starter's death is ours. */
static void await(int socket, enum init_msg_kind kind, int *fds, size_t n)
{
	struct init_msg msg;

	if (init_recv(socket, &msg, fds, n) <= 0 || msg.kind != kind)
		_exit(1);
}

static int loopback_up(void)
{
	own_fd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};

	return fd < 0 ? -1 : ioctl(fd, SIOCSIFFLAGS, &r);
}

/* Enters the root behind the descriptor and makes it "/", with the host's tree still below it. */
static void enter_root(int socket, int root, int *device_trees)
{
	own_fd int tree = -1;
	char path[32];

	/* Entered before the namespace is copied: the copy moves our working folder along. */
	if (fchdir(root) < 0)
		fail(socket, "enter the container's root", "");
	if (unshare(CLONE_NEWNS) < 0)
		fail(socket, "make the mount namespace", "");
	for (size_t i = 0; i < countof(devices); i++) {
		snprintf(path, sizeof(path), "/dev/%s", devices[i]);
		device_trees[i] =
			sys_open_tree(AT_FDCWD, path, SYS_OPEN_TREE_CLONE | SYS_OPEN_TREE_CLOEXEC);
		if (device_trees[i] < 0 && errno != ENOENT)
			fail(socket, "open", path);
	}
	/* Mounts copied from the host's namespace are locked together; a clone of our own is not
	 * (pivot_root(2) would say EINVAL). */
	tree = sys_open_tree(AT_FDCWD, "",
			     AT_EMPTY_PATH | SYS_OPEN_TREE_CLONE | SYS_OPEN_TREE_CLOEXEC);
	if (tree < 0 || sys_move_mount(tree, "", AT_FDCWD, ".", SYS_MOVE_MOUNT_F_EMPTY_PATH) < 0 ||
	    fchdir(tree) < 0)
		fail(socket, "mount the container's root", "");
	if (sys_pivot_root(".", ".") < 0)
		fail(socket, "pivot_root to the container's root", "");
}

static void mount_one(int socket, const struct node *n)
{
	if (mkdir(n->path, 0755) < 0 && errno != EEXIST && errno != EROFS)
		fail(socket, "make", n->path);
	if (mount(n->type, n->path, n->type, n->flags, n->options) < 0)
		fail(socket, "mount", n->path);
}

static void mount_devices(int socket, const int *device_trees)
{
	char path[32];

	for (size_t i = 0; i < countof(devices); i++) {
		if (device_trees[i] < 0)
			continue;
		snprintf(path, sizeof(path), "/dev/%s", devices[i]);
		if (mknod(path, S_IFREG | 0666, 0) < 0 ||
		    sys_move_mount(device_trees[i], "", AT_FDCWD, path,
				   SYS_MOVE_MOUNT_F_EMPTY_PATH) < 0)
			fail(socket, "mount", path);
		close(device_trees[i]);
	}
	for (size_t i = 0; i < countof(links); i++)
		if (symlink(links[i].target, links[i].path) < 0)
			fail(socket, "make", links[i].path);
	if (mkdir("/dev/shm", 0755) < 0 || chmod("/dev/shm", 01777) < 0)
		fail(socket, "make", "/dev/shm");
}

static void mask(int socket)
{
	for (size_t i = 0; i < countof(masked_files); i++)
		if (mount("/dev/null", masked_files[i], NULL, MS_BIND, NULL) < 0 && errno != ENOENT)
			fail(socket, "mask", masked_files[i]);
	/* An empty folder is enough: /dev/mqueue's parent holds one. */
	if (mkdir("/dev/.lx-empty", 0) < 0)
		fail(socket, "make", "/dev/.lx-empty");
	for (size_t i = 0; i < countof(masked_folders); i++)
		if (mount("/dev/.lx-empty", masked_folders[i], NULL, MS_BIND, NULL) < 0 &&
		    errno != ENOENT)
			fail(socket, "mask", masked_folders[i]);
}

int pty_open(const char *devpts, int *master, int *slave, int *number)
{
	char path[64];
	int unlock = 0;

	snprintf(path, sizeof(path), "%s/ptmx", devpts);
	*master = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*master < 0)
		return -1;
	if (ioctl(*master, TIOCSPTLCK, &unlock) < 0 || sys_ioctl(*master, TIOCGPTN, number) < 0)
		return -1;
	*slave = ioctl(*master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	return *slave < 0 ? -1 : 0;
}

static int make_console(int socket)
{
	struct init_msg msg = {.kind = INIT_CONSOLE};
	char path[32];
	int fds[2], number;

	if (pty_open("/dev/pts", &fds[0], &fds[1], &number) < 0)
		fail(socket, "make the console", "");
	snprintf(path, sizeof(path), "/dev/pts/%d", number);
	if (mknod("/dev/console", S_IFREG | 0600, 0) < 0 ||
	    mount(path, "/dev/console", NULL, MS_BIND, NULL) < 0)
		fail(socket, "mount", "/dev/console");
	if (init_send(socket, &msg, fds, 2) < 0)
		_exit(1);
	close(fds[0]);
	return fds[1];
}

/* Signals as a fresh process has them: nohup and cron leave some ignored. */
static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < 65; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void take_console(int socket, int console)
{
	if (setsid() < 0 || ioctl(console, TIOCSCTTY, 0) < 0)
		fail(socket, "take the console", "");
	for (int fd = 0; fd < 3; fd++)
		if (dup2(console, fd) < 0)
			fail(socket, "take the console", "");
}

_Noreturn void init_run(int socket, const struct init_plan *plan)
{
	static char path[] = "/sbin/init";
	static char *const argv[] = {path, NULL};
	int trees[countof(devices)], root, console;

	await(socket, INIT_MAPPED, NULL, 0);
	if (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0)
		fail(socket, "become the container's root", "");
	/* Meanwhile the starter mounts the root: the network namespace is the slowest of all. */
	if (unshare(CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP) < 0)
		fail(socket, "make the container's namespaces", "");
	if (loopback_up() < 0)
		fail(socket, "set up the loopback interface", "");
	if (sethostname(plan->name, strlen(plan->name)) < 0)
		fail(socket, "set the host name", plan->name);

	await(socket, INIT_ROOT, &root, 1);
	umask(0);
	enter_root(socket, root, trees);
	for (size_t i = 0; i < countof(mounts); i++) {
		mount_one(socket, &mounts[i]);
		if (!strcmp(mounts[i].path, "/dev"))
			mount_devices(socket, trees);
	}
	if (!plan->nesting)
		mask(socket);
	console = make_console(socket);
	/* The host's tree lies on top of "/", where pivot_root(".", ".") has put it. */
	if (umount2("/", MNT_DETACH) < 0 || chdir("/") < 0)
		fail(socket, "leave the host's root", "");
	umask(022);

	reset_signals();
	take_console(socket, console);
	syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	if (caps_drop_bounding() < 0)
		fail(socket, "drop capabilities", "");
	await(socket, INIT_GO, NULL, 0);
	if (seccomp_apply(plan->seccomp, plan->seccomp_len) < 0)
		fail(socket, "apply the seccomp filter", "");
	execve(path, argv, plan->env);
	fail(socket, "execute the container's init", path);
}
