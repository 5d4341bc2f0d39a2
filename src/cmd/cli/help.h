/* The help and the usage of a command, made from its declaration, in the form of LXD's. */
#ifndef LX_CMD_CLI_HELP_H
#define LX_CMD_CLI_HELP_H

#include "cmd/cli/command.h"

/* For the command that in->path ends with. */
void help_full(const struct invocation *in, struct str *out);
void help_usage(const struct invocation *in, struct str *out);
/* " [<remote>:]<image> [[<remote>:]<name>]" */
void help_synopsis(const struct command *c, struct str *out);
/* "-c, --config K=V", or "    --all" */
void help_flag_names(const struct flag *f, struct str *out);
/* The flag's help with its choices and what it is without. */
void help_flag_text(const struct flag *f, struct str *out);

#endif
