/* The seccomp deny-list, compiled by libseccomp into a BPF program that is kept with the
 * container's run state, so that exec need not compile it again. seccomp(2). */
#ifndef LX_KERNEL_SECCOMP_H
#define LX_KERNEL_SECCOMP_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Compiles the default list for this machine's architecture and its 32-bit modes. */
int seccomp_compile(struct str *program, struct err *e);
/* Applies a compiled program to the calling thread. Safe between clone and exec: neither
 * allocates nor locks. Returns -1 with errno. */
int seccomp_apply(const void *program, size_t len);

#endif
