/* lx manual: the manual page of everything, made from the commands' own declarations. */
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "cmd/cli/help.h"
#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/version.h"

static const char about[] =
	".SH NAME\n"
	"lx \\- system containers from one file, without a daemon\n"
	".SH SYNOPSIS\n"
	".B lx\n"
	".I command\n"
	"[\\fIargument\\fR...] [\\fIflags\\fR]\n"
	".SH DESCRIPTION\n"
	".B lx\n"
	"runs whole distributions as containers, each under an init of its own, as LXD does, from a\n"
	"single static file. Its command line is that of LXD's client; called\n"
	".BR lxc ,\n"
	"it takes that one's place in scripts, and called by the name of a command (a link named\n"
	".B launch\n"
	"or\n"
	".BR lx\\-launch )\n"
	"it is that command. Nothing runs that belongs to no container: each running container has\n"
	"one small supervisor, and that is all.\n"
	".PP\n"
	"Flags may stand anywhere before \\-\\-; what follows it is never a flag. A name may be given\n"
	"as\n"
	".IR remote : name ;\n"
	"the remotes are\n"
	".B local\n"
	"(this host, meant where none is given) and\n"
	".B builtin\n"
	"(the image inside the program,\n"
	".BR builtin:tiny ).\n"
	".SH COMMANDS\n";

static const char ending[] =
	".SH ENVIRONMENT\n"
	".TP\n.B LX_DIR\nWhere containers and images are kept; /var/lib/lx where it is not set.\n"
	".TP\n.B LX_RUN\nWhere the state of running containers is kept; /run/lx where it is not set.\n"
	".SH EXIT STATUS\n"
	"0 when all went well, 1 for every error. Of\n"
	".B lx exec\n"
	"it is that of the command: 126 when it could not be executed, 127 when it was not found,\n"
	"128 and the signal's number when a signal ended it.\n"
	".SH LICENCES\n"
	".nf\n";

/* Text in which nothing is a request or an escape of roff's; each line stands alone. */
static void add_escaped(struct str *out, const char *text)
{
	for (const char *p = text; *p; p++) {
		if ((p == text || p[-1] == '\n') && (*p == '.' || *p == '\''))
			str_add(out, "\\&");
		if (*p == '\\')
			str_add(out, "\\e");
		else if (*p == '-')
			str_add(out, "\\-");
		else
			str_add_char(out, *p);
	}
}

static void add_block(struct str *out, const char *text)
{
	str_add(out, ".PP\n.nf\n");
	add_escaped(out, text);
	str_add(out, "\n.fi\n");
}

static void add_flags(struct str *out, const struct flag *flags)
{
	for (; flags && flags->name; flags++) {
		own_str struct str names = {0}, text = {0};

		help_flag_names(flags, &names);
		help_flag_text(flags, &text);
		str_add(out, ".TP\n\\fB");
		add_escaped(out, str_c(&names) + strspn(str_c(&names), " "));
		str_add(out, "\\fR\n");
		add_escaped(out, str_c(&text));
		str_add_char(out, '\n');
	}
}

static void add_command(struct str *out, const struct command *c, const char *prefix)
{
	own_free char *name = mem_printf("%s %s", prefix, c->name);
	own_str struct str synopsis = {0};

	if (c->hidden)
		return;
	for (const struct command *const *sub = c->subs; sub && *sub; sub++)
		add_command(out, *sub, name);
	if (c->subs)
		return;
	help_synopsis(c, &synopsis);
	str_add(out, ".SS ");
	add_escaped(out, name);
	add_escaped(out, str_c(&synopsis));
	str_add_char(out, '\n');
	add_escaped(out, c->summary);
	str_add(out, ".\n");
	if (c->aliases[0]) {
		str_add(out, "Also called");
		for (size_t i = 0; i < COMMAND_ALIASES && c->aliases[i]; i++) {
			str_add(out, i ? ", " : " ");
			add_escaped(out, c->aliases[i]);
		}
		str_add(out, ".\n");
	}
	if (c->help)
		add_block(out, c->help);
	add_flags(out, c->flags);
	if (c->examples)
		add_block(out, c->examples);
}

static int run(struct invocation *in, struct err *e)
{
	own_str struct str page = {0};

	(void)in;
	(void)e;
	str_addf(&page, ".TH LX 1 \"\" \"lx %s\" \"System containers\"\n", LX_VERSION);
	str_add(&page, about);
	for (const struct command *const *c = root_command.subs; *c; c++)
		add_command(&page, *c, "lx");
	str_add(&page, ".SH FLAGS OF ALL COMMANDS\n");
	add_flags(&page, global_flags);
	str_add(&page, ending);
	add_escaped(&page, licences);
	str_add(&page, ".fi\n");
	out_bytes(page.p, page.len);
	return 0;
}

const struct command manual_command = {
	.name = "manual",
	.summary = "Print the manual page",
	.help = "The source of a manual page (roff) goes to standard output.",
	.examples = "lx manual | man -l -\n"
		    "lx manual >/usr/local/share/man/man1/lx.1",
	.run = run,
};
