/* image_import: from files and folders of the host. See image.h; the steps are import.h's. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/own.h"
#include "image/image.h"
#include "image/import.h"
#include "image/pack.h"
#include "image/record.h"
#include "image/source.h"
#include "image/squashfs.h"
#include "storage/storage.h"

static uint64_t file_size(const char *path)
{
	struct stat st;

	return path && !stat(path, &st) && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

static int open_source(struct import *im, const struct image_import *in, const char *path,
		       const char *keep_name, struct source *src, struct sha256 *hash,
		       struct err *e)
{
	uint64_t first = file_size(in->meta), second = file_size(in->rootfs);

	src->progress = in->progress;
	src->progress_data = in->progress_data;
	src->progress_before = path == in->rootfs ? first : 0;
	src->progress_total = first && (second || !in->rootfs) ? first + second : 0;
	return source_open(src, path, im->entry.dir, keep_name, hash, e);
}

/* All of it was read: what it is called, how large it is, and its copy to the disk. */
static int close_source(struct import *im, struct source *src, char **suffix, struct err *e)
{
	if (source_end(src, e))
		return -1;
	im->image->size += src->done;
	free(*suffix);
	*suffix = mem_strdup(codec_suffix(src->codec));
	durable_add(&im->durable, take_fd(&src->keep));
	return 0;
}

static int wrong(struct source *src, struct err *e)
{
	return err_wrap(e, "cannot import \"%s\"", src->name);
}

static int import_tar(struct import *im, const struct image_import *in, const char *path,
		      enum unpack_kind kind, struct sha256 *hash, struct err *e)
{
	own_source struct source src = SOURCE_NONE;

	if (open_source(im, in, path, RECORD_FIRST, &src, hash, e))
		return wrong(&src, e);
	if (src.codec == CODEC_SQUASHFS) {
		err_set(e, ERR_INVALID,
			"a squashfs is the second file of an image, after that "
			"with its metadata");
		return wrong(&src, e);
	}
	if (source_start(&src, e) || import_unpack(im, kind, &src.plain, e) ||
	    close_source(im, &src, &im->image->suffix, e))
		return wrong(&src, e);
	return 0;
}

/* The file is the layer where the kernel can mount it for a container; the image's folder keeps a
 * second name of it. Elsewhere it is copied out once. */
static int place_squashfs(struct import *im, int file, struct err *e)
{
	const struct image *i = im->image;

	if (squashfs_check(file, e))
		return -1;
	if (!storage_can_idmap_squashfs(file)) {
		if (import_make_layer(im, e))
			return -1;
		im->durable.many = true;
		return squashfs_copy_out(file, im->root, e);
	}
	if (linkat(im->entry.dir, RECORD_ROOT, im->entry.dir, "layer", 0))
		return err_sys(e, errno, "cannot link the root in the store");
	im->has_layer = true;
	return layer_create_squashfs(im->store, i->pool, i->layer, im->entry.dir, "layer", e);
}

static int import_second(struct import *im, const struct image_import *in, struct sha256 *hash,
			 struct err *e)
{
	own_source struct source src = SOURCE_NONE;
	own_fd int file = -1;

	if (open_source(im, in, in->rootfs, RECORD_ROOT, &src, hash, e))
		return wrong(&src, e);
	if (src.codec != CODEC_SQUASHFS) {
		im->image->kind = IMAGE_SPLIT;
		if (import_make_layer(im, e) || source_start(&src, e) ||
		    import_unpack(im, UNPACK_ROOT, &src.plain, e) ||
		    close_source(im, &src, &im->image->root_suffix, e))
			return wrong(&src, e);
		return 0;
	}
	im->image->kind = IMAGE_SPLIT_SQUASHFS;
	file = fcntl(src.keep, F_DUPFD_CLOEXEC, 3);
	if (close_source(im, &src, &im->image->root_suffix, e) || place_squashfs(im, file, e))
		return wrong(&src, e);
	return 0;
}

static int import_folder(struct import *im, const struct image_import *in, struct sha256 *hash,
			 struct err *e)
{
	own_pack struct pack pack = PACK_NONE;
	struct feed plain;

	im->image->kind = IMAGE_UNIFIED;
	if (import_make_layer(im, e) ||
	    pack_begin(&pack, in->meta, im->entry.dir, RECORD_FIRST, hash, e))
		return -1;
	pack.progress = in->progress;
	pack.progress_data = in->progress_data;
	plain = (struct feed){pack_next, &pack};
	if (import_unpack(im, UNPACK_UNIFIED, &plain, e))
		return err_wrap(e, "cannot import \"%s\"", in->meta);
	im->image->size = pack.size;
	free(im->image->suffix);
	im->image->suffix = mem_strdup(codec_suffix(CODEC_ZSTD));
	durable_add(&im->durable, take_fd(&pack.keep));
	return 0;
}

static int import_all(struct import *im, const struct image_import *in, struct sha256 *hash,
		      struct err *e)
{
	struct stat st;

	if (!stat(in->meta, &st) && S_ISDIR(st.st_mode)) {
		if (in->rootfs)
			return err_set(e, ERR_INVALID,
				       "\"%s\" is a directory: it holds the root already",
				       in->meta);
		return import_folder(im, in, hash, e);
	}
	if (in->rootfs) {
		if (import_tar(im, in, in->meta, UNPACK_METADATA, hash, e))
			return -1;
		return import_second(im, in, hash, e);
	}
	im->image->kind = IMAGE_UNIFIED;
	if (import_make_layer(im, e))
		return -1;
	return import_tar(im, in, in->meta, UNPACK_UNIFIED, hash, e);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (str_eq(path, "-"))
		return "";
	return slash ? slash + 1 : path;
}

int image_import(const struct store *s, const struct image_import *in, char *fingerprint,
		 struct err *e)
{
	own_import struct import im = IMPORT_NONE;
	struct sha256 hash;

	fingerprint[0] = '\0';
	if (str_starts(in->meta, "http://"))
		return err_set(e, ERR_INVALID,
			       "Only https:// is supported for remote image import");
	if (str_starts(in->meta, "https://"))
		return err_set(e, ERR_UNSUPPORTED,
			       "importing from a URL is not possible yet: download the file and "
			       "import that");
	if (alias_check_new(s, in->aliases, in->reuse, e) || import_begin(&im, s, e))
		return -1;
	im.image->public = in->public;
	free(im.image->filename);
	im.image->filename = mem_strdup(base_name(in->meta));
	sha256_init(&hash);
	if (import_all(&im, in, &hash, e))
		return -1;
	sha256_hex(&hash, im.image->fingerprint);
	memcpy(fingerprint, im.image->fingerprint, sizeof(im.image->fingerprint));
	if (import_publish(&im, &in->properties, e))
		return -1;
	return alias_set_all(s, in->aliases, fingerprint, in->reuse, e);
}
