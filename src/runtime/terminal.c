/* See terminal.h. */
#include "runtime/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;
static int saved_fd = -1;

void terminal_restore(void)
{
	if (saved_fd >= 0)
		tcsetattr(saved_fd, TCSADRAIN, &saved);
	saved_fd = -1;
}

bool terminal_raw(int fd)
{
	struct termios raw;

	if (tcgetattr(fd, &saved) < 0)
		return false;
	saved_fd = fd;
	atexit(terminal_restore);
	raw = saved;
	cfmakeraw(&raw);
	return tcsetattr(fd, TCSADRAIN, &raw) == 0;
}

bool terminal_size(int fd, struct winsize *size)
{
	return ioctl(fd, TIOCGWINSZ, size) == 0;
}

bool relay_wants_input(const struct relay *r)
{
	return r->from >= 0 && r->to >= 0 && !r->len;
}

bool relay_wants_output(const struct relay *r)
{
	return r->to >= 0 && r->len;
}

bool relay_pump(struct relay *r)
{
	ssize_t n;

	if (r->to < 0)
		return false;
	if (relay_wants_input(r)) {
		n = read(r->from, r->buf, sizeof(r->buf));
		/* A pty's master says EIO when its last slave was closed. */
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			r->from = -1;
		r->len = n > 0 ? (size_t)n : 0;
		r->at = 0;
	}
	if (r->len) {
		n = write(r->to, r->buf + r->at, r->len);
		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			r->to = -1;
			return false;
		}
		if (n > 0) {
			r->at += (size_t)n;
			r->len -= (size_t)n;
		}
	}
	return r->from >= 0 || r->len;
}
