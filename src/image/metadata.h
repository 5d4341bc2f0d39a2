/* metadata.yaml of an image: what it says about itself, and the templates of files that are made
 * at a container's creation or start. */
#ifndef LX_IMAGE_METADATA_H
#define LX_IMAGE_METADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

enum { METADATA_MAX_SIZE = 1 << 20 };

struct image_template {
	char *path;	  /* of the file to make, absolute inside the container */
	struct strv when; /* of "create", "copy", "rename", "start" */
	char *file;	  /* in templates/ */
	bool create_only;
	struct map properties;
	int64_t uid, gid, mode; /* -1 where not given */
};

struct metadata {
	char *architecture;		    /* the kernel's name: x86_64 */
	int64_t creation_date, expiry_date; /* unix seconds; expiry 0 = never */
	struct map properties;
	struct image_template *templates;
	size_t template_count;
};

#define own_metadata __attribute__((cleanup(metadata_free)))

/* Fills m (zeroed) from the file's text; free it in any case. */
int metadata_parse(struct metadata *m, const char *text, size_t len, struct err *e);
void metadata_free(struct metadata *m);

/* The kernel's name for an architecture, by that or by a distribution's ("amd64"); NULL where it
 * is neither. */
const char *architecture_name(const char *name);

#endif
