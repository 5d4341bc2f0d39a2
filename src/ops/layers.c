/* See layers.h. Why no layer is removed that somebody is about to use, and none is forgotten:
 *
 * A layer is named by images/<fp>/image.json, by instances/<name>/instance.json, and by the
 * instance.json of an entry of trash/. A new container begins to name its image's layer while it
 * holds the image's lock and has seen the image alive: its entry in trash/ is written before the
 * lock is released, and the image can only be retired under the same lock. An entry becomes an
 * instance by one rename. So whoever looks at images, then trash, then instances, in this order,
 * meets every name: a container that came before the image went is in trash or already in
 * instances, and moves only towards what is looked at later.
 *
 * Two containers that go at the same time, the last two that name a layer, see each other's
 * entries in trash/: the pool's lock makes one of them first, and it takes its own name away
 * before it lets go of the lock. */
#include "ops/layers.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "image/image.h"
#include "instance/instance.h"
#include "state/lock.h"
#include "storage/storage.h"

/* Takes what is named out of the list of candidates. */
static void strike(const char *pool, const char *layer, void *data)
{
	struct strv *left = data;

	(void)pool;
	for (size_t i = 0; i < left->n; i++)
		if (!strcmp(left->v[i], layer)) {
			strv_remove(left, i);
			return;
		}
}

/* Strikes what entries of trash/ name, our own apart. */
static int strike_trash(const struct store *s, int own_entry, struct strv *left, struct err *e)
{
	int fd = store_open_dir(s, "trash", e);
	own_dir DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	struct stat ours, st;

	if (!d)
		return -1;
	if (fstat(own_entry, &ours) < 0)
		return err_sys(e, errno, "cannot look at an entry of trash");
	while ((entry = readdir(d))) {
		own_instance struct instance *i = NULL;
		own_fd int dir = -1;
		struct err ignored;

		if (entry->d_name[0] == '.')
			continue;
		dir = openat(dirfd(d), entry->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (dir < 0 || fstat(dir, &st) < 0 || st.st_ino == ours.st_ino)
			continue;
		i = instance_load_at(dir, entry->d_name, &ignored);
		for (size_t n = 0; i && n < i->layers.n; n++)
			strike(i->pool, i->layers.v[n], left);
	}
	return 0;
}

static int release(const struct store *s, const char *pool, const struct strv *layers, bool own,
		   int entry, struct err *e)
{
	own_strv struct strv left = {0};

	for (size_t i = own ? 1 : 0; i < layers->n; i++)
		strv_add(&left, layers->v[i]);
	/* Mostly the image is still there, and that settles it. */
	if (left.n && image_each_layer(s, strike, &left, e) < 0)
		return -1;
	if (left.n &&
	    (strike_trash(s, entry, &left, e) < 0 || instance_each_layer(s, strike, &left, e) < 0))
		return -1;
	if (own && layers->n && layer_discard(s, pool, layers->v[0], entry, e) < 0)
		return -1;
	for (size_t i = 0; i < left.n; i++)
		if (layer_discard(s, pool, left.v[i], entry, e) < 0)
			return -1;
	return 0;
}

int layers_release(const struct store *s, const char *pool, const struct strv *layers, bool own,
		   int entry, const char *json, struct err *e)
{
	own_fd int lock = lock_take(s, LOCK_POOL, pool, LOCK_WAIT, e);

	if (lock < 0 || release(s, pool, layers, own, entry, e) < 0)
		return -1;
	unlinkat(entry, json, 0);
	return 0;
}
