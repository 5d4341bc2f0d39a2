/* A command that takes several instances, or --all of them: each is done in a process of its
 * own, all at the same time, and every one that fails is told. */
#ifndef LX_CMD_EACH_H
#define LX_CMD_EACH_H

#include "cmd/cli/command.h"
#include "runtime/runtime.h"

typedef int (*each_do)(const struct store *s, const char *name, const struct invocation *in,
		       struct err *e);

/* The names the arguments give, each once, in their order. */
int each_named(const struct invocation *in, struct strv *names, struct err *e);
/* The arguments, or with the flag all the names of those for which wanted() says so. */
int each_chosen(struct invocation *in, size_t all_flag, bool (*wanted)(enum run_status),
		struct strv *names, struct err *e);
/* Does it; verb is for the error: "Some instances failed to start". */
int each_instance(struct invocation *in, const struct strv *names, const char *verb, each_do act,
		  struct err *e);

#endif
