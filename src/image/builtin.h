/* The image built into the binary. Private to image/. The build gives its bytes and its
 * fingerprint, so that finding it in the store hashes nothing. */
#ifndef LX_IMAGE_BUILTIN_H
#define LX_IMAGE_BUILTIN_H

#include "base/err.h"

/* "" where the binary holds none (unit tests). */
const char *builtin_fingerprint(void);
/* A descriptor of its bytes, where fingerprint is its own. */
int builtin_open(const char *fingerprint, struct err *e);

#endif
