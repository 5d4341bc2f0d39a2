/* See image_find.h. */
#include "cmd/image_find.h"

#include <string.h>

#include "base/own.h"
#include "cmd/target.h"
#include "state/lock.h"

struct image *image_named(struct invocation *in, const char *text, struct err *e)
{
	const struct store *s = command_store(in, e);
	const struct remote *remote;
	const char *name;

	if (!s || target_split(text, &remote, &name, e) < 0)
		return NULL;
	if (!strcmp(remote->name, REMOTE_BUILTIN))
		return image_resolve(s, text, e);
	return image_find(s, name, e);
}

int image_change(struct invocation *in, const char *text,
		 int (*change)(struct image *i, const struct invocation *in, struct err *e),
		 struct err *e)
{
	own_image struct image *found = image_named(in, text, e), *image = NULL;
	const struct store *s = &in->store;
	own_fd int lock = -1;

	if (!found)
		return -1;
	lock = lock_take(s, LOCK_IMAGE, found->fingerprint, LOCK_WAIT, e);
	if (lock < 0)
		return -1;
	/* As it is now that nobody else changes it. */
	image = image_load(s, found->fingerprint, e);
	if (!image || change(image, in, e) < 0)
		return -1;
	return image_save(s, image, e);
}
