/* lx start. */
#include "cmd/commands.h"
#include "cmd/console.h"
#include "cmd/each.h"
#include "ops/ops.h"

enum { ALL, CONSOLE };

static const struct flag flags[] = {
	[ALL] = {"all", .help = "Run against all instances"},
	[CONSOLE] = CONSOLE_FLAG,
	{NULL},
};

static bool is_startable(enum run_status status)
{
	return status == RUN_STOPPED || status == RUN_FROZEN;
}

static int start(const struct store *s, const char *name, const struct invocation *in,
		 struct err *e)
{
	(void)in;
	return op_start(s, name, e);
}

static int run(struct invocation *in, struct err *e)
{
	own_strv struct strv names = {0};

	if (each_chosen(in, ALL, is_startable, &names, e) < 0)
		return -1;
	if (flag_given(in, CONSOLE) && names.n != 1)
		return err_set(e, ERR_INVALID, "--console only works with a single instance");
	if (each_instance(in, &names, "start", start, e) < 0)
		return -1;
	return flag_given(in, CONSOLE) ? console_attach(in, names.v[0], e) : 0;
}

const struct command start_command = {
	.name = "start",
	.summary = "Start instances",
	.help = "A paused instance is resumed.",
	.args = {{"[<remote>:]<instance>", ARG_ANY, COMPLETE_STOPPED}},
	.flags = flags,
	.run = run,
};
