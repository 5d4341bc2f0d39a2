/* From clone to exec of a container's init. Private to runtime/.
 *
 * The starter and the child talk over a socket pair of packets (struct init_msg), in this order:
 *   starter → child   INIT_MAPPED    the user namespace's maps are written
 *   starter → child   INIT_ROOT      with a descriptor of the mounted root
 *   child → starter   INIT_CONSOLE   with the console's master and slave
 *   starter → child   INIT_GO        its state is on record; exec
 *   child → starter   INIT_ERROR     at any time, instead of what was due
 * End of file towards the starter means that init was exec'd; towards the child, that the starter
 * died: it goes too. */
#ifndef LX_RUNTIME_INIT_H
#define LX_RUNTIME_INIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum init_msg_kind { INIT_MAPPED = 1, INIT_ROOT, INIT_CONSOLE, INIT_GO, INIT_ERROR };

struct init_msg {
	enum init_msg_kind kind;
	struct err err; /* INIT_ERROR */
};

struct init_plan {
	const char *name; /* host name */
	char *const *env;
	const void *seccomp;
	size_t seccomp_len;
	bool nesting;
};

/* The child's part; never returns. */
_Noreturn void init_run(int socket, const struct init_plan *plan);

/* Both sides: a packet with up to two descriptors. init_recv returns 0 at end of file, 1 with a
 * packet, -1 with errno. */
int init_send(int socket, const struct init_msg *msg, const int *fds, size_t n);
int init_recv(int socket, struct init_msg *msg, int *fds, size_t n);

#endif
