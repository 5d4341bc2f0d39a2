/* lx restart. */
#include "cmd/commands.h"
#include "cmd/console.h"
#include "cmd/each.h"
#include "ops/ops.h"

enum { ALL, CONSOLE, FORCE, TIMEOUT };

static const struct flag flags[] = {
	[ALL] = {"all", .help = "Run against all instances"},
	[CONSOLE] = CONSOLE_FLAG,
	[FORCE] = {"force", 'f', .help = "Kill the instance instead of asking its init"},
	[TIMEOUT] = {"timeout", 0, FLAG_DURATION, "SECONDS",
		     "How long to wait for the instance to shut down; -1 is for ever",
		     .fallback = "-1"},
	{NULL},
};

static bool is_running(enum run_status status)
{
	return status == RUN_RUNNING || status == RUN_FROZEN;
}

static int restart(const struct store *s, const char *name, const struct invocation *in,
		   struct err *e)
{
	return op_restart(s, name, flag_on(in, FORCE), (int)flag_number(in, TIMEOUT), e);
}

static int run(struct invocation *in, struct err *e)
{
	own_strv struct strv names = {0};

	if (each_chosen(in, ALL, is_running, &names, e) < 0)
		return -1;
	if (flag_given(in, CONSOLE) && names.n != 1)
		return err_set(e, ERR_INVALID, "--console only works with a single instance");
	if (each_instance(in, &names, "restart", restart, e) < 0)
		return -1;
	return flag_given(in, CONSOLE) ? console_attach(in, names.v[0], e) : 0;
}

const struct command restart_command = {
	.name = "restart",
	.summary = "Restart instances",
	.args = {{"[<remote>:]<instance>", ARG_ANY, COMPLETE_RUNNING}},
	.flags = flags,
	.run = run,
};
