/* The user's terminal while it is joined to a pty in a container. Private to runtime/. */
#ifndef LX_RUNTIME_TERMINAL_H
#define LX_RUNTIME_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>

/* Puts the terminal into raw mode until terminal_restore, which also exit paths call. */
bool terminal_raw(int fd);
void terminal_restore(void);
/* The terminal's size; false where fd is none. */
bool terminal_size(int fd, struct winsize *size);

/* Bytes on their way from one descriptor to another; both may be non-blocking. */
struct relay {
	int from, to; /* -1 when that side is over */
	size_t at, len;
	char buf[65536];
};

/* Moves what can be moved without waiting. Returns false when the source has ended and all of it
 * was delivered, or the target has gone. */
bool relay_pump(struct relay *r);
bool relay_wants_input(const struct relay *r);
bool relay_wants_output(const struct relay *r);

#endif
