/* See import.h. */
#include "image/import.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/own.h"
#include "image/metadata.h"
#include "image/record.h"
#include "storage/storage.h"

int import_begin(struct import *im, const struct store *s, struct err *e)
{
	im->store = s;
	im->image = record_new();
	strv_add(&im->image->profiles, "default");
	if (stage_begin(s, &im->entry, e))
		return -1;
	snprintf(im->image->layer, sizeof(im->image->layer), "%s", im->entry.id);
	return record_write(im->entry.dir, im->image, false, e);
}

int import_make_layer(struct import *im, struct err *e)
{
	im->has_layer = true;
	im->root = layer_create(im->store, im->image->pool, im->image->layer, e);
	return im->root < 0 ? -1 : 0;
}

int import_unpack(struct import *im, enum unpack_kind kind, const struct feed *in, struct err *e)
{
	struct unpack u = {
		.kind = kind,
		.root = kind == UNPACK_METADATA ? -1 : im->root,
		.entry = kind == UNPACK_ROOT ? -1 : im->entry.dir,
		.durable = &im->durable,
	};
	int r = unpack_tar(&u, in, e);

	if (!r && kind != UNPACK_ROOT && !u.has_metadata)
		r = err_set(e, ERR_INVALID, "Metadata tarball is missing metadata.yaml");
	else if (!r && kind == UNPACK_UNIFIED && !u.has_root)
		r = err_set(e, ERR_INVALID,
			    "it has no rootfs/: give the root file system as the second file");
	if (kind != UNPACK_ROOT)
		im->metadata = u.metadata;
	else
		str_free(&u.metadata);
	return r;
}

static int write_metadata(struct import *im, struct err *e)
{
	own_fd int fd = openat(im->entry.dir, "metadata.yaml",
			       O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = fd < 0 ? -1 : write(fd, str_c(&im->metadata), im->metadata.len);

	if (n < 0 || (size_t)n != im->metadata.len)
		return err_sys(e, n < 0 ? errno : ENOSPC, "cannot write \"metadata.yaml\"");
	durable_add(&im->durable, take_fd(&fd));
	return 0;
}

static int fill_record(struct import *im, const struct map *properties, struct err *e)
{
	own_metadata struct metadata m = {0};
	struct image *i = im->image;

	if (metadata_parse(&m, str_c(&im->metadata), im->metadata.len, e))
		return -1;
	free(i->architecture);
	i->architecture = take(m.architecture);
	i->created_at = m.creation_date;
	i->expires_at = m.expiry_date;
	i->uploaded_at = time(NULL);
	i->has_templates = m.template_count > 0;
	map_copy(&i->properties, &m.properties);
	if (properties)
		map_copy(&i->properties, properties);
	return 0;
}

/* The entry and the layer lie on one file system, unless the pool was mounted elsewhere. */
static int make_durable(struct import *im, struct err *e)
{
	struct stat entry, root;
	int fd = openat(im->entry.dir, "image.json", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(e, errno, "cannot open \"image.json\"");
	durable_add(&im->durable, fd);
	if (im->root >= 0 && !fstat(im->entry.dir, &entry) && !fstat(im->root, &root) &&
	    entry.st_dev != root.st_dev && syncfs(im->root))
		return err_sys(e, errno, "cannot write the image to the disk");
	return durable_commit(&im->durable, im->entry.dir, e);
}

int import_publish(struct import *im, const struct map *properties, struct err *e)
{
	own_fd int images = -1;

	if (fill_record(im, properties, e) || write_metadata(im, e) ||
	    record_write(im->entry.dir, im->image, false, e) || make_durable(im, e))
		return -1;
	images = store_open_dir(im->store, "images", e);
	/* An alias that a killed delete of the same image has left would stand again. */
	if (images < 0 || alias_prune(im->store, e))
		return -1;
	if (stage_publish(&im->entry, images, im->image->fingerprint, e)) {
		/* Renamed, but the folder could not be synced: it is there all the same. */
		im->published = im->entry.dir < 0;
		if (e->kind == ERR_EXISTS)
			err_set(e, ERR_EXISTS, "Image with same fingerprint already exists");
		return -1;
	}
	im->published = true;
	return 0;
}

void import_end(struct import *im)
{
	struct err ignored;

	if (im->root >= 0)
		close(im->root);
	durable_free(&im->durable);
	if (im->has_layer && !im->published)
		layer_remove(im->store, im->image->pool, im->image->layer, &ignored);
	stage_end(&im->entry);
	str_free(&im->metadata);
	image_free(im->image);
}
