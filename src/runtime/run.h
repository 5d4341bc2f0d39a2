/* What the rooms of runtime/ share about a container's run state, $LX_RUN/<name>/:
 *   state        init's pid and start time, when it started, its id range (struct run_file)
 *   supervisor   empty; its supervisor holds a record lock on it (fcntl(2)), which execve keeps,
 *                fork does not inherit, death releases, and F_GETLK shows without touching it
 *   control      the supervisor's socket
 *   console.log  what the console printed lately
 *   root/        where the root is mounted while it starts; always empty on the host
 *   seccomp      the compiled filter, for exec
 *   limits       what there is to know of its limits, if anything (runtime/limit_note.h)
 * Private to runtime/. */
#ifndef LX_RUNTIME_RUN_H
#define LX_RUNTIME_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "runtime/limits.h"
#include "runtime/runtime.h"
#include "state/idrange.h"
#include "state/store.h"

struct run_file {
	pid_t init;
	uint64_t init_start; /* ticks since boot: tells init from a later process of that pid */
	int64_t started_at;  /* unix seconds */
	struct idrange ids;
};

/* Opens the container's folder; make: creates it where it is missing. */
int run_dir_open(const struct store *s, const char *name, bool make, struct err *e);
int run_file_write(int dir, const struct run_file *f, struct err *e);
/* Reads the state of a container whose init is alive in this boot; ERR_STATE where it is not. */
int run_file_read(int dir, struct run_file *f, struct err *e);
/* The same by name, with the message for people. */
int run_file_find(const struct store *s, const char *name, struct run_file *f, struct err *e);
/* The process that holds the supervisor's lock, 0 where nobody does. */
pid_t run_supervisor(int dir);
/* Takes the lock for the calling process; the descriptor is the lock. ERR_BUSY. */
int run_supervisor_lock(int dir, struct err *e);

enum { CGROUP_NAME_MAX = 128 };
/* The container's cgroup, and the one all supervisors of the store share. */
void run_cgroup_name(const struct store *s, const char *name, char out[CGROUP_NAME_MAX]);
void run_supervisors_cgroup_name(const struct store *s, char out[CGROUP_NAME_MAX]);

/* Opens a pidfd of init and makes sure that it is still that init. */
int run_open_init(const struct run_file *f, const char *name, struct err *e);

/* Makes a process what a supervisor is: its own session, no terminal, no inherited descriptors
 * beyond close-on-exec ones, default signals. */
int supervisor_detach(struct err *e);
/* Descriptors a supervisor begins with; -1 where adoption has to make them. */
struct supervisor_fds {
	int lock;
	int init;   /* pidfd */
	int master; /* console */
	int slave;  /* held open so that the console never hangs up */
};
/* Becomes the supervisor: execs our own binary with a clean heap. Returns only with an error. */
int supervisor_exec(const struct store *s, const char *name, const struct supervisor_fds *fds,
		    struct err *e);
/* Tells those above that init has ended (run_on_end). */
int supervisor_ended(const struct store *s, const char *name, int dir, bool reboot);
/* Forks into the supervisors' cgroup. Returns as fork(2). */
pid_t supervisor_fork(const struct store *s, struct err *e);

/* Before init is let go: its limits, in groups that are new. dir: its run state. */
int run_limits_start(const struct store *s, const char *name, int dir, pid_t init,
		     const struct run_limits *l, struct err *e);
/* After a process was cloned into the container's cgroup2 group: into the v1 groups that limits have
 * made since those in joined (one bit a controller) were found. Who makes one notes it first and lists
 * the container's processes last, so one of us sees the other. */
void run_limits_join(const struct store *s, const char *name, pid_t pid, unsigned joined);
/* What a v1 group of memory knows of its use; it does not know of what the container had already
 * when the group was made. */
void run_limits_usage(const struct store *s, const char *name, struct run_usage *out);
/* Removes the v1 groups that limits have made. Returns whether its going leaves the CPUs of others to
 * be balanced. */
bool run_limits_sweep(const struct store *s, const char *name, const char *group);

/* Makes a pty on the container's own devpts; for use inside its mount namespace. Safe between
 * clone and exec. Returns -1 with errno. */
int pty_open(const char *devpts, int *master, int *slave, int *number);

#endif
