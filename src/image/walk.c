/* See walk.h. */
#include "image/walk.h"

#include <archive_entry.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <linux/limits.h>

#include "base/own.h"
#include "base/str.h"
#include "image/acl.h"
#include "image/member.h"

struct linked {
	dev_t dev;
	ino_t ino;
	char *path;
};

struct walk {
	struct archive *archive;
	struct archive_entry *entry;
	struct str path;
	struct linked *links; /* an open hash table */
	size_t link_count, link_cap;
	char *value;  /* of an extended attribute */
	char *buffer; /* of content */
};

enum { PIECE = 256 << 10 };

static int failed(const struct walk *w, struct err *e)
{
	char shown[MEMBER_SHOWN];

	return err_sys(e, errno, "cannot read \"%s\"", member_show(str_c(&w->path), shown));
}

static int write_failed(const struct walk *w, struct err *e)
{
	const char *why = archive_error_string(w->archive);
	char shown[MEMBER_SHOWN];

	return err_set(e, ERR_FAILED, "cannot pack \"%s\": %s", member_show(str_c(&w->path), shown),
		       why ? why : "out of memory");
}

static struct linked *link_slot(const struct walk *w, dev_t dev, ino_t ino)
{
	size_t at = (size_t)((ino ^ dev) * 0x9e3779b97f4a7c15u) & (w->link_cap - 1);

	while (w->links[at].path && (w->links[at].ino != ino || w->links[at].dev != dev))
		at = (at + 1) & (w->link_cap - 1);
	return &w->links[at];
}

/* The first name of a file with several, or NULL if this is it. */
static const char *first_name(struct walk *w, const struct stat *st)
{
	struct linked *l;

	if (S_ISDIR(st->st_mode) || st->st_nlink < 2)
		return NULL;
	if (2 * w->link_count >= w->link_cap) {
		struct linked *old = w->links;
		size_t n = w->link_cap;

		w->link_cap = n ? 2 * n : 64;
		w->links = mem_zalloc(w->link_cap * sizeof(*w->links));
		for (size_t i = 0; i < n; i++)
			if (old[i].path)
				*link_slot(w, old[i].dev, old[i].ino) = old[i];
		free(old);
	}
	l = link_slot(w, st->st_dev, st->st_ino);
	if (l->path)
		return l->path;
	*l = (struct linked){st->st_dev, st->st_ino, mem_strdup(str_c(&w->path))};
	w->link_count++;
	return NULL;
}

static int add_xattr(struct walk *w, const char *path, const char *name, struct err *e)
{
	ssize_t n = lgetxattr(path, name, w->value, XATTR_SIZE_MAX);
	int type = 0;

	if (n < 0)
		return errno == ENODATA ? 0 : failed(w, e);
	if (str_eq(name, ACL_XATTR_ACCESS))
		type = ARCHIVE_ENTRY_ACL_TYPE_ACCESS;
	else if (str_eq(name, ACL_XATTR_DEFAULT))
		type = ARCHIVE_ENTRY_ACL_TYPE_DEFAULT;
	if (!type)
		archive_entry_xattr_add_entry(w->entry, name, w->value, (size_t)n);
	else if (acl_to_entry(w->entry, type, w->value, (size_t)n))
		return err_set(e, ERR_INVALID, "the ACL of \"%s\" makes no sense", str_c(&w->path));
	return 0;
}

static int add_xattrs(struct walk *w, int dir, const char *name, struct err *e)
{
	char path[NAME_MAX + 64];
	own_free char *names = NULL;
	own_strv struct strv sorted = {0};
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", dir, name);
	len = llistxattr(path, NULL, 0);
	if (len <= 0)
		return len == 0 || errno == EOPNOTSUPP ? 0 : failed(w, e);
	names = mem_alloc((size_t)len);
	len = llistxattr(path, names, (size_t)len);
	if (len < 0)
		return failed(w, e);
	for (const char *p = names; p < names + len; p += strlen(p) + 1)
		strv_add(&sorted, p);
	strv_sort(&sorted);
	for (size_t i = 0; i < sorted.n; i++)
		if (add_xattr(w, path, sorted.v[i], e))
			return -1;
	return 0;
}

/* Where data lie, if there are holes: the archive holds nothing else then. */
static int add_holes(struct walk *w, int fd, const struct stat *st, struct err *e)
{
	off_t data = 0, hole;

	if ((uint64_t)st->st_blocks * 512 >= (uint64_t)st->st_size)
		return 0;
	while (data < st->st_size) {
		data = lseek(fd, data, SEEK_DATA);
		if (data < 0 && errno == ENXIO)
			break;
		if (data < 0)
			return failed(w, e);
		hole = lseek(fd, data, SEEK_HOLE);
		if (hole < 0)
			return failed(w, e);
		if (data == 0 && hole >= st->st_size)
			break; /* no hole after all: packed blocks */
		archive_entry_sparse_add_entry(w->entry, data, hole - data);
		data = hole;
	}
	/* All of it is a hole. */
	if (!archive_entry_sparse_count(w->entry) && lseek(fd, 0, SEEK_DATA) < 0)
		archive_entry_sparse_add_entry(w->entry, st->st_size, 0);
	return lseek(fd, 0, SEEK_SET) < 0 ? failed(w, e) : 0;
}

/* libarchive takes the whole content and leaves the holes out itself. A file that changes under
 * our hands keeps the size it was announced with. */
static int write_content(struct walk *w, int fd, int64_t size, struct err *e)
{
	while (size > 0) {
		size_t want = size < PIECE ? (size_t)size : PIECE;
		ssize_t n = read(fd, w->buffer, want);

		if (n < 0)
			return failed(w, e);
		if (!n)
			memset(w->buffer, 0, want);
		else
			want = (size_t)n;
		if (archive_write_data(w->archive, w->buffer, want) < 0)
			return write_failed(w, e);
		size -= (int64_t)want;
	}
	return 0;
}

static int set_entry(struct walk *w, int dir, const char *name, const struct stat *st,
		     struct err *e)
{
	char target[PATH_MAX];
	ssize_t n;

	archive_entry_clear(w->entry);
	archive_entry_set_pathname(w->entry, str_c(&w->path));
	archive_entry_set_mode(w->entry, st->st_mode);
	archive_entry_set_uid(w->entry, st->st_uid);
	archive_entry_set_gid(w->entry, st->st_gid);
	archive_entry_set_mtime(w->entry, st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	archive_entry_set_size(w->entry, S_ISREG(st->st_mode) ? st->st_size : 0);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) {
		archive_entry_set_rdevmajor(w->entry, major(st->st_rdev));
		archive_entry_set_rdevminor(w->entry, minor(st->st_rdev));
	}
	if (S_ISLNK(st->st_mode)) {
		n = readlinkat(dir, name, target, sizeof(target) - 1);
		if (n < 0)
			return failed(w, e);
		target[n] = '\0';
		archive_entry_set_symlink(w->entry, target);
	}
	return 0;
}

static int add_header(struct walk *w, struct err *e)
{
	int r = archive_write_header(w->archive, w->entry);

	return r == ARCHIVE_OK || r == ARCHIVE_WARN ? 0 : write_failed(w, e);
}

static int add_file(struct walk *w, int dir, const char *name, const struct stat *st, struct err *e)
{
	own_fd int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return failed(w, e);
	if (add_holes(w, fd, st, e) || add_header(w, e))
		return -1;
	return write_content(w, fd, st->st_size, e);
}

static int add(struct walk *w, int dir, const char *name, struct err *e);

static int add_folder(struct walk *w, int dir, const char *name, struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	own_strv struct strv names = {0};
	size_t len = w->path.len;
	struct dirent *entry;

	if (!d)
		return failed(w, e);
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strv_add(&names, entry->d_name);
	strv_sort(&names);
	for (size_t i = 0; i < names.n; i++) {
		str_addf(&w->path, "/%s", names.v[i]);
		if (add(w, dirfd(d), names.v[i], e))
			return -1;
		w->path.len = len;
		w->path.p[len] = '\0';
	}
	return 0;
}

static int add(struct walk *w, int dir, const char *name, struct err *e)
{
	const char *first;
	struct stat st;

	/* It could be unpacked nowhere; and this ends folders nested without an end. */
	if (w->path.len >= PATH_MAX)
		errno = ENAMETOOLONG;
	if (w->path.len >= PATH_MAX || fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return failed(w, e);
	if (S_ISSOCK(st.st_mode))
		return 0; /* only its listener could have used it */
	if (set_entry(w, dir, name, &st, e))
		return -1;
	first = first_name(w, &st);
	if (first) {
		archive_entry_set_size(w->entry, 0);
		archive_entry_set_hardlink(w->entry, first);
		return add_header(w, e);
	}
	if (add_xattrs(w, dir, name, e))
		return -1;
	if (S_ISREG(st.st_mode))
		return add_file(w, dir, name, &st, e);
	if (add_header(w, e))
		return -1;
	return S_ISDIR(st.st_mode) ? add_folder(w, dir, name, e) : 0;
}

int walk_add(struct archive *a, int dir, const char *name, struct err *e)
{
	struct walk w = {.archive = a};
	int r;

	w.entry = archive_entry_new();
	w.value = mem_alloc(XATTR_SIZE_MAX);
	w.buffer = mem_alloc(PIECE);
	str_add(&w.path, name);
	r = w.entry ? add(&w, dir, name, e) : err_oom(e);
	archive_entry_free(w.entry);
	free(w.value);
	free(w.buffer);
	str_free(&w.path);
	for (size_t i = 0; i < w.link_cap; i++)
		free(w.links[i].path);
	free(w.links);
	return r;
}
