/* See attrs.h. The order on the file matters: chown drops setuid bits and file capabilities, chmod
 * sets an ACL's mask, and anything after the times would be harmless but pointless. */
#include "image/attrs.h"

#include <archive.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/own.h"
#include "image/member.h"

static void add_xattr(struct attrs *a, const char *name, const void *value, size_t size)
{
	str_add_bytes(&a->xattrs, name, strlen(name) + 1);
	str_add_bytes(&a->xattrs, &size, sizeof(size));
	str_add_bytes(&a->xattrs, value, size);
}

/* overlayfs would take trusted.overlay.* of a layer for its own marks. What is left of system.*
 * belongs to file systems, and comes from libarchive only where somebody packed it by mistake. */
static bool wanted(const char *name)
{
	if (str_starts(name, "trusted.overlay."))
		return false;
	return !str_starts(name, "system.") || str_eq(name, ACL_XATTR_ACCESS) ||
	       str_eq(name, ACL_XATTR_DEFAULT);
}

static int owner(int64_t id, const char *shown, uint32_t *out, struct err *e)
{
	if (id < 0 || id >= UINT32_MAX)
		return err_set(e, ERR_INVALID, "member \"%s\" belongs to the impossible id %lld",
			       shown, (long long)id);
	*out = (uint32_t)id;
	return 0;
}

int attrs_from_entry(struct attrs *a, struct archive_entry *en, const char *shown, bool *names,
		     struct err *e)
{
	static const struct {
		int type;
		const char *xattr;
	} acls[] = {
		{ARCHIVE_ENTRY_ACL_TYPE_ACCESS, ACL_XATTR_ACCESS},
		{ARCHIVE_ENTRY_ACL_TYPE_DEFAULT, ACL_XATTR_DEFAULT},
	};
	own_str struct str value = {0};
	const char *name;
	const void *data;
	size_t size;

	if (owner(archive_entry_uid(en), shown, &a->uid, e) ||
	    owner(archive_entry_gid(en), shown, &a->gid, e))
		return -1;
	a->mode = archive_entry_mode(en) & 07777;
	a->times[1] = (struct timespec){archive_entry_mtime(en), archive_entry_mtime_nsec(en)};
	a->times[0] = a->times[1];
	if (archive_entry_atime_is_set(en))
		a->times[0] =
			(struct timespec){archive_entry_atime(en), archive_entry_atime_nsec(en)};
	if (archive_entry_xattr_reset(en) > 0)
		while (archive_entry_xattr_next(en, &name, &data, &size) == ARCHIVE_OK)
			if (wanted(name))
				add_xattr(a, name, data, size);
	*names = false;
	for (size_t i = 0; i < countof(acls); i++) {
		enum acl_outcome outcome = acl_from_entry(en, acls[i].type, NULL, &value);

		if (outcome == ACL_READY)
			add_xattr(a, acls[i].xattr, value.p, value.len);
		else if (outcome == ACL_NAMES)
			*names = true;
	}
	return 0;
}

void attrs_free(struct attrs *a)
{
	str_free(&a->xattrs);
}

static int xattr_failed(const char *name, const char *shown, struct err *e)
{
	char safe_name[MEMBER_SHOWN];

	/* A label of another host's policy means nothing here. */
	if (errno == EOPNOTSUPP && str_eq(name, "security.selinux"))
		return 0;
	if (errno == EOPNOTSUPP)
		return err_set(e, ERR_UNSUPPORTED,
			       "the store's file system cannot hold the extended attribute \"%s\" "
			       "of \"%s\"",
			       member_show(name, safe_name), shown);
	return err_sys(e, errno, "cannot set the extended attribute \"%s\" of \"%s\"",
		       member_show(name, safe_name), shown);
}

/* fd where it is not -1, else path. */
static int set_xattrs(const struct attrs *a, int fd, const char *path, const char *shown,
		      struct err *e)
{
	const char *p = a->xattrs.p, *end = p + a->xattrs.len;

	while (p < end) {
		const char *name = p;
		size_t size;
		int r;

		p += strlen(name) + 1;
		memcpy(&size, p, sizeof(size));
		p += sizeof(size);
		r = fd >= 0 ? fsetxattr(fd, name, p, size, 0) : lsetxattr(path, name, p, size, 0);
		if (r && xattr_failed(name, shown, e))
			return -1;
		p += size;
	}
	return 0;
}

static void proc_path(char *out, size_t size, int dir, const char *name)
{
	snprintf(out, size, "/proc/self/fd/%d%s%s", dir, name ? "/" : "", name ? name : "");
}

/* The folder it was made in is ours and not setgid, so what is made in it is ours as well: chown is
 * dear where a journal has to note it, and most files of a system belong to root. */
static bool is_ours(const struct attrs *a)
{
	return a->uid == geteuid() && a->gid == getegid();
}

int attrs_apply(const struct attrs *a, int fd, bool fresh, const char *shown, struct err *e)
{
	if (!(fresh && is_ours(a)) && fchown(fd, a->uid, a->gid))
		return err_sys(e, errno, "cannot change the owner of \"%s\"", shown);
	if (fchmod(fd, a->mode))
		return err_sys(e, errno, "cannot change the mode of \"%s\"", shown);
	if (a->xattrs.len && set_xattrs(a, fd, NULL, shown, e))
		return -1;
	if (futimens(fd, a->times))
		return err_sys(e, errno, "cannot set the times of \"%s\"", shown);
	return 0;
}

int attrs_apply_at(const struct attrs *a, int dir, const char *name, bool link, const char *shown,
		   struct err *e)
{
	if (!is_ours(a) && fchownat(dir, name, a->uid, a->gid, AT_SYMLINK_NOFOLLOW))
		return err_sys(e, errno, "cannot change the owner of \"%s\"", shown);
	if (!link && fchmodat(dir, name, a->mode, 0))
		return err_sys(e, errno, "cannot change the mode of \"%s\"", shown);
	if (a->xattrs.len) {
		char path[NAME_MAX + 64];

		proc_path(path, sizeof(path), dir, name);
		if (set_xattrs(a, -1, path, shown, e))
			return -1;
	}
	if (utimensat(dir, name, a->times, AT_SYMLINK_NOFOLLOW))
		return err_sys(e, errno, "cannot set the times of \"%s\"", shown);
	return 0;
}

int attrs_apply_acls(struct archive_entry *en, const struct acl_ids *ids, int fd, const char *shown,
		     struct err *e)
{
	own_str struct str value = {0};
	char path[64];

	proc_path(path, sizeof(path), fd, NULL);
	if (acl_from_entry(en, ARCHIVE_ENTRY_ACL_TYPE_ACCESS, ids, &value) == ACL_READY &&
	    setxattr(path, ACL_XATTR_ACCESS, value.p, value.len, 0) &&
	    xattr_failed(ACL_XATTR_ACCESS, shown, e))
		return -1;
	if (acl_from_entry(en, ARCHIVE_ENTRY_ACL_TYPE_DEFAULT, ids, &value) == ACL_READY &&
	    setxattr(path, ACL_XATTR_DEFAULT, value.p, value.len, 0) &&
	    xattr_failed(ACL_XATTR_DEFAULT, shown, e))
		return -1;
	return 0;
}
