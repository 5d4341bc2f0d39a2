/* The image inside the binary: a unified tar.zst and its fingerprint, put there by the build
 * (builtin/). See image.h. The bytes are not kept in the store: the binary has them. */
#include "image/builtin.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "base/own.h"
#include "image/decode.h"
#include "image/image.h"
#include "image/import.h"
#include "image/record.h"
#include "state/lock.h"

#define BUILTIN_ALIAS "tiny"

/* Weak: unit tests and fuzzers are linked without it. */
extern const uint8_t builtin_image_start[] __attribute__((weak));
extern const uint8_t builtin_image_end[] __attribute__((weak));
extern const char builtin_image_fingerprint[] __attribute__((weak));

enum { PIECE = 256 << 10 };

struct blob {
	bool given;
	struct decoder *decoder;
	uint8_t *buffer;
};

static size_t blob_size(void)
{
	return (size_t)(builtin_image_end - builtin_image_start);
}

const char *builtin_fingerprint(void)
{
	return builtin_image_start && builtin_image_fingerprint ? builtin_image_fingerprint : "";
}

bool image_is_builtin_alias(const char *ref)
{
	return str_eq(ref, BUILTIN_ALIAS) && *builtin_fingerprint();
}

int builtin_open(const char *fingerprint, struct err *e)
{
	own_fd int fd = -1;

	if (!str_eq(fingerprint, builtin_fingerprint()))
		return err_set(e, ERR_NOT_FOUND,
			       "the file of image %.12s is not in the store: it is the built-in "
			       "image of another version of lx",
			       fingerprint);
	fd = memfd_create("image", MFD_CLOEXEC);
	if (fd < 0 || write_all(fd, builtin_image_start, blob_size()) < 0 ||
	    lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(e, errno, "cannot copy the built-in image");
	return take_fd(&fd);
}

static int next_packed(void *data, const uint8_t **p, size_t *n, struct err *e)
{
	struct blob *b = data;

	(void)e;
	*p = builtin_image_start;
	*n = b->given ? 0 : blob_size();
	b->given = true;
	return 0;
}

static int next_plain(void *data, const uint8_t **p, size_t *n, struct err *e)
{
	struct blob *b = data;
	ssize_t got = decoder_read(b->decoder, b->buffer, PIECE, e);

	*p = b->buffer;
	*n = got < 0 ? 0 : (size_t)got;
	return got < 0 ? -1 : 0;
}

/* No threads: it is a few milliseconds in all. */
static int unpack(const struct store *s, struct err *e)
{
	own_import struct import im = IMPORT_NONE;
	struct blob blob = {0};
	const struct feed packed = {next_packed, &blob}, plain = {next_plain, &blob};
	own_decoder struct decoder *decoder = decoder_new(&packed, e);
	own_free uint8_t *buffer = mem_alloc(PIECE);

	if (!decoder || import_begin(&im, s, e))
		return -1;
	blob.decoder = decoder;
	blob.buffer = buffer;
	im.image->kind = IMAGE_UNIFIED;
	im.image->cached = true;
	im.image->size = blob_size();
	free(im.image->suffix);
	im.image->suffix = mem_strdup(codec_suffix(decoder_codec(decoder)));
	memcpy(im.image->fingerprint, builtin_image_fingerprint, sizeof(im.image->fingerprint) - 1);
	if (import_make_layer(&im, e) || import_unpack(&im, UNPACK_UNIFIED, &plain, e))
		return err_wrap(e, "cannot unpack the built-in image");
	return import_publish(&im, NULL, e);
}

struct image *image_builtin(const struct store *s, struct err *e)
{
	const char *fingerprint = builtin_fingerprint();
	struct image *i;
	own_fd int lock = -1;

	if (!*fingerprint) {
		err_set(e, ERR_UNSUPPORTED, "this lx was built without its built-in image");
		return NULL;
	}
	i = image_load(s, fingerprint, e);
	if (i || e->kind != ERR_NOT_FOUND)
		return i;
	/* Of many at once, one unpacks; whoever is quicker by import is as good. */
	lock = lock_take(s, LOCK_IMAGE, fingerprint, LOCK_WAIT, e);
	if (lock < 0)
		return NULL;
	if (!record_exists(s, fingerprint) && unpack(s, e) && e->kind != ERR_EXISTS)
		return NULL;
	return image_load(s, fingerprint, e);
}
