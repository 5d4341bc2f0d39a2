/* What start, launch and restart share with lx console. */
#ifndef LX_CMD_CONSOLE_H
#define LX_CMD_CONSOLE_H

#include "cmd/cli/command.h"

extern const char *const console_types[];

#define CONSOLE_FLAG                                                                  \
	{                                                                             \
		"console", 0, FLAG_ENUM, "TYPE", "Immediately attach to the console", \
			.bare = "console", .choices = console_types,                  \
			.wrong_choice = "Unknown output type"                         \
	}

/* Attaches the terminal to the instance's console until it is left; returns the exit code. */
int console_attach(struct invocation *in, const char *name, struct err *e);

#endif
