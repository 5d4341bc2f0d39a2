/* Compressed bytes in, plain bytes out. What the compression is, the first bytes say; a file's
 * name never counts. */
#ifndef LX_IMAGE_DECODE_H
#define LX_IMAGE_DECODE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "image/ahead.h"

enum codec {
	CODEC_NONE, /* a bare tar, as far as one can tell */
	CODEC_GZIP,
	CODEC_BZIP2,
	CODEC_XZ,
	CODEC_LZMA,
	CODEC_ZSTD,
	CODEC_SQUASHFS, /* not a stream to decode, but what the second file of an image may be */
};

/* -1 with a sentence for what is recognised and cannot be read (lz4, zip, …). */
int codec_detect(const uint8_t *p, size_t n, enum codec *codec, struct err *e);
/* The suffix of a tar so compressed: ".tar.xz"; ".squashfs". */
const char *codec_suffix(enum codec codec);

struct decoder;

/* Reads the first piece of in (borrowed: it must outlive the decoder) and gets ready. */
struct decoder *decoder_new(const struct feed *in, struct err *e);
void decoder_free(struct decoder *d);
static inline void decoder_free_(struct decoder **d)
{
	decoder_free(*d);
}
#define own_decoder __attribute__((cleanup(decoder_free_)))
enum codec decoder_codec(const struct decoder *d);
/* Fills buf as far as it goes; less than size only at the end, 0 after it, negative on failure: a
 * stream that is cut short or damaged fails, whatever came out of it before. CODEC_NONE and
 * CODEC_SQUASHFS are passed through. */
ssize_t decoder_read(struct decoder *d, uint8_t *buf, size_t size, struct err *e);

#endif
