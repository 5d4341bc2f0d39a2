/* Names of objects: checked once, at the edge. */
#ifndef LX_STATE_NAME_H
#define LX_STATE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { NAME_MAX_LEN = 63 };

/* An instance's name by LXD's rules, with LXD's messages ("Invalid instance name: …"). */
int name_check_instance(const char *name, struct err *e);
/* The same as a question. What is no name is never made into a path. */
bool name_is_instance(const char *name);
/* A random pleasant "adjective-animal"; out holds NAME_MAX_LEN + 1. */
void name_random(char *out);
/* 16 random hex digits and a NUL. */
void name_random_id(char out[17]);
/* A random UUID (version 4) and a NUL. */
void name_random_uuid(char out[37]);

#endif
