/* Commands are data: one file a command declares its names, arguments, flags and help as a const
 * struct. The parser, help, suggestions, completion and the manual are all made from it. */
#ifndef LX_CMD_CLI_COMMAND_H
#define LX_CMD_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "state/store.h"

/* What stands at a place of the command line: for completion. */
enum complete {
	COMPLETE_NOTHING,
	COMPLETE_FILE,
	COMPLETE_INSTANCE,
	COMPLETE_RUNNING,
	COMPLETE_STOPPED,
	COMPLETE_IMAGE,
	COMPLETE_IMAGE_ALIAS,
	COMPLETE_PROFILE,
	COMPLETE_CONFIG,
	COMPLETE_REMOTE,
	COMPLETE_COMMAND,
	COMPLETE_SHELL,
};

enum flag_type {
	FLAG_BOOL,
	FLAG_STRING,
	FLAG_LIST, /* may be repeated */
	FLAG_INT,
	FLAG_DURATION, /* seconds, or 1m30s; its number is in milliseconds */
	FLAG_ENUM,     /* one of choices */
};

struct flag {
	const char *name; /* NULL ends a table */
	char letter;	  /* '\0': none */
	enum flag_type type;
	const char *value; /* what help calls its value: K=V */
	const char *help;
	const char *fallback;	    /* its value where it is not given; NULL: none */
	const char *bare;	    /* its value where it is given without one; NULL: needs one */
	const char *const *choices; /* FLAG_ENUM: ended by NULL */
	const char *wrong_choice;   /* FLAG_ENUM: the error, with %s for what was given */
	enum complete complete;
};

enum argument_count {
	ARG_ONE,
	ARG_OPTIONAL,
	ARG_SOME, /* one or more */
	ARG_ANY,  /* none or more */
};

struct argument {
	const char *name; /* NULL ends the list */
	enum argument_count count;
	enum complete complete;
};

enum { COMMAND_ALIASES = 4, COMMAND_ARGS = 5, COMMAND_FLAGS = 16, COMMAND_DEPTH = 4 };

struct invocation;

struct command {
	const char *name;
	const char *aliases[COMMAND_ALIASES];
	const char *summary; /* one line */
	const char *help;    /* paragraphs that follow it; NULL: none */
	const char *examples;
	struct argument args[COMMAND_ARGS];
	const struct flag *flags;	   /* NULL: none. A place in it is how run() asks for it */
	const struct command *const *subs; /* of a group, ended by NULL; a group has no run() */
	const char *flag_hint;		   /* follows the error about an unknown flag */
	bool hidden;
	/* Returns the exit code, or -1 with the error: ERR_USAGE shows the usage as well. */
	int (*run)(struct invocation *in, struct err *e);
};

struct flag_value {
	bool given;
	const char *text;
	int64_t number; /* FLAG_BOOL: 0 or 1 */
	struct strv list;
};

enum global_flag {
	GLOBAL_ALL,
	GLOBAL_DEBUG,
	GLOBAL_FORCE_LOCAL,
	GLOBAL_HELP,
	GLOBAL_PROJECT,
	GLOBAL_QUIET,
	GLOBAL_SUB_COMMANDS,
	GLOBAL_VERBOSE,
	GLOBAL_VERSION,
	GLOBAL_COUNT,
};

extern const struct flag global_flags[];

/* One call of a command. */
struct invocation {
	const char *program;			   /* "lx", or "lxc" where called so */
	const struct command *path[COMMAND_DEPTH]; /* the root, groups, the command */
	size_t depth;
	const char **args; /* ended by NULL */
	size_t arg_count;
	struct flag_value values[COMMAND_FLAGS];
	struct flag_value globals[GLOBAL_COUNT];
	struct store store; /* open once command_store() was called */
	bool store_open;
};

static inline const struct command *invoked(const struct invocation *in)
{
	return in->path[in->depth - 1];
}

bool flag_given(const struct invocation *in, size_t flag);
bool flag_on(const struct invocation *in, size_t flag);
const char *flag_text(const struct invocation *in, size_t flag); /* NULL: none */
int64_t flag_number(const struct invocation *in, size_t flag);
const struct strv *flag_list(const struct invocation *in, size_t flag);
bool is_quiet(const struct invocation *in);

/* The store, opened and swept at the first call; NULL with the error. */
const struct store *command_store(struct invocation *in, struct err *e);

/* The root, whose subs are all commands. */
extern const struct command root_command;

/* The sub-command of that name or alias, NULL for none. */
const struct command *command_find(const struct command *group, const char *name);
/* "image alias create" */
void command_path(const struct invocation *in, struct str *out);

#endif
