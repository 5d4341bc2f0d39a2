/* See tree.h. */
#include "base/tree.h"

#include <dirent.h>
#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/limits.h>

#include "base/own.h"
#include "base/str.h"

/* A file with several names, and where its first copy lies below the target. */
struct linked {
	dev_t dev;
	ino_t ino;
	char *path;
};

struct copy {
	int root;	      /* the target */
	struct str path;      /* of what is being copied, below the root */
	struct linked *links; /* an open hash table */
	size_t link_count, link_cap;
	const struct tree_shift *shift;
};

/* One name in one folder. */
struct spot {
	int from, to; /* folders */
	const char *name;
	struct stat st;
};

enum { PIECE = 1 << 20 };

static int failed(const struct copy *c, struct err *e)
{
	return err_sys(e, errno, "cannot copy \"%s\"", c->path.len ? str_c(&c->path) : "/");
}

static struct linked *link_slot(const struct copy *c, dev_t dev, ino_t ino)
{
	size_t at = (size_t)((ino ^ dev) * 0x9e3779b97f4a7c15u) & (c->link_cap - 1);

	while (c->links[at].path && (c->links[at].ino != ino || c->links[at].dev != dev))
		at = (at + 1) & (c->link_cap - 1);
	return &c->links[at];
}

static void link_grow(struct copy *c)
{
	struct linked *old = c->links;
	size_t n = c->link_cap;

	c->link_cap = n ? 2 * n : 64;
	c->links = mem_zalloc(c->link_cap * sizeof(*c->links));
	for (size_t i = 0; i < n; i++)
		if (old[i].path)
			*link_slot(c, old[i].dev, old[i].ino) = old[i];
	free(old);
}

enum { NOBODY = 65534 };

static uint32_t shift_id(const struct copy *c, uint32_t id)
{
	if (!c->shift)
		return id;
	return c->shift->base + (id < c->shift->size ? id : NOBODY);
}

static void shift_le32(const struct copy *c, char *at)
{
	uint32_t id;

	memcpy(&id, at, sizeof(id));
	id = htole32(shift_id(c, le32toh(id)));
	memcpy(at, &id, sizeof(id));
}

/* A file's capabilities count in the user namespace whose root is named with them; those of
 * revision 2 name none and mean the host's. capabilities(7), linux/capability.h. */
static size_t shift_capabilities(const struct copy *c, char *value, size_t n)
{
	const uint32_t revision = 0xff000000;
	uint32_t magic, root = 0;

	if (n != sizeof(struct vfs_cap_data) && n != sizeof(struct vfs_ns_cap_data))
		return n;
	memcpy(&magic, value, sizeof(magic));
	magic = htole32((le32toh(magic) & ~revision) | VFS_CAP_REVISION_3);
	memcpy(value, &magic, sizeof(magic));
	if (n == sizeof(struct vfs_cap_data))
		memcpy(value + n, &root, sizeof(root));
	shift_le32(c, value + sizeof(struct vfs_cap_data));
	return sizeof(struct vfs_ns_cap_data);
}

/* A version, then entries of a tag, permissions and an id: linux/posix_acl_xattr.h. */
static void shift_acl(const struct copy *c, char *value, size_t n)
{
	for (size_t at = 4; at + 8 <= n; at += 8) {
		unsigned tag = (unsigned char)value[at];

		if (tag == 0x02 /* ACL_USER */ || tag == 0x08 /* ACL_GROUP */)
			shift_le32(c, value + at + 4);
	}
}

/* The value holds XATTR_SIZE_MAX; returns how long it is afterwards. */
static size_t shift_xattr(const struct copy *c, const char *name, char *value, size_t n)
{
	if (!c->shift)
		return n;
	if (!strcmp(name, "security.capability"))
		return shift_capabilities(c, value, n);
	if (str_starts(name, "system.posix_acl_"))
		shift_acl(c, value, n);
	return n;
}

static void names_path(char *out, size_t size, int dir, const char *name)
{
	snprintf(out, size, "/proc/self/fd/%d%s%s", dir, name ? "/" : "", name ? name : "");
}

/* Of a path (lxxx: of a link itself) onto another. */
static int copy_xattrs(const struct copy *c, const char *from, const char *to, struct err *e)
{
	own_free char *names = NULL, *value = NULL;
	ssize_t len = llistxattr(from, NULL, 0);

	if (len <= 0)
		return len == 0 || errno == EOPNOTSUPP ? 0 : failed(c, e);
	names = mem_alloc((size_t)len);
	len = llistxattr(from, names, (size_t)len);
	if (len < 0)
		return failed(c, e);
	value = mem_alloc(XATTR_SIZE_MAX);
	for (const char *name = names; name < names + len; name += strlen(name) + 1) {
		ssize_t n = lgetxattr(from, name, value, XATTR_SIZE_MAX);

		if (n < 0 && errno == ENODATA)
			continue;
		if (n < 0)
			return failed(c, e);
		if (lsetxattr(to, name, value, shift_xattr(c, name, value, (size_t)n), 0)) {
			/* Labels of a policy belong to the file system they were set on. */
			if (errno == EOPNOTSUPP && str_eq(name, "security.selinux"))
				continue;
			err_sys(e, errno, "cannot set the extended attribute \"%s\"", name);
			return err_wrap(e, "cannot copy \"%s\"", str_c(&c->path));
		}
	}
	return 0;
}

static int copy_attrs(const struct copy *c, const struct spot *s, struct err *e)
{
	struct timespec times[2] = {s->st.st_atim, s->st.st_mtim};
	char from[NAME_MAX + 64], to[NAME_MAX + 64];

	if (fchownat(s->to, s->name, shift_id(c, s->st.st_uid), shift_id(c, s->st.st_gid),
		     AT_SYMLINK_NOFOLLOW))
		return failed(c, e);
	if (!S_ISLNK(s->st.st_mode) && fchmodat(s->to, s->name, s->st.st_mode & 07777, 0))
		return failed(c, e);
	names_path(from, sizeof(from), s->from, s->name);
	names_path(to, sizeof(to), s->to, s->name);
	if (copy_xattrs(c, from, to, e))
		return -1;
	if (utimensat(s->to, s->name, times, AT_SYMLINK_NOFOLLOW))
		return failed(c, e);
	return 0;
}

/* One stretch of data, in the kernel where it can, else through memory. */
static int copy_range(const struct copy *c, int in, int out, off_t at, off_t end, struct err *e)
{
	bool by_hand = false;
	own_free char *buffer = NULL;

	while (at < end) {
		off_t a = at, b = at;
		ssize_t n = -1;

		if (!by_hand)
			n = copy_file_range(in, &a, out, &b, (size_t)(end - at), 0);
		if (n <= 0 && !by_hand) {
			by_hand = true;
			buffer = mem_alloc(PIECE);
		}
		if (by_hand) {
			size_t want = end - at < PIECE ? (size_t)(end - at) : PIECE;

			n = pread(in, buffer, want, at);
			if (n > 0)
				n = pwrite(out, buffer, (size_t)n, at);
		}
		if (n < 0)
			return failed(c, e);
		if (!n)
			return 0; /* it became shorter meanwhile */
		at += n;
	}
	return 0;
}

static int copy_content(const struct copy *c, int in, int out, off_t size, struct err *e)
{
	off_t data = 0;

	if (!size || !ioctl(out, FICLONE, in))
		return 0;
	while (data < size) {
		off_t hole;

		data = lseek(in, data, SEEK_DATA);
		if (data < 0 && errno == ENXIO)
			break; /* only a hole is left */
		if (data < 0)
			return failed(c, e);
		hole = lseek(in, data, SEEK_HOLE);
		if (hole < 0)
			return failed(c, e);
		if (copy_range(c, in, out, data, hole, e))
			return -1;
		data = hole;
	}
	return ftruncate(out, size) ? failed(c, e) : 0;
}

static int copy_file(const struct copy *c, const struct spot *s, struct err *e)
{
	own_fd int in = openat(s->from, s->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	own_fd int out = -1;

	if (in < 0)
		return failed(c, e);
	out = openat(s->to, s->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (out < 0)
		return failed(c, e);
	return copy_content(c, in, out, s->st.st_size, e);
}

static int copy_symlink(const struct copy *c, const struct spot *s, struct err *e)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(s->from, s->name, target, sizeof(target) - 1);

	if (n < 0)
		return failed(c, e);
	target[n] = '\0';
	return symlinkat(target, s->to, s->name) ? failed(c, e) : 0;
}

/* 1: its content has been copied under another name, and this one is a link to that. */
static int copy_link(struct copy *c, const struct spot *s, struct err *e)
{
	struct linked *l;

	if (s->st.st_nlink < 2)
		return 0;
	if (2 * c->link_count >= c->link_cap)
		link_grow(c);
	l = link_slot(c, s->st.st_dev, s->st.st_ino);
	if (l->path)
		return linkat(c->root, l->path, s->to, s->name, 0) ? failed(c, e) : 1;
	*l = (struct linked){s->st.st_dev, s->st.st_ino, mem_strdup(str_c(&c->path))};
	c->link_count++;
	return 0;
}

static int copy_folder(struct copy *c, int from, int to, struct err *e);

static int copy_subfolder(struct copy *c, const struct spot *s, struct err *e)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	own_fd int from = openat(s->from, s->name, flags), to = -1;

	if (from < 0 || mkdirat(s->to, s->name, 0700))
		return failed(c, e);
	to = openat(s->to, s->name, flags);
	if (to < 0)
		return failed(c, e);
	return copy_folder(c, from, to, e);
}

static int copy_spot(struct copy *c, struct spot *s, struct err *e)
{
	int r;

	/* An end for folders that are nested without one. */
	if (c->path.len >= PATH_MAX)
		errno = ENAMETOOLONG;
	if (c->path.len >= PATH_MAX || fstatat(s->from, s->name, &s->st, AT_SYMLINK_NOFOLLOW))
		return failed(c, e);
	if (S_ISDIR(s->st.st_mode)) {
		r = copy_subfolder(c, s, e);
		return r ? r : copy_attrs(c, s, e);
	}
	r = copy_link(c, s, e);
	if (r)
		return r < 0 ? -1 : 0;
	if (S_ISREG(s->st.st_mode))
		r = copy_file(c, s, e);
	else if (S_ISLNK(s->st.st_mode))
		r = copy_symlink(c, s, e);
	else if (mknodat(s->to, s->name, (s->st.st_mode & S_IFMT) | 0600, s->st.st_rdev))
		r = failed(c, e);
	return r ? r : copy_attrs(c, s, e);
}

static int copy_folder(struct copy *c, int from, int to, struct err *e)
{
	int again = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	own_dir DIR *d = again < 0 ? NULL : fdopendir(again);
	size_t len = c->path.len;
	struct dirent *entry;

	if (!d)
		return failed(c, e);
	while ((entry = readdir(d))) {
		struct spot s = {.from = from, .to = to, .name = entry->d_name};

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (len)
			str_add_char(&c->path, '/');
		str_add(&c->path, entry->d_name);
		if (copy_spot(c, &s, e))
			return -1;
		c->path.len = len;
		c->path.p[len] = '\0';
	}
	return 0;
}

int tree_copy(int from, int to, const struct tree_shift *shift, struct err *e)
{
	struct copy c = {.root = to, .shift = shift};
	struct spot root = {.from = from, .to = to, .name = "."};
	int r = fstat(from, &root.st) ? failed(&c, e) : copy_folder(&c, from, to, e);

	if (!r)
		r = copy_attrs(&c, &root, e);
	for (size_t i = 0; i < c.link_cap; i++)
		free(c.links[i].path);
	free(c.links);
	str_free(&c.path);
	return r;
}
