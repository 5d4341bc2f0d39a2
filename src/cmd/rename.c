/* lx rename, and lx move, which for now does the same: there is one host and one pool. */
#include <string.h>

#include "cmd/commands.h"
#include "cmd/target.h"
#include "ops/ops.h"

static int rename_to(struct invocation *in, const char *from, const char *to, struct err *e)
{
	const struct store *s = command_store(in, e);

	if (!s)
		return -1;
	if (!strcmp(from, to))
		return err_set(e, ERR_EXISTS, "Name \"%s\" already in use", to);
	return op_rename(s, from, to, e);
}

static int run_rename(struct invocation *in, struct err *e)
{
	const char *from, *to;

	if (target_instance(in->args[0], &from, e) < 0 || target_instance(in->args[1], &to, e) < 0)
		return -1;
	return rename_to(in, from, to, e);
}

const struct command rename_command = {
	.name = "rename",
	.summary = "Rename instances",
	.help = "The instance must be stopped.",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_STOPPED},
		 {"<name>", ARG_ONE, COMPLETE_NOTHING}},
	.run = run_rename,
};

static int run_move(struct invocation *in, struct err *e)
{
	const char *from, *to = in->args[1];

	if (target_instance(in->args[0], &from, e) < 0)
		return -1;
	/* "local:" alone keeps the name, which is taken by the instance itself. */
	if (str_ends(to, ":") && target_server(to, e) < 0)
		return -1;
	if (str_ends(to, ":"))
		to = from;
	else if (target_instance(to, &to, e) < 0)
		return -1;
	return rename_to(in, from, to, e);
}

const struct command move_command = {
	.name = "move",
	.aliases = {"mv"},
	.summary = "Move instances",
	.help = "Renames the instance, which must be stopped.",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_STOPPED},
		 {"[<remote>:][<name>]", ARG_ONE, COMPLETE_NOTHING}},
	.run = run_move,
};
