/* Members of an archive onto the disk, below one root folder which they cannot leave: every name is
 * walked by descriptor with openat2(RESOLVE_BENEATH), so that a link inside the archive leads at
 * most to another place below the same root. */
#ifndef LX_IMAGE_EXTRACT_H
#define LX_IMAGE_EXTRACT_H

#include <archive.h>
#include <archive_entry.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "image/durable.h"

struct extract_dir;
struct extract_acl;

/* A folder below the root that was used last. */
struct extract_folder {
	int fd; /* O_PATH, or -1 */
	struct str path;
};

struct extract {
	int root;		 /* borrowed: a folder */
	struct durable *durable; /* borrowed: gets the files */
	/* the rest is extract.c's */
	struct extract_folder parent; /* of the last member: most often that of the next, too */
	struct extract_folder target; /* of the last hard link's target */
	struct extract_dir *dirs;     /* folders, whose attributes come last */
	size_t dir_count, dir_cap;
	struct extract_acl *acls; /* ACLs that name users the archive does not number */
	size_t acl_count;
};

#define EXTRACT_NONE ((struct extract){.root = -1, .parent.fd = -1, .target.fd = -1})

/* root is a folder just made, which nobody else changes. */
int extract_begin(struct extract *x, int root, struct durable *durable, struct err *e);
void extract_free(struct extract *x);
#define own_extract __attribute__((cleanup(extract_free)))

/* Unpacks one member with its data. path and target (of a hard link, else NULL) are as member.h
 * makes them. What is there already is replaced, as tar does, except a folder that is not empty. */
int extract_member(struct extract *x, const char *path, const char *target, struct archive *a,
		   struct archive_entry *en, struct err *e);
/* After the last member: attributes of folders, late ACLs. */
int extract_finish(struct extract *x, struct err *e);

#endif
