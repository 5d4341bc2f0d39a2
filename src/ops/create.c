/* Creating a container. It comes to be in trash/ (state/stage.h) and is there, whole, after one
 * rename; a kill at any moment leaves an entry that the next command sweeps. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/own.h"
#include "image/template.h"
#include "instance/device.h"
#include "instance/keys.h"
#include "instance/profile.h"
#include "ops/ops.h"
#include "ops/private.h"
#include "state/lock.h"
#include "state/name.h"
#include "storage/storage.h"

static int check_architecture(const struct image *image, struct err *e)
{
	struct utsname host;

	if (uname(&host) < 0)
		return err_sys(e, errno, "cannot tell this host's architecture");
	if (!strcmp(image->architecture, host.machine) ||
	    (!strcmp(host.machine, "x86_64") && !strcmp(image->architecture, "i686")))
		return 0;
	return err_set(e, ERR_UNSUPPORTED,
		       "Requested architecture isn't supported by this host: the "
		       "image is for %s, this is %s",
		       image->architecture, host.machine);
}

/* The object as it will be, from what was asked and the image. */
static struct instance *describe(const struct op_create *in, const char *name,
				 const struct image *image)
{
	struct instance *i = instance_new(name);
	time_t now = time(NULL);
	char uuid[37];

	free(i->architecture);
	i->architecture = mem_strdup(image->architecture);
	i->ephemeral = in->ephemeral;
	i->created_at = now;
	if (in->profiles)
		for (size_t n = 0; n < in->profiles->n; n++)
			strv_add(&i->profiles, in->profiles->v[n]);
	else
		strv_add(&i->profiles, "default");
	for (size_t n = 0; n < image->properties.n; n++) {
		own_free char *key = mem_printf("image.%s", image->properties.v[n].key);

		map_set(&i->config, key, image->properties.v[n].value);
	}
	map_copy(&i->config, &in->config);
	for (size_t n = 0; n < in->device_count; n++)
		devices_set(&i->devices, &i->device_count, in->devices[n].name,
			    &in->devices[n].properties);
	name_random_uuid(uuid);
	map_set(&i->config, "volatile.uuid", uuid);
	map_set(&i->config, "volatile.base_image", image->fingerprint);
	map_set(&i->config, "volatile.last_state.idmap", "[]");
	/* Written once for create and start together. */
	map_set(&i->config, POWER_KEY, in->start ? POWER_ON : POWER_OFF);
	i->last_used_at = in->start ? now : 0;
	i->has_templates = image->has_templates;
	templates_wait(i, "create");
	return i;
}

/* Its profiles must be there, and its devices make sense: one is the root disk. */
static int check_expanded(const struct store *s, const struct instance *i, struct err *e)
{
	own_map struct map config = {0};
	struct device *devices = NULL;
	size_t n = 0;
	int r = instance_expand(s, i, &config, &devices, &n, e);

	if (r == 0 && !devices_check(devices, n, e))
		r = err_wrap(e, "Failed creating instance record: Failed initialising instance");
	devices_free(devices, n);
	return r;
}

static int copy_templates(const struct store *s, const struct stage *st, const struct image *image,
			  struct err *e)
{
	own_free char *path = mem_printf("images/%s", image->fingerprint);
	own_fd int from = store_open_dir(s, path, e);

	return from < 0 ? -1 : templates_copy(from, st->dir, e);
}

/* Writes the staged entry. The image's lock is held: see ops/layers.c. */
static int stage_instance(const struct store *s, struct stage *st, struct instance *i,
			  const struct image *image, struct err *e)
{
	char upper[17];

	memcpy(i->id, st->id, sizeof(i->id));
	if (idrange_take(s, i->id, &i->ids, e) < 0)
		return -1;
	name_random_id(upper);
	strv_add(&i->layers, upper);
	strv_add(&i->layers, image->layer);
	if (i->has_templates && copy_templates(s, st, image, e) < 0)
		return -1;
	return instance_save_staged(st, i, e);
}

/* Gives up a staged entry. */
static void abandon(const struct store *s, struct stage *st, const struct instance *i)
{
	idrange_release_all(s, st->id);
	if (!i->layers.n || release_instance(s, st->dir, i))
		stage_end(st);
	else
		stage_leave(st);
}

static int build(const struct store *s, struct instance *i, const struct image *image,
		 struct err *e)
{
	struct stage st = STAGE_NONE;
	own_fd int instances = store_open_dir(s, "instances", e);
	own_fd int lock =
		instances < 0 ? -1 : lock_take(s, LOCK_IMAGE, image->fingerprint, LOCK_WAIT, e);
	own_image struct image *alive = lock < 0 ? NULL : image_load(s, image->fingerprint, e);
	int r;

	if (!alive || stage_begin(s, &st, e) < 0)
		return -1;
	r = stage_instance(s, &st, i, alive, e);
	close(take_fd(&lock));
	if (r == 0)
		r = layer_create_upper(s, i->pool, i->layers.v[0], i->layers.v[1], e);
	if (r == 0)
		r = stage_publish(&st, instances, i->name, e);
	if (r < 0 && e->kind == ERR_EXISTS)
		err_set(e, ERR_EXISTS,
			"Failed creating instance record: Add instance info to the "
			"database: This \"instances\" entry already exists");
	if (st.dir >= 0)
		abandon(s, &st, i);
	return r;
}

/* A name nobody has yet. Two commands may still choose the same: then one fails at the end. */
static char *choose_name(const struct store *s)
{
	char name[NAME_MAX_LEN + 1];

	do
		name_random(name);
	while (instance_exists(s, name));
	return mem_strdup(name);
}

static int create_locked(const struct store *s, const struct op_create *in, const char *name,
			 const struct image *image, void (*created)(const char *name),
			 struct err *e)
{
	own_instance struct instance *i = describe(in, name, image);

	if (check_expanded(s, i, e) < 0 || build(s, i, image, e) < 0)
		return -1;
	if (created)
		created(name);
	if (!in->start)
		return 0;
	if (run_instance(s, i, e) < 0) {
		struct err ignored;

		/* The container stays, as LXD's does, so that its owner can see what is wrong. */
		map_set(&i->config, POWER_KEY, POWER_OFF);
		instance_save(s, i, &ignored);
		return -1;
	}
	return 0;
}

int op_create(const struct store *s, const struct op_create *in, char **name,
	      void (*created)(const char *name), struct err *e)
{
	own_image struct image *image = NULL;
	own_fd int lock = -1;
	int r;

	*name = NULL;
	if (in->name && name_check_instance(in->name, e) < 0)
		return -1;
	if (keys_check(&in->config, e) < 0)
		return err_wrap(e, "Failed creating instance record: Failed initialising instance: "
				   "Invalid config");
	image = image_resolve(s, in->image, e);
	if (!image || check_architecture(image, e) < 0)
		return -1;
	*name = in->name ? mem_strdup(in->name) : choose_name(s);
	lock = lock_take(s, LOCK_INSTANCE, *name, LOCK_WAIT, e);
	if (lock < 0)
		return -1;
	r = create_locked(s, in, *name, image, created, e);
	if (!instance_exists(s, *name))
		lock_retire(s, LOCK_INSTANCE, *name);
	return r;
}
