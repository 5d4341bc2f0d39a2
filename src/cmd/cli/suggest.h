/* "Did you mean": the known words nearest to one that is not known. */
#ifndef LX_CMD_CLI_SUGGEST_H
#define LX_CMD_CLI_SUGGEST_H

#include "base/str.h"
#include "cmd/cli/command.h"

/* Insertions, deletions, changes and swaps of neighbours that turn a into b; anything beyond
 * max is max + 1. */
size_t edit_distance(const char *a, const char *b, size_t max);

/* Adds the block that follows the error; nothing where no word is near. */
void suggest_command(struct str *out, const struct command *group, const char *word);
void suggest_flag(struct str *out, const struct command *c, const char *word);

#endif
