/* POSIX ACLs between libarchive's entries and the bytes of the system.posix_acl_* attributes
 * (libarchive is built without libacl, so it reads and writes them in archives only). */
#ifndef LX_IMAGE_ACL_H
#define LX_IMAGE_ACL_H

#include <archive_entry.h>

#include "base/str.h"

#define ACL_XATTR_ACCESS  "system.posix_acl_access"
#define ACL_XATTR_DEFAULT "system.posix_acl_default"

/* The text of /etc/passwd and /etc/group, for archives that name users and groups by name only. */
struct acl_ids {
	struct str passwd, group;
};

enum acl_outcome {
	ACL_NONE,  /* nothing beyond the mode */
	ACL_READY, /* the attribute's value is in out */
	ACL_NAMES, /* it names somebody by name, and no ids were given */
};

/* type is ARCHIVE_ENTRY_ACL_TYPE_ACCESS or _DEFAULT. With ids, a name nobody has is left out. */
enum acl_outcome acl_from_entry(struct archive_entry *en, int type, const struct acl_ids *ids,
				struct str *out);
/* Adds the attribute's value to the entry; 0, or -1 where the bytes make no sense. */
int acl_to_entry(struct archive_entry *en, int type, const void *value, size_t size);

#endif
