/* Running containers: start, the supervisor, finding them, exec, console, stop. Everything here
 * takes plain facts (paths, ids, argument lists); what they mean in config is known above. */
#ifndef LX_RUNTIME_RUNTIME_H
#define LX_RUNTIME_RUNTIME_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "runtime/limits.h"
#include "runtime/root_file.h"
#include "state/idrange.h"
#include "state/store.h"

/* What a container's start needs to know. Borrowed strings. */
struct run_plan {
	const char *name;
	const char *pool;
	const struct strv *layers; /* upper first */
	struct idrange ids;	   /* size 0: privileged */
	struct strv env;	   /* K=V for init */
	bool nesting;
	const struct run_limits *limits; /* NULL: none */
	struct root_files *files;	 /* to write before init runs */
	/* Or NULL. Called in the process that becomes the supervisor, after the command has returned:
	 * the container runs, and the files are on the disk. */
	void (*files_written)(void *data);
	void *data;
};

enum run_status {
	RUN_STOPPED,
	RUN_RUNNING,
	RUN_FROZEN,
	RUN_ERROR, /* never found by run_look: for those above whose record of it is damaged */
};

/* A running container as found in $LX_RUN. */
struct run_state {
	enum run_status status;
	pid_t init;	    /* host's pid of init; 0 when stopped */
	pid_t supervisor;   /* 0 where it has none (it was killed) */
	int64_t started_at; /* unix seconds */
	uint32_t base;	    /* first host id, 0 for privileged */
};

/* Starts it. Returns when init was exec'd, or with the reason why not (nothing is left then). The
 * caller holds the instance's lock. */
int run_start(const struct store *s, const struct run_plan *plan, struct err *e);
/* How it is. Never fails: what cannot be read is stopped. */
void run_look(const struct store *s, const char *name, struct run_state *out);
/* Names that have run state, sorted; cheap. */
int run_names(const struct store *s, struct strv *out, struct err *e);
/* Starts a supervisor for a running container that lost its own. */
int run_adopt(const struct store *s, const char *name, struct err *e);

/* Asks init to shut down in its own way and waits up to timeout_ms (-1: for ever) for its end and
 * its supervisor's; ERR_BUSY when the time is over. The instance's lock must not be held: the
 * supervisor takes it to clean up. */
int run_shutdown(const struct store *s, const char *name, int timeout_ms, struct err *e);
/* Kills all its processes and cleans up. The caller holds the instance's lock. */
int run_kill(const struct store *s, const char *name, struct err *e);
int run_freeze(const struct store *s, const char *name, bool freeze, struct err *e);
/* Removes run state, cgroups and whatever else a dead container left on the host. */
void run_sweep(const struct store *s, const char *name);

struct run_usage {
	uint64_t cpu_ns;
	uint64_t memory, memory_peak, swap, swap_peak; /* bytes */
	uint64_t processes;
};

void run_usage(const struct store *s, const char *name, struct run_usage *out);

enum exec_tty {
	EXEC_TTY_AUTO,	/* a terminal if stdin and stdout are terminals */
	EXEC_TTY_FORCE, /* -t */
	EXEC_TTY_NEVER, /* -T */
};

struct exec_plan {
	const char *name;
	char *const *argv;
	struct strv env; /* K=V; PATH, HOME, USER, LANG, TERM are filled in where missing */
	const char *cwd; /* NULL: HOME of the user, else / */
	uint32_t uid, gid;
	enum exec_tty tty;
	bool no_stdin;
};

/* Runs the command in the container and waits; *status is the code for our own exit, also when
 * it fails: 127 "Command not found", 126 "Command not executable", 128 + signal. */
int run_exec(const struct store *s, const struct exec_plan *plan, int *status, struct err *e);

/* Attaches the terminal to the container's console until ctrl+a q. */
int run_console(const struct store *s, const char *name, struct err *e);
/* What the console printed lately. */
int run_console_log(const struct store *s, const char *name, struct str *out, struct err *e);

/* main() of the process that is exec'd as lx-supervisor. Returns the exit code. */
int supervisor_main(int argc, char **argv);

/* What is to be done when init has ended is decided above (ops/): called in the supervisor, with
 * the run state that was its container's and whether init asked for a reboot. */
typedef int (*run_ended)(const struct store *s, const char *name, int dir, bool reboot);
void run_on_end(run_ended ended);

/* In a supervisor that ends and nobody waits for: leaves the cgroup that all of them share, which
 * goes with the last. */
void run_leave_supervisors(const struct store *s);
/* Removes that cgroup when the last is gone, for a command that was killed before it could. */
void run_sweep_supervisors(const struct store *s);
/* Whether anything is left of the container's run state. */
bool run_exists(const struct store *s, const char *name);
/* The same for what dir was opened as: not of a later start. */
bool run_is_still(const struct store *s, const char *name, int dir);
/* Whether the container has ended and nobody is there to clean up after it. */
bool run_is_orphan(const struct store *s, const char *name);
/* Says to the supervisor that the coming end is part of a restart. */
int run_mark_restart(const struct store *s, const char *name, struct err *e);
bool run_is_restart(const struct store *s, const char *name);

#endif
