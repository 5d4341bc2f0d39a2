/* What lx launch and lx init share. */
#ifndef LX_CMD_CREATE_H
#define LX_CMD_CREATE_H

#include "cmd/cli/command.h"

enum create_flag {
	CREATE_CONFIG,
	CREATE_EPHEMERAL,
	CREATE_NO_PROFILES,
	CREATE_PROFILE,
	CREATE_STORAGE,
	CREATE_CONSOLE, /* launch only */
};

#define CREATE_FLAGS                                                                     \
	[CREATE_CONFIG] = {"config",                                                     \
			   'c',                                                          \
			   FLAG_LIST,                                                    \
			   "KEY=VALUE",                                                  \
			   "Config key/value to apply to the new instance",              \
			   .complete = COMPLETE_CONFIG},                                 \
	[CREATE_EPHEMERAL] = {"ephemeral", 'e',                                          \
			      .help = "Ephemeral instance: deleted when it stops"},      \
	[CREATE_NO_PROFILES] = {"no-profiles",                                           \
				.help = "Create the instance with no profiles applied"}, \
	[CREATE_PROFILE] = {"profile",                                                   \
			    'p',                                                         \
			    FLAG_LIST,                                                   \
			    "PROFILE",                                                   \
			    "Profile to apply to the new instance",                      \
			    .complete = COMPLETE_PROFILE},                               \
	[CREATE_STORAGE] = {"storage", 's', FLAG_STRING, "POOL", "Storage pool name"}

#define CREATE_ARGS                                                              \
	{                                                                        \
		{"[<remote>:]<image>", ARG_ONE, COMPLETE_IMAGE},                 \
			{"[<remote>:][<name>]", ARG_OPTIONAL, COMPLETE_NOTHING}, \
	}

#define CREATE_HELP                                                                                \
	"Configuration in YAML (config, devices, profiles) is read from standard input where\n"    \
	"that is a file or a pipe; a pipe in which nothing comes within a second is left alone.\n" \
	"What the flags say goes before it."

/* Creates the instance, and starts it if told to; *name is its name (the caller frees). */
int create_instance(struct invocation *in, bool start, char **name, struct err *e);

#endif
