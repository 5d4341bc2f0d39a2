/* lx pause. */
#include "cmd/commands.h"
#include "cmd/each.h"
#include "ops/ops.h"

enum { ALL };

static const struct flag flags[] = {
	[ALL] = {"all", .help = "Run against all instances"},
	{NULL},
};

static bool is_running(enum run_status status)
{
	return status == RUN_RUNNING;
}

static int pause_one(const struct store *s, const char *name, const struct invocation *in,
		     struct err *e)
{
	(void)in;
	return op_pause(s, name, e);
}

static int run(struct invocation *in, struct err *e)
{
	own_strv struct strv names = {0};

	if (each_chosen(in, ALL, is_running, &names, e) < 0)
		return -1;
	return each_instance(in, &names, "pause", pause_one, e);
}

const struct command pause_command = {
	.name = "pause",
	.summary = "Pause instances",
	.help = "All processes of the instance stand still until it is resumed, by \"lx resume\" or\n"
		"\"lx start\".",
	.args = {{"[<remote>:]<instance>", ARG_ANY, COMPLETE_RUNNING}},
	.flags = flags,
	.run = run,
};
