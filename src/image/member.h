/* Names of archive members: made into paths that cannot leave the root they are unpacked into, and
 * into something that can be shown on a terminal. What a symbolic link on the way does is the
 * business of extract.c (openat2); this is about the letters only. */
#ifndef LX_IMAGE_MEMBER_H
#define LX_IMAGE_MEMBER_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Sets out to the path without leading "./", double and trailing slashes: "a/b", and "" for the
 * root itself. An absolute name and one with a ".." in it are refused. */
int member_path(const char *name, struct str *out, struct err *e);
/* The target of a hard link (member "name"), by the same rules. */
int member_target(const char *name, const char *target, struct str *out, struct err *e);

/* name for a message: control characters and bytes above 126 escaped as \ooo, cut where long. */
enum { MEMBER_SHOWN = 256 };
const char *member_show(const char *name, char out[MEMBER_SHOWN]);

#endif
