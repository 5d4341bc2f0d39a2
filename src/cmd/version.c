/* lx version, and the licences of what the binary is made of. */
#include "cmd/version.h"

#include <string.h>

#include "cmd/cli/output.h"
#include "cmd/commands.h"
#include "cmd/target.h"

const char licences[] =
	"The built-in image \"tiny\" is BusyBox, a program of its own under the GPL-2.0-only; its\n"
	"source is Debian's source package \"busybox\" with the configuration in the source of lx.\n"
	"Linked into lx: musl (MIT), libarchive (BSD-2-Clause), zlib (Zlib), bzip2 (bzip2-1.0.6),\n"
	"liblzma (public domain), zstd (BSD-3-Clause), libseccomp (LGPL-2.1), cJSON (MIT), libyaml (MIT).\n";

const char *version_for(const char *program)
{
	return strcmp(program, "lxc") != 0 ? LX_VERSION : LXD_VERSION;
}

static int run(struct invocation *in, struct err *e)
{
	const char *version = version_for(in->program);

	if (in->arg_count && target_server(in->args[0], e) < 0)
		return -1;
	out_line("Client version: %s\nServer version: %s", version, version);
	out_line("\nlx %s follows LXD %s.\n", LX_VERSION, LXD_VERSION);
	out_text(licences);
	return 0;
}

const struct command version_command = {
	.name = "version",
	.summary = "Show local and remote versions",
	.help = "Called as lxc, the version given is that of the LXD whose behaviour is followed.",
	.args = {{"<remote>:", ARG_OPTIONAL, COMPLETE_REMOTE}},
	.run = run,
};
