/* Completion: the words that may follow on a command line, and the scripts that make bash, zsh
 * and fish ask for them. */
#ifndef LX_CMD_CLI_COMPLETE_H
#define LX_CMD_CLI_COMPLETE_H

#include <stddef.h>

#include "base/str.h"

/* What a file's name should stand for is the shell's to complete: it is asked for by this word. */
#define COMPLETE_FILES ":files"

/* Adds what the last of words may be completed to. */
void complete_words(const char *const *words, size_t n, struct strv *out);
/* "bash", "zsh", "fish"; NULL for another. */
const char *complete_script(const char *shell);
extern const char *const complete_shells[];

#endif
