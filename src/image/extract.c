/* See extract.h. */
#include "image/extract.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/own.h"
#include "image/attrs.h"
#include "image/member.h"
#include "kernel/sys.h"

struct extract_dir {
	char *path;
	struct attrs attrs;
};

struct extract_acl {
	char *path;
	bool of_root;
	struct archive_entry *entry;
};

/* One member on its way. */
struct item {
	struct archive *archive;
	struct archive_entry *entry;
	const char *path;   /* below the root */
	const char *name;   /* its last part */
	const char *target; /* of a hard link */
	int parent;	    /* borrowed */
	struct attrs attrs;
	char shown[MEMBER_SHOWN];
};

enum { ID_FILE_MAX = 1 << 20 };

/* A setgid bit or a default ACL somewhere above the store would be inherited by all that is
 * unpacked. Without them, everything made below is this process' own. */
int extract_begin(struct extract *x, int root, struct durable *durable, struct err *e)
{
	*x = EXTRACT_NONE;
	x->root = root;
	x->durable = durable;
	fremovexattr(root, ACL_XATTR_DEFAULT);
	fremovexattr(root, ACL_XATTR_ACCESS);
	if (fchown(root, geteuid(), getegid()) || fchmod(root, 0755))
		return err_sys(e, errno, "cannot change the folder to unpack into");
	return 0;
}

static void folder_close(struct extract_folder *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	str_free(&f->path);
}

void extract_free(struct extract *x)
{
	folder_close(&x->parent);
	folder_close(&x->target);
	for (size_t i = 0; i < x->dir_count; i++) {
		free(x->dirs[i].path);
		attrs_free(&x->dirs[i].attrs);
	}
	free(x->dirs);
	for (size_t i = 0; i < x->acl_count; i++) {
		free(x->acls[i].path);
		archive_entry_free(x->acls[i].entry);
	}
	free(x->acls);
}

static int open_beneath(int root, const char *path, int flags)
{
	struct sys_open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.resolve = SYS_RESOLVE_BENEATH | SYS_RESOLVE_NO_MAGICLINKS,
	};
	int fd;

	/* EAGAIN: something on this host was renamed while a ".." was being followed. */
	do
		fd = sys_openat2(root, *path ? path : ".", &how);
	while (fd < 0 && errno == EAGAIN);
	return fd;
}

static int refused(const struct item *it, struct err *e)
{
	switch (errno) {
	case EXDEV:
		return err_set(e, ERR_INVALID,
			       "member \"%s\" is refused: a link on its way leads out of the root",
			       it->shown);
	case ELOOP:
		return err_set(e, ERR_INVALID, "member \"%s\" lies behind links without an end",
			       it->shown);
	case ENOTDIR:
		return err_set(e, ERR_INVALID,
			       "member \"%s\" lies below something that is not a directory",
			       it->shown);
	default:
		return err_sys(e, errno, "cannot unpack \"%s\"", it->shown);
	}
}

/* Folders the archive does not mention are made as tar makes them. */
static int make_parents(const struct extract *x, const char *path, const struct item *it,
			struct err *e)
{
	own_fd int dir = open_beneath(x->root, "", O_PATH | O_DIRECTORY);
	own_free char *prefix = mem_strdup(path);

	if (dir < 0)
		return refused(it, e);
	for (char *part = prefix; part;) {
		char *end = strchr(part, '/');
		int next;

		if (end)
			*end = '\0';
		next = open_beneath(x->root, prefix, O_PATH | O_DIRECTORY);
		if (next < 0 && errno == ENOENT) {
			if (mkdirat(dir, part, 0755) && errno == EEXIST)
				return err_set(e, ERR_INVALID,
					       "member \"%s\" is refused: a link on its way leads "
					       "nowhere",
					       it->shown);
			/* whatever the umask */
			if (fchmodat(dir, part, 0755, 0))
				return refused(it, e);
			next = open_beneath(x->root, prefix, O_PATH | O_DIRECTORY);
		}
		if (next < 0)
			return refused(it, e);
		close(dir);
		dir = next;
		if (end)
			*end++ = '/';
		part = end;
	}
	return take_fd(&dir);
}

static bool folder_is(const struct extract_folder *f, const char *path, size_t len)
{
	return f->fd >= 0 && f->path.len == len && !memcmp(str_c(&f->path), path, len);
}

/* The first len bytes of path as a folder below the root, in f. -1 with errno. */
static int folder_open(const struct extract *x, struct extract_folder *f, const char *path,
		       size_t len)
{
	if (folder_is(f, path, len))
		return f->fd;
	folder_close(f);
	str_add_bytes(&f->path, path, len);
	f->fd = open_beneath(x->root, str_c(&f->path), O_PATH | O_DIRECTORY);
	return f->fd;
}

/* The length of path's folder; *name is the rest of it. */
static size_t split(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');

	*name = slash ? slash + 1 : path;
	return slash ? (size_t)(slash - path) : 0;
}

/* The folder a member goes into, as an O_PATH descriptor. */
static int open_parent(struct extract *x, struct item *it, struct err *e)
{
	size_t len = split(it->path, &it->name);

	it->parent = folder_open(x, &x->parent, it->path, len);
	if (it->parent >= 0)
		return 0;
	if (errno != ENOENT)
		return refused(it, e);
	it->parent = x->parent.fd = make_parents(x, str_c(&x->parent.path), it, e);
	return it->parent < 0 ? -1 : 0;
}

/* Something has the name already: out of the way with it. */
static int make_room(struct extract *x, const struct item *it, struct err *e)
{
	struct stat st;

	for (size_t i = 0; i < x->acl_count; i++)
		if (str_eq(x->acls[i].path, it->path))
			x->acls[i].path[0] = '\0';
	if (fstatat(it->parent, it->name, &st, AT_SYMLINK_NOFOLLOW))
		return refused(it, e);
	if (!unlinkat(it->parent, it->name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0)) {
		/* Paths may have led through it. The parent's descriptor remains this member's. */
		folder_close(&x->target);
		str_clear(&x->parent.path);
		str_add(&x->parent.path, "/");
		return 0;
	}
	if (errno == ENOTEMPTY || errno == EEXIST)
		return err_set(e, ERR_INVALID,
			       "member \"%s\" would replace a directory that is not empty",
			       it->shown);
	return refused(it, e);
}

static int read_failed(const struct item *it, struct err *e)
{
	const char *why = archive_error_string(it->archive);

	if (why && str_starts(why, "Truncated"))
		return err_set(e, ERR_INVALID, "it is cut short, in member \"%s\"", it->shown);
	return err_set(e, ERR_INVALID, "cannot read member \"%s\": %s", it->shown,
		       why ? why : "the archive is damaged");
}

/* Holes come as jumps of the offset, the last one as an empty block at the end. */
static int write_content(int fd, const struct item *it, struct err *e)
{
	int64_t size = archive_entry_size(it->entry), at, end = 0;
	const char *p;
	size_t n;
	int r;

	while ((r = archive_read_data_block(it->archive, (const void **)&p, &n, &at)) ==
	       ARCHIVE_OK) {
		while (n) {
			ssize_t done = pwrite(fd, p, n, at);

			if (done < 0)
				return err_sys(e, errno, "cannot write \"%s\"", it->shown);
			p += done;
			n -= (size_t)done;
			at += done;
		}
		end = at > end ? at : end;
	}
	if (r != ARCHIVE_EOF)
		return read_failed(it, e);
	if (end < size && ftruncate(fd, size))
		return err_sys(e, errno, "cannot write \"%s\"", it->shown);
	return 0;
}

static int make_file(struct extract *x, const struct item *it, struct err *e)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	own_fd int fd = openat(it->parent, it->name, flags, 0600);

	if (fd < 0 && errno == EEXIST) {
		if (make_room(x, it, e))
			return -1;
		fd = openat(it->parent, it->name, flags, 0600);
	}
	if (fd < 0)
		return refused(it, e);
	if (archive_entry_size(it->entry) > 0 && write_content(fd, it, e))
		return -1;
	if (attrs_apply(&it->attrs, fd, true, it->shown, e))
		return -1;
	durable_begin(fd, 0, (uint64_t)archive_entry_size(it->entry));
	durable_add(x->durable, take_fd(&fd));
	return 0;
}

static int link_to(struct extract *x, const struct item *it, struct err *e)
{
	const char *name;
	size_t len = split(it->target, &name);
	char shown[MEMBER_SHOWN];
	int dir = folder_is(&x->parent, it->target, len)
			  ? x->parent.fd
			  : folder_open(x, &x->target, it->target, len);

	if (dir < 0 && errno != ENOENT)
		return refused(it, e);
	if (dir >= 0 && !linkat(dir, name, it->parent, it->name, 0))
		return 0;
	if (errno == ENOENT)
		return err_set(e, ERR_INVALID,
			       "member \"%s\" is a link to \"%s\", which is not there", it->shown,
			       member_show(it->target, shown));
	if (errno == EEXIST)
		return 1;
	return refused(it, e);
}

static int make_hard_link(struct extract *x, const struct item *it, struct err *e)
{
	int r;

	if (str_eq(it->target, it->path))
		return 0;
	r = link_to(x, it, e);
	if (r == 1)
		r = make_room(x, it, e) ? -1 : link_to(x, it, e);
	return r;
}

static int make_symlink(struct extract *x, const struct item *it, struct err *e)
{
	const char *to = archive_entry_symlink(it->entry);

	if (!to || !*to)
		return err_set(e, ERR_INVALID, "member \"%s\" is a link without a target",
			       it->shown);
	if (symlinkat(to, it->parent, it->name)) {
		if (errno != EEXIST)
			return refused(it, e);
		if (make_room(x, it, e))
			return -1;
		if (symlinkat(to, it->parent, it->name))
			return refused(it, e);
	}
	return attrs_apply_at(&it->attrs, it->parent, it->name, true, it->shown, e);
}

static int make_node(struct extract *x, const struct item *it, mode_t type, struct err *e)
{
	dev_t dev = type == S_IFIFO ? 0
				    : makedev((unsigned)archive_entry_rdevmajor(it->entry),
					      (unsigned)archive_entry_rdevminor(it->entry));

	if (mknodat(it->parent, it->name, type | 0600, dev)) {
		if (errno != EEXIST)
			return refused(it, e);
		if (make_room(x, it, e))
			return -1;
		if (mknodat(it->parent, it->name, type | 0600, dev))
			return refused(it, e);
	}
	return attrs_apply_at(&it->attrs, it->parent, it->name, false, it->shown, e);
}

/* The attributes wait for the end: a setgid bit or a default ACL would be inherited by what is
 * made inside, and every new entry changes the times. */
static int make_dir(struct extract *x, struct item *it, struct err *e)
{
	struct stat st;

	if (*it->path && mkdirat(it->parent, it->name, 0700)) {
		if (errno != EEXIST)
			return refused(it, e);
		if (fstatat(it->parent, it->name, &st, AT_SYMLINK_NOFOLLOW))
			return refused(it, e);
		if (!S_ISDIR(st.st_mode)) {
			if (make_room(x, it, e))
				return -1;
			if (mkdirat(it->parent, it->name, 0700))
				return refused(it, e);
		}
	}
	if (x->dir_count == x->dir_cap) {
		x->dir_cap = x->dir_cap ? 2 * x->dir_cap : 256;
		x->dirs = mem_grow(x->dirs, x->dir_cap, sizeof(*x->dirs));
	}
	x->dirs[x->dir_count].path = mem_strdup(it->path);
	x->dirs[x->dir_count].attrs = it->attrs;
	x->dir_count++;
	it->attrs = (struct attrs){0};
	return 0;
}

static void keep_acl(struct extract *x, const struct item *it)
{
	x->acls = mem_grow(x->acls, x->acl_count + 1, sizeof(*x->acls));
	x->acls[x->acl_count].path = mem_strdup(it->path);
	x->acls[x->acl_count].of_root = !*it->path;
	x->acls[x->acl_count].entry = archive_entry_clone(it->entry);
	x->acl_count++;
}

static int make(struct extract *x, struct item *it, struct err *e)
{
	mode_t type = it->target ? S_IFREG : archive_entry_filetype(it->entry);

	if (!*it->path && type != S_IFDIR)
		return err_set(e, ERR_INVALID,
			       "member \"%s\" is the root itself, and not a directory", it->shown);
	if (it->target)
		return make_hard_link(x, it, e);
	switch (type) {
	case S_IFREG:
		return make_file(x, it, e);
	case S_IFDIR:
		return make_dir(x, it, e);
	case S_IFLNK:
		return make_symlink(x, it, e);
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
		return make_node(x, it, type, e);
	default:
		return err_set(e, ERR_INVALID, "member \"%s\" is of an unknown type", it->shown);
	}
}

int extract_member(struct extract *x, const char *path, const char *target, struct archive *a,
		   struct archive_entry *en, struct err *e)
{
	struct item it = {.archive = a, .entry = en, .path = path, .target = target};
	bool names = false;
	int r;

	member_show(archive_entry_pathname(en), it.shown);
	if (open_parent(x, &it, e))
		return -1;
	if (attrs_from_entry(&it.attrs, en, it.shown, &names, e))
		r = -1;
	else
		r = make(x, &it, e);
	if (!r && names && !target)
		keep_acl(x, &it);
	attrs_free(&it.attrs);
	return r;
}

static void read_ids(int root, const char *path, struct str *out)
{
	own_fd int fd = open_beneath(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	char buffer[4096];
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return;
	while (out->len < ID_FILE_MAX && (n = read(fd, buffer, sizeof(buffer))) > 0)
		str_add_bytes(out, buffer, (size_t)n);
	str_add_char(out, '\n');
}

/* Names are the image's own; those it does not know are the host's, as tar has it. */
static int apply_acls(struct extract *x, struct err *e)
{
	struct acl_ids ids = {0};
	own_fd int host = -1;
	int r = 0;

	if (!x->acl_count)
		return 0;
	host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	read_ids(x->root, "etc/passwd", &ids.passwd);
	read_ids(x->root, "etc/group", &ids.group);
	read_ids(host, "etc/passwd", &ids.passwd);
	read_ids(host, "etc/group", &ids.group);
	for (size_t i = 0; !r && i < x->acl_count; i++) {
		own_fd int fd = open_beneath(x->root, x->acls[i].path, O_PATH | O_NOFOLLOW);
		char shown[MEMBER_SHOWN];

		/* An empty path was a member that another one has replaced. */
		if (fd >= 0 && (x->acls[i].path[0] || x->acls[i].of_root))
			r = attrs_apply_acls(x->acls[i].entry, &ids, fd,
					     member_show(x->acls[i].path, shown), e);
	}
	str_free(&ids.passwd);
	str_free(&ids.group);
	return r;
}

int extract_finish(struct extract *x, struct err *e)
{
	/* In the archive's order: of a folder given twice the later counts. One that was replaced
	 * meanwhile is passed over. */
	for (size_t i = 0; i < x->dir_count; i++) {
		const struct extract_dir *d = &x->dirs[i];
		own_fd int fd = open_beneath(x->root, d->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		char shown[MEMBER_SHOWN];

		if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
			continue;
		if (fd < 0)
			return err_sys(e, errno, "cannot open \"%s\"", member_show(d->path, shown));
		if (attrs_apply(&d->attrs, fd, false, member_show(d->path, shown), e))
			return -1;
	}
	return apply_acls(x, e);
}
