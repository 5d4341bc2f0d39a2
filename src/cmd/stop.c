/* lx stop. */
#include "cmd/commands.h"
#include "cmd/each.h"
#include "ops/ops.h"

enum { ALL, FORCE, TIMEOUT };

static const struct flag flags[] = {
	[ALL] = {"all", .help = "Run against all instances"},
	[FORCE] = {"force", 'f', .help = "Kill the instance instead of asking its init"},
	[TIMEOUT] = {"timeout", 0, FLAG_DURATION, "SECONDS",
		     "How long to wait for the instance to shut down; -1 is for ever",
		     .fallback = "-1"},
	{NULL},
};

static bool is_stoppable(enum run_status status)
{
	return status == RUN_RUNNING || status == RUN_FROZEN;
}

static int stop(const struct store *s, const char *name, const struct invocation *in, struct err *e)
{
	return op_stop(s, name, flag_on(in, FORCE), (int)flag_number(in, TIMEOUT), e);
}

static int run(struct invocation *in, struct err *e)
{
	own_strv struct strv names = {0};

	if (each_chosen(in, ALL, is_stoppable, &names, e) < 0)
		return -1;
	return each_instance(in, &names, "stop", stop, e);
}

const struct command stop_command = {
	.name = "stop",
	.summary = "Stop instances",
	.help = "The instance's init is asked to shut down, in the way that init understands. One that\n"
		"does not within the time given goes on running, and that is an error.",
	.args = {{"[<remote>:]<instance>", ARG_ANY, COMPLETE_RUNNING}},
	.flags = flags,
	.run = run,
};
