/* lx launch. */
#include "base/own.h"
#include "cmd/commands.h"
#include "cmd/console.h"
#include "cmd/create.h"

static const struct flag flags[] = {
	CREATE_FLAGS,
	[CREATE_CONSOLE] = CONSOLE_FLAG,
	{NULL},
};

static int run(struct invocation *in, struct err *e)
{
	own_free char *name = NULL;

	if (create_instance(in, true, &name, e) < 0)
		return -1;
	return flag_given(in, CREATE_CONSOLE) ? console_attach(in, name, e) : 0;
}

const struct command launch_command = {
	.name = "launch",
	.summary = "Create and start instances from images",
	.help = CREATE_HELP,
	.examples = "lx launch tiny c1\n"
		    "lx launch debian/12 web -c user.role=web\n"
		    "lx launch tiny c2 < config.yaml",
	.args = CREATE_ARGS,
	.flags = flags,
	.run = run,
};
