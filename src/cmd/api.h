/* Objects as LXD's API has them, for -f json and -f yaml. The caller owns what is returned. */
#ifndef LX_CMD_API_H
#define LX_CMD_API_H

#include <cjson/cJSON.h>

#include "cmd/facts.h"
#include "image/image.h"
#include "instance/profile.h"

/* An instance with its state and snapshots, as the list with recursion=2 has it. */
cJSON *api_instance(struct facts *f);
/* Of the aliases given, those of the image are its own. */
cJSON *api_image(const struct image *i, const struct image_alias *aliases, size_t n);
/* What an image's owner can edit. */
cJSON *api_image_put(const struct image *i);
cJSON *api_profile(const struct profile *p, const struct strv *used_by);

/* Adds a time as a string that YAML leaves without quotes. */
void api_set_time(cJSON *j, const char *key, int64_t time);

#endif
