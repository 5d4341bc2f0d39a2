/* See root_file.h. The root is whatever an image or the container itself made of it, so each path is
 * walked by the kernel with RESOLVE_IN_ROOT: an absolute link or a ".." ends inside, as it would
 * for the container. What could make the host wait (a fifo) or speak to something else (a device, a
 * socket) is refused.
 *
 * All is done under the host ids of the container's root: the overlay's layers know no others
 * (EOVERFLOW), and what is made belongs to the right one at once. */
#include "runtime/root_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/own.h"
#include "base/text.h"
#include "kernel/sys.h"
#include "kernel/userns.h"

void root_files_free(struct root_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		free(files->v[i].path);
		str_free(&files->v[i].text);
	}
	free(files->v);
	*files = (struct root_files){0};
}

static int open_in(int root, const char *path, int flags, mode_t mode)
{
	struct sys_open_how how = {
		.flags = (unsigned)flags | O_CLOEXEC,
		.mode = mode,
		.resolve = SYS_RESOLVE_IN_ROOT | SYS_RESOLVE_NO_MAGICLINKS,
	};

	return sys_openat2(root, path, &how);
}

/* Makes the folders that lead to the file. */
static int make_parents(int root, const char *path, struct err *e)
{
	own_free char *copy = mem_strdup(path);
	own_fd int parent = open_in(root, "/", O_PATH | O_DIRECTORY, 0);

	for (char *name = copy + strspn(copy, "/"), *slash; (slash = strchr(name, '/'));
	     name = slash + 1 + strspn(slash + 1, "/")) {
		int next;

		*slash = '\0';
		next = open_in(root, copy, O_PATH | O_DIRECTORY, 0);
		if (next < 0 && errno == ENOENT && !mkdirat(parent, name, 0755))
			next = open_in(root, copy, O_PATH | O_DIRECTORY, 0);
		if (next < 0)
			return err_sys(e, errno, "cannot make the folder \"%s\"", copy);
		*slash = '/';
		close(parent);
		parent = next;
	}
	return 0;
}

enum { WRITE = O_WRONLY | O_TRUNC | O_NOCTTY | O_NONBLOCK };

static int create(int root, const struct root_file *f, struct idrange ids, struct err *e)
{
	uid_t uid = ids.base + (f->uid < 0 ? 0 : (uid_t)f->uid);
	gid_t gid = ids.base + (f->gid < 0 ? 0 : (gid_t)f->gid);
	mode_t mode = f->mode < 0 ? 0644 : (mode_t)f->mode & 07777;
	own_fd int fd = -1;

	if (ids.size && (f->uid >= ids.size || f->gid >= ids.size))
		return err_set(e, ERR_INVALID, "its owner has no id in this container");
	if (make_parents(root, f->path, e) < 0)
		return -1;
	fd = open_in(root, f->path, WRITE | O_CREAT, 0600);
	/* A folder with the set-group-id bit or default ACLs has a say in new files, else. */
	if (fd < 0 || fchown(fd, uid, gid) < 0 || fchmod(fd, mode) < 0)
		return err_sys(e, errno, "cannot create it");
	return take_fd(&fd);
}

/* Opens what is there; nobody else is in the root who could exchange it between the two calls. */
static int open_existing(int root, const char *path, struct err *e)
{
	own_fd int seen = open_in(root, path, O_PATH, 0);
	struct stat st;
	int fd;

	if (seen < 0)
		return err_sys(e, errno, "cannot open it");
	if (fstat(seen, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(e, ERR_INVALID, "it is not a plain file");
	fd = open_in(root, path, WRITE, 0);
	return fd >= 0 ? fd : err_sys(e, errno, "cannot open it");
}

static int write_file(int root, struct root_file *f, struct idrange ids, struct err *e)
{
	own_fd int there = f->create_only ? open_in(root, f->path, O_PATH | O_NOFOLLOW, 0) : -1;

	f->fd = -1;
	if (there >= 0)
		return 0;
	f->fd = open_existing(root, f->path, e);
	if (f->fd < 0 && e->kind == ERR_NOT_FOUND)
		f->fd = create(root, f, ids, e);
	if (f->fd >= 0 && write_all(f->fd, str_c(&f->text), f->text.len) < 0)
		return err_sys(e, errno, "cannot write it");
	return f->fd < 0 ? -1 : 0;
}

int root_files_write(int root, struct root_files *files, struct idrange ids, struct err *e)
{
	mode_t mask;
	int r = 0;

	if (!files->n)
		return 0;
	if (userns_act_as(ids.base, e) < 0)
		return -1;
	mask = umask(022);
	for (size_t i = 0; i < files->n && !r; i++) {
		r = write_file(root, &files->v[i], ids, e);
		if (r < 0) {
			own_str struct str shown = {0};

			text_add_safe(&shown, files->v[i].path, strlen(files->v[i].path),
				      TEXT_ONE_LINE);
			err_wrap(e, "cannot write \"%s\" into the container", str_c(&shown));
		}
	}
	umask(mask);
	return userns_act_as_root(e) < 0 ? -1 : r;
}

int root_files_sync(struct root_files *files, struct err *e)
{
	for (size_t i = 0; i < files->n; i++)
		if (files->v[i].fd >= 0 && fsync(files->v[i].fd) < 0)
			return err_sys(e, errno, "cannot write \"%s\" to the disk",
				       files->v[i].path);
	return 0;
}

void root_files_close(struct root_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		if (files->v[i].fd >= 0)
			close(take_fd(&files->v[i].fd));
}
