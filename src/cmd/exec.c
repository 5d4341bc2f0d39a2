/* lx exec and lx shell. */
#include <string.h>

#include "base/own.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"
#include "ops/ops.h"

enum { CWD, DISABLE_STDIN, ENV, INTERACTIVE, NON_INTERACTIVE, GROUP, MODE, USER };

static const char *const modes[] = {"auto", "interactive", "non-interactive", NULL};

static const struct flag exec_flags[] = {
	[CWD] = {"cwd", 0, FLAG_STRING, "FOLDER",
		 "Directory to run the command in (default /root)"},
	[DISABLE_STDIN] = {"disable-stdin", 'n', .help = "Disable stdin (reads from /dev/null)"},
	[ENV] = {"env", 0, FLAG_LIST, "KEY=VALUE", "Environment variable to set"},
	[INTERACTIVE] = {"force-interactive", 't', .help = "Force pseudo-terminal allocation"},
	[NON_INTERACTIVE] = {"force-noninteractive", 'T',
			     .help = "Disable pseudo-terminal allocation"},
	[GROUP] = {"group", 0, FLAG_INT, "GID", "Group ID to run the command as", .fallback = "0"},
	[MODE] = {"mode", 0, FLAG_ENUM, "MODE", "Override the terminal mode", .fallback = "auto",
		  .choices = modes},
	[USER] = {"user", 0, FLAG_INT, "UID", "User ID to run the command as", .fallback = "0"},
	{NULL},
};

static int choose_terminal(const struct invocation *in, enum exec_tty *tty, struct err *e)
{
	bool on = flag_on(in, INTERACTIVE), off = flag_on(in, NON_INTERACTIVE);
	const char *mode = flag_text(in, MODE);

	if (on && off)
		return err_set(e, ERR_INVALID, "You can't pass -t and -T at the same time");
	if ((on || off) && strcmp(mode, "auto") != 0)
		return err_set(e, ERR_INVALID,
			       "You can't pass -t or -T at the same time as --mode");
	if (on || !strcmp(mode, "interactive"))
		*tty = EXEC_TTY_FORCE;
	else if (off || !strcmp(mode, "non-interactive"))
		*tty = EXEC_TTY_NEVER;
	else
		*tty = EXEC_TTY_AUTO;
	return 0;
}

static int read_id(const struct invocation *in, size_t flag, uint32_t *id, struct err *e)
{
	int64_t n = flag_number(in, flag);

	/* The last one is the kernel's "no id". */
	if (n < 0 || n >= UINT32_MAX)
		return err_set(e, ERR_INVALID, "invalid argument \"%s\" for \"--%s\" flag: no id",
			       flag_text(in, flag), exec_flags[flag].name);
	*id = (uint32_t)n;
	return 0;
}

static int add_env(const struct invocation *in, struct strv *env, struct err *e)
{
	const struct strv *given = flag_list(in, ENV);

	for (size_t i = 0; i < given->n; i++) {
		const char *pair = given->v[i];

		if (!*pair || *pair == '=')
			return err_set(e, ERR_INVALID, "Bad key=value pair: %s", pair);
		strv_add_take(env, mem_printf(strchr(pair, '=') ? "%s" : "%s=", pair));
	}
	return 0;
}

static int exec_words(struct invocation *in, const char *instance, const char *const *words,
		      struct err *e)
{
	const struct store *s = command_store(in, e);
	struct exec_plan plan = {.cwd = flag_text(in, CWD), .no_stdin = flag_on(in, DISABLE_STDIN)};
	int status = 1, r;

	/* The words are only read; execve(2) wants its type. */
	memcpy(&plan.argv, &words, sizeof(plan.argv));
	if (!s || target_instance(instance, &plan.name, e) < 0 ||
	    choose_terminal(in, &plan.tty, e) < 0 || read_id(in, USER, &plan.uid, e) < 0 ||
	    read_id(in, GROUP, &plan.gid, e) < 0 || add_env(in, &plan.env, e) < 0) {
		strv_free(&plan.env);
		return -1;
	}
	r = op_exec(s, &plan, &status, e);
	strv_free(&plan.env);
	if (r < 0 && status > 1) {
		/* Not found or not executable: told like any error, with an exit code of its own. */
		err_line("Error: %s", e->text);
		return status;
	}
	return r < 0 ? -1 : status;
}

static int run_exec_command(struct invocation *in, struct err *e)
{
	return exec_words(in, in->args[0], in->args + 1, e);
}

const struct command exec_command = {
	.name = "exec",
	.summary = "Execute commands in instances",
	.help = "The command is executed directly using exec, so there is no shell and\n"
		"shell patterns (variables, file redirects, ...) won't be understood.\n"
		"If you need a shell environment you need to execute the shell\n"
		"executable, passing the shell commands as arguments, for example:\n"
		"\n"
		"  lx exec <instance> -- sh -c \"cd /tmp && pwd\"\n"
		"\n"
		"Mode defaults to non-interactive, interactive mode is selected if both stdin\n"
		"AND stdout are terminals (stderr is ignored).",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_RUNNING},
		 {"[--] <command line>", ARG_SOME, COMPLETE_NOTHING}},
	.flags = exec_flags,
	.flag_hint = "What stands after \"--\" belongs to the command: exec c1 -- ls -l",
	.run = run_exec_command,
};

static int run_shell(struct invocation *in, struct err *e)
{
	static const char *const words[] = {"su", "-l", NULL};

	return exec_words(in, in->args[0], words, e);
}

const struct command shell_command = {
	.name = "shell",
	.summary = "Open a root login shell in an instance",
	.help = "The same as: lx exec <instance> -- su -l",
	.args = {{"[<remote>:]<instance>", ARG_ONE, COMPLETE_RUNNING}},
	.flags = exec_flags,
	.run = run_shell,
};
