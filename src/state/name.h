/* Names of objects: checked once, at the edge. */
#ifndef LX_STATE_NAME_H
#define LX_STATE_NAME_H

#include <stddef.h>

#include "base/err.h"

enum { NAME_MAX_LEN = 63 };

/* An instance's name by LXD's rules, with LXD's messages ("Invalid instance name: …"). */
int name_check_instance(const char *name, struct err *e);
/* A random pleasant "adjective-animal"; out holds NAME_MAX_LEN + 1. */
void name_random(char *out);
/* 16 random hex digits and a NUL. */
void name_random_id(char out[17]);

#endif
