/* lx completion, which prints a shell's script, and lx __complete, which that script asks. */
#include "base/own.h"
#include "cmd/cli/complete.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"

static int run(struct invocation *in, struct err *e)
{
	const char *script = complete_script(in->args[0]);

	if (!script)
		return err_set(e, ERR_INVALID,
			       "no completion for \"%s\": there are bash, zsh and fish",
			       in->args[0]);
	out_text(script);
	return 0;
}

const struct command completion_command = {
	.name = "completion",
	.summary = "Print the completion script of a shell",
	.examples = "lx completion bash >/etc/bash_completion.d/lx\n"
		    "source <(lx completion bash)\n"
		    "lx completion zsh >~/.zfunc/_lx\n"
		    "lx completion fish >~/.config/fish/completions/lx.fish",
	.args = {{"bash|zsh|fish", ARG_ONE, COMPLETE_SHELL}},
	.run = run,
};

static int run_complete(struct invocation *in, struct err *e)
{
	own_strv struct strv words = {0};

	(void)e;
	complete_words(in->args, in->arg_count, &words);
	for (size_t i = 0; i < words.n; i++)
		out_line("%s", words.v[i]);
	return 0;
}

const struct command complete_command = {
	.name = "__complete",
	.summary = "Print the words that may follow",
	.args = {{"<word>", ARG_ANY, COMPLETE_NOTHING}},
	.hidden = true,
	.run = run_complete,
};
