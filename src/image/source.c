/* See source.h. */
#include "image/source.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "base/own.h"
#include "base/str.h"
#include "image/durable.h"

enum { RAW_SLOT = 256 << 10, PLAIN_SLOT = 512 << 10, WRITE_OUT = 8 << 20 };

/* Waits for a pipe, but not after the consumer has given up. */
static bool wait_readable(const struct source *src)
{
	struct pollfd p[2] = {
		{.fd = src->fd, .events = POLLIN},
		{.fd = src->raw.stop_event, .events = POLLIN},
	};

	if (src->size)
		return true;
	while (poll(p, countof(p), -1) < 0 && errno == EINTR)
		;
	return !p[1].revents;
}

/* A full buffer, or less at the end: decompressors like large pieces. */
static ssize_t read_full(const struct source *src, uint8_t *buf, size_t size, struct err *e)
{
	size_t have = 0;

	while (have < size) {
		ssize_t n;

		if (!wait_readable(src))
			return -1;
		n = read(src->cloned ? src->keep : src->fd, buf + have, size - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(e, errno, "cannot read \"%s\"", src->name);
		if (!n)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

static int keep(const struct source *src, const uint8_t *p, size_t n, struct err *e)
{
	while (n && !src->cloned) {
		ssize_t done = write(src->keep, p, n);

		if (done < 0)
			return err_sys(e, errno, "cannot keep \"%s\" in the store", src->name);
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

static int read_raw(struct ahead *a, void *data, struct err *e)
{
	struct source *src = data;
	uint64_t at = 0, begun = 0;

	for (;;) {
		uint8_t *buf = ahead_slot(a);
		ssize_t n = buf ? read_full(src, buf, a->slot_size, e) : -1;

		if (n <= 0)
			return (int)n;
		/* The decompressor may begin while this thread hashes. */
		ahead_push(a, (size_t)n);
		sha256_add(src->hash, buf, (size_t)n);
		if (keep(src, buf, (size_t)n, e))
			return -1;
		at += (uint64_t)n;
		if (at - begun >= WRITE_OUT && !src->cloned) {
			durable_begin(src->keep, begun, at - begun);
			begun = at;
		}
		atomic_store_explicit(&src->done, at, memory_order_relaxed);
	}
}

static int unpack_plain(struct ahead *a, void *data, struct err *e)
{
	struct source *src = data;

	for (;;) {
		uint8_t *buf = ahead_slot(a);
		ssize_t n = buf ? decoder_read(src->decoder, buf, a->slot_size, e) : -1;

		if (n <= 0)
			return (int)n;
		ahead_push(a, (size_t)n);
	}
}

static void report(const struct source *src)
{
	uint64_t done = atomic_load_explicit(&src->done, memory_order_relaxed);

	if (src->progress)
		src->progress(src->progress_data, src->progress_before + done, src->progress_total);
}

static int next_plain(void *data, const uint8_t **p, size_t *n, struct err *e)
{
	struct source *src = data;

	report(src);
	return ahead_next(&src->unpacked, p, n, e);
}

static int open_path(struct source *src, const char *path, struct err *e)
{
	struct stat st;

	if (str_eq(path, "-")) {
		src->name = "standard input";
		src->fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	} else {
		src->name = path;
		src->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	}
	if (src->fd < 0)
		return err_sys(e, errno, "cannot open \"%s\"", src->name);
	if (fstat(src->fd, &st))
		return err_sys(e, errno, "cannot look at \"%s\"", src->name);
	if (S_ISDIR(st.st_mode))
		return err_set(e, ERR_INVALID, "\"%s\" is a directory", src->name);
	src->size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	posix_fadvise(src->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return 0;
}

int source_open(struct source *src, const char *path, int entry, const char *keep_name,
		struct sha256 *hash, struct err *e)
{
	src->hash = hash;
	if (open_path(src, path, e))
		return -1;
	src->keep = openat(entry, keep_name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (src->keep < 0)
		return err_sys(e, errno, "cannot keep \"%s\" in the store", src->name);
	/* Where the blocks are shared, what is read is the clone: it cannot change any more. */
	src->cloned = src->size && lseek(src->fd, 0, SEEK_CUR) == 0 &&
		      ioctl(src->keep, FICLONE, src->fd) == 0;
	if (ahead_start(&src->raw, read_raw, src, RAW_SLOT, e))
		return -1;
	src->raw_feed = (struct feed){ahead_next, &src->raw};
	src->decoder = decoder_new(&src->raw_feed, e);
	if (!src->decoder)
		return -1;
	src->codec = decoder_codec(src->decoder);
	return 0;
}

int source_start(struct source *src, struct err *e)
{
	src->plain = (struct feed){next_plain, src};
	return ahead_start(&src->unpacked, unpack_plain, src, PLAIN_SLOT, e);
}

int source_end(struct source *src, struct err *e)
{
	const uint8_t *p;
	size_t n;

	ahead_stop(&src->unpacked);
	do {
		report(src);
		if (ahead_next(&src->raw, &p, &n, e))
			return -1;
	} while (n);
	return 0;
}

void source_close(struct source *src)
{
	/* The reader first: the decompressor may be waiting for it. */
	if (src->raw.started)
		ahead_cancel(&src->raw);
	ahead_stop(&src->unpacked);
	ahead_stop(&src->raw);
	decoder_free(src->decoder);
	src->decoder = NULL;
	if (src->fd >= 0)
		close(src->fd);
	if (src->keep >= 0)
		close(src->keep);
	src->fd = src->keep = -1;
}
