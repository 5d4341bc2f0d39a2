/* lx console. */
#include "cmd/console.h"

#include <unistd.h>

#include "base/own.h"
#include "base/text.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"
#include "ops/ops.h"

enum { SHOW_LOG, TYPE };

const char *const console_types[] = {"console", NULL};

static const struct flag flags[] = {
	[SHOW_LOG] = {"show-log", .help = "Retrieve the instance's console log"},
	[TYPE] = {"type", 't', FLAG_ENUM, "TYPE", "Type of connection", .fallback = "console",
		  .choices = console_types, .wrong_choice = "Unknown output type"},
	{NULL},
};

/* What it holds was written by the container: on a terminal nothing but text and colour gets
 * through, elsewhere it is as it was. */
static int show_log(const struct store *s, const char *name, struct err *e)
{
	own_str struct str log = {0}, safe = {0};

	if (run_console_log(s, name, &log, e) < 0)
		return -1;
	if (!isatty(STDOUT_FILENO)) {
		out_bytes(str_c(&log), log.len);
		return 0;
	}
	text_add_safe(&safe, str_c(&log), log.len, TEXT_LOG);
	out_bytes(str_c(&safe), safe.len);
	out_text("\033[0m");
	return 0;
}

int console_attach(struct invocation *in, const char *name, struct err *e)
{
	const struct store *s = command_store(in, e);

	if (!s)
		return -1;
	out_text("To detach from the console, press: <ctrl>+a q\n");
	return run_console(s, name, e);
}

static int run(struct invocation *in, struct err *e)
{
	const struct store *s = command_store(in, e);
	struct op_view view = {0};
	const char *name;
	bool running;

	if (!s || target_instance(in->args[0], &name, e) < 0 || op_look(s, name, &view, e) < 0)
		return -1;
	running = view.run.status == RUN_RUNNING || view.run.status == RUN_FROZEN;
	instance_free(view.instance);
	if (flag_on(in, SHOW_LOG))
		return show_log(s, name, e);
	if (!running)
		return err_set(e, ERR_STATE, "Instance is not running");
	return console_attach(in, name, e);
}

const struct command console_command = {
	.name = "console",
	.summary = "Attach to instance consoles",
	.help = "The terminal becomes that of the instance's init, until <ctrl>+a q is pressed.",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_RUNNING}},
	.flags = flags,
	.run = run,
};
