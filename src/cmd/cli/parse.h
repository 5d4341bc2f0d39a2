/* The command line into a struct invocation, by the rules of LXD's client: flags may stand
 * anywhere before "--", also joined (-tn, -fcsv, --format=csv). */
#ifndef LX_CMD_CLI_PARSE_H
#define LX_CMD_CLI_PARSE_H

#include "cmd/cli/command.h"

/* argv[0] is left out already. On -1 what was found so far is in in, for the usage to be shown
 * where the error is ERR_USAGE. --help and --version end the parsing with 0. */
int parse(struct invocation *in, const struct command *root, int argc, char **argv, struct err *e);
void invocation_free(struct invocation *in);

#endif
