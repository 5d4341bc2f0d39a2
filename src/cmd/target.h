/* What a name on the command line means: [<remote>:]<name>. */
#ifndef LX_CMD_TARGET_H
#define LX_CMD_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* The remotes there are. */
struct remote {
	const char *name, *address, *protocol, *auth_type;
	bool is_public, is_static, is_current;
};

extern const struct remote remotes[];
extern const size_t remote_count;

#define REMOTE_LOCAL   "local"
#define REMOTE_BUILTIN "builtin"

/* Splits text; *name is borrowed from it. The remote is one of those there are. */
int target_split(const char *text, const struct remote **remote, const char **name, struct err *e);
/* Something of this host. */
int target_local(const char *text, const char **name, struct err *e);
/* An instance of this host; its name is checked. */
int target_instance(const char *text, const char **name, struct err *e);
/* "<remote>:", where a whole server is meant: only this host is one. */
int target_server(const char *text, struct err *e);

#endif
