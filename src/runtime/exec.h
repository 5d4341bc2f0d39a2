/* A command on its way into a container: what its parent (exec.c) and its child (exec_child.c)
 * know of it. Private to runtime/. */
#ifndef LX_RUNTIME_EXEC_H
#define LX_RUNTIME_EXEC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/str.h"
#include "runtime/runtime.h"
#include "runtime/terminal.h"

struct exec {
	const struct exec_plan *plan;
	struct strv env;
	struct str seccomp;
	uint32_t host_root; /* the container's root, as the host sees it */
	int init;	    /* pidfd */
	int cgroup;
	int limits[8]; /* cgroup.procs of the container's groups in v1 hierarchies */
	size_t limit_count;
	unsigned joined; /* controllers of those groups, one bit each */
	int socket;	 /* the child tells errors and sends its pty over it */
	bool tty;
	int stdio[3]; /* what the child gets */
	int master;   /* of its pty */
	struct relay *in, *out, *err;
	int child; /* pidfd */
	pid_t pid;
};

/* From clone to exec; never returns. Errors go over the socket as INIT_ERROR, its pty's master as
 * INIT_CONSOLE. */
_Noreturn void exec_child(struct exec *x);
/* A variable's value in an environment that ends in NULL; NULL where it is not there. */
const char *env_value(char *const *env, const char *key);

#endif
