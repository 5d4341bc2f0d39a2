/* Writing to descriptors. */
#ifndef LX_BASE_IO_H
#define LX_BASE_IO_H

#include <stddef.h>

/* write(2) until all is written; -1 with errno. */
int write_all(int fd, const void *data, size_t len);

#endif
