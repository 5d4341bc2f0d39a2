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

struct extract {
	int root;		 /* borrowed: a folder */
	struct durable *durable; /* borrowed: gets the files */
	/* the rest is extract.c's */
	int parent; /* the folder of the last member, most often also that of the next */
	struct str parent_path;
	struct extract_dir *dirs; /* folders, whose attributes come last */
	size_t dir_count, dir_cap;
	struct extract_acl *acls; /* ACLs that name users the archive does not number */
	size_t acl_count;
};

void extract_init(struct extract *x, int root, struct durable *durable);
void extract_free(struct extract *x);
#define own_extract __attribute__((cleanup(extract_free)))

/* Unpacks one member with its data. path and target (of a hard link, else NULL) are as member.h
 * makes them. What is there already is replaced, as tar does, except a folder that is not empty. */
int extract_member(struct extract *x, const char *path, const char *target, struct archive *a,
		   struct archive_entry *en, struct err *e);
/* After the last member: attributes of folders, late ACLs. */
int extract_finish(struct extract *x, struct err *e);

#endif
