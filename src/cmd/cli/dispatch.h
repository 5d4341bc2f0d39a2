/* From names to a command: what main() calls. */
#ifndef LX_CMD_CLI_DISPATCH_H
#define LX_CMD_CLI_DISPATCH_H

/* Returns the exit code. */
int dispatch(int argc, char **argv);

#endif
