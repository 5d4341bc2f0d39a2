/* See console_log.h. */
#include "runtime/console_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void console_log_open(struct console_log *l, int dir)
{
	struct stat st;

	l->fd = openat(dir, "console.log", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	l->size = l->fd >= 0 && !fstat(l->fd, &st) ? st.st_size : 0;
}

/* Keeps the newest half. */
static void halve(struct console_log *l)
{
	char buf[4096];
	off_t from = l->size - CONSOLE_LOG_SIZE, to = 0;
	ssize_t n;

	while ((n = pread(l->fd, buf, sizeof(buf), from)) > 0) {
		if (pwrite(l->fd, buf, (size_t)n, to) != n)
			break;
		from += n;
		to += n;
	}
	if (!ftruncate(l->fd, to))
		l->size = to;
}

void console_log_add(struct console_log *l, const char *data, size_t len)
{
	ssize_t n;

	if (l->fd < 0)
		return;
	if (l->size + (off_t)len > 2 * CONSOLE_LOG_SIZE)
		halve(l);
	n = pwrite(l->fd, data, len, l->size);
	if (n > 0)
		l->size += n;
}
