/* See stage.h. */
#include "state/stage.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "kernel/sys.h"
#include "state/file.h"
#include "state/name.h"

static stage_releaser release_above;

void stage_on_sweep(stage_releaser release)
{
	release_above = release;
}

static int open_trash(const struct store *s, struct err *e)
{
	return store_open_dir(s, "trash", e);
}

/* Locks a folder by its own descriptor; false when a living process has it. */
static bool try_lock(int dir)
{
	return flock(dir, LOCK_EX | LOCK_NB) == 0;
}

int stage_begin(const struct store *s, struct stage *st, struct err *e)
{
	own_fd int trash = open_trash(s, e);

	*st = (struct stage){.store = s, .dir = -1};
	if (trash < 0)
		return -1;
	/* A sweep may be quicker than our lock and take the new entry for a dead one. */
	for (;;) {
		own_fd int dir = -1;
		struct stat here;

		name_random_id(st->id);
		if (mkdirat(trash, st->id, 0700) < 0) {
			if (errno == EEXIST)
				continue;
			return err_sys(e, errno, "cannot begin in the store");
		}
		dir = openat(trash, st->id, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (dir < 0 && errno != ENOENT)
			return err_sys(e, errno, "cannot begin in the store");
		if (dir < 0 || !try_lock(dir) || fstat(dir, &here) < 0 || !here.st_nlink)
			continue;
		st->dir = take_fd(&dir);
		return 0;
	}
}

int stage_publish(struct stage *st, int parent, const char *name, struct err *e)
{
	own_fd int trash = open_trash(st->store, e);

	if (trash < 0)
		return -1;
	if (sys_renameat2(trash, st->id, parent, name, SYS_RENAME_NOREPLACE) < 0) {
		if (errno == EEXIST)
			return err_set(e, ERR_EXISTS, "\"%s\" already exists", name);
		return err_sys(e, errno, "cannot put \"%s\" in place", name);
	}
	/* It is alive; the lock on its folder means nothing any more. */
	close(take_fd(&st->dir));
	return file_sync_dir(parent, e);
}

int stage_retire(const struct store *s, struct stage *st, int parent, const char *name,
		 struct err *e)
{
	own_fd int trash = open_trash(s, e);
	own_fd int dir = -1;

	*st = (struct stage){.store = s, .dir = -1};
	if (trash < 0)
		return -1;
	dir = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (dir < 0)
		return err_sys(e, errno, "cannot open \"%s\"", name);
	/* Locked before it gets there, so that no sweep finds it unlocked. */
	if (flock(dir, LOCK_EX) < 0)
		return err_sys(e, errno, "cannot lock \"%s\"", name);
	name_random_id(st->id);
	if (renameat(parent, name, trash, st->id) < 0)
		return err_sys(e, errno, "cannot remove \"%s\"", name);
	st->dir = take_fd(&dir);
	return file_sync_dir(parent, e);
}

void stage_leave(struct stage *st)
{
	if (st->dir >= 0)
		close(take_fd(&st->dir));
}

void stage_end(struct stage *st)
{
	struct err ignored;
	own_fd int trash = -1;

	if (st->dir < 0)
		return;
	trash = open_trash(st->store, &ignored);
	if (trash >= 0)
		file_remove_tree(trash, st->id, &ignored);
	close(take_fd(&st->dir));
}

/* Returns whether it was one of a dead process. */
static bool sweep_entry(const struct store *s, int trash, const char *id)
{
	own_fd int dir = openat(trash, id, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct err ignored;
	struct stat here;

	if (dir < 0 || !try_lock(dir) || fstat(dir, &here) < 0 || !here.st_nlink)
		return false;
	/* Published between our look and our lock? Then trash/ does not hold it any more. */
	if (faccessat(trash, id, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	if (release_above && !release_above(s, dir, id))
		return false;
	file_remove_tree(trash, id, &ignored);
	return true;
}

bool stage_sweep(const struct store *s)
{
	struct err ignored;
	int copy = open_trash(s, &ignored);
	own_dir DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	bool found = false;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			found |= sweep_entry(s, dirfd(d), entry->d_name);
	return found;
}
