/* lx delete. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/each.h"
#include "ops/ops.h"

enum { FORCE, INTERACTIVE };

static const struct flag flags[] = {
	[FORCE] = {"force", 'f', .help = "Force the removal of running instances"},
	[INTERACTIVE] = {"interactive", 'i', .help = "Require user confirmation"},
	{NULL},
};

/* All must be there before the first is gone. */
static int check_all(struct invocation *in, const struct strv *names, struct err *e)
{
	const struct store *s = command_store(in, e);

	if (!s)
		return -1;
	for (size_t i = 0; i < names->n; i++) {
		own_instance struct instance *c = instance_load(s, names->v[i], e);

		/* A damaged one can be deleted all the same. */
		if (!c && e->kind == ERR_NOT_FOUND)
			return err_wrap(e, "Failed checking instance exists \"local:%s\"",
					names->v[i]);
	}
	return 0;
}

/* Reads a line byte by byte: the rest of standard input is for the next question. */
static bool confirm(const char *name)
{
	char answer[8] = "", c;
	size_t n = 0;

	out_text("Remove ");
	out_text(name);
	out_text(" (yes/no): ");
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		if (n + 1 < sizeof(answer))
			answer[n++] = c;
	return !strcmp(answer, "y") || !strcmp(answer, "yes");
}

static int delete_one(const struct store *s, const char *name, const struct invocation *in,
		      struct err *e)
{
	return op_delete(s, name, flag_on(in, FORCE), e);
}

static int run(struct invocation *in, struct err *e)
{
	own_strv struct strv names = {0};

	if (each_named(in, &names, e) < 0 || check_all(in, &names, e) < 0)
		return -1;
	for (size_t i = 0; i < names.n && flag_on(in, INTERACTIVE); i++)
		if (!confirm(names.v[i]))
			return err_set(e, ERR_FAILED, "User aborted delete operation");
	return each_instance(in, &names, "delete", delete_one, e);
}

const struct command delete_command = {
	.name = "delete",
	.aliases = {"rm"},
	.summary = "Delete instances",
	.args = {{"[<remote>:]<instance>", ARG_SOME, COMPLETE_INSTANCE}},
	.flags = flags,
	.run = run,
};
