/* See decode.h. One small function a library; decoder_read feeds them. */
#include "image/decode.h"

#include <bzlib.h>
#include <lzma.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/own.h"
#include "base/str.h"

enum { MAX_THREADS = 8, ZSTD_WINDOW_LOG_MAX = 30, TAR_BLOCK = 512 };

struct decoder {
	enum codec codec;
	const struct feed *in;
	const uint8_t *p; /* what is left of the current piece */
	size_t n;
	bool in_ended;
	bool ended;   /* the stream is complete */
	bool between; /* after a gzip member, bzip2 stream, zstd frame: another may follow */
	z_stream z;
	bz_stream bz;
	lzma_stream lzma;
	ZSTD_DStream *zstd;
	uint8_t last[TAR_BLOCK]; /* of a bare tar */
	uint64_t passed;
};

static const struct {
	const char *magic;
	size_t len, at;
	enum codec codec;
	const char *refused; /* what it is, where it cannot be read */
} formats[] = {
	{"\x1f\x8b", 2, 0, CODEC_GZIP, NULL},
	{"1AY&SY", 6, 4, CODEC_BZIP2, NULL}, /* after "BZh9", which may begin a name in a tar */
	{"\xfd"
	 "7zXZ\0",
	 6, 0, CODEC_XZ, NULL},
	{"\x5d\0\0", 3, 0, CODEC_LZMA, NULL},
	{"\x28\xb5\x2f\xfd", 4, 0, CODEC_ZSTD, NULL},
	{"hsqs", 4, 0, CODEC_SQUASHFS, NULL},
	{"\x04\x22\x4d\x18", 4, 0, CODEC_NONE, "compressed with lz4"},
	{"LZIP", 4, 0, CODEC_NONE, "compressed with lzip"},
	{"\x1f\x9d", 2, 0, CODEC_NONE, "compressed with compress"},
	{"PK\3\4", 4, 0, CODEC_NONE, "a zip archive"},
	{"7z\xbc\xaf\x27\x1c", 6, 0, CODEC_NONE, "a 7z archive"},
	{"QFI\xfb", 4, 0, CODEC_NONE, "a virtual machine's disk (qcow2)"},
	{"\xe2\xe1\xf5\xe0", 4, 1024, CODEC_NONE, "an erofs file system"},
};

static const char *const suffixes[] = {
	[CODEC_NONE] = ".tar",		[CODEC_GZIP] = ".tar.gz",   [CODEC_BZIP2] = ".tar.bz2",
	[CODEC_XZ] = ".tar.xz",		[CODEC_LZMA] = ".tar.lzma", [CODEC_ZSTD] = ".tar.zst",
	[CODEC_SQUASHFS] = ".squashfs",
};

const char *codec_suffix(enum codec codec)
{
	return suffixes[codec];
}

int codec_detect(const uint8_t *p, size_t n, enum codec *codec, struct err *e)
{
	*codec = CODEC_NONE;
	for (size_t i = 0; i < countof(formats); i++) {
		if (n < formats[i].at + formats[i].len ||
		    memcmp(p + formats[i].at, formats[i].magic, formats[i].len) != 0)
			continue;
		if (formats[i].refused)
			return err_set(e, ERR_UNSUPPORTED,
				       "it is %s; a tar is needed, plain or compressed with gzip, "
				       "bzip2, xz or zstd",
				       formats[i].refused);
		*codec = formats[i].codec;
		return 0;
	}
	/* A skippable frame may stand first: 0x184D2A50 to 5F. */
	if (n >= 4 && (p[0] & 0xf0) == 0x50 && !memcmp(p + 1, "\x2a\x4d\x18", 3))
		*codec = CODEC_ZSTD;
	return 0;
}

static uint64_t memory_limit(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t all = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;

	return all / 4 > (64u << 20) ? all / 4 : 64u << 20;
}

static int start_lzma(struct decoder *d, struct err *e)
{
	uint64_t limit = memory_limit();
	lzma_mt mt = {
		.flags = LZMA_CONCATENATED,
		.threads = (uint32_t)get_nprocs(),
		/* Above this it falls back to fewer threads; it fails only above the other. */
		.memlimit_threading = limit < (512u << 20) ? limit : 512u << 20,
		.memlimit_stop = 2 * limit,
	};
	lzma_ret r;

	mt.threads = mt.threads > MAX_THREADS ? MAX_THREADS : mt.threads;
	if (d->codec == CODEC_LZMA)
		r = lzma_alone_decoder(&d->lzma, 2 * limit);
	else
		r = lzma_stream_decoder_mt(&d->lzma, &mt);
	return r == LZMA_OK ? 0 : err_oom(e);
}

static int start(struct decoder *d, struct err *e)
{
	switch (d->codec) {
	case CODEC_GZIP:
		/* 16: a gzip header, nothing else */
		return inflateInit2(&d->z, 16 + MAX_WBITS) == Z_OK ? 0 : err_oom(e);
	case CODEC_BZIP2:
		return BZ2_bzDecompressInit(&d->bz, 0, 0) == BZ_OK ? 0 : err_oom(e);
	case CODEC_XZ:
	case CODEC_LZMA:
		return start_lzma(d, e);
	case CODEC_ZSTD:
		d->zstd = ZSTD_createDStream();
		if (!d->zstd)
			return err_oom(e);
		ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX);
		return 0;
	default:
		return 0;
	}
}

static int refill(struct decoder *d, struct err *e)
{
	if (d->n || d->in_ended)
		return 0;
	if (d->in->next(d->in->data, &d->p, &d->n, e))
		return -1;
	d->in_ended = !d->n;
	return 0;
}

struct decoder *decoder_new(const struct feed *in, struct err *e)
{
	own_decoder struct decoder *d = mem_zalloc(sizeof(*d));

	d->lzma = (lzma_stream)LZMA_STREAM_INIT;
	d->in = in;
	if (refill(d, e) || codec_detect(d->p, d->n, &d->codec, e) || start(d, e))
		return NULL;
	return take(d);
}

void decoder_free(struct decoder *d)
{
	if (!d)
		return;
	inflateEnd(&d->z);
	BZ2_bzDecompressEnd(&d->bz);
	lzma_end(&d->lzma);
	ZSTD_freeDStream(d->zstd);
	free(d);
}

enum codec decoder_codec(const struct decoder *d)
{
	return d->codec;
}

static int cut_short(struct err *e)
{
	return err_set(e, ERR_INVALID, "it is cut short");
}

static int damaged(struct err *e, const char *why)
{
	return err_set(e, ERR_INVALID, "it is damaged: %s", why ? why : "its data make no sense");
}

static bool begin_again(struct decoder *d)
{
	if (d->codec == CODEC_GZIP)
		return inflateReset(&d->z) == Z_OK;
	BZ2_bzDecompressEnd(&d->bz);
	return BZ2_bzDecompressInit(&d->bz, 0, 0) == BZ_OK;
}

/* After a gzip member or a bzip2 stream: zeroes are padding (tapes), all else is another one. */
static int next_member(struct decoder *d, struct err *e)
{
	while (d->n && !*d->p) {
		d->p++;
		d->n--;
	}
	if (!d->n) {
		d->ended = d->in_ended;
		return 0;
	}
	d->between = false;
	return begin_again(d) ? 0 : err_oom(e);
}

/* Each of these takes from d->p and gives to *out, as far as both go. */
static int step_gzip(struct decoder *d, uint8_t **out, size_t *room, struct err *e)
{
	int r;

	if (d->between)
		return next_member(d, e);
	d->z.next_in = (Bytef *)(uintptr_t)d->p;
	d->z.avail_in = (uInt)d->n;
	d->z.next_out = *out;
	d->z.avail_out = (uInt)*room;
	r = inflate(&d->z, Z_NO_FLUSH);
	d->p = d->z.next_in;
	d->n = d->z.avail_in;
	*out = d->z.next_out;
	*room = d->z.avail_out;
	if (r == Z_STREAM_END)
		d->between = true;
	else if (r == Z_MEM_ERROR)
		return err_oom(e);
	else if (r == Z_BUF_ERROR && !d->n && d->in_ended)
		return cut_short(e);
	else if (r != Z_OK && r != Z_BUF_ERROR)
		return damaged(e, d->z.msg);
	return 0;
}

static int step_bzip2(struct decoder *d, uint8_t **out, size_t *room, struct err *e)
{
	const uint8_t *before = *out;
	int r;

	if (d->between)
		return next_member(d, e);
	d->bz.next_in = (char *)(uintptr_t)d->p;
	d->bz.avail_in = (unsigned)d->n;
	d->bz.next_out = (char *)*out;
	d->bz.avail_out = (unsigned)*room;
	r = BZ2_bzDecompress(&d->bz);
	d->p = (const uint8_t *)d->bz.next_in;
	d->n = d->bz.avail_in;
	*out = (uint8_t *)d->bz.next_out;
	*room = d->bz.avail_out;
	if (r == BZ_STREAM_END)
		d->between = true;
	else if (r == BZ_MEM_ERROR)
		return err_oom(e);
	else if (r != BZ_OK)
		return damaged(e, NULL);
	else if (!d->n && d->in_ended && *out == before)
		return cut_short(e);
	return 0;
}

static int step_lzma(struct decoder *d, uint8_t **out, size_t *room, struct err *e)
{
	lzma_ret r;

	d->lzma.next_in = d->p;
	d->lzma.avail_in = d->n;
	d->lzma.next_out = *out;
	d->lzma.avail_out = *room;
	r = lzma_code(&d->lzma, d->in_ended ? LZMA_FINISH : LZMA_RUN);
	d->p = d->lzma.next_in;
	d->n = d->lzma.avail_in;
	*out = d->lzma.next_out;
	*room = d->lzma.avail_out;
	switch (r) {
	case LZMA_OK:
		return 0;
	case LZMA_STREAM_END:
		d->ended = true;
		return 0;
	case LZMA_BUF_ERROR:
		return cut_short(e);
	case LZMA_MEM_ERROR:
		return err_oom(e);
	case LZMA_MEMLIMIT_ERROR:
		return err_set(
			e, ERR_UNSUPPORTED,
			"unpacking it needs %llu MiB of memory, more than this host can spare",
			(unsigned long long)(lzma_memusage(&d->lzma) >> 20));
	case LZMA_OPTIONS_ERROR:
		return err_set(e, ERR_UNSUPPORTED, "it uses an xz filter that is not supported");
	default:
		return damaged(e, NULL);
	}
}

static int step_zstd(struct decoder *d, uint8_t **out, size_t *room, struct err *e)
{
	ZSTD_inBuffer in = {d->p, d->n, 0};
	ZSTD_outBuffer to = {*out, *room, 0};
	size_t r;

	if (!d->n && d->in_ended && d->between) {
		d->ended = true;
		return 0;
	}
	r = ZSTD_decompressStream(d->zstd, &to, &in);
	if (ZSTD_isError(r))
		return damaged(e, ZSTD_getErrorName(r));
	if (!d->n && d->in_ended && !to.pos)
		return cut_short(e);
	d->p += in.pos;
	d->n -= in.pos;
	*out += to.pos;
	*room -= to.pos;
	d->between = r == 0;
	return 0;
}

/* The last block of a whole tar is zero: nothing else tells that one without compression was not
 * cut between two members. */
static int end_of_plain(const struct decoder *d, struct err *e)
{
	static const uint8_t zero[TAR_BLOCK];

	if (d->codec == CODEC_SQUASHFS)
		return 0;
	if (d->passed < TAR_BLOCK)
		return err_set(e, ERR_INVALID, "it is no tar archive");
	if (d->passed % TAR_BLOCK || memcmp(d->last, zero, TAR_BLOCK) != 0)
		return cut_short(e);
	return 0;
}

static void note_last(struct decoder *d, const uint8_t *p, size_t n)
{
	if (n >= TAR_BLOCK) {
		memcpy(d->last, p + n - TAR_BLOCK, TAR_BLOCK);
		return;
	}
	memmove(d->last, d->last + n, TAR_BLOCK - n);
	memcpy(d->last + TAR_BLOCK - n, p, n);
}

static int step_plain(struct decoder *d, uint8_t **out, size_t *room, struct err *e)
{
	size_t n = d->n < *room ? d->n : *room;

	if (!n && d->in_ended) {
		d->ended = true;
		return end_of_plain(d, e);
	}
	memcpy(*out, d->p, n);
	note_last(d, d->p, n);
	d->passed += n;
	d->p += n;
	d->n -= n;
	*out += n;
	*room -= n;
	return 0;
}

static int step(struct decoder *d, uint8_t **out, size_t *room, struct err *e)
{
	switch (d->codec) {
	case CODEC_GZIP:
		return step_gzip(d, out, room, e);
	case CODEC_BZIP2:
		return step_bzip2(d, out, room, e);
	case CODEC_XZ:
	case CODEC_LZMA:
		return step_lzma(d, out, room, e);
	case CODEC_ZSTD:
		return step_zstd(d, out, room, e);
	default:
		return step_plain(d, out, room, e);
	}
}

ssize_t decoder_read(struct decoder *d, uint8_t *buf, size_t size, struct err *e)
{
	uint8_t *out = buf;
	size_t room = size;

	while (room && !d->ended)
		if (refill(d, e) || step(d, &out, &room, e))
			return -1;
	return out - buf;
}
