/* Opening the store for a command, and releasing what entries of trash/ name. */
#include <unistd.h>

#include "base/own.h"
#include "ops/layers.h"
#include "ops/ops.h"
#include "ops/private.h"
#include "state/file.h"

bool release_instance(const struct store *s, int entry, const struct instance *i)
{
	struct err ignored;

	if (i->ids.size)
		idrange_release(s, i->id, i->ids.base);
	return !layers_release(s, i->pool, &i->layers, true, entry, "instance.json", &ignored);
}

static bool release_image(const struct store *s, int entry)
{
	struct err ignored;
	own_json cJSON *j = file_read_json(entry, "image.json", 1, &ignored);
	own_strv struct strv layers = {0};
	const char *pool, *layer;

	if (!j || json_get_str(j, "pool", &pool, &ignored) < 0 ||
	    json_get_str(j, "layer", &layer, &ignored) < 0 || !layer)
		return true;
	strv_add(&layers, layer);
	return !layers_release(s, pool ? pool : "default", &layers, false, entry, "image.json",
			       &ignored);
}

/* An entry whose process died: whatever it was to become or had been. */
static bool release_entry(const struct store *s, int entry, const char *id)
{
	struct err ignored;
	own_instance struct instance *i = instance_load_at(entry, id, &ignored);

	/* A range may have been taken before the json was written. */
	idrange_release_all(s, id);
	return i ? release_instance(s, entry, i) : release_image(s, entry);
}

int op_open(struct store *s, struct err *e)
{
	if (store_open(s, e) < 0)
		return -1;
	stage_on_sweep(release_entry);
	stage_sweep(s);
	return 0;
}
