/* Removing trees that a container has written: by descriptor, following nothing, asking for no
 * stat, at any depth. A container can nest folders deeper than there are descriptors, so what lies
 * too deep is moved up to the top of the tree and removed in a further pass. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "state/file.h"

enum { DEPTH_MAX = 64, SHOWN_MAX = 400 };

struct removal {
	int top;	  /* the tree's own folder */
	struct str path;  /* of the folder that is being emptied, for messages */
	unsigned hoisted; /* folders moved to the top so far */
};

/* The path as it may be shown on a terminal; of a long one, its end. */
static void add_shown(struct str *out, const char *path)
{
	size_t n = strlen(path);

	if (n > SHOWN_MAX) {
		str_add(out, "...");
		path += n - SHOWN_MAX;
	}
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;

		if (c < ' ' || c == 127 || c == '\\')
			str_addf(out, "\\%03o", c);
		else
			str_add_char(out, *path);
	}
}

/* Makes the message from errno. */
static int failed(struct removal *r, const char *name, struct err *e)
{
	own_str struct str shown = {0};
	int sys = errno;

	str_addf(&r->path, "%s%s", r->path.len ? "/" : "", name);
	add_shown(&shown, r->path.p);
	return err_sys(e, sys, "cannot remove \"%s\"", shown.p);
}

static int hoist(struct removal *r, int dir, const char *name, struct err *e)
{
	char to[32];
	int done;

	/* A name may be taken: somebody who began to remove the tree before may have been killed. */
	do {
		snprintf(to, sizeof(to), ".deep-%u", r->hoisted++);
		done = renameat(dir, name, r->top, to);
	} while (done < 0 && (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR));
	return done < 0 ? failed(r, name, e) : 0;
}

static int remove_entry(struct removal *r, int dir, const char *name, unsigned char type,
			unsigned depth, struct err *e);

/* Empties the folder that was read from its beginning. */
static int empty(struct removal *r, DIR *d, unsigned depth, struct err *e)
{
	struct dirent *entry;

	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    remove_entry(r, dirfd(d), entry->d_name, entry->d_type, depth, e) < 0)
			return -1;
	return 0;
}

static int remove_folder(struct removal *r, int dir, const char *name, unsigned depth,
			 struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t before = r->path.len;

	if (!d)
		return failed(r, name, e);
	str_addf(&r->path, "%s%s", before ? "/" : "", name);
	if (empty(r, d, depth + 1, e) < 0)
		return -1;
	r->path.len = before;
	r->path.p[before] = '\0';
	return unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT ? failed(r, name, e) : 0;
}

static int remove_entry(struct removal *r, int dir, const char *name, unsigned char type,
			unsigned depth, struct err *e)
{
	if (type != DT_DIR && type != DT_UNKNOWN) {
		if (!unlinkat(dir, name, 0) || errno == ENOENT)
			return 0;
		if (errno != EISDIR)
			return failed(r, name, e);
	}
	/* Many are empty, and an overlay's work/work cannot be opened by everybody. */
	if (!unlinkat(dir, name, AT_REMOVEDIR) || errno == ENOENT)
		return 0;
	if (errno == ENOTDIR)
		return unlinkat(dir, name, 0) < 0 && errno != ENOENT ? failed(r, name, e) : 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return failed(r, name, e);
	return depth < DEPTH_MAX ? remove_folder(r, dir, name, depth, e) : hoist(r, dir, name, e);
}

/* Passes over the tree until nothing of it had to be moved. */
static int remove_all(struct removal *r, int dir, const char *name, struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	unsigned before;

	if (!d)
		return failed(r, name, e);
	r->top = dirfd(d);
	str_add(&r->path, name);
	do {
		before = r->hoisted;
		rewinddir(d);
		if (empty(r, d, 1, e) < 0)
			return -1;
	} while (r->hoisted != before);
	str_clear(&r->path);
	return unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT ? failed(r, name, e) : 0;
}

int file_remove_tree(int dir, const char *name, struct err *e)
{
	struct removal r = {.top = -1};
	int done;

	if (!unlinkat(dir, name, AT_REMOVEDIR) || errno == ENOENT)
		return 0;
	if (errno == ENOTDIR)
		done = unlinkat(dir, name, 0) < 0 && errno != ENOENT ? failed(&r, name, e) : 0;
	else if (errno == ENOTEMPTY || errno == EEXIST)
		done = remove_all(&r, dir, name, e);
	else
		done = failed(&r, name, e);
	str_free(&r.path);
	return done;
}
