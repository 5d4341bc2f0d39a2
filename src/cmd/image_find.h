/* An image as it is named on the command line. */
#ifndef LX_CMD_IMAGE_FIND_H
#define LX_CMD_IMAGE_FIND_H

#include "cmd/cli/command.h"
#include "image/image.h"

/* [<remote>:]<alias or fingerprint>; NULL with the error. */
struct image *image_named(struct invocation *in, const char *text, struct err *e);
/* Loads it, lets change() change it, and saves it, all under its lock. */
int image_change(struct invocation *in, const char *text,
		 int (*change)(struct image *i, const struct invocation *in, struct err *e),
		 struct err *e);

#endif
