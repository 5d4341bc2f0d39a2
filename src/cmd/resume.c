/* lx resume. */
#include "cmd/commands.h"
#include "cmd/each.h"
#include "ops/ops.h"

enum { ALL };

static const struct flag flags[] = {
	[ALL] = {"all", .help = "Run against all instances"},
	{NULL},
};

static bool is_frozen(enum run_status status)
{
	return status == RUN_FROZEN;
}

static int resume(const struct store *s, const char *name, const struct invocation *in,
		  struct err *e)
{
	(void)in;
	return op_resume(s, name, e);
}

static int run(struct invocation *in, struct err *e)
{
	own_strv struct strv names = {0};

	if (each_chosen(in, ALL, is_frozen, &names, e) < 0)
		return -1;
	return each_instance(in, &names, "resume", resume, e);
}

const struct command resume_command = {
	.name = "resume",
	.aliases = {"unpause"},
	.summary = "Resume paused instances",
	.args = {{"[<remote>:]<instance>", ARG_ANY, COMPLETE_RUNNING}},
	.flags = flags,
	.run = run,
};
