/* What a file has beside its content: owner, mode, times, extended attributes and ACLs, taken from
 * an archive's entry and put onto a file. Folders get theirs when everything is unpacked, which is
 * why it is kept apart from the entry. */
#ifndef LX_IMAGE_ATTRS_H
#define LX_IMAGE_ATTRS_H

#include <archive_entry.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"
#include "image/acl.h"

struct attrs {
	uid_t uid;
	gid_t gid;
	mode_t mode; /* permissions with setuid, setgid and sticky */
	struct timespec times[2];
	struct str xattrs; /* name, NUL, size (size_t), value; again and again */
};

#define own_attrs __attribute__((cleanup(attrs_free)))

/* Adds nothing to what a was (zeroed, or freed). *names says that an ACL needs acl_ids: it is left
 * out then, and attrs_acl_at comes later. shown is the member's name for messages. */
int attrs_from_entry(struct attrs *a, struct archive_entry *en, const char *shown, bool *names,
		     struct err *e);
void attrs_free(struct attrs *a);

/* Onto an open file, just made (fresh: it belongs to this process), or folder. */
int attrs_apply(const struct attrs *a, int fd, bool fresh, const char *shown, struct err *e);
/* Onto dir/name, a node or (link) a symbolic link just made there. */
int attrs_apply_at(const struct attrs *a, int dir, const char *name, bool link, const char *shown,
		   struct err *e);
/* Puts the entry's ACLs alone onto an open file or folder (O_PATH will do). */
int attrs_apply_acls(struct archive_entry *en, const struct acl_ids *ids, int fd, const char *shown,
		     struct err *e);

#endif
