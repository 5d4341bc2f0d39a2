/* See pack.h. */
#include "image/pack.h"

#include <archive.h>
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "image/walk.h"

enum { SLOT = 512 << 10, BLOCK = 64 << 10, LEVEL = 3, MAX_THREADS = 8 };

static int keep(struct pack *p, const uint8_t *data, size_t n)
{
	sha256_add(p->hash, data, n);
	p->size += n;
	while (n) {
		ssize_t done = write(p->keep, data, n);

		if (done < 0)
			return err_sys(&p->err, errno, "cannot keep \"%s\" in the store", p->name);
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

static int compress(struct pack *p, const void *data, size_t len, ZSTD_EndDirective end)
{
	ZSTD_inBuffer in = {data, len, 0};
	size_t left;

	do {
		ZSTD_outBuffer out = {p->buffer, ZSTD_CStreamOutSize(), 0};

		left = ZSTD_compressStream2(p->zstd, &out, &in, end);
		if (ZSTD_isError(left))
			return err_set(&p->err, ERR_FAILED, "cannot compress \"%s\": %s", p->name,
				       ZSTD_getErrorName(left));
		if (keep(p, p->buffer, out.pos))
			return -1;
	} while (end == ZSTD_e_end ? left != 0 : in.pos < in.size);
	return 0;
}

/* libarchive's callback: plain tar. */
static la_ssize_t take_plain(struct archive *a, void *data, const void *bytes, size_t len)
{
	struct pack *p = data;

	if (compress(p, bytes, len, ZSTD_e_continue) || ahead_put(&p->plain, bytes, len)) {
		archive_set_error(a, EIO, "%s", p->err.text);
		return -1;
	}
	atomic_fetch_add_explicit(&p->done, len, memory_order_relaxed);
	return (la_ssize_t)len;
}

static int pack_tree(struct pack *p, struct archive *a, struct err *e)
{
	struct stat st;

	if (archive_write_set_format_pax(a) != ARCHIVE_OK ||
	    archive_write_set_bytes_per_block(a, BLOCK) != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(a, 1) != ARCHIVE_OK ||
	    archive_write_open(a, p, NULL, take_plain, NULL) != ARCHIVE_OK)
		return err_set(e, ERR_FAILED, "cannot pack \"%s\"", p->name);
	if (walk_add(a, p->folder, "metadata.yaml", e) || walk_add(a, p->folder, "rootfs", e))
		return -1;
	if (!fstatat(p->folder, "templates", &st, AT_SYMLINK_NOFOLLOW) &&
	    walk_add(a, p->folder, "templates", e))
		return -1;
	if (archive_write_close(a) != ARCHIVE_OK || compress(p, NULL, 0, ZSTD_e_end))
		return err_set(e, ERR_FAILED, "cannot pack \"%s\"", p->name);
	ahead_flush(&p->plain);
	return 0;
}

static int run(struct ahead *ahead, void *data, struct err *e)
{
	struct pack *p = data;
	/* Names are bytes: see unpack.c. */
	locale_t plain = newlocale(LC_CTYPE_MASK, "C", (locale_t)0), old;
	struct archive *a = archive_write_new();
	int r;

	(void)ahead;
	if (!plain || !a)
		return err_oom(e);
	old = uselocale(plain);
	r = pack_tree(p, a, e);
	if (r && p->err.kind != ERR_NONE)
		*e = p->err;
	/* Not closed properly: nothing more is to be written. */
	if (r)
		archive_write_fail(a);
	archive_write_free(a);
	uselocale(old);
	freelocale(plain);
	return r;
}

static int check_folder(const struct pack *p, struct err *e)
{
	struct stat st;

	if (fstatat(p->folder, "metadata.yaml", &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
		return err_set(e, ERR_INVALID, "directory \"%s\" has no metadata.yaml", p->name);
	if (fstatat(p->folder, "rootfs", &st, AT_SYMLINK_NOFOLLOW) || !S_ISDIR(st.st_mode))
		return err_set(e, ERR_INVALID, "directory \"%s\" has no folder rootfs", p->name);
	return 0;
}

int pack_begin(struct pack *p, const char *path, int entry, const char *keep_name,
	       struct sha256 *hash, struct err *e)
{
	int threads = get_nprocs();

	p->name = path;
	p->hash = hash;
	p->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->folder < 0)
		return err_sys(e, errno, "cannot open \"%s\"", path);
	if (check_folder(p, e))
		return -1;
	p->keep = openat(entry, keep_name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (p->keep < 0)
		return err_sys(e, errno, "cannot keep \"%s\" in the store", path);
	p->buffer = mem_alloc(ZSTD_CStreamOutSize());
	p->zstd = ZSTD_createCCtx();
	if (!p->zstd)
		return err_oom(e);
	ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_checksumFlag, 1);
	/* The bytes are the same for any number of workers, but not for none. */
	ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_nbWorkers,
			       threads > MAX_THREADS ? MAX_THREADS : threads);
	return ahead_start(&p->plain, run, p, SLOT, e);
}

int pack_next(void *pack, const uint8_t **data, size_t *n, struct err *e)
{
	struct pack *p = pack;

	if (p->progress)
		p->progress(p->progress_data, atomic_load_explicit(&p->done, memory_order_relaxed),
			    0);
	return ahead_next(&p->plain, data, n, e);
}

void pack_end(struct pack *p)
{
	ahead_stop(&p->plain);
	ZSTD_freeCCtx(p->zstd);
	free(p->buffer);
	if (p->folder >= 0)
		close(p->folder);
	if (p->keep >= 0)
		close(p->keep);
}
