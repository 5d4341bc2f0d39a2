/* Removing an image with its layer. */
#include "base/json.h"
#include "base/own.h"
#include "ops/layers.h"
#include "ops/ops.h"
#include "state/file.h"

/* An entry of trash/ that names the image's layer, so that a kill half-way forgets nothing. */
static int note_layer(const struct store *s, struct stage *st, const struct image *image,
		      struct err *e)
{
	own_json cJSON *j = cJSON_CreateObject();

	json_set_int(j, "format", 1);
	json_set_str(j, "pool", image->pool);
	json_set_str(j, "layer", image->layer);
	if (stage_begin(s, st, e) < 0)
		return -1;
	return file_write_json(st->dir, "image.json", j, FILE_SYNC, e);
}

int op_image_delete(const struct store *s, const char *ref, struct err *e)
{
	own_image struct image *image = image_find(s, ref, e);
	own_stage struct stage st = STAGE_NONE;
	own_strv struct strv layers = {0};

	if (!image || note_layer(s, &st, image, e) < 0 ||
	    image_delete(s, image->fingerprint, e) < 0)
		return -1;
	strv_add(&layers, image->layer);
	return layers_release(s, image->pool, &layers, false, st.dir, "image.json", e);
}
