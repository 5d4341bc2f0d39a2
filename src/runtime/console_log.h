/* The console's log: the last CONSOLE_LOG_SIZE bytes at least, twice that at most, so that it can
 * be appended to cheaply. Private to runtime/. */
#ifndef LX_RUNTIME_CONSOLE_LOG_H
#define LX_RUNTIME_CONSOLE_LOG_H

#include <stddef.h>
#include <sys/types.h>

enum { CONSOLE_LOG_SIZE = 128 * 1024 };

struct console_log {
	int fd;
	off_t size;
};

/* Opens the log in the container's run folder; without one, what is added is lost. */
void console_log_open(struct console_log *l, int dir);
void console_log_add(struct console_log *l, const char *data, size_t len);

#endif
