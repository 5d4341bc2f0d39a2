/* lx init. */
#include "base/own.h"
#include "cmd/commands.h"
#include "cmd/create.h"

static const struct flag flags[] = {CREATE_FLAGS, {NULL}};

static int run(struct invocation *in, struct err *e)
{
	own_free char *name = NULL;

	return create_instance(in, false, &name, e);
}

const struct command init_command = {
	.name = "init",
	.aliases = {"create"},
	.summary = "Create instances from images",
	.help = CREATE_HELP,
	.examples = "lx init tiny c1\n"
		    "lx init tiny c2 < config.yaml",
	.args = CREATE_ARGS,
	.flags = flags,
	.run = run,
};
