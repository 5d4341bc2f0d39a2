/* lx info of the host itself, which stands where LXD's server does. */
#ifndef LX_CMD_INFO_SERVER_H
#define LX_CMD_INFO_SERVER_H

#include "cmd/cli/command.h"

int info_server(struct invocation *in, struct err *e);

#endif
