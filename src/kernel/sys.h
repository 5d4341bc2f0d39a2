/* System calls without a wrapper in musl 1.2.3, under their own names, and the constants that
 * live in kernel headers which clash with libc's. Each returns what the kernel returns, with
 * errno set, as a wrapper in libc would. */
#ifndef LX_KERNEL_SYS_H
#define LX_KERNEL_SYS_H

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

/* linux/mount.h (clashes with sys/mount.h of newer C libraries) */
#define SYS_OPEN_TREE_CLONE	    1u
#define SYS_OPEN_TREE_CLOEXEC	    ((unsigned)O_CLOEXEC)
#define SYS_MOVE_MOUNT_F_EMPTY_PATH 0x04u /* the source is the descriptor itself */
#define SYS_MOVE_MOUNT_T_EMPTY_PATH 0x40u /* the target is the descriptor itself */
#define SYS_MOUNT_ATTR_RDONLY	    0x01u
#define SYS_MOUNT_ATTR_NOSUID	    0x02u
#define SYS_MOUNT_ATTR_NODEV	    0x04u
#define SYS_MOUNT_ATTR_NOEXEC	    0x08u
#define SYS_MOUNT_ATTR_IDMAP	    0x00100000u
#define SYS_FSOPEN_CLOEXEC	    1u
#define SYS_FSMOUNT_CLOEXEC	    1u
#define SYS_FSCONFIG_CMD_CREATE	    6u

struct sys_mount_attr {
	uint64_t attr_set;
	uint64_t attr_clr;
	uint64_t propagation;
	uint64_t userns_fd;
};

/* linux/sched.h (clashes with sched.h) */
#define SYS_CLONE_INTO_CGROUP 0x200000000ull
#define SYS_CLONE_PIDFD	      0x00001000ull

struct sys_clone_args {
	uint64_t flags;
	uint64_t pidfd;
	uint64_t child_tid;
	uint64_t parent_tid;
	uint64_t exit_signal;
	uint64_t stack;
	uint64_t stack_size;
	uint64_t tls;
	uint64_t set_tid;
	uint64_t set_tid_size;
	uint64_t cgroup;
};

/* linux/openat2.h */
struct sys_open_how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};
#define SYS_RESOLVE_NO_MAGICLINKS 0x02u
#define SYS_RESOLVE_NO_SYMLINKS	  0x04u
#define SYS_RESOLVE_BENEATH	  0x08u
#define SYS_RESOLVE_IN_ROOT	  0x10u

#define SYS_CLOSE_RANGE_CLOEXEC 4u

static inline int sys_open_tree(int dir, const char *path, unsigned flags)
{
	return (int)syscall(SYS_open_tree, dir, path, flags);
}

static inline int sys_move_mount(int from_dir, const char *from, int to_dir, const char *to,
				 unsigned flags)
{
	return (int)syscall(SYS_move_mount, from_dir, from, to_dir, to, flags);
}

static inline int sys_mount_setattr(int dir, const char *path, unsigned flags,
				    struct sys_mount_attr *attr)
{
	return (int)syscall(SYS_mount_setattr, dir, path, flags, attr, sizeof(*attr));
}

static inline int sys_fsopen(const char *type, unsigned flags)
{
	return (int)syscall(SYS_fsopen, type, flags);
}

static inline int sys_fsconfig(int fd, unsigned cmd, const char *key, const void *value, int aux)
{
	return (int)syscall(SYS_fsconfig, fd, cmd, key, value, aux);
}

static inline int sys_fsmount(int fd, unsigned flags, unsigned attrs)
{
	return (int)syscall(SYS_fsmount, fd, flags, attrs);
}

/* musl's takes an int, which the numbers of read ioctls do not fit. */
static inline int sys_ioctl(int fd, unsigned long request, void *arg)
{
	return (int)syscall(SYS_ioctl, fd, request, arg);
}

static inline int sys_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}

/* As fork(2): returns twice. Only the exit signal, the namespaces, the cgroup and the pidfd of
 * the arguments make sense here. */
static inline pid_t sys_clone3(struct sys_clone_args *args)
{
	return (pid_t)syscall(SYS_clone3, args, sizeof(*args));
}

static inline int sys_pidfd_open(pid_t pid, unsigned flags)
{
	return (int)syscall(SYS_pidfd_open, pid, flags);
}

static inline int sys_pidfd_send_signal(int pidfd, int sig)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, sig, NULL, 0u);
}

static inline int sys_openat2(int dir, const char *path, struct sys_open_how *how)
{
	return (int)syscall(SYS_openat2, dir, path, how, sizeof(*how));
}

static inline int sys_close_range(unsigned first, unsigned last, unsigned flags)
{
	return (int)syscall(SYS_close_range, first, last, flags);
}

static inline int sys_renameat2(int from_dir, const char *from, int to_dir, const char *to,
				unsigned flags)
{
	return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}
#define SYS_RENAME_NOREPLACE 1u

#endif
