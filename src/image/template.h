/* The templates of an image, kept by each of its containers: metadata.yaml and templates/ in a
 * folder, that of the image or that of the instance. What is in them is template/'s business. */
#ifndef LX_IMAGE_TEMPLATE_H
#define LX_IMAGE_TEMPLATE_H

#include "base/err.h"
#include "base/str.h"
#include "image/metadata.h"

/* Gives the folder to, which has none yet, what the folder from has of them. They are the same
 * files under further names, so whoever changes one must put a new one in its place. Durable as
 * soon as to is moved and the folder it is moved into is synced (stage_publish). */
int templates_copy(int from, int to, struct err *e);

/* Reads the folder's metadata.yaml; without one there are no templates. */
int templates_load(int dir, struct metadata *out, struct err *e);
/* Adds the text of the template to out. */
int templates_read(int dir, const struct image_template *t, struct str *out, struct err *e);

#endif
