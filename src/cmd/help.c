/* lx help [command]. */
#include "cmd/cli/help.h"
#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/cli/parse.h"
#include "cmd/commands.h"

static int run(struct invocation *in, struct err *e)
{
	own_str struct str text = {0}, path = {0};
	struct invocation of = *in;

	of.depth = 1;
	for (size_t i = 0; i < in->arg_count; i++) {
		const struct command *c = command_find(invoked(&of), in->args[i]);

		if (!c) {
			command_path(&of, &path);
			return err_set(e, ERR_INVALID, "unknown command \"%s\" for \"%s%s%s\"",
				       in->args[i], in->program, path.len ? " " : "", str_c(&path));
		}
		of.path[of.depth++] = c;
	}
	help_full(&of, &text);
	out_text(str_c(&text));
	return 0;
}

const struct command help_command = {
	.name = "help",
	.summary = "Help about any command",
	.args = {{"<command>", ARG_ANY, COMPLETE_COMMAND}},
	.run = run,
};
