/* lx image delete. */
#include "cmd/commands.h"
#include "cmd/target.h"
#include "ops/ops.h"

static int run(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);

	for (size_t i = 0; i < in->arg_count; i++) {
		const char *name;

		if (!s || target_local(in->args[i], &name, e) < 0 ||
		    op_image_delete(s, name, e) < 0)
			return -1;
	}
	return 0;
}

const struct command image_delete_command = {
	.name = "delete",
	.aliases = {"rm"},
	.summary = "Delete images",
	.help = "Instances created from them stay as they are.",
	.args = {{"[<remote>:]<image>", ARG_SOME, COMPLETE_IMAGE}},
	.run = run,
};
